"""What a new server starts with: the bot's name and token, users, chats."""

import secrets
from collections.abc import Callable, Sequence

from bot.playground.server.state import BotAccount, BotApiChat, BotApiUser, ServerState

BOT_ID = 700000001
TOKEN_VARIABLE = "PLAYGROUND_TOKEN"  # noqa: S105 -- the name of a variable
"""Gives the server's process the token; other users of the machine can read a command line."""
ADMIN_ID = 103
GROUP_ID = -1001000000001
REVIEW_CHAT_ID = -1001000000002
CHANNEL_ID = -1001000000003


def new_token() -> str:
    """A token for the bot: its id is always the same, so that its store stays its own."""
    return f"{BOT_ID}:{secrets.token_urlsafe(26)}"


def initial_state() -> ServerState:
    """Three users, their private chats with the bot, a group, a review group and a channel."""
    state = ServerState(BotAccount(BOT_ID, "成语茶馆小助手", "playground_bot"))
    for user in (
        *visitors(iter((101, 102)).__next__),
        # Their language is that of the page on which somebody first becomes them.
        BotApiUser(ADMIN_ID, "阿杰", "ajie", None),
    ):
        state.add_user(user)
    everyone, admins = list(state.users), [ADMIN_ID]
    for chat in (
        visitors_group(GROUP_ID, everyone),
        BotApiChat(REVIEW_CHAT_ID, "supergroup", "审稿室", [ADMIN_ID], admins, "administrator"),
        BotApiChat(CHANNEL_ID, "channel", "每日精选", everyone, admins, "administrator"),
    ):
        state.chats[chat.id] = chat
    return state


def visitors(next_id: Callable[[], int]) -> list[BotApiUser]:
    """Those who are no administrators: one whose app is Chinese, one whose app is English."""
    return [
        BotApiUser(next_id(), "小明", "xiaoming", "zh-hans"),
        BotApiUser(next_id(), "Lucy", "lucy", "en"),
    ]


def visitors_group(chat_id: int, members: Sequence[int]) -> BotApiChat:
    """The group in which everybody is."""
    return BotApiChat(chat_id, "supergroup", "成语茶馆", list(members), [ADMIN_ID])
