"""Shows the bot's Chinese sentences in traditional characters, with the words of Taiwan (opencc, s2twp)."""

from functools import cache, lru_cache

from opencc import OpenCC

_CORRECTIONS = (
    # opencc takes 发布 for the release of a program and 审核 for an audit.
    ("釋出", "發布"),
    ("稽核", "審核"),
    ("發文件", "發檔案"),
    # Characters that it chooses wrongly in our sentences.
    ("最多隻", "最多只"),
    ("請回復", "請回覆"),
    ("頻道里", "頻道裡"),
    ("沒有采用", "沒有採用"),
    ("停表", "停錶"),
    ("二進位制", "二進位"),
    # A name.
    ("百度智慧雲", "百度智能雲"),
    ("“", "「"),
    ("”", "」"),
)
"""What is put right in its output, read as a native reader would (`python -m bench.texts`)."""


@lru_cache(maxsize=2048)
def to_traditional(text: str) -> str:
    """The text in traditional characters; the tables are loaded at the first one (0.1 s)."""
    converted = str(_converter().convert(text))
    for wrong, right in _CORRECTIONS:
        converted = converted.replace(wrong, right)
    return converted


@cache
def _converter() -> OpenCC:
    return OpenCC("s2twp")
