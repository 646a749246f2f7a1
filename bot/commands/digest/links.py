"""How a digest leads to a message: by a link, or in a basic group, which has none, by a quotation."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.models.chat_log import LoggedMessage
from bot.models.language import Language
from bot.models.markdown import escaped
from bot.models.message_link import message_link
from bot.texts import digest as texts

_QUOTED_CHARS = 20


def citing(
    chat_id: int, username: str, zone: ZoneInfo, language: Language
) -> Callable[[LoggedMessage], str]:
    """Makes the Markdown that leads to a message: its time with a link, or its first words."""

    def cite(message: LoggedMessage) -> str:
        address = message_link(chat_id, username, message.message_id, message.topic_id)
        if address:
            at = datetime.fromtimestamp(message.at_s, zone)
            return f"[↗{at:%H:%M}]({address})"
        text = " ".join(message.text.split()).replace("@", "＠")
        cut = text[:_QUOTED_CHARS] + ("…" if len(text) > _QUOTED_CHARS else "")
        return texts.QUOTE.to(language, text=escaped(cut))

    return cite
