"""What the orders for each command look like, where the command is known (`orders.py`).

The letters are the classes of `lexicon.py`. Unknown characters are those of words without a class.
"""

import re
from dataclasses import dataclass

from bot.models.llm import Destination


@dataclass(frozen=True, slots=True)
class Grammar:
    """The words of an order, and how much else may stand in a clause of it.

    `verb`: classes that name the command, `verb_words`: words that do; `verb_at_quotation`: classes that
    are enough beside a quotation. `foreign`: classes that no order has. `joined`: an order that no mark
    divides from the text. `takes_any_wish`: a colon after any wish begins the text.
    """

    verb: re.Pattern[str]
    verb_words: re.Pattern[str]
    verb_at_quotation: re.Pattern[str]
    joined: re.Pattern[str]
    foreign: frozenset[str]
    takes_any_wish: bool
    min_chars: int
    """A shorter rest is no text."""
    min_chars_before: int
    """A shorter text before an order is a part of it: 楼太高了爬不动，求总结."""
    min_chars_joined: int
    max_unknown_before_text: int
    """Unknown characters in a clause that leads to the order: 这封邮件太啰嗦了，帮我抓要点."""
    max_unknown_pointing: int
    """Unknown characters in what only points at a text: 我等下发."""
    max_unknown_around: int
    """Unknown characters around a quotation."""


GRAMMARS: dict[Destination, Grammar] = {
    "post": Grammar(
        verb=re.compile(
            r"P|D|X[mepdkiN]*c|[hb][sywahdviNnme]*X|c[eimkd]*X|[wh]o?c[Zo]|^[sywahdv]*X[mNi]*$"
        ),
        verb_words=re.compile(
            r"\bput (?:it|this|these|that)\b|\bup on the\b|submission|寻人|^.{0,6}[发挂登贴](?:个|则|条|篇|一)"
            r"|\bshare (?:it|this|these|the)\b"
        ),
        foreign=frozenset("zlfFrGSTK"),
        min_chars_before=4,
        min_chars_joined=8,
        max_unknown_before_text=2,
        max_unknown_pointing=3,
        max_unknown_around=0,
        min_chars=2,
        takes_any_wish=False,
        verb_at_quotation=re.compile("X"),
        joined=re.compile(
            r"[gdp]*[sywahdv]*(?:k?c[kd]*)?(?:P|D|(?<=[hwvc])X)[mpNd]*(?:k?d*c)?[mpdk]*(?=[oOsynNtq])"
        ),
    ),
    "summarize": Grammar(
        verb=re.compile(r"S|K|Z[meinTU]*[nTi]|[inT]{1,2}Z"),
        verb_words=re.compile(
            r"讲清楚|说清楚|讲明白|[理列归缩压简][成到]|简述|压一?下|整理|梳理|纪要|中心思想|大意|压缩|抓一?下?重点|课代表|总接"
            r"|\bshorter\b|\bbullets?\b|nutshell|\bboil\b|\bshorten\b|main (?:idea|point)|\bin short\b"
        ),
        foreign=frozenset("PDG"),
        min_chars_before=20,
        min_chars_joined=20,
        max_unknown_before_text=8,
        max_unknown_pointing=6,
        max_unknown_around=3,
        min_chars=12,
        takes_any_wish=True,
        verb_at_quotation=re.compile("S"),
        joined=re.compile(r"[gdp]*[sywahdvZ]*S[Smdp]*(?:[in]{1,2})?(?=[oOdsyt])"),
    ),
}
