"""Markdown that grows while a model writes it, as the messages that show it."""

from bot.models.chat import StyledText
from bot.streaming.markdown import render
from bot.streaming.mend import readable
from bot.streaming.split import split, split_into


class GrowingText:
    """Renders the whole text each time."""

    def __init__(self) -> None:
        self._chunks: list[str] = []

    @property
    def markdown(self) -> str:
        """All that was appended."""
        return "".join(self._chunks)

    def append(self, markdown: str) -> None:
        """Let the text grow."""
        self._chunks.append(markdown)

    def parts(self) -> list[StyledText]:
        """What the messages show now."""
        return split(render(self.markdown))

    def final_parts(self, note: str = "", at_least: int = 0) -> list[StyledText]:
        """What the messages show in the end, with `note` as the last paragraph."""
        styled = render(self.markdown)
        if not styled.text.strip():
            styled = StyledText(readable(self.markdown))
        body = styled.text.rstrip()
        text = "\n\n".join(filter(None, [body if note else styled.text, note]))
        return split_into(StyledText(text, styled.spans), at_least)
