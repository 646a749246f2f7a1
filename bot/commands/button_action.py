"""Reads the arguments in the action of a button: `<area>:<verb>:<argument>:…`.

A client can send any action for any message of the bot, so what no button of ours has is an old button.
"""

import re

from bot.errors import StaleButton
from bot.models.chat import ButtonPress

_NUMBER = re.compile(r"[0-9]{1,15}")


def parse_arguments(press: ButtonPress, count: int) -> list[str]:
    """What follows area and verb; raises StaleButton where that are not `count` arguments."""
    arguments = press.action.split(":")[2:]
    if len(arguments) != count:
        raise StaleButton
    return arguments


def parse_number(argument: str) -> int:
    """A number of at most 15 digits; raises StaleButton where it is none."""
    if not _NUMBER.fullmatch(argument):
        raise StaleButton
    return int(argument)
