"""What a rule is, and the parts of patterns that several rules share."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.models.llm import Destination

Cut = Literal["rest", "quotation", "before", "nothing", "all"]
"""What the command works on: the text after the order, the quotation in it, the text before it,
nothing, or the whole message."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern over classes of words, matched from the first one; its group `order` ends with the order.

    `is_sure`: people who say this hardly ever mean something else, so no model is asked. Another rule
    decides nothing; it says what to cut out where the message was found to be for its command.
    """

    destination: Destination
    is_sure: bool
    pattern: re.Pattern[str]
    cut: Cut


def sure(destination: Destination, cut: Cut, *patterns: str) -> tuple[Rule, ...]:
    """Sure rules with the same destination."""
    return tuple(
        Rule(destination, is_sure=True, pattern=re.compile(each), cut=cut) for each in patterns
    )


def likely(destination: Destination, cut: Cut, *patterns: str) -> tuple[Rule, ...]:
    """Rules that only cut, with the same destination."""
    return tuple(
        Rule(destination, is_sure=False, pattern=re.compile(each), cut=cut) for each in patterns
    )


LEAD = "[gdypQ,./]*+"
"""What people say before they come to the point; possessive, so that no text is tried in several ways."""
ASKS = "[sywahdvAZ]*+"
"""Before the verb: 我们 想 请你 帮我."""
NO_REPORT = "(?!d*s[sd]*[SPDX])"
"""我总结一下 says what the speaker does; 我想 and 帮我 say what the bot is to do."""
CAPABILITY = "(?!a[yd]*S[neN]*Q)"
"""能总结视频吗 asks what the bot can do; 能总结一下这个视频吗 is a wish."""
TEXT = "[imnNeT]*"
"""这篇文章, 上面的内容."""
END = "[pmQhd.,/]*$"
MARK = "[:/]"
"""A colon or a new line: the text begins behind it."""
