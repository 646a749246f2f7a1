"""Measures which marks of a digest become links."""
