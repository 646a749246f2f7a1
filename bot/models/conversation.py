"""A conversation over HTTP."""

from dataclasses import dataclass

from bot.models.chat import Thread


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a key said to the bot and was answered, in one thread of the history.

    Args:
        id: random, so that nobody can guess it.
        thread: where its exchanges and its game are.
        title: the beginning of its first question.
        used_at_s: when it was last used, seconds since 1970.
    """

    id: str
    thread: Thread
    title: str = ""
    used_at_s: int = 0
