"""Who plays: people who join, the language of their app, and starting over with new ones."""

import re

from bot.playground.server.bot_api_server import BotApiServer
from bot.playground.server.chat_members import set_bot_status
from bot.playground.server.initial_state import (
    ADMIN_ID,
    CHANNEL_ID,
    REVIEW_CHAT_ID,
    visitors,
    visitors_group,
)
from bot.playground.server.page_state import publish_people
from bot.playground.server.state import BotApiChat, BotApiUser
from bot.playground.server.user_actions import NotThere, UserActionError
from bot.texts import playground as texts

MAX_PEOPLE = 12
MAX_NAME_CHARACTERS = 32
_KEPT_CHATS = frozenset({ADMIN_ID, REVIEW_CHAT_ID, CHANNEL_ID})
"""Chats whose ids are in the bot's settings."""


def set_language(server: BotApiServer, user_id: int, language: str) -> None:
    """The app of a user speaks another language; what they do from now on says so."""
    user = server.state.users.get(user_id)
    if user is None:
        raise NotThere(texts.NO_PERSON, id=user_id)
    user.language_code = "en" if language == "en" else "zh-hans"
    publish_people(server.state)


def add_person(server: BotApiServer, name: str, language: str) -> BotApiUser:
    """Somebody new joins the group and reads the channel; who has that name already is given."""
    state, name = server.state, " ".join(name.split())
    if not 1 <= len(name) <= MAX_NAME_CHARACTERS:
        raise UserActionError(texts.BAD_NAME, limit=MAX_NAME_CHARACTERS)
    same = next((user for user in state.users.values() if user.first_name == name), None)
    if same is not None:
        return same
    if len(state.users) >= MAX_PEOPLE:
        raise UserActionError(texts.TOO_MANY, limit=MAX_PEOPLE)
    number = state.next_id()
    code = "en" if language == "en" else "zh-hans"
    user = BotApiUser(number, name, _username(name, number), code)
    state.add_user(user)
    joined = [
        chat
        for chat in state.chats.values()
        if chat.has_bot and chat.type in {"supergroup", "channel"} and chat.id != REVIEW_CHAT_ID
    ]
    for chat in joined:
        chat.members.append(number)
    publish_people(state)
    for chat in joined:
        if chat.type == "supergroup":
            _announce(server, chat, user)
    return user


def start_over(server: BotApiServer) -> None:
    """New people and a new group, whom the bot does not know, and empty chats.

    The administrator, the review chat and the channel keep their ids, which the bot's settings
    have; what the bot keeps about those stays. From the other chats the bot is removed, so that
    nothing that is still under way is sent there.
    """
    state = server.state
    state.pending_updates.clear()
    state.callback_queries.clear()
    for chat in state.chats.values():
        chat.messages.clear()
        chat.sent_by_bot.clear()
        chat.not_editable.clear()
        chat.reactions.clear()
        if chat.id not in _KEPT_CHATS and chat.has_bot:
            changed_by = chat.members[0] if chat.members else ADMIN_ID
            set_bot_status(server, chat, "kicked", changed_by=changed_by)
            chat.members = []
    state.files.clear()
    state.users = {ADMIN_ID: state.users[ADMIN_ID]}
    for user in visitors(state.next_id):
        state.add_user(user)
    # The order in which the page shows them: the administrator is the last.
    state.users[ADMIN_ID] = state.users.pop(ADMIN_ID)
    group = visitors_group(-1_000_000_000_000 - state.next_id(), list(state.users))
    state.chats[group.id] = group
    state.chats[CHANNEL_ID].members = list(state.users)
    state.publish("reset", {})


def _username(name: str, number: int) -> str:
    letters = re.sub(r"[^a-z0-9_]", "", name.lower())
    return letters if re.fullmatch(r"[a-z][a-z0-9_]{3,31}", letters) else f"guest_{number % 10_000}"


def _announce(server: BotApiServer, chat: BotApiChat, user: BotApiUser) -> None:
    joined = {"new_chat_members": [user.user_object()]}
    message = server.state.new_message(chat, user.id, joined)
    server.state.add_message(chat, message)
    server.updates.add("message", message)
