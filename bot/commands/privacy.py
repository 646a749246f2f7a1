"""/privacy: what is kept of a chat and for how long, who reads it, and what /forget deletes."""

from dataclasses import dataclass

from bot.commands.digest.switch import who_reads
from bot.models.chat import Request
from bot.models.chat_log import LOGGED_HOURS, MAX_LOGGED
from bot.models.model_service import ModelService
from bot.ports.chat import Reply
from bot.texts import privacy as texts


@dataclass(frozen=True, slots=True)
class PrivacyCommand:
    """Says it for the chat in which it is asked.

    Args:
        service: who reads texts.
        exchanges: that are kept of a conversation.
        document_hours: for which a document is kept.
        is_censored_by_baidu: posts are sent to Baidu.
    """

    service: ModelService
    exchanges: int
    document_hours: int
    is_censored_by_baidu: bool

    async def privacy(self, request: Request, reply: Reply) -> None:
        """Say it."""
        language = request.language
        if request.chat_kind == "private":
            digest = texts.NO_DIGEST.to(language)
        elif request.settings.digest is None:
            digest = texts.DIGEST_OFF.to(language)
        else:
            digest = texts.DIGEST_ON.to(language, count=MAX_LOGGED, hours=LOGGED_HOURS)
        text = texts.KEPT.to(
            language,
            exchanges=self.exchanges,
            document_hours=self.document_hours,
            digest=digest,
            who_reads=who_reads(self.service, language),
            censor=texts.BAIDU.to(language) if self.is_censored_by_baidu else "",
        )
        await reply.send(text, expires=True)
