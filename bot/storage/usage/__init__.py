"""Requests and tokens of model calls, counted by minute and day for all replicas."""
