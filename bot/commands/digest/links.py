"""How a digest leads to a message: by a link, or in a basic group, which has none, by a quotation.

https://core.telegram.org/api/links: t.me/c/<id>/<message>, or t.me/<username>/<message> in a public
group; in a topic with its number before that of the message.
"""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.models.chat_log import LoggedMessage
from bot.models.language import Language
from bot.models.markdown import escaped
from bot.texts import digest as texts

_SUPERGROUPS = -1_000_000_000_000
"""Ids of supergroups are this minus their number; those of basic groups are above."""
_QUOTED_CHARS = 20


def message_link(chat_id: int, username: str, message: LoggedMessage) -> str:
    """The address of a message; empty in a basic group.

    >>> message_link(-1000000001234, "", LoggedMessage(7, 1, "小明", "好", 0, topic_id=5))
    'https://t.me/c/1234/5/7'
    """
    if chat_id > _SUPERGROUPS:
        return ""
    chat = username or f"c/{_SUPERGROUPS - chat_id}"
    topic = f"{message.topic_id}/" if message.topic_id is not None else ""
    return f"https://t.me/{chat}/{topic}{message.message_id}"


def citing(
    chat_id: int, username: str, zone: ZoneInfo, language: Language
) -> Callable[[LoggedMessage], str]:
    """Makes the Markdown that leads to a message: its time with a link, or its first words."""

    def cite(message: LoggedMessage) -> str:
        address = message_link(chat_id, username, message)
        if address:
            at = datetime.fromtimestamp(message.at_s, zone)
            return f"[↗{at:%H:%M}]({address})"
        text = " ".join(message.text.split()).replace("@", "＠")
        cut = text[:_QUOTED_CHARS] + ("…" if len(text) > _QUOTED_CHARS else "")
        return texts.QUOTE.to(language, text=escaped(cut))

    return cite
