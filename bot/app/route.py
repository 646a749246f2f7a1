"""`python -m bot route`: which command each text is for, and who decides that."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable
from contextlib import aclosing, asynccontextmanager
from typing import Literal, NamedTuple, TextIO

from bot.app.llm import model_config
from bot.commands.intent import Intent, read_alias, recognise
from bot.models.llm import Destination
from bot.models.usage import Caller, ModelUse
from bot.ports.llm import Router
from bot.settings import Settings

_OPEN_CALLS = 16
_NOBODY = Caller(0, None, "route")
_OF_COMMAND: dict[str, Destination] = {
    "idiom": "idiom",
    "ask": "ask",
    "stop": "ask",
    "reset": "ask",
    "forget": "ask",
    "export": "ask",
    "summarize": "summarize",
    "post": "post",
    "mypost": "post",
}
"""Slash commands are not routed; those that are not here are answered with help, or a refusal."""


class Route(NamedTuple):
    """Where a text goes, and who decided it; a line of the output."""

    destination: Destination
    how: Literal["rule", "model", "default"]

    def __str__(self) -> str:
        return f"{self.destination}\t{self.how}"


async def route_lines(settings: Settings, lines: Iterable[str], out: TextIO) -> None:
    """Print a line for each line, in order, as if it were said in private with no game on.

    A backslash and an n in it stand for a new line of the text.
    """
    async with _open_router(settings) as router:
        routed = deque[asyncio.Task[Route]]()
        for line in lines:
            routed.append(asyncio.create_task(route(line.replace("\\n", "\n").strip(), router)))
            if len(routed) == _OPEN_CALLS:
                print(await routed.popleft(), file=out, flush=True)
        for task in routed:
            print(await task, file=out, flush=True)


async def route(text: str, router: Router | None) -> Route:
    """The way of one text, as `commands/free_text.py` goes it; without a router nothing is asked."""
    intent = recognise(text)
    by_rule = route_by_rule(text, intent)
    if by_rule:
        return by_rule
    routed = await router.route(text, _NOBODY) if router and text else None
    return Route(routed, "model") if routed else Route(intent.destination, "default")


def route_by_rule(text: str, intent: Intent) -> Route | None:
    """What is sure: a slash command, an alias, or a sure rule."""
    if text.startswith("/"):
        name = text[1:].partition(" ")[0].partition("@")[0].lower()
        return Route(_OF_COMMAND.get(name, "help"), "rule")
    alias = read_alias(text)
    if alias and intent != Intent("help", is_sure=True):
        return Route(alias.destination, "rule")
    return Route(intent.destination, "rule") if intent.is_sure else None


@asynccontextmanager
async def _open_router(settings: Settings) -> AsyncIterator[Router | None]:
    """The model's router; None without a model."""
    if settings.model_provider == "offline":
        yield None
        return
    # These import langchain, which takes 3 s: rules alone do without it.
    from bot.chains.factory import router_chat_model  # noqa: PLC0415 -- see above
    from bot.chains.router import ModelRouter  # noqa: PLC0415 -- see above

    async with aclosing(router_chat_model(model_config(settings))) as model:
        yield ModelRouter(model, _Unmetered(), timeout_s=settings.llm.router_timeout_s)


class _Unmetered:
    """Implements `ports.usage.UsageMeter`: the operator's own calls count on nobody."""

    async def begin_call(self, caller: Caller) -> None:
        """Every call may begin."""

    async def check(self, caller: Caller) -> None:
        """Every call may begin."""

    async def tokens_left(self, caller: Caller) -> int | None:
        """There is no limit."""
        return None

    async def add_tokens(
        self, caller: Caller, call_id: str, tokens: int, use: ModelUse | None = None
    ) -> None:
        """Nothing is counted."""
