"""Remembers what is no answer to a question: summaries that were given, and how games ended.

A reply that was sent must not become an error because it cannot be remembered.
"""

import logging
from dataclasses import dataclass

from bot.commands.summary_source import FromFile, FromKept, FromLink, FromSeveral, Source
from bot.errors import StorageDown
from bot.models.chat import Language, Request, Thread
from bot.models.llm import Exchange
from bot.ports.llm import ConversationHistory
from bot.texts import memory as texts

_MAX_CHARS = 6000
"""Of a summary or an outcome; a summary has about 1,500."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ConversationRecorder:
    """Adds exchanges to the history of a thread."""

    history: ConversationHistory

    async def summary_given(
        self,
        request: Request,
        source: Source,
        filename: str,
        summary: str,
        *,
        replaces: int | None = None,
    ) -> None:
        """Remember a summary, with the name of its document and how to reach that.

        `replaces`: the exchange of the summary whose place it takes.
        """
        if isinstance(source, FromFile):
            asked, name = texts.SUMMARY_OF_FILE, filename or source.file.filename
        elif isinstance(source, FromKept | FromSeveral) and filename:
            asked, name = texts.SUMMARY_OF_FILE, filename
        elif isinstance(source, FromLink):
            asked, name = texts.SUMMARY_OF_LINK, source.url
        else:
            asked, name = texts.SUMMARY_OF_TEXT, ""
        language = request.language
        in_group = request.chat_kind == "group"
        exchange = Exchange(
            asked.to(language, name=name, wish=source.instruction).strip(),
            texts.SUMMARY_GIVEN.to(language, summary=summary[:_MAX_CHARS]),
            request.sender.name if in_group else None,
            request.sender.id if in_group else None,
            request.update_id,
        )
        # Another attempt at the update gives another summary, which takes the place of the first.
        before = request.update_id if replaces is None else replaces
        await self._append(request.thread, exchange, replaces=before)

    async def game_ended(self, thread: Thread, outcome: str, language: Language) -> None:
        """Remember what the chat was told at the end of a game.

        It has the names of all players and so no speaker: it goes when anybody there says /forget.
        """
        question = texts.GAME_ENDED.to(language)
        await self._append(thread, Exchange(question, outcome[:_MAX_CHARS]))

    async def _append(
        self, thread: Thread, exchange: Exchange, *, replaces: int | None = None
    ) -> None:
        try:
            await self.history.append(thread, exchange, replaces=replaces)
        except StorageDown:
            log.warning("Redis does not answer: an exchange was not stored.")
