"""不要记录我, 可以记录我: members leave the digest of a group, and come back, in exactly these words."""

from dataclasses import dataclass
from typing import Literal

from bot.models.chat import Request
from bot.moderation.text_normaliser import normalise
from bot.ports.chat import Reply
from bot.ports.chat_log import ChatLog
from bot.texts import digest as texts

_LEAVE = "不要记录我 别记录我 不要记录我的消息 别记录我的消息 不要记录我说的话 请不要记录我 请别记录我 不许记录我"
_RETURN = "可以记录我 可以记录我了 可以记录我的消息 记录我 重新记录我 恢复记录我"
_LEAVES = frozenset((*_LEAVE.split(), "don't record me", "do not record me", "dont record me",
                     "stop recording me", "please don't record me", "please do not record me"))  # fmt: skip
_RETURNS = frozenset((*_RETURN.split(), "you may record me", "you can record me", "record me",
                      "record me again", "you may record me again"))  # fmt: skip
_MOST_CHARS = 40
_AROUND = "。.!！~ ，,吧了啊"


@dataclass(frozen=True, slots=True)
class DigestMembership:
    """Whose messages are kept for digests."""

    log: ChatLog

    async def take_words(self, request: Request, reply: Reply) -> bool:
        """Let the sender leave or come back, if that is all that they say; False for anything else.

        Nobody need speak to the bot for it where their messages are kept.
        """
        if request.chat_kind != "group" or request.forwarded:
            return False
        is_on = request.settings.digest is not None
        wish = _wish_of(request.text) if is_on or request.addressed else None
        if wish is None:
            return False
        chat_id, person_id, language = request.thread.chat_id, request.sender.id, request.language
        if wish == "leave":
            await self.log.leave(chat_id, person_id)
            await reply.send((texts.LEFT if is_on else texts.NOT_RECORDED).to(language))
        elif await self.log.come_back(chat_id, person_id):
            await reply.send(texts.CAME_BACK.to(language))
        elif request.addressed:
            await reply.send(texts.NOT_AWAY.to(language), expires=True)
        else:
            return False
        return True


def _wish_of(text: str) -> Literal["leave", "return"] | None:
    if len(text) > _MOST_CHARS:
        return None
    plain = normalise(text).text.replace("’", "'").strip(_AROUND)
    if plain in _LEAVES:
        return "leave"
    return "return" if plain in _RETURNS else None
