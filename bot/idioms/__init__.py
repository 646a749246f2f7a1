"""成语接龙 (idiom chain): dictionary, judge and opponent. Pure; no model, no network."""

from bot.idioms.judge import judge
from bot.idioms.links import Played
from bot.idioms.look_up import look_up
from bot.idioms.opponent import choose
from bot.models.game import DictionaryEntry, Verdict

__all__ = ["DictionaryEntry", "Played", "Verdict", "choose", "judge", "look_up"]
