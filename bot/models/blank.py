"""Tells whether a reader would see nothing of a text."""

import re

_VISIBLE = re.compile(
    "[^\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)


def is_blank(text: str) -> bool:
    r"""Is there nothing but white space and invisible characters in it?

    >>> is_blank(" \u200b\n"), is_blank("·")
    (True, False)
    """
    return _VISIBLE.search(text) is None
