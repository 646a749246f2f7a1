"""The flood budget as PTB's rate limiter."""

COSMETIC = "cosmetic"
"""Marks a call that may be dropped (`rate_limit_args`)."""


class Dropped(Exception):
    """A cosmetic call was not made: the chat's budget is spent."""
