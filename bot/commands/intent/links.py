"""Finds links in what people write."""

import re

from bot.idioms.normalise import HAN

_STOPS = "\\s<>\"'，。、；：！？（）《》【】「」『』“”"
LINK = re.compile(
    rf"https?://(?:[^{_STOPS}{HAN}]|(?<=[/=&?#_%{HAN}-])[{HAN}])+",
    re.IGNORECASE,
)
"""Chinese characters belong to it only after a separator: "…/wiki/量子", but not "….html帮我看看"."""
_PUNCTUATION_AFTER_LINK = ".,;:!?)]"


def link_of(found: re.Match[str]) -> str:
    """The link, without the punctuation of the sentence around it."""
    return found[0].rstrip(_PUNCTUATION_AFTER_LINK)
