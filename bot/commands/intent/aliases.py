"""Chinese words that stand for a command, since Telegram refuses Chinese names of commands."""

import re
from typing import NamedTuple

from bot.models.llm import Destination

_ALIASES: dict[str, Destination] = {
    "成语接龙": "idiom",
    "成語接龍": "idiom",
    "接龙": "idiom",
    "接龍": "idiom",
    "提问": "ask",
    "提問": "ask",
    "问": "ask",
    "問": "ask",
    "总结": "summarize",
    "總結": "summarize",
    "投稿": "post",
}
# The alias stands alone or is set off: "问题不大" is no question to the bot, "问 …" is.
_ALIAS = re.compile(rf"({'|'.join(_ALIASES)})(?:[\s:：，,]+(?P<rest>.*))?", re.DOTALL)


class Alias(NamedTuple):
    """A Chinese word that stands for a command, and what follows it."""

    destination: Destination
    rest: str


def read_alias(text: str) -> Alias | None:
    """The alias that `text` begins with, if any.

    >>> read_alias("问 天空为什么是蓝的")
    Alias(destination='ask', rest='天空为什么是蓝的')
    >>> read_alias("问题不大") is None
    True
    """
    found = _ALIAS.fullmatch(text)
    return Alias(_ALIASES[found[1]], (found["rest"] or "").strip()) if found else None
