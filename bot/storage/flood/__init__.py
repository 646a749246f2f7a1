"""The flood budget: when a chat may be called again, shared by all replicas."""
