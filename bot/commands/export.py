"""/export sends the stored conversation as a file, always in private."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import ChatGone
from bot.models.chat import Request
from bot.models.llm import Exchange, RunningSummary
from bot.ports.chat import Messenger, Permissions, Reply
from bot.ports.llm import ConversationHistory, RunningSummaries
from bot.texts import memory as texts

_ALL = 10_000
"""More exchanges than any store keeps."""


@dataclass(frozen=True, slots=True)
class ExportCommand:
    """Exports conversations.

    Args:
        history: the conversations.
        summaries: their running summaries.
        permissions: who may export what others said too.
        messenger: sends the file to the person.
    """

    history: ConversationHistory
    summaries: RunningSummaries
    permissions: Permissions
    messenger: Messenger

    async def export(self, request: Request, reply: Reply) -> None:
        """Send the conversation of this chat and topic: in a group the sender's own part, to admins all."""
        thread, person, language = request.thread, request.sender.id, request.language
        sees_all = await self.permissions.administers(thread.chat_id, person)
        exchanges = await self.history.tail(thread, _ALL)
        summary = await self.summaries.read(thread) if sees_all else None
        if not sees_all:
            exchanges = [exchange for exchange in exchanges if exchange.speaker_id == person]
        if not exchanges and summary is None:
            await reply.send(texts.EXPORT_NOTHING.to(language))
            return
        caption = texts.EXPORT_CAPTION if sees_all else texts.EXPORT_OWN_CAPTION
        data = await asyncio.to_thread(to_json, exchanges, summary)
        try:
            await self.messenger.send_document(
                person,
                f"conversation{thread.chat_id}.json",
                data.encode(),
                caption.to(language, count=len(exchanges)),
                topic_id=thread.topic_id if thread.chat_id == person else None,
            )
        except ChatGone:
            if thread.chat_id == person:
                raise
            await reply.send(texts.EXPORT_NO_PRIVATE.to(language))
            return
        if thread.chat_id != person:
            await reply.send(texts.EXPORT_SENT.to(language))


def to_json(exchanges: Sequence[Exchange], summary: RunningSummary | None) -> str:
    """LangChain's message dicts as JSON."""
    from bot.chains.memory.message_dicts import to_dicts  # noqa: PLC0415 -- loads langchain

    return json.dumps(to_dicts(exchanges, summary), ensure_ascii=False, indent=1)
