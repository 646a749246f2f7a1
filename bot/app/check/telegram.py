"""Telegram: the token, what only @BotFather can set, and what the bot may do in the configured chats."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.app.check.calls import call
from bot.app.check.outcome import Failed, Noted
from bot.settings import Settings

_NO_SUCH_METHOD = "method not found"


class _Refused(Exception):
    """The Bot API refused a call."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__()
        self.status, self.description = status, description


@dataclass(frozen=True, slots=True)
class TelegramProbes:
    """The probes; each returns what to print."""

    settings: Settings
    session: aiohttp.ClientSession

    def others(self) -> dict[str, Callable[[], Awaitable[str]]]:
        """Those that need a token that is one, by what is probed."""
        moderation = self.settings.moderation
        probes: dict[str, Callable[[], Awaitable[str]]] = {"groups": self.groups}
        if moderation.review_chat_id is not None:
            probes["review chat"] = lambda: self.chat(moderation.review_chat_id or 0)
        else:
            probes["reviewers"] = self.reviewers
        if moderation.publish_chat_id is not None:
            probes["publish chat"] = lambda: self.chat(moderation.publish_chat_id or 0)
        if self.settings.telegram.mode == "webhook":
            probes["webhook"] = self.webhook
        return probes

    async def token(self) -> str:
        """Is the token one of a bot?"""
        _ = self.settings.bot_id  # raises StartError where it has not even the form of one
        try:
            me = await self._call("getMe")
        except _Refused as refused:
            if refused.status in {401, 404}:
                raise Failed("the token was refused; take a new one from @BotFather") from None
            raise Failed(f"the Bot API server refuses every call (HTTP {refused.status})") from None
        if not isinstance(me.get("username"), str):
            raise Failed("the answer is not one of the Bot API: is telegram.base_url right?")
        return f"@{me['username']}"

    async def groups(self) -> str:
        """What @BotFather has set about groups."""
        me = await self._asked("getMe")
        if me.get("can_join_groups") is False:
            raise Noted("the bot cannot be added to groups: @BotFather, /setjoingroups, Enable")
        if me.get("can_read_all_group_messages") is False:
            raise Noted(
                "privacy mode is on: in groups the bot gets commands, mentions and replies only. For "
                "games, plain words and digests: @BotFather, /setprivacy, Disable, then add it anew"
            )
        return "privacy mode is off"

    async def chat(self, chat_id: int) -> str:
        """May the bot send to a configured chat?"""
        try:
            chat = await self._call("getChat", chat_id=chat_id)
            if chat_id > 0:
                return "a private chat"
            me = await self._call("getMe")
            member = await self._call("getChatMember", chat_id=chat_id, user_id=me.get("id"))
        except _Refused as refused:
            if _NO_SUCH_METHOD in refused.description.lower():
                raise Noted("this Bot API server cannot tell") from None
            if "upgraded" in refused.description:
                raise Noted(f"{chat_id} became a supergroup; set its new id") from None
            raise Failed(f"{chat_id} does not exist, or the bot is not in it: add it") from None
        status = member.get("status")
        if status in {"left", "kicked"}:
            raise Failed(f"the bot is not in {chat_id}: add it")
        is_channel = chat.get("type") == "channel"
        if is_channel and not (status == "creator" or member.get("can_post_messages")):
            raise Failed(f"the bot may not post in the channel {chat_id}: make it an administrator")
        if status == "restricted" and not member.get("can_send_messages"):
            raise Failed(f"the bot may not write in {chat_id}: lift its restriction")
        return f"the bot is there ({status})"

    async def reviewers(self) -> str:
        """Can each administrator be sent a review card?"""
        admins = self.settings.moderation.admins
        if not admins:
            raise Noted(
                "nobody can review posts: set moderation.review_chat_id or moderation.admins"
            )
        missing = []
        for admin in admins:
            try:
                await self._call("getChat", chat_id=admin)
            except _Refused:
                missing.append(str(admin))
        if missing:
            raise Noted(
                f"these administrators must send the bot /start first: {', '.join(missing)}"
            )
        return f"administrators: {len(admins)}"

    async def webhook(self) -> str:
        """What Telegram says of its last calls."""
        info = await self._asked("getWebhookInfo")
        if info.get("last_error_message"):
            raise Noted(f"Telegram's last call failed: {str(info['last_error_message'])[:120]}")
        return f"updates that wait at Telegram: {info.get('pending_update_count', 0)}"

    async def _asked(self, method: str) -> Mapping[str, Any]:
        try:
            return await self._call(method)
        except _Refused:
            raise Noted("not known: the Bot API server refuses to say") from None

    async def _call(self, method: str, **parameters: Any) -> Mapping[str, Any]:
        token = self.settings.secrets.telegram_bot_token
        root = self.settings.telegram.base_url.rstrip("/")
        url = f"{root}/bot{token.get_secret_value() if token else ''}/{method}"
        answer = await call(self.session, url, body=parameters)
        if answer.status in {401, 404}:
            raise _Refused(answer.status, _description(answer.body))
        body = answer.objects()[0]
        if body.get("ok") is not True:
            raise _Refused(answer.status, str(body.get("description")))
        result = body.get("result")
        if not isinstance(result, dict):
            raise Failed("the answer is not one of the Bot API: is telegram.base_url right?")
        return result


def _description(body: bytes) -> str:
    return body[:500].decode("utf-8", "replace")
