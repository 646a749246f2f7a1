"""Markdown of a model becomes visible text with spans.

telegramify-markdown does the parsing; what it does wrong to Chinese model texts is mended around
it (version 1.4.1): raw `<` before a letter is dropped with what follows, emphasis that touches
full-width punctuation stays literal (commonmark-spec#650), headings and tasks get icons of its own.
"""

import re

from telegramify_markdown import convert
from telegramify_markdown.config import RenderConfig

from bot.models.chat import Span, Styled
from bot.streaming.utf16 import utf16_len

_WORD_JOINER = "\N{WORD JOINER}"
_CODE = re.compile(r"(```.*?(?:```|\Z)|`[^`\n]*`)", re.DOTALL)
_TAG_LIKE = re.compile(r"<(?=[A-Za-z/!?])(?!https?://)")
_PUNCTUATION = "，。！？；：、“”‘’（）《》〈〉【】「」『』—…·,.!?;:()\"'"
# A run of * that opens before, or closes after, full-width punctuation.
_OPENING = re.compile(rf"(?<=[^\s*])(\*{{1,3}})(?=[{_PUNCTUATION}])")
_CLOSING = re.compile(rf"(?<=[{_PUNCTUATION}])(\*{{1,3}})(?=[^\s*])")


def _plain_symbols() -> RenderConfig:
    config = RenderConfig.isolated()
    symbols = config.markdown_symbol
    symbols.heading_level_1 = symbols.heading_level_2 = ""
    symbols.heading_level_3 = symbols.heading_level_4 = ""
    symbols.image = symbols.link = ""
    symbols.unordered_list_item = "•"
    return config


_CONFIG = _plain_symbols()


def render(markdown: str) -> Styled:
    """The visible text of `markdown` and its spans (offsets in UTF-16 units); never raises."""
    text, entities = convert(_mend(markdown), latex_escape=False, config=_CONFIG)
    spans = [
        Span(entity.type, entity.offset, entity.length, entity.url, entity.language)
        for entity in entities
    ]
    return _without_joiners(text, spans)


def _mend(markdown: str) -> str:
    """Escape what would be dropped and part emphasis from punctuation, outside of code."""
    pieces = _CODE.split(markdown)
    pieces[::2] = [_mend_prose(piece) for piece in pieces[::2]]
    return "".join(pieces)


def _mend_prose(prose: str) -> str:
    prose = _TAG_LIKE.sub(r"\\<", prose)
    prose = _OPENING.sub(rf"\1{_WORD_JOINER}", prose)
    return _CLOSING.sub(rf"{_WORD_JOINER}\1", prose)


def _without_joiners(text: str, spans: list[Span]) -> Styled:
    """Take the word joiners out again and move the spans accordingly."""
    if _WORD_JOINER not in text:
        return Styled(text, tuple(spans))
    # removed[i]: joiners before UTF-16 offset i
    removed = [0]
    for character in text:
        step = removed[-1] + (character == _WORD_JOINER)
        removed += [step] * utf16_len(character)
    moved = []
    for span in spans:
        start = span.offset - removed[span.offset]
        end = span.offset + span.length
        length = end - removed[end] - start
        if length > 0:
            moved.append(Span(span.kind, start, length, span.url, span.language))
    return Styled(text.replace(_WORD_JOINER, ""), tuple(moved))
