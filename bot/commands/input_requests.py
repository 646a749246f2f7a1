"""Asks for what a wish lacks ("please send me the text"), and recognises the message that brings it.

In private that is the person's next message; in a group only one that is addressed to the bot, like a
reply to its question: other talk there is not for the bot. Waiting ends after ten minutes, with 算了,
with a command, and with an order for something else.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from bot.commands.chat_rules import is_refused
from bot.commands.intent import Intent, is_cancel, is_wait, recognise
from bot.commands.intent.links import LINK
from bot.models.chat import Request
from bot.ports.awaited_inputs import AwaitedInputs, Awaiting
from bot.ports.chat import Reply
from bot.texts import help as texts
from bot.texts.idiom_daily import HEAD

_QUESTIONS = {"post": texts.SEND_POST, "summarize": texts.SEND_DOCUMENT}
_MIN_SUMMARISED_CHARS = 100
"""A shorter text is talk: there is nothing to summarise in it."""

OnRequest = Callable[[Request, Reply], Awaitable[None]]


class Input(NamedTuple):
    """What was awaited has come; not `is_clear`: it may be a question to the bot instead."""

    destination: Awaiting
    is_clear: bool


@dataclass(frozen=True, slots=True)
class InputRequests:
    """Questions for the object of a wish."""

    inputs: AwaitedInputs

    async def ask_for(
        self, destination: Literal["post", "summarize"], request: Request, reply: Reply
    ) -> None:
        """Ask for what the command works on, and let it wait."""
        if await is_refused(destination, request, reply):
            return
        person_id = request.sender.id
        await self.inputs.expect(request.thread, person_id, destination, request.update_id)
        text = _QUESTIONS[destination].to(request.language)
        if request.chat_kind == "group":
            text += texts.SEND_AS_REPLY.to(request.language)
        await reply.send(text)

    async def receive(self, request: Request, reply: Reply) -> Input | Literal["answered"] | None:
        """The input, if the message is one; "answered" where nothing else is to be done with it."""
        thread, person_id, update_id = request.thread, request.sender.id, request.update_id
        is_addressed = request.addressed
        destination = await self.inputs.find(thread, person_id, update_id) if is_addressed else None
        if destination is None:
            return None
        if not request.file and (is_cancel(request.text) or is_wait(request.text)):
            await self._answer(request, reply)
            return "answered"
        if destination == "appeal":  # whatever words its author finds
            is_reason = bool(request.text) and await self.inputs.take(thread, person_id, update_id)
            return Input(destination, is_clear=True) if is_reason else None
        return await self._input_of(destination, request)

    async def _input_of(self, destination: Awaiting, request: Request) -> Input | None:
        thread, person_id, update_id = request.thread, request.sender.id, request.update_id
        intent = recognise(request.text)
        if _is_order(intent):
            await self.inputs.drop(thread, person_id)
            return None
        is_input = _may_be_input(destination, intent, request)
        if destination in {"persona", "daily"}:
            # The several inputs of a persona are taken together, with the last one; a try is one of several.
            return Input(destination, is_clear=True) if is_input else None
        if is_input and await self.inputs.take(thread, person_id, update_id):
            return Input(destination, is_clear=not intent.is_sure)
        return None

    async def _answer(self, request: Request, reply: Reply) -> None:
        """算了 ends waiting, 稍等 does not."""
        if is_cancel(request.text):
            await self.inputs.drop(request.thread, request.sender.id)
            await reply.send(texts.NOT_AWAITED.to(request.language))
        else:
            await reply.send(texts.WAITING.to(request.language), expires=True)

    def ending(self, command: OnRequest) -> OnRequest:
        """The command, which also ends waiting: who gives another command wants something else."""

        async def end_and_run(request: Request, reply: Reply) -> None:
            await self.inputs.drop(request.thread, request.sender.id)
            await command(request, reply)

        return end_and_run

    def stopping(self, stop: OnRequest) -> OnRequest:
        """/stop: end waiting; where nothing was awaited, what `stop` ends."""

        async def end_or_stop(request: Request, reply: Reply) -> None:
            if await self.inputs.drop(request.thread, request.sender.id):
                await reply.send(texts.NOT_AWAITED.to(request.language))
            else:
                await stop(request, reply)

        return end_or_stop


def _is_reply_to(beginning: str, request: Request) -> bool:
    return request.quoted is not None and request.quoted.text.startswith(beginning)


def _is_order(intent: Intent) -> bool:
    """Something else is wanted, or the same with its object."""
    return intent.is_sure and intent.destination not in {"ask", "help"}


def _is_answer(intent: Intent, request: Request) -> bool:
    """Questions about the bot are answered meanwhile; a file is no answer."""
    is_about_bot = intent.is_sure and intent.destination == "help"
    return bool(request.text) and not request.file and not is_about_bot


def _may_be_input(destination: Awaiting, intent: Intent, request: Request) -> bool:
    """Questions about the bot are answered meanwhile; nobody posts what another person wrote."""
    if destination == "daily":  # 提示 is no question about the bot here
        # In a group, replies to other messages of the bot are not about the puzzle.
        return request.chat_kind == "private" or _is_reply_to(HEAD, request)
    if intent.is_sure and intent.destination == "help":
        return False
    if destination == "persona":
        return _is_answer(intent, request)
    if destination == "post":
        return not request.forwarded and bool(request.text or request.file)
    if destination == "ask":
        return bool(request.text) and not request.file
    has_text = len("".join(request.text.split())) >= _MIN_SUMMARISED_CHARS
    return bool(request.file) or has_text or bool(LINK.search(request.text))
