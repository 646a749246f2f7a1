"""Access tokens that all replicas share."""
