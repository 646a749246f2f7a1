"""Renders `**bold**` in texts that contain no other Markdown."""

import re

from bot.models.chat import StyledText
from bot.streaming.styled_writer import StyledWriter

_BOLD = re.compile(r"\*\*(.+?)\*\*")


def with_bold(text: str) -> StyledText:
    """Make the text between two `**` of one line bold.

    >>> with_bold("我出：**足智多谋**。").text
    '我出：足智多谋。'
    """
    writer = StyledWriter()
    for index, piece in enumerate(_BOLD.split(text)):
        writer.open("bold" if index % 2 else "")
        writer.write(piece)
        writer.close()
    return writer.result()
