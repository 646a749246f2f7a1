"""The messages of groups, for their digests."""
