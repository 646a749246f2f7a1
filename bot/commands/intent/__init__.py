"""What a message without a command wants, and the part of it that the command works on.

Rules over words (`lexicon.py`, `sure_rules.py`) and a linear classifier (`classifier.py`), without a language model. What a person wrote is never changed.
"""

from bot.commands.intent.aliases import Alias, read_alias
from bot.commands.intent.arguments import Argument, cut_argument
from bot.commands.intent.command_words import NamedCommand, game_command, named_command
from bot.commands.intent.recognise import Intent, recognise
from bot.commands.intent.topics import (
    Topic,
    asks_what_game_is,
    game_subcommand,
    has_question_word,
    is_about_chat,
    is_about_own_talk,
    is_cancel,
    is_wait,
    topic_of,
)

__all__ = [
    "Alias",
    "Argument",
    "Intent",
    "NamedCommand",
    "Topic",
    "asks_what_game_is",
    "cut_argument",
    "game_command",
    "game_subcommand",
    "has_question_word",
    "is_about_chat",
    "is_about_own_talk",
    "is_cancel",
    "is_wait",
    "named_command",
    "read_alias",
    "recognise",
    "topic_of",
]
