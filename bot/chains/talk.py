"""Everything that talks, as the composition root gets it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.ports.talk import Answers, Meanings, Polisher, Router, Summaries


async def _nothing_open() -> None:
    """There is nothing to close."""


@dataclass(frozen=True, slots=True)
class Talk:
    """The ports of `ports.talk`, built by `offline.build` or `models.build`.

    `meanings`: None where no model can explain. `aclose` closes the connections to the model.
    """

    answers: Answers
    summaries: Summaries
    polisher: Polisher
    router: Router
    meanings: Meanings | None = None
    aclose: Callable[[], Awaitable[None]] = _nothing_open
