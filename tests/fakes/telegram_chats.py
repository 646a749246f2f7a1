"""Changes of chats that their owners make in Telegram: new groups, topics, members, supergroups."""

from bot.handlers.update_parser import GROUP_ANONYMOUS_BOT
from bot.playground.server.bot_api_server import BotApiServer
from bot.playground.server.formatting.entities import format_text
from bot.playground.server.state import BotApiChat, ForumTopic, Json


def create_chat(server: BotApiServer, chat: BotApiChat) -> BotApiChat:
    """Add a chat; an id of 0 lets the server choose one."""
    number = server.state.next_id()
    chat.id = chat.id or (-number if chat.type == "group" else -1_000_000_000_000 - number)
    server.state.chats[chat.id] = chat
    return chat


def open_topic(server: BotApiServer, chat: BotApiChat, name: str) -> int:
    """Open a topic; returns its id."""
    chat.is_forum = True
    created = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
    message = server.state.new_message(chat, _owner(chat), created)
    topic_id: int = message["message_id"]
    chat.topics[topic_id] = ForumTopic(name)
    message |= {"message_thread_id": topic_id, "is_topic_message": True}
    _announce(server, chat, message)
    return topic_id


def join(server: BotApiServer, chat: BotApiChat, user_id: int) -> None:
    """A user joins a group."""
    chat.members.append(user_id)
    joined = {"new_chat_members": [server.state.user_object(user_id)]}
    _announce(server, chat, server.state.new_message(chat, user_id, joined))


def migrate(server: BotApiServer, group: BotApiChat) -> BotApiChat:
    """Make a group a supergroup with a new id; both chats announce it."""
    new = create_chat(
        server,
        BotApiChat(
            0, "supergroup", group.title, group.members, group.administrators, group.bot_status
        ),
    )
    for chat, content in (
        (group, {"migrate_to_chat_id": new.id}),
        (new, {"migrate_from_chat_id": group.id}),
    ):
        _announce(server, chat, server.state.new_message(chat, _owner(group), content))
    group.migrated_to = new.id
    return new


def say_anonymously(server: BotApiServer, group: BotApiChat, text: str) -> Json:
    """An anonymous administrator writes as the group (Bot API: Message.sender_chat)."""
    speaker = {"id": GROUP_ANONYMOUS_BOT, "is_bot": True, "first_name": "Group"}
    head: Json = {"from": speaker, "sender_chat": server.state.chat_object(group)}
    return _say_as(server, group, head, text)


def forward_from_linked_channel(
    server: BotApiServer, group: BotApiChat, channel: BotApiChat, text: str
) -> Json:
    """A post of the channel appears in its discussion group (Message.is_automatic_forward)."""
    sender = server.state.chat_object(channel)
    origin = {"type": "channel", "date": 0, "chat": sender, "message_id": 1}
    head: Json = {
        "from": {"id": 777000, "is_bot": False, "first_name": "Telegram"},
        "sender_chat": sender,
        "is_automatic_forward": True,
        "forward_origin": origin,
    }
    return _say_as(server, group, head, text)


def _say_as(server: BotApiServer, group: BotApiChat, head: Json, text: str) -> Json:
    content = format_text(text, None).fields("text", "entities")
    message = server.state.new_message(group, _owner(group), content) | head
    _announce(server, group, message)
    return message


def _owner(chat: BotApiChat) -> int:
    return chat.administrators[0] if chat.administrators else chat.members[0]


def _announce(server: BotApiServer, chat: BotApiChat, message: Json) -> None:
    server.state.add_message(chat, message)
    if chat.has_bot:
        server.updates.add("message", message)
