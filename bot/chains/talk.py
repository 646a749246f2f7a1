"""Everything that talks, as the composition root gets it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.ports.talk import Answers, Polisher, Router, Summaries


async def _nothing_open() -> None:
    """There is nothing to close."""


@dataclass(frozen=True, slots=True)
class Talk:
    """The ports of `ports.talk`, built by `offline.build` or `models.build`.

    `aclose` closes the connections to the model.
    """

    answers: Answers
    summaries: Summaries
    polisher: Polisher
    router: Router
    aclose: Callable[[], Awaitable[None]] = _nothing_open
