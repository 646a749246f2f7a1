"""The services of this package: one object for each port that a model serves."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.ports.documents import PassageFinder
from bot.ports.llm import Answerer, Digester, IdiomExplainer, Polisher, Router, Summarizer


async def _nothing_to_close() -> None: ...


@dataclass(frozen=True, slots=True)
class LlmServices:
    """Built by `offline.build` or `factory.build`.

    `polisher` and `idiom_explainer` are None without a model. `aclose` closes the connections to the
    model service.
    """

    answerer: Answerer
    summarizer: Summarizer
    router: Router
    passages: PassageFinder
    digester: Digester
    polisher: Polisher | None = None
    idiom_explainer: IdiomExplainer | None = None
    aclose: Callable[[], Awaitable[None]] = _nothing_to_close
