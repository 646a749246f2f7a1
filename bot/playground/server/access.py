"""Access checks: which chats and messages the bot may use; blocks, missing rights."""

from bot.playground.server.api_error import bad_request, forbidden
from bot.playground.server.parameters import Parameters
from bot.playground.server.state import BotApiChat, Json, ServerState


def find_chat(state: ServerState, parameters: Parameters, name: str = "chat_id") -> BotApiChat:
    """The chat of an id or @username, also where the bot is no member."""
    given = parameters.text(name)
    if not given:
        raise bad_request(f"{name} is empty")
    if given.startswith("@"):
        found = next((c for c in state.chats.values() if c.username == given[1:]), None)
    else:
        number = given.removeprefix("-")
        found = state.chats.get(int(given)) if number.isdecimal() else None
    if found is None:
        raise bad_request("chat not found")
    if found.migrated_to is not None:
        raise bad_request(
            "group chat was upgraded to a supergroup chat", migrate_to_chat_id=found.migrated_to
        )
    return found


def member_chat(state: ServerState, parameters: Parameters, name: str = "chat_id") -> BotApiChat:
    """A chat the bot is in."""
    chat = find_chat(state, parameters, name)
    if chat.bot_status == "kicked":
        blocked = chat.type == "private"
        raise forbidden(
            "bot was blocked by the user"
            if blocked
            else f"bot was kicked from the {chat.type} chat"
        )
    if chat.bot_status == "left":
        raise forbidden(f"bot is not a member of the {chat.type} chat")
    return chat


def writable_chat(
    state: ServerState, parameters: Parameters, what: str = "text messages"
) -> BotApiChat:
    """A chat, and topic, the bot may send to."""
    chat = member_chat(state, parameters)
    if chat.type == "channel" and chat.bot_status != "administrator":
        raise bad_request("need administrator rights in the channel chat")
    if chat.bot_status == "restricted":
        raise bad_request(f"not enough rights to send {what} to the chat")
    topic_id = parameters.integer("message_thread_id")
    topic = chat.topics.get(topic_id)
    if topic_id and topic is None:
        raise bad_request("message thread not found")
    if topic is not None and topic.closed and chat.bot_status != "administrator":
        raise bad_request("TOPIC_CLOSED")
    return chat


def editable_message(chat: BotApiChat, parameters: Parameters) -> Json:
    """The bot's own message that a call wants to edit."""
    message_id = parameters.integer("message_id")
    if not message_id:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request("message to edit not found")
    if message_id not in chat.sent_by_bot or message_id in chat.not_editable:
        raise bad_request("message can't be edited")
    return message


def deletable_message_id(chat: BotApiChat, parameters: Parameters) -> int:
    """A message the bot may delete: its own, any in a private chat or as an administrator."""
    message_id = parameters.integer("message_id")
    if message_id not in chat.messages:
        raise bad_request("message to delete not found")
    may_delete_any = chat.type == "private" or chat.bot_status == "administrator"
    if message_id not in chat.sent_by_bot and not may_delete_any:
        raise bad_request("message can't be deleted")
    return message_id
