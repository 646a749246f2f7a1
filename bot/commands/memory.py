"""/reset and /forget: what the bot remembers, and how it forgets."""

from dataclasses import dataclass

from bot.models.chat import Request
from bot.ports.chat import Reply
from bot.ports.games import GameRepository
from bot.ports.llm import ConversationHistory
from bot.texts import ask as texts


@dataclass(frozen=True, slots=True)
class MemoryCommands:
    """Lets people empty what is kept.

    Args:
        history: the conversations.
        games: the boards of the idiom chain.
    """

    history: ConversationHistory
    games: GameRepository

    async def reset(self, request: Request, reply: Reply) -> None:
        """Forget the conversation of this chat and topic, whoever spoke."""
        await self.history.clear(request.thread)
        await reply.send(texts.RESET.to(request.language))

    async def forget(self, request: Request, reply: Reply) -> None:
        """Delete what is kept of the sender here: in private all of it, in a group their part.

        Posts stay: they are on record, and `/mypost` withdraws what is not published yet.
        """
        await self.games.forget(request.thread.chat_id, request.sender.id)
        if request.chat_kind == "private":
            await self.history.clear(request.thread)
        else:
            await self.history.forget_speaker(request.thread, request.sender.id)
        await reply.send(texts.FORGOTTEN.to(request.language))
