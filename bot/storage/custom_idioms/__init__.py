"""Idioms that members added to the dictionary."""
