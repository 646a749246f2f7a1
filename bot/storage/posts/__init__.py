"""Posts: the repository, the work queue, and what holds for all of them."""
