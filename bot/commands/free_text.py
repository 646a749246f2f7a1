"""What happens to a message without a command.

Rules come first, since they cost nothing: a Chinese alias, a running game, a file, a link. Only
what they leave open goes to the router (an LLMRouterChain, or rules where there is no model), and
from there to the same functions as the commands.
"""

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

from bot.commands.ask import AskCommands
from bot.commands.idiom.commands import IdiomCommands, TextResult
from bot.commands.post.author import AuthorCommands
from bot.commands.post.rewording import RewordingCommands
from bot.commands.summarize import SummarizeCommand
from bot.models.chat import Request
from bot.models.llm import Destination
from bot.models.usage import Caller
from bot.ports.chat import Reply
from bot.ports.llm import Router
from bot.streaming.signs import typing

_ALIASES: dict[str, Destination] = {
    "成语接龙": "idiom",
    "接龙": "idiom",
    "提问": "ask",
    "问": "ask",
    "总结": "summarize",
    "投稿": "post",
}
# The alias stands alone or is set off: "问题不大" is no question to the bot, "问 …" is.
_ALIAS = re.compile(rf"({'|'.join(_ALIASES)})(?:[\s:：，,]+(?P<rest>.*))?", re.DOTALL)
_CHANGES = frozenset({"idiom", "post"})
"""What a forwarded message cannot start: somebody else's words are not the sender's move or post."""
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)


class Alias(NamedTuple):
    """A Chinese word that stands for a command, and what follows it."""

    destination: Destination
    rest: str


def read_alias(text: str) -> Alias | None:
    """The alias that `text` begins with, if any.

    >>> read_alias("问 天空为什么是蓝的")
    Alias(destination='ask', rest='天空为什么是蓝的')
    >>> read_alias("问题不大") is None
    True
    """
    found = _ALIAS.fullmatch(text)
    return Alias(_ALIASES[found[1]], (found["rest"] or "").strip()) if found else None


@dataclass(frozen=True, slots=True)
class FreeText:
    """Brings free text to the command it means; silent where the bot was not spoken to."""

    ask: AskCommands
    idiom: IdiomCommands
    summarize: SummarizeCommand
    post: AuthorCommands
    rewording: RewordingCommands
    router: Router

    async def __call__(self, request: Request, reply: Reply) -> None:
        """Handle one message without a command."""
        if await self.rewording.take_rewrite(request, reply):
            return
        alias = read_alias(request.text)
        if alias and _is_meant(alias, request) and _may(alias.destination, request):
            await self._go(alias.destination, replace(request, text=alias.rest), reply)
        elif request.file:
            if not await self.post.is_of_known_album(request):
                await self._file(request, reply)
        elif request.text:
            await self._text(request, reply)

    async def edited(self, request: Request, reply: Reply) -> None:
        """Handle a message that was edited: it may have become a post."""
        alias = read_alias(request.text)
        text = alias.rest if alias and alias.destination == "post" else request.text
        await self.post.revise(replace(request, text=text), reply)

    async def _file(self, request: Request, reply: Reply) -> None:
        if request.addressed:
            await self.summarize.summarize(request, reply)

    async def _text(self, request: Request, reply: Reply) -> None:
        game = TextResult.NO_GAME
        if _may("idiom", request):
            game = await self.idiom.play_text(request, reply)
        if game is TextResult.TOOK_PART or not request.addressed:
            return
        if _LINK.fullmatch(request.text):
            await self.summarize.summarize(request, reply)
            return
        async with typing(reply):
            destination = await self.router.route(request.text, Caller.of(request))
        if destination == "post":
            await self.post.offer(request, reply)
        else:
            await self._go(destination if _may(destination, request) else "ask", request, reply)
        if game is TextResult.NOT_PART_OF_GAME and destination == "ask":
            await self.idiom.remind(request.thread, reply)

    async def _go(self, destination: Destination, request: Request, reply: Reply) -> None:
        go = {
            "ask": self.ask.ask,
            "idiom": self.idiom.play,
            "summarize": self.summarize.summarize,
            "post": self.post.submit,
        }[destination]
        await go(request, reply)


def _may(destination: Destination, request: Request) -> bool:
    """A forwarded message gives no orders."""
    return not (request.forwarded and destination in _CHANGES)


def _is_meant(alias: Alias, request: Request) -> bool:
    """In a group that did not address the bot a bare word needs something to work on."""
    return (
        request.addressed
        or bool(alias.rest)
        or request.quoted is not None
        or alias.destination == "idiom"
    )
