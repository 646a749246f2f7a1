"""What the page shows, in the form in which it draws it."""

from dataclasses import asdict

from bot.playground.server.state import BotApiChat, Json, ServerState

MESSAGES_SHOWN = 200


def page_state(state: ServerState) -> Json:
    """Everything, with the id of the last event that it includes."""
    return {
        "bot": state.bot.user_object(),
        **_people(state),
        "messages": {
            str(chat.id): list(chat.messages.values())[-MESSAGES_SHOWN:]
            for chat in state.chats.values()
        },
        "last_event_id": state.events.last_id,
    }


def publish_people(state: ServerState) -> None:
    """Tell every open page who is there, and in which chats."""
    state.publish("people", _people(state))


def _people(state: ServerState) -> Json:
    admins = {user_id for chat in state.chats.values() for user_id in chat.administrators}
    users = [{**asdict(user), "is_admin": user.id in admins} for user in state.users.values()]
    chats = [_page_chat(chat) for chat in state.chats.values() if chat.members]
    return {"users": users, "chats": chats}


def _page_chat(chat: BotApiChat) -> Json:
    is_channel = chat.type == "channel"
    return {
        "id": chat.id,
        "type": chat.type,
        "title": chat.title,
        "members": chat.administrators if is_channel else chat.members,
        "readers": chat.members if is_channel else [],
        "bot_status": chat.bot_status,
        "migrated_to": chat.migrated_to,
        "topics": [{"id": key, **asdict(topic)} for key, topic in chat.topics.items()],
    }
