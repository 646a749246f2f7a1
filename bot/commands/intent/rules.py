"""What a rule is, and the parts of patterns that several rules share."""

import re
from dataclasses import dataclass

from bot.models.llm import Destination


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern over classes of words, matched from the first one.

    People who say this hardly ever mean something else, so no model is asked.
    """

    destination: Destination
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    """Words of the message, without its quotations, with which the rule does not fit."""


def rules_for(
    destination: Destination, *patterns: str, unless: str | None = None
) -> tuple[Rule, ...]:
    """Rules with the same destination."""
    words = re.compile(unless) if unless else None
    return tuple(Rule(destination, re.compile(each), words) for each in patterns)


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
