"""Whole messages that name a command."""

import pytest

from bot.commands.intent import NamedCommand, named_command


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("Speak English!", NamedCommand("lang", "en")),
        ("換成英文", NamedCommand("lang", "en")),
        ("说中文吧", NamedCommand("lang", "zh")),
        ("delete my data", NamedCommand("privacy")),
        ("scores", NamedCommand("idiom", "排行")),
        ("用英文", None),
        ("怎么说英文", None),
    ],
)
def test_a_whole_message_names_a_command_and_what_follows_it(text, command):
    assert named_command(text) == command
