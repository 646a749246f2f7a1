"""Answers a question again, in the same messages, or goes on: at a button, or after an edit.

Presses may come twice, late, from others, or from a client that makes them up: what counts is what was
stored of the answer. One version is replaced or continued by one update.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.commands.button_action import parse_arguments, parse_number
from bot.commands.intent import cut_argument, read_alias, recognise
from bot.commands.stoppable_answer import AnswerStreams
from bot.commands.summary_buttons import WISHES, with_kind
from bot.errors import StaleButton
from bot.models.answer import Answer, AnswerCommand
from bot.models.chat import ButtonPress, Request
from bot.models.usage import Caller
from bot.ports.chat import Reply
from bot.texts import ask as texts

_ANSWERED = frozenset({"ask", "summarize"})
EDITED_WITHIN_S = 60
"""Later edits correct what was said long ago; nobody waits for an answer to them."""


class AnswerAgain(Protocol):
    """Answers a request in place of an earlier version of its answer, if there is one."""

    def __call__(
        self, request: Request, reply: Reply, earlier: Answer | None = None
    ) -> Awaitable[None]:
        """Raises what a command may raise."""


@dataclass(frozen=True, slots=True)
class AnswerAgainCommands:
    """Handles the buttons below answers, and edits of questions.

    Args:
        streams: the answers that are kept, and those that can be stopped.
        commands: what answers.
        check: raises a `ModelError` where no model may be called for somebody now.
    """

    streams: AnswerStreams
    commands: Mapping[AnswerCommand, AnswerAgain]
    check: Callable[[Caller], Awaitable[None]]

    async def again_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`answer:again:<who asked>:<question>:<version>`: another version, in the same messages."""
        found = await self._find(press, reply, parse_arguments(press, 3))
        if found is None:
            return
        request = _asked_by(press, found)
        if await self._take(found, request):
            await self._answer(found, request, reply)

    async def more_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`answer:more:…`: go on in further messages, from what the memory has of the answer."""
        found = await self._find(press, reply, parse_arguments(press, 3))
        if found is None:
            return
        request = replace(
            _asked_by(press, found),
            # What is continued is another answer, with buttons of its own.
            message_id=press.message_id,
            text=texts.GO_ON.to(press.language),
            quoted=None,
        )
        if await self._take(found, request):
            await reply.remove_keyboard(press.message_id)
            await self.commands[found.command](request, reply)

    async def summary_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`summary:as:<kind>:<who asked>:<question>:<version>`: another kind of summary, in its place."""
        kind, *version = parse_arguments(press, 4)
        if kind not in WISHES:
            raise StaleButton
        found = await self._find(press, reply, version)
        if found is None:
            return
        request = replace(_asked_by(press, found), wish=with_kind(found.request.wish, kind))
        if await self._take(found, request):
            await self._answer(found, request, reply)

    async def edited(self, request: Request, reply: Reply) -> bool:
        """Answer an edited question again; False where nothing is to be done here."""
        found = await self._of_question(request)
        if found is None:
            return False
        edited = replace(_question_of(request, found), version=request.update_id)
        is_repeated = found.request.update_id == request.update_id
        if not edited.text or not (is_repeated or _is_other_question(found, edited)):
            return False
        await self.check(Caller.of(edited))
        await self._answer(found, edited, reply)
        return True

    async def stop_edited(self, request: Request) -> None:
        """Stop the answer to a question whose edit has arrived; the edit waits for its end."""
        found = await self._of_question(request)
        if found is None or not found.scope_id:
            return
        if _is_other_question(found, _question_of(request, found)):
            await self.streams.scopes.stop(found.request.thread, found.scope_id)

    async def _answer(self, found: Answer, request: Request, reply: Reply) -> None:
        """Answer in the messages of what was found: of the version before, in a later attempt."""
        is_repeated = found.request.update_id == request.update_id
        ids = found.replaced_ids if is_repeated else found.message_ids
        await self.commands[found.command](request, reply, replace(found, message_ids=ids))

    async def _of_question(self, request: Request) -> Answer | None:
        return await self.streams.answers.get(
            request.thread.chat_id, request.sender.id, request.message_id
        )

    async def _find(
        self, press: ButtonPress, reply: Reply, version_of: Sequence[str]
    ) -> Answer | None:
        """The answer (who asked, the question, the version) whose button was pressed; None where another person's was, who is told.

        Raises `StaleButton`. The message may be unknown, if the platform says that it has the button:
        it may have waited for the chat's budget.
        """
        person_id, question_id, version = map(parse_number, version_of)
        if person_id != press.sender.id:
            await reply.answer_press(texts.NOT_YOUR_ANSWER.to(press.sender.language), alert=True)
            return None
        chat_id = press.thread.chat_id
        found = await self.streams.answers.get(chat_id, person_id, question_id)
        if found is None or found.request.update_id not in {version, press.update_id}:
            raise StaleButton
        if found.request.update_id == press.update_id or press.message_id in found.message_ids:
            return found
        if not press.has_button:
            raise StaleButton
        return replace(found, message_ids=(*found.message_ids, press.message_id))

    async def _take(self, found: Answer, request: Request) -> bool:
        """Is this the first update to replace or continue the version? Raises `StaleButton`, `ModelError`."""
        await self.check(Caller.of(request))
        is_repeated = found.request.update_id == request.update_id
        if not is_repeated and not await self.streams.answers.take(found, request.update_id):
            raise StaleButton
        return True


def _asked_by(press: ButtonPress, found: Answer) -> Request:
    """The request as its sender asks it again by a button, by what the chat has set now."""
    return replace(
        found.request,
        update_id=press.update_id,
        version=press.update_id,
        sender=press.sender,
        settings=press.settings,
        forbidden=press.forbidden,
    )


def _question_of(request: Request, found: Answer) -> Request:
    """An edited message as it is answered; without a text where it has become another command."""
    if request.command:
        return request if request.command in _ANSWERED else replace(request, text="")
    alias, intent = read_alias(request.text), recognise(request.text)
    if alias is not None:
        return replace(request, text=alias.rest if alias.destination in _ANSWERED else "")
    if intent.is_sure and intent.destination not in _ANSWERED:
        return replace(request, text="")
    is_whole = found.request.text == request.text or request.file or request.quoted
    if found.command == "summarize" and not is_whole:
        argument = cut_argument(request.text, "summarize")
        return replace(request, text=argument.text or request.text, wish=argument.wish)
    return request


def _is_other_question(found: Answer, edited: Request) -> bool:
    """Was the question itself edited, and soon? Clients also report edits that change no text."""
    after_s = edited.edited_after_s
    return after_s is not None and after_s <= EDITED_WITHIN_S and edited.text != found.request.text
