"""成语接龙 (idiom chain): the dictionary, the judge, the bot's moves. Pure: no storage, no model."""

from bot.idioms.dictionary import Dictionary, shipped_dictionary
from bot.idioms.judge import judge
from bot.idioms.look_up import look_up
from bot.idioms.opponent import choose_move
from bot.idioms.played_idioms import PlayedIdioms
from bot.models.game import DictionaryEntry, Verdict

__all__ = [
    "Dictionary",
    "DictionaryEntry",
    "PlayedIdioms",
    "Verdict",
    "choose_move",
    "judge",
    "look_up",
    "shipped_dictionary",
]
