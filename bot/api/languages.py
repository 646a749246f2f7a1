"""In which language a request over HTTP is answered."""

import re

from bot.models.chat import Language

_WEIGHT = re.compile(r";\s*q=([0-9.]{1,6})\s*$")


def language_of(accept_language: str) -> Language:
    """What a client prefers (RFC 9110, 12.5.4): English where it comes before Chinese, else Chinese.

    >>> language_of("fr, en;q=0.8"), language_of("zh-CN, en;q=0.8"), language_of("")
    ('en', 'zh', 'zh')
    """
    best: tuple[float, Language] = (0.0, "zh")
    for item in accept_language[:200].split(","):
        name = item.strip()[:2].lower()
        if name in {"zh", "en"} and (weight := _weight(item)) > best[0]:
            best = (weight, "zh" if name == "zh" else "en")
    return best[1]


def _weight(item: str) -> float:
    found = _WEIGHT.search(item)
    try:
        return float(found[1]) if found else 1.0
    except ValueError:
        return 0.0
