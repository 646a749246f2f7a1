"""The address of a message in Telegram (https://core.telegram.org/api/links)."""

_SUPERGROUPS = -1_000_000_000_000
"""Ids of supergroups and channels are this minus their number; those of basic groups are above."""


def message_link(chat_id: int, username: str, message_id: int, topic_id: int | None = None) -> str:
    """By the public name of its chat, else for its members; empty where the chat has no such links.

    >>> message_link(-1000000001234, "", 7, topic_id=5)
    'https://t.me/c/1234/5/7'
    """
    if chat_id > _SUPERGROUPS:
        return ""
    chat = username or f"c/{_SUPERGROUPS - chat_id}"
    topic = f"{topic_id}/" if topic_id is not None else ""
    return f"https://t.me/{chat}/{topic}{message_id}"
