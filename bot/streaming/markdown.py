"""Markdown of a model becomes visible text with spans.

telegramify-markdown (version 1.4.1) does the parsing; what it would lose or alter of a model's text
is mended before (`bot.streaming.mend`), and its icons of headings, links and tasks are not used.
"""

import re
from bisect import bisect_left

from telegramify_markdown import convert
from telegramify_markdown.config import RenderConfig

from bot.models.chat import Span, StyledText
from bot.models.utf16 import utf16_len
from bot.streaming.mend import MARKS, NUMBER_END, mended, unveiled


def _plain_symbols() -> RenderConfig:
    config = RenderConfig.isolated()
    symbols = config.markdown_symbol
    symbols.heading_level_1 = symbols.heading_level_2 = ""
    symbols.heading_level_3 = symbols.heading_level_4 = ""
    symbols.image = symbols.link = ""
    symbols.task_uncompleted, symbols.task_completed = "☐", "☑"
    symbols.unordered_list_item = "•"
    symbols.ordered_list_suffix = NUMBER_END
    return config


_CONFIG = _plain_symbols()


def render(markdown: str) -> StyledText:
    """The visible text of `markdown` and its spans (offsets in UTF-16 units); never raises.

    Every letter, digit and address of it stays, but for the words of markup itself: names of
    entities (`&copy;`), titles of links, commands of LaTeX between dollars.
    """
    text, entities = convert(mended(markdown), latex_escape=False, config=_CONFIG)
    spans = [
        Span(
            entity.type,
            entity.offset,
            entity.length,
            _restored(entity.url),
            _restored(entity.language),
        )
        for entity in entities
    ]
    marks = list(MARKS.finditer(text))
    if marks:
        spans = _moved(spans, text, marks)
    return StyledText(unveiled(MARKS.sub("", text)), tuple(spans))


def _restored(value: str | None) -> str | None:
    return unveiled(MARKS.sub("", value)) if value else None


def _moved(spans: list[Span], text: str, marks: list[re.Match[str]]) -> list[Span]:
    """The spans as they stand once `marks` are taken out of `text`."""
    begins, lengths, removed = [], [], [0]
    at = units = 0
    for mark in marks:
        units += utf16_len(text[at : mark.start()])
        at = mark.end()
        begins.append(units)
        lengths.append(mark.end() - mark.start())
        units += lengths[-1]
        removed.append(removed[-1] + lengths[-1])

    def moved(offset: int) -> int:
        nth = bisect_left(begins, offset)  # marks that begin before it
        inside = max(0, begins[nth - 1] + lengths[nth - 1] - offset) if nth else 0
        return offset - removed[nth] + inside

    stretches = ((span, moved(span.offset), moved(span.offset + span.length)) for span in spans)
    return [
        Span(span.kind, start, stop - start, span.url, span.language)
        for span, start, stop in stretches
        if stop > start
    ]
