"""/reset and /forget: people delete what the bot stores about them."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.models.chat import Request
from bot.ports.chat import Permissions, Reply
from bot.ports.llm import ConversationHistory
from bot.ports.personal_data import PersonalData
from bot.texts import ask as texts


@dataclass(frozen=True, slots=True)
class MemoryCommands:
    """Deletes conversations and game records.

    Args:
        history: the conversations.
        personal_data: every store that `/forget` clears.
        permissions: who may delete what others said too.
    """

    history: ConversationHistory
    personal_data: Sequence[PersonalData]
    permissions: Permissions

    async def reset(self, request: Request, reply: Reply) -> None:
        """Delete the conversation of this chat and topic, of all its speakers: in a group for admins."""
        chat_id, is_group = request.thread.chat_id, request.chat_kind != "private"
        if is_group and not await self.permissions.administers(chat_id, request.sender.id):
            await reply.send(texts.RESET_BY_ADMINS.to(request.language))
            return
        await self.history.clear(request.thread)
        await reply.send(texts.RESET.to(request.language))

    async def forget(self, request: Request, reply: Reply) -> None:
        """Delete what is stored of the sender in this chat, all its topics: in a group their own part.

        Posts stay on record; `/mypost` withdraws those that are not published yet.
        """
        for store in self.personal_data:
            await store.forget(request.thread.chat_id, request.sender.id)
        await reply.send(texts.FORGOTTEN.to(request.language))
