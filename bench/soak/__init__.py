"""Long runs that kill processes and count, at the servers, what became of the work."""
