"""Everything that talks, as the composition root gets it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.ports.llm import Answerer, IdiomExplainer, Polisher, Router, Summarizer


async def _nothing_open() -> None:
    """There is nothing to close."""


@dataclass(frozen=True, slots=True)
class LlmServices:
    """The ports of `ports.talk`, built by `offline.build` or `models.build`.

    `meanings`: None where no model can explain. `aclose` closes the connections to the model.
    """

    answers: Answerer
    summaries: Summarizer
    polisher: Polisher
    router: Router
    meanings: IdiomExplainer | None = None
    aclose: Callable[[], Awaitable[None]] = _nothing_open
