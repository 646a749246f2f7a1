"""Long runs that kill processes or give hostile input, and count what became of it."""
