"""Leader leases."""
