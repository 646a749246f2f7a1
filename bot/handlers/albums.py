"""Joins the messages of an album: which of its updates is handled, and what that one brings along.

Telegram sends each file of an album as a message of its own and marks no end. So the first update
waits for the others, which stand behind it in their sender's line; then it is handled for all.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from telegram import Bot, Message, User

from bot.handlers.update_parser import file_of, to_quoted
from bot.models.chat import ButtonPress, FileRef, QuotedMessage, Request
from bot.models.inbox import ClaimedUpdate
from bot.models.work import Outcome
from bot.ports.media_groups import MediaGroups

_ALBUM = "media_group_id"
"""Bot API: Message."""


@dataclass(frozen=True, slots=True)
class AlbumContent:
    """What the other messages of albums bring to the one that is handled.

    Args:
        files: all of the album that the message is a part of.
        quoted_files: all of the album that the message replies to a part of.
        captioned: the part of that album that has the text.
    """

    files: tuple[FileRef, ...] = ()
    quoted_files: tuple[FileRef, ...] = ()
    captioned: QuotedMessage | None = None

    def complete(self, request: Request) -> Request:
        """The request with these files."""
        return replace(request, files=self.files, quoted=self._complete_quoted(request.quoted))

    def complete_press(self, press: ButtonPress) -> ButtonPress:
        """The press with the files of what its message replies to."""
        return replace(press, original=self._complete_quoted(press.original))

    def _complete_quoted(self, quoted: QuotedMessage | None) -> QuotedMessage | None:
        if quoted is None or not self.quoted_files:
            return quoted
        return replace(quoted, files=self.quoted_files, captioned=self.captioned)


NO_ALBUM = AlbumContent()


async def join_album(
    claimed: ClaimedUpdate, groups: MediaGroups, bot: Bot, me: User
) -> tuple[ClaimedUpdate, AlbumContent] | Outcome:
    """The update with the album's message that has the text in place of its own, and the rest.

    An Outcome: it is not to be handled now, or not at all. Raises `errors.StorageDown`.
    """
    if _ALBUM not in claimed.raw:
        return claimed, NO_ALBUM
    update = json.loads(claimed.raw)
    message = update.get("message") or {}
    content = await _quoted_content(update, groups, bot, me)
    if _ALBUM not in message:
        return claimed, content
    chat_id, album = message["chat"]["id"], str(message[_ALBUM])
    group = await groups.collect(chat_id, album, claimed.update_id)
    if group.role == "wait":
        return Outcome("requeue", delay_ms=group.wait_ms)
    if group.role == "follow":
        return Outcome()
    if group.role == "single":
        return claimed, content
    messages = [json.loads(raw)["message"] for raw in group.parts]
    joined = json.dumps({**update, "message": _captioned(messages)}, ensure_ascii=False)
    return replace(claimed, raw=joined), replace(content, files=_files(messages, bot))


async def _quoted_content(
    update: dict[str, Any], groups: MediaGroups, bot: Bot, me: User
) -> AlbumContent:
    """What an update replies to, or the message does whose button was pressed."""
    message = update.get("message") or (update.get("callback_query") or {}).get("message") or {}
    quoted = message.get("reply_to_message") or {}
    if _ALBUM not in quoted:
        return NO_ALBUM
    parts = await groups.parts(message["chat"]["id"], str(quoted[_ALBUM]))
    messages = [json.loads(raw)["message"] for raw in parts]
    if not messages:
        return NO_ALBUM
    captioned = Message.de_json(_captioned(messages), bot)
    return AlbumContent(quoted_files=_files(messages, bot), captioned=to_quoted(captioned, me))


def _captioned(messages: list[dict[str, Any]]) -> dict[str, Any]:
    """The message with a command, else with a caption, else the first."""
    captioned = [message for message in messages if message.get("caption")]
    commands = (message for message in captioned if message["caption"].startswith("/"))
    return next(commands, captioned[0] if captioned else messages[0])


def _files(messages: Iterable[dict[str, Any]], bot: Bot) -> tuple[FileRef, ...]:
    ordered = sorted(messages, key=lambda message: int(message["message_id"]))
    parts = [Message.de_json(message, bot) for message in ordered]
    files = [(part, file_of(part)) for part in parts]
    return tuple(replace(file, message_id=part.message_id) for part, file in files if file)
