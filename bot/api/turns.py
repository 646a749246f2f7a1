"""Begins and keeps conversations, and lets what answers in them be stopped."""

import asyncio
import secrets
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace

from bot.api.running_answer import Event, RunningAnswer
from bot.api.turn import Turn, title_of
from bot.commands.cancellation import CancelScopes, WorkStopped
from bot.errors import ModelFull, NotFound, ServerStopping
from bot.metrics.counters import FIRST_TEXT, UPDATES, of
from bot.models.api_key import ApiKey
from bot.models.chat import Language, Thread
from bot.models.conversation import Conversation
from bot.models.llm import Exchange
from bot.ports.conversations import Conversations
from bot.ports.games import GameRepository
from bot.ports.llm import ConversationHistory
from bot.ports.personal_data import PersonalData
from bot.texts import api as texts

_LISTED = 200


@dataclass(frozen=True, slots=True)
class Turns:
    """The conversations of all keys.

    Args:
        conversations: whose they are.
        history: what was said in them.
        games: what was played in them.
        personal_data: what else belongs to one of them.
        scopes: answers that can be stopped.
        keep: exchanges that the history keeps.
    """

    conversations: Conversations
    history: ConversationHistory
    games: GameRepository
    personal_data: tuple[PersonalData, ...]
    scopes: CancelScopes
    keep: int

    async def begin(self, key: ApiKey, language: Language, conversation_id: str) -> Turn:
        """A turn in a conversation, or in a new one where the id is empty; raises NotFound."""
        if conversation_id:
            conversation = await self.find(key, conversation_id)
            number = await self.conversations.new_number()
        else:
            number = await self.conversations.new_number()
            conversation = Conversation(secrets.token_urlsafe(12), Thread(number))
        return Turn(key, language, number, conversation)

    async def begin_unkept(self, key: ApiKey, language: Language) -> Turn:
        """A turn of which nothing is kept."""
        return Turn(key, language, await self.conversations.new_number(), None)

    def run(self, turn: Turn, question: str, events: AsyncGenerator[Event, None]) -> RunningAnswer:
        """Answer in a task; the conversation is kept from the first event on."""
        return RunningAnswer(self._stoppable(turn, self._kept(turn, question, events)))

    async def _stoppable(
        self, turn: Turn, events: AsyncGenerator[Event, None]
    ) -> AsyncGenerator[Event, None]:
        has_text = False
        of(UPDATES, "http").inc()
        try:
            async with self.scopes.open(turn.thread, turn.key.person_id), aclosing(events):
                async for event in events:
                    if isinstance(event, str) and not has_text:
                        has_text = True
                        FIRST_TEXT.observe(time.monotonic() - turn.began)
                    yield event
        except WorkStopped as stopped:
            if stopped.reason == "shutdown":
                raise ServerStopping from None
        except ModelFull:
            if not has_text:
                raise
            turn.reached_limit = True

    async def _kept(
        self, turn: Turn, question: str, events: AsyncGenerator[Event, None]
    ) -> AsyncGenerator[Event, None]:
        """Keep the conversation in a task from the second event on: first pieces go before."""
        keeping: asyncio.Task[None] | None = None
        has_begun = False
        try:
            async with aclosing(events):
                async for event in events:
                    if has_begun:
                        keeping = keeping or asyncio.create_task(self._keep(turn, question))
                    has_begun = True
                    yield event
        finally:
            if has_begun:
                await (keeping or self._keep(turn, question))

    async def find(self, key: ApiKey, conversation_id: str) -> Conversation:
        """A conversation of the key; raises NotFound."""
        found = await self.conversations.find(key.name, conversation_id)
        if found is None:
            raise NotFound(texts.NO_CONVERSATION)
        return found

    async def exchanges(self, key: ApiKey, conversation_id: str) -> list[Exchange]:
        """What was said in a conversation, oldest first."""
        conversation = await self.find(key, conversation_id)
        return await self.history.tail(conversation.thread, self.keep)

    async def recent(self, key: ApiKey) -> list[Conversation]:
        """The key's conversations, last used first."""
        return await self.conversations.recent(key.name, _LISTED)

    async def delete(self, key: ApiKey, conversation_id: str) -> None:
        """Forget a conversation, and all that was said, played and used in it."""
        conversation = await self.find(key, conversation_id)
        await self._forget(key, conversation)
        await self.conversations.delete(key.name, conversation_id)

    async def _keep(self, turn: Turn, question: str) -> None:
        conversation = turn.conversation
        if conversation is None:
            return
        titled = replace(conversation, title=conversation.title or title_of(question))
        for dropped in await self.conversations.keep(turn.key.name, titled):
            await self._forget(turn.key, dropped)

    async def _forget(self, key: ApiKey, conversation: Conversation) -> None:
        await self.history.clear(conversation.thread)
        await self.games.delete(conversation.thread)
        for store in self.personal_data:
            await store.forget(conversation.thread.chat_id, key.person_id)
