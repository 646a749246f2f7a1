"""A baseline for `bench.editor_cpu`: a growing text that renders all of itself for every edit."""

from bot.models.chat import StyledText
from bot.streaming.growing_text import GrowingText
from bot.streaming.markdown import render
from bot.streaming.split import split


class WholeText(GrowingText):
    """Renders and splits everything each time."""

    def parts(self) -> list[StyledText]:
        """What the messages show now."""
        return split(render(self.markdown))
