"""The pages that a question asks for by their numbers."""

import re

_PAGE = re.compile(
    r"第\s*(?P<zh>\d{1,5})(?:\s*[-–—~～至到]\s*(?P<zh_last>\d{1,5}))?\s*[页頁]"
    r"|\b(?:pages?|p\.)\s*(?P<en>\d{1,5})(?:\s*(?:-|–|to)\s*(?P<en_last>\d{1,5}))?\b"
    r"|(?P<ja>\d{1,5})\s*ページ",
    re.IGNORECASE,
)
_MAX_PAGES = 10


def pages_asked(question: str) -> list[int]:
    """The numbers, of a range the first ten.

    >>> pages_asked("第 3 页和第5-6页讲了什么？"), pages_asked("What is on page 12?"), pages_asked("有几页？")
    ([3, 5, 6], [12], [])
    """
    pages: list[int] = []
    for found in _PAGE.finditer(question):
        first = int(found["zh"] or found["en"] or found["ja"])
        last = int(found["zh_last"] or found["en_last"] or first)
        pages += range(first, min(last, first + _MAX_PAGES - 1) + 1)
    return list(dict.fromkeys(pages))
