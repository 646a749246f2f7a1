"""Markdown of a model is mended before it is parsed, so that nothing a reader should see is lost.

The parser takes much of what models mean as text for markup and drops it: `[小明]: 你好` is the
definition of a link (CommonMark 4.7), `vector<int>` a tag, the third cell of a row under two
headings too much (GFM 4.10). Nobody but the parser knows what is code, where a backslash would be
visible. So nothing is escaped here: a character that must not be markup is replaced by a twin that
means nothing to the parser, and `unveiled` gives it back afterwards, in code as elsewhere.
"""

import re
from itertools import takewhile

# Twins and marks are noncharacters: Unicode keeps U+FDD0 to U+FDEF for use inside of a program.
_NONCHARACTERS = re.compile("[\ufdd0-\ufdef]")
_VEILED = "<:*_~$|&(\\`,"
_TO_TWIN = {ord(character): 0xFDD0 + nth for nth, character in enumerate(_VEILED)}
_FROM_TWIN = {twin: character for character, twin in _TO_TWIN.items()}

_SEAM, _LEFT, _RIGHT = "\ufde0", "\ufde1", "\ufde2"
NUMBER_END = "\ufde3"
"""What the renderer shall write after the number of a list's item."""
MARKS = re.compile(
    rf"\d+{NUMBER_END} {_LEFT}"  # the parser's count before a number of the model's own
    rf"|{_LEFT}[^{_RIGHT}\n]*{_RIGHT}"  # that number once more, where it is no list's item
    rf"|[{_SEAM}{_LEFT}{_RIGHT}]"
)
"""What `mended` added and the reader must not see."""
_FROM_TWIN[ord(NUMBER_END)] = ord(".")

# Bot API texts bear no control characters but these two.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")

# A part of an address in plain sight; what closes emphasis around it stays outside.
_ADDRESS = re.compile(r"(?<=://)[\w/:?#@!$&'+,;=%.*~\\-]*[\w/=#%](?<!_)", re.ASCII)
_LITERAL = {
    "<": re.compile(r"<(?=[A-Za-z/!?])(?!https?://)"),
    "]": re.compile(r"(?<=\]):"),
    "*": re.compile(r"(?<=[0-9A-Za-z)])(?:\*(?=[0-9A-Za-z(])|\*\*(?=\d))", re.ASCII),
    "__": re.compile(r"(?<!\w)__[a-z]+(?:_[a-z]+)*__(?!\w)", re.ASCII),
    "||": re.compile(r"(?<=\s)\|\|(?=\s)"),
    "$": re.compile(r"\$(?=\d[\d.,]*\s*[\u3000-\u9fff\uff00-\uffef])"),  # a price
    "](": re.compile(r"(?<=\[\])\("),
    "tg://emoji": re.compile(r"(?<=tg):(?=//emoji)"),
}

# What stands behind a fence is the name of a language; the parser keeps that of a fence which has
# code, up to a comma.
_FENCE = re.compile(r"^([ \t>]*(?:`{3,}(?=[^`\n]+$)|~{3,}(?!~)))(.+)$", re.MULTILINE)
_NO_CODE = re.compile(
    r"^[ \t>]*(`{3,}|~{3,})(?![ \t]*[\w+#.-]*[ \t]*$)[^`\n]*\s*(?:\Z|^[ \t>]*\1[`~]*[ \t]*$)",
    re.MULTILINE | re.ASCII,
)

_MATHS = re.compile(r"\$\$.*?\$\$|\$([^$\n]+)\$", re.DOTALL)
_SENTENCE = re.compile(r"[，。；！？](?!.*\\[a-z]+\{)")

# An item's own number stays visible: lists of the parser count on by one, whatever is written.
# Not where the item begins with a block of its own, which must stay at its beginning.
_BLOCK = r"[ \t#>|_]|`{3}|~{3}|\*{3}|---|[-+*][ \t]|\d{1,9}[.)][ \t]"
_ITEM = re.compile(
    rf"^([ \t>]*(\d{{1,9}}[.)]))(?:([ \t]{{1,4}})(?=\S)(?!{_BLOCK})|[ \t]*$)", re.MULTILINE
)

_PUNCTUATION = "，。！？；：、“”‘’（）《》〈〉【】「」『』—…·,.!?;:()\"'"
# A run of * that opens before, or closes after, full-width punctuation (commonmark-spec#650).
_OPENING = re.compile(rf"(?<=[^\s*])(\*{{1,3}})(?=[{_PUNCTUATION}])")
_CLOSING = re.compile(rf"(?<=[{_PUNCTUATION}])(\*{{1,3}})(?=[^\s*])")

_RULE_CELL = r"[ \t]*:?-+:?[ \t]*"
_TABLE_RULE = re.compile(rf"[ \t>]*(?=.*\|)\|?{_RULE_CELL}(?:\|{_RULE_CELL})*\|?[ \t]*")
_PIPE = re.compile(r"(?<!\\)\|")
_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")


def mended(markdown: str) -> str:
    """`markdown` as the parser shall read it: the same, with twins and marks in it."""
    text = _ADDRESS.sub(_veil, readable(markdown))
    for sign, place in _LITERAL.items():
        if sign in text:
            text = place.sub(_veil, text)
    if "```" in text or "~~~" in text:
        text = _FENCE.sub(_fence_mended, _NO_CODE.sub(_veil, text))
    if "$" in text:
        text = _MATHS.sub(_maths_or_prose, text)
    text = _tables_mended(text)
    text = _ITEM.sub(lambda item: f"{item[1]}{item[3] or ' '}{_LEFT}{item[2]} {_RIGHT}", text)
    if "*" in text:
        text = _OPENING.sub(rf"\1{_SEAM}", text)
        text = _CLOSING.sub(rf"{_SEAM}\1", text)
    return text


def unveiled(text: str) -> str:
    """Give the characters back whose twins stand in `text`; its length stays."""
    return text.translate(_FROM_TWIN)


def readable(markdown: str) -> str:
    """One kind of line ends, no control characters, whole pairs of surrogates; else the same."""
    text = markdown.replace("\r\n", "\n").replace("\r", "\n")
    text = _NONCHARACTERS.sub("", _CONTROLS.sub("", text))
    if _SURROGATE.search(text):  # halves of a character that came in two pieces
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _twin(character: str) -> str:
    return chr(_TO_TWIN[ord(character)])


def _veil(found: re.Match[str]) -> str:
    return found[0].translate(_TO_TWIN)


def _fence_mended(found: re.Match[str]) -> str:
    """Is it a fence? Then the words behind it stay one name."""
    fence, words = found.groups()
    return _veil(found) if "~" in words else fence + words.translate(_TO_TWIN)


def _maths_or_prose(found: re.Match[str]) -> str:
    """What stands between two dollars is prose where it goes on over Chinese clauses."""
    return _veil(found) if found[1] and _SENTENCE.search(found[1]) else found[0]


def _tables_mended(text: str) -> str:
    """Keep what cells would lose: a link's address, maths, cells beyond the last heading."""
    if "|" not in text or "-" not in text:
        return text
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if at > 0 and _TABLE_RULE.fullmatch(line):
            columns = len(_pipes(line)) + 1
            body = takewhile(lambda nth: lines[nth].strip(), range(at + 1, len(lines)))
            for nth in (at - 1, *body):
                lines[nth] = _row_mended(lines[nth], columns)
    return "\n".join(lines)


def _row_mended(row: str, columns: int) -> str:
    row = row.replace("$", _twin("$")).replace("](", "]" + _twin("("))
    if len(_pipes(row)) >= columns:
        row = _CODE.sub(lambda code: code[0].replace("|", _twin("|")), row)
    for at in reversed(_pipes(row)[columns - 1 :]):
        row = row[:at] + _twin("|") + row[at + 1 :]
    return row


def _pipes(row: str) -> list[int]:
    """Where the pipes between the cells of a row stand."""
    begin, end = len(row) - len(row.lstrip(" \t>")), len(row.rstrip())
    return [at for found in _PIPE.finditer(row) if begin < (at := found.start()) < end - 1]
