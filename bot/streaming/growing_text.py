"""Renders Markdown that a model is still writing as the messages that show it."""

from collections.abc import Iterable

from bot.models.blank import is_blank
from bot.models.chat import StyledText
from bot.models.utf16 import MESSAGE_UNITS, split_off_half
from bot.streaming.escape import escape, normalise
from bot.streaming.markdown import Block, count_finished, join_blocks, render_blocks
from bot.streaming.split import split, split_off_full
from bot.streaming.styled_writer import StyledWriter

_MARKUP = " \t-=+*_#`~|:>"


class GrowingText:
    """Renders finished blocks once and splits full messages off once; only the rest costs time again.

    Each item of a list counts as a block. Link definitions, which could change earlier blocks, are
    escaped.
    """

    def __init__(self, limit_units: int = MESSAGE_UNITS) -> None:
        self._limit_units = limit_units
        self._markdown: list[str] = []
        self._full: list[StyledText] = []
        self._finished = StyledText("")  # finished blocks after the full messages
        self._line_breaks = 0  # between them and the unfinished blocks
        self._unfinished = ""  # normalised Markdown
        self._held_back = ""  # half of a surrogate pair or of a line end

    @property
    def markdown(self) -> str:
        """Everything that was appended."""
        return "".join(self._markdown)

    def append(self, markdown: str) -> None:
        """Append a chunk; it may be cut anywhere, even in a surrogate pair."""
        self._markdown.append(markdown)
        text, self._held_back = split_off_half(self._held_back + markdown)
        if not self._held_back and text.endswith("\r"):
            text, self._held_back = text[:-1], "\r"
        self._unfinished += normalise(text)

    def parts(self) -> list[StyledText]:
        """What the messages show now: at least one part; one empty part if nothing is visible.

        An unfinished line of nothing but markup is not shown yet. It might turn the paragraph above
        it into a heading for a moment, where it only begins a list.
        """
        last_line = self._unfinished.rfind("\n") + 1
        hidden = self._unfinished[last_line:].strip(_MARKUP) == ""
        markdown = self._unfinished[:last_line] if hidden else self._unfinished
        blocks = list(render_blocks(escape(markdown), self._limit_units))
        if finished := count_finished(blocks, markdown.count("\n")):
            self._finish(blocks[:finished], blocks[finished])
            blocks = blocks[finished:]
        return self._with_full(split(self._join(blocks), self._limit_units))

    def final_parts(self, note: str = "") -> list[StyledText]:
        """What the messages show of the complete text, followed by `note` as a plain paragraph.

        If the text consists of nothing but markup, the markup is shown.
        """
        markdown = self._unfinished + normalise(self._held_back)
        text = self._join(render_blocks(escape(markdown), self._limit_units))
        if is_blank(text.text) and not self._full:
            text = StyledText(normalise(self.markdown))
        writer = StyledWriter()
        writer.write_styled(text)
        writer.break_lines(2)
        writer.write(note)
        return self._with_full(split(writer.result(), self._limit_units))

    def _with_full(self, parts: list[StyledText]) -> list[StyledText]:
        """All messages: the full ones and `parts`, unless nothing of those is visible."""
        return [*self._full, *(part for part in parts if not (self._full and is_blank(part.text)))]

    def _finish(self, blocks: Iterable[Block], following: Block) -> None:
        full, self._finished = split_off_full(self._join(blocks), self._limit_units)
        self._full += full
        self._line_breaks = following.line_breaks
        self._unfinished = self._unfinished.split("\n", following.line)[-1]

    def _join(self, blocks: Iterable[Block]) -> StyledText:
        return join_blocks(blocks, self._finished, self._line_breaks)
