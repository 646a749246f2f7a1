"""Digests of what was said in a group, and who is in them."""
