"""What was said in each thread: the exchanges, and the running summary of older ones."""
