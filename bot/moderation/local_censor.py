"""The local censor: rules and a word list, no provider.

It rejects a text or sends it to a person; it never lets one pass, since no list knows what is
harmless.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.metrics.counters import CENSOR_CALLS, of
from bot.models.post import CensorConclusion, CensorHit, CensorLabel, CensorVerdict
from bot.moderation.text_normaliser import (
    NormalisedText,
    normalise,
    with_digits,
    without_separators,
)
from bot.moderation.word_list import WordList

PROVIDER = "local"

_DOT = r"(?:\.|。|点|\(dot\)|\[dot\])"
_INVITE = re.compile(
    r"(?:t\.me|telegram\.(?:me|dog))/(?:\+|joinchat/)?[\w-]+|tg://\S+"
    r"|discord\.gg/\S+|chat\.whatsapp\.com/\S+|qm\.qq\.com/\S+|weixin\.qq\.com/g/\S+"
)
_LINK = re.compile(
    r"https?://\S+|www\.\S+"
    rf"|(?<![\w@])[a-z0-9][a-z0-9-]{{0,62}}(?:\.[a-z0-9-]{{1,63}}){{0,4}}{_DOT}"
    r"(?:com|cn|net|org|top|xyz|vip|cc|club|shop|site|info|icu|me|io|app|link|online)(?![a-z0-9])\S*"
)
_PHONE = re.compile(r"(?<!\d)(?:\+?86)?1[3-9]\d{9}(?!\d)")
_WECHAT = re.compile(
    r"(?:[微薇威v][信芯x]|wx|vx|wei ?xin|wechat|加[微薇v])[号群]?(?:是|为|[:：=])?\s*"
    r"[a-z0-9][a-z0-9_-]{5,19}"
)
_QQ = re.compile(r"(?:qq|扣扣|企鹅|q)[号群]{0,2}(?:是|为|[:：=])?\s*[1-9]\d{4,10}(?!\d)")
_ONE_CHARACTER = re.compile(r"([^\s])\1{14,}")
_ONE_PHRASE = re.compile(r"([^\s].{1,19}?)\1{5,}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Rule:
    label: CensorLabel
    pattern: re.Pattern[str]

    def find(self, text: NormalisedText) -> Iterator[CensorHit]:
        for found in self.pattern.finditer(text.text):
            yield CensorHit(*text.span(*found.span()), self.label)


_ON_TEXT = (
    _Rule("invite", _INVITE),
    _Rule("link", _LINK),
    _Rule("flood", _ONE_CHARACTER),
    _Rule("flood", _ONE_PHRASE),
)
_ON_NUMBERS = (_Rule("phone", _PHONE), _Rule("wechat", _WECHAT), _Rule("qq", _QQ))


class LocalCensor:
    """Judges a text by rules (links, invites, phone, WeChat and QQ numbers, flooding) and words."""

    def __init__(self, words: WordList) -> None:
        self._words = words

    async def check(self, text: str) -> CensorVerdict:
        """`reject` where a word says so, else `review`; never `pass`."""
        plain = normalise(text)
        dense = without_separators(plain)
        words = [
            (CensorHit(*dense.span(found.start, found.end), "word"), found.rejects)
            for found in self._words.find(dense)
        ]
        hits = dict.fromkeys(
            (
                *(hit for rule in _ON_TEXT for hit in rule.find(plain)),
                *(hit for rule in _ON_NUMBERS for hit in rule.find(with_digits(dense))),
                *(hit for hit, _ in words),
            )
        )
        kind: CensorConclusion = "reject" if any(rejects for _, rejects in words) else "review"
        of(CENSOR_CALLS, kind).inc()
        return CensorVerdict(
            kind=kind,
            provider=PROVIDER,
            labels=tuple(dict.fromkeys(hit.label for hit in hits)),
            hits=tuple(sorted(hits, key=lambda hit: (hit.start, hit.end))),
        )
