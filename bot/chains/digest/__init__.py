"""Digests of what was said in a group. Members' texts are data, and code makes the links."""
