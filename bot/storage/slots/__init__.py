"""Call slots: a limit of calls a second, shared by all replicas."""
