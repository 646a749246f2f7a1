"""Reads the kind of summary out of what somebody asks for: 短一点, 用英文, 只要要点, 点评, in detail.

Rules over words. What they leave, like 关于费用的部分, is for the model to read.
"""

import re

from bot.chains.retrieval.page_questions import pages_asked
from bot.commands.intent import has_question_word, recognise
from bot.models.language import Language
from bot.models.summary_style import (
    DEFAULT_STYLE,
    SummaryLength,
    SummaryMethod,
    SummaryStyle,
    SummaryWish,
)

_LENGTHS: tuple[tuple[SummaryLength, str], ...] = (
    ("short", r"(?:不要|别|不用|不)太?[长細细]|not too long"),
    ("long", r"(?:不要|别|不)太?[短简]|not too short"),
    ("normal", r"中等(?:长度)?|normal length"),
    (
        "line",
        r"[一1]\s*(?:句话?|行)|one[- ](?:line|sentence)|in (?:a|one) (?:line|sentence)|tl;?dr",
    ),
    (
        "long",
        r"详[细尽]|展开|[长細细]一?[点些]|[更再]长|仔细|longer|(?:in |more )?detail(?:s|ed)?|at length",
    ),
    (
        "short",
        r"简[短要洁练略]|精简|[更再]?短一?[点些]?|[更再]短|shorter|short|brief(?:ly)?|concise",
    ),
)
_BULLETS = (
    r"(?:只要|只列|列出?|分)?(?:几?个)?(?:要点|列点|分点|条目)|bullet(?:s| points?)?|key points"
)
_METHODS: tuple[tuple[SummaryMethod, str], ...] = (
    ("review", r"点评|評論|评论|评析|review"),
    ("refine", r"逐段|逐步(?:细化|精炼)|refine"),
)
_LANGUAGES = {
    "English": "英文|英语|english",
    "简体中文": r"(?:[简簡][体體])?(?<!繁[体體])中文|汉语|(?<!traditional )chinese",
    "繁體中文": "繁体(?:中文)?|繁體(?:中文)?|traditional chinese",
    "日本語": "日文|日语|日本語|japanese",
    "한국어": "韩文|韩语|korean",
    "Français": "法文|法语|french",
    "Deutsch": "德文|德语|german",
    "Español": "西班牙文|西班牙语|spanish",
    "Русский": "俄文|俄语|russian",
}
_FILLER = re.compile(
    r"总结|概括|摘要|一下|一点|一些|[更再请写用列改换成给我帮来的吗呢吧嘛只要能不可以行版个份点些也都很，。,.!！?？、；;:：~～\s]"
    r"|summar(?:y|i[sz]e)|please|make|give|can|you|could|write|it|in|as|me|an?|the|and|with|only|just|more",
    re.IGNORECASE,
)
_ASKS = re.compile(r"[?？]")
_MAX_CHARS = 200
"""Of a wish; a longer text is no wish alone."""


def read_wish(text: str, language: Language = "zh") -> SummaryWish:
    """What is wished for by somebody who speaks `language`; of several lengths or languages the last counts.

    >>> read_wish("用英文，短一点").style
    SummaryStyle(length='short', bullets=False, language='English', method='summary')
    >>> read_wish("详细说说费用").instruction
    '详细说说费用'
    """
    head = text[:_MAX_CHARS]
    length, rest = _read_length(head)
    summary_language, rest = _read_language(head, rest)
    method, rest = _read_method(rest)
    bullets = bool(_found(_BULLETS, rest))
    rest = _without(_BULLETS, rest)
    is_all_read = len(text) <= _MAX_CHARS and not _FILLER.sub("", rest)
    style = SummaryStyle(length, bullets, summary_language, method)
    return SummaryWish(style, "" if is_all_read else text.strip(), language)


def is_question(text: str) -> bool:
    """Does somebody who sends a document with this text, or replies to one, ask about what it says?

    >>> is_question("第 3 页讲了什么"), is_question("能不能短一点？"), is_question("总结一下好吗？")
    (True, False, False)
    """
    if not text or read_wish(text).is_style_alone:
        return False
    intent = recognise(text)
    if intent.is_sure:
        return intent.destination == "ask"
    return bool(_ASKS.search(text) or pages_asked(text)) or has_question_word(text)


def _read_length(rest: str) -> tuple[SummaryLength, str]:
    """The length that is named last, and the text without any; so do the other readers."""
    places: dict[int, SummaryLength] = {}
    for length, pattern in _LENGTHS:
        places |= {found.start(): length for found in _found(pattern, rest)}
        rest = _without(pattern, rest)
    return (places[max(places)] if places else DEFAULT_STYLE.length), rest


def _read_language(head: str, rest: str) -> tuple[str, str]:
    """One that is only mentioned, as in 英文部分, does not count."""
    places: dict[int, str] = {}
    for language, names in _LANGUAGES.items():
        pattern = rf"(?P<to>(?:翻译?|译|改|换)?成|用|in |into )?(?:{names})"
        for found in _found(pattern, head):
            if found["to"] or _is_alone(head):
                places[found.start()] = language
                rest = _without(pattern, rest)
    return (places[max(places)] if places else DEFAULT_STYLE.language), rest


def _read_method(rest: str) -> tuple[SummaryMethod, str]:
    for method, pattern in _METHODS:
        if _found(pattern, rest):
            return method, _without(pattern, rest)
    return DEFAULT_STYLE.method, rest


def _found(pattern: str, text: str) -> list[re.Match[str]]:
    return list(re.finditer(pattern, text, re.IGNORECASE))


def _without(pattern: str, text: str) -> str:
    """With spaces in its place, so that what stays keeps its place."""
    return re.sub(pattern, lambda found: " " * len(found[0]), text, flags=re.IGNORECASE)


def _is_alone(text: str) -> bool:
    """Is a language all that is named, besides a kind of summary?"""
    rest = text
    patterns = [
        *_LANGUAGES.values(),
        *(p for _, p in _LENGTHS),
        *(p for _, p in _METHODS),
        _BULLETS,
    ]
    for pattern in patterns:
        rest = _without(pattern, rest)
    return not _FILLER.sub("", rest)
