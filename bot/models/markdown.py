"""Escapes texts of people for use within our Markdown."""

import re

_MARKUP = re.compile(r"([\\`*_\[\]<>#~|$])")


def escaped(text: str) -> str:
    r"""`text` as Markdown that shows it unchanged.

    >>> escaped("my_report")
    'my\\_report'
    """
    return _MARKUP.sub(r"\\\1", text)
