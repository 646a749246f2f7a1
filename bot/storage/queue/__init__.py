"""The leased queue: a keyed FIFO with leases, the one primitive under the inbox and the post queue."""
