"""Reads the responses of Baidu's text censor.

Fields and kinds: cloud.baidu.com/doc/ANTIPORN/s/Nk3h6xbb2; error codes:
ai.baidu.com/ai-doc/ANTIPORN/Iki010pnh. Both lists may grow: an unknown kind never lets a text pass,
an unknown error counts as transient.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.errors import CensorBusy, CensorClosed, CensorDown, CensorRefused
from bot.models.post import CensorConclusion, CensorHit, CensorLabel, CensorVerdict
from bot.moderation.baidu_http import BaiduResponse
from bot.texts import censor as censor_texts

PROVIDER = "baidu"


class TokenRejected(Exception):
    """The access token is wrong or has expired (100, 110, 111)."""


class QuotaOfTheDay(CensorClosed):
    """17: closed until midnight in Beijing."""


_TOKEN_CODES = {100, 110, 111}
_MISCONFIGURED = {3, 6, 14, 216015}
_UNREADABLE = {216100, 216101, 216102, 216103, 282004}
_WHITE_LIST = 14

_KINDS: dict[int, CensorConclusion] = {1: "pass", 2: "reject", 3: "review"}
_NO_VERDICT = 4

_LABELS: dict[int, CensorLabel] = {
    11: "banned",
    13: "black_list",
    30: "politics",
    31: "terror",
    33: "porn",
    34: "abuse",
    36: "advert",
    37: "ad_law",
    38: "privacy",
    39: "flood",
}
_SPAM = 12
_SPAM_LABELS: dict[int, CensorLabel] = {
    0: "flood",
    1: "terror",
    2: "porn",
    3: "politics",
    4: "advert",
    5: "abuse",
    6: "advert",
    7: "privacy",
    8: "ad_law",
}


def read_verdict(response: BaiduResponse | None, text: str) -> CensorVerdict:
    """The verdict on `text`.

    Raises:
        TokenRejected: fetch a new token and ask again.
        CensorBusy, CensorDown, CensorRefused, CensorClosed: as their names say.
    """
    answer = read_json(response)
    raise_for_error(answer)
    conclusion = _number(answer.get("conclusionType"))
    if conclusion in (None, _NO_VERDICT):
        raise CensorDown
    items = [item for item in _list(answer.get("data")) if isinstance(item, dict)]
    findings = [item for item in items if _number(item.get("type")) != _WHITE_LIST]
    kind = _KINDS.get(conclusion or 0, "review")
    if kind == "pass" and findings:
        kind = "review"  # e.g. a part of the service failed: not all of the text was read
    labels = dict.fromkeys(_label(item) for item in findings)
    hits = {hit: None for item in findings for hit in _hits(item, text)}
    return CensorVerdict(kind, PROVIDER, tuple(labels), tuple(hits))


def read_json(response: BaiduResponse | None) -> dict[str, Any]:
    """The JSON object of a response; raises CensorDown where there is none (5xx, HTML, anything else)."""
    if response is None or response.status >= 500:
        raise CensorDown
    try:
        answer = json.loads(response.body)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise CensorDown
    return answer


def raise_for_error(answer: Mapping[str, Any]) -> None:
    """Raise the error that an error object stands for; return if it is none."""
    if "error_code" not in answer:
        return
    code = _number(answer["error_code"])
    if code in _TOKEN_CODES:
        raise TokenRejected
    if code == 17:
        raise QuotaOfTheDay(censor_texts.QUOTA_DAY)
    if code == 18:
        raise CensorBusy
    if code == 19:
        raise CensorClosed(censor_texts.QUOTA_ALL)
    if code in _MISCONFIGURED:
        raise CensorClosed(censor_texts.MISCONFIGURED, code=code)
    raise CensorRefused if code in _UNREADABLE else CensorDown


def _label(item: Mapping[str, Any]) -> CensorLabel:
    kind = _number(item.get("type")) or 0
    if kind == _SPAM:
        return _SPAM_LABELS.get(_number(item.get("subType")) or 0, "other")
    return _LABELS.get(kind, "other")


def _hits(item: Mapping[str, Any], text: str) -> Iterator[CensorHit]:
    """Where the words are in `text`; searched for, since the unit of the positions is not documented."""
    label = _label(item)
    for hit in _list(item.get("hits")):
        if not isinstance(hit, dict):
            continue
        placed = [
            place.get("keyword")
            for place in _list(hit.get("wordHitPositions"))
            if isinstance(place, dict)
        ]
        for word in (*placed, *_list(hit.get("words"))):
            if isinstance(word, str) and word:
                yield from _places(word, text, label)


def _places(word: str, text: str, label: CensorLabel) -> Iterator[CensorHit]:
    start = text.find(word)
    while start >= 0:
        yield CensorHit(start, start + len(word), label)
        start = text.find(word, start + len(word))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _number(value: object) -> int | None:
    """A code, which is a string in some responses."""
    if isinstance(value, int):
        return int(value)
    return int(value) if isinstance(value, str) and value.isdecimal() else None
