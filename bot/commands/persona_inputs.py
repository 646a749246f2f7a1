"""Asks for what a persona needs, one input after the other; the last answer becomes a question to it.

Whoever chooses the persona is asked. Which message is an answer decides `input_requests.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.commands.ask import AskCommands
from bot.models.chat import ButtonPress, Request
from bot.models.chat_settings import ChatSettings
from bot.models.persona import Persona
from bot.ports.awaited_inputs import AwaitedInputs
from bot.ports.chat import Permissions, Reply
from bot.ports.persona_inputs import PersonaInputStore
from bot.texts import help as help_texts
from bot.texts import settings as texts


@dataclass(frozen=True, slots=True)
class PersonaInputs:
    """The questions of personas.

    Args:
        personas: by name.
        awaited: whose next message is an answer.
        collected: what was answered so far.
        ask: asks the persona.
        permissions: under which id somebody who presses a button writes.
    """

    personas: Mapping[str, Persona]
    awaited: AwaitedInputs
    collected: PersonaInputStore
    ask: AskCommands
    permissions: Permissions

    async def begin(
        self, cause: Request | ButtonPress, settings: ChatSettings, reply: Reply
    ) -> None:
        """Ask the first question of the persona that was chosen, if it has one."""
        thread, person_id = cause.thread, cause.sender.id
        if isinstance(cause, ButtonPress):
            person_id = await self.permissions.writes_as(thread.chat_id, person_id)
        persona = self.personas.get(settings.persona or "")
        if persona is None or settings.persona is None or not persona.inputs:
            await self.awaited.drop(thread, person_id)
            return
        await self.collected.begin(thread.chat_id, person_id, settings.persona)
        await self.awaited.expect(thread, person_id, "persona", cause.update_id)
        await self._send_question(persona, 0, cause, reply)

    async def receive(self, request: Request, reply: Reply) -> None:
        """Take an answer; ask the next question, or the persona."""
        thread, person_id, update_id = request.thread, request.sender.id, request.update_id
        collected = await self.collected.add(thread.chat_id, person_id, update_id, request.text)
        persona = self.personas.get(collected.persona) if collected else None
        if collected is None or persona is None:
            await self.awaited.drop(thread, person_id)
            await self.ask.ask(request, reply)
        elif len(collected.answers) < len(persona.inputs):
            await self._send_question(persona, len(collected.answers), request, reply)
        elif await self.awaited.take(thread, person_id, update_id):
            pairs = zip(persona.inputs, collected.answers, strict=False)
            text = "\n".join(f"{name}：{answer}" for name, answer in pairs)
            settings = replace(request.settings, persona=collected.persona)
            await self.ask.ask(replace(request, text=text, quoted=None, settings=settings), reply)

    async def _send_question(
        self, persona: Persona, number: int, cause: Request | ButtonPress, reply: Reply
    ) -> None:
        text = list(persona.inputs.values())[number]
        if number == 0:
            text += texts.INPUTS_BEGIN.to(cause.language, count=len(persona.inputs))
        if cause.chat_kind == "group":
            text += help_texts.SEND_AS_REPLY.to(cause.language)
        await reply.send(text)
