"""What Telegram refuses before it does anything: unknown chats, missing rights, wrong texts."""

from bot.playground.server.entities import Formatted, formatted, units
from bot.playground.server.html import parse_html
from bot.playground.server.markdown import parse_markdown
from bot.playground.server.parameters import Parameters
from bot.playground.server.refusals import Refusal, bad_request, forbidden
from bot.playground.server.world import Chat, Json, World, as_reply

MAX_TEXT = 4096
MAX_CAPTION = 1024


def known_chat(world: World, parameters: Parameters, name: str = "chat_id") -> Chat:
    """The chat a call names by its id or @username, also where the bot is no member."""
    given = parameters.text(name)
    if not given:
        raise bad_request(f"{name} is empty")
    if given.startswith("@"):
        found = next((c for c in world.chats.values() if c.username == given[1:]), None)
    else:
        number = given.removeprefix("-")
        found = world.chats.get(int(given)) if number.isdecimal() else None
    if found is None:
        raise bad_request("chat not found")
    if found.migrated_to is not None:
        raise bad_request(
            "group chat was upgraded to a supergroup chat", migrate_to_chat_id=found.migrated_to
        )
    return found


def own_chat(world: World, parameters: Parameters, name: str = "chat_id") -> Chat:
    """A chat the bot is in."""
    chat = known_chat(world, parameters, name)
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


def writable_chat(world: World, parameters: Parameters, what: str = "text messages") -> Chat:
    """A chat, and topic, the bot may send to."""
    chat = own_chat(world, parameters)
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


def marked_up(parameters: Parameters, name: str, entities: str) -> tuple[str, object]:
    """A text without its markup, and the entities, not checked yet: that follows the chat's check."""
    text = parameters.text(name)
    mode = parameters.text("parse_mode").lower()
    if not mode:
        return text, parameters.structure(entities, "entities")
    if mode == "html":
        return parse_html(text)
    if mode == "markdownv2":
        return parse_markdown(text)
    raise bad_request("unsupported parse_mode")


def message_text(marked: tuple[str, object]) -> Formatted:
    """A message's text: neither empty nor over the limit after entity parsing."""
    if not marked[0]:
        raise bad_request("message text is empty")
    ready = formatted(*marked)
    if not ready.text:
        raise bad_request("text must be non-empty")
    if units(ready.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return ready


def caption(marked: tuple[str, object]) -> Json:
    """A file's caption as fields of its message."""
    ready = formatted(*marked)
    if units(ready.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    fields: Json = {"caption": ready.text} if ready.text else {}
    return fields | ({"caption_entities": ready.entities} if ready.entities else {})


def place_of(chat: Chat, parameters: Parameters) -> Json:
    """The fields that put a message into its topic and below what it answers."""
    topic_id = parameters.integer("message_thread_id")
    reply = parameters.structure("reply_parameters", "reply parameters")
    if reply is None:
        wanted, lenient = (
            parameters.integer("reply_to_message_id"),
            parameters.flag("allow_sending_without_reply"),
        )
    elif isinstance(reply, dict):
        options = Parameters(reply)
        wanted, lenient = (
            options.integer("message_id"),
            options.flag("allow_sending_without_reply"),
        )
    else:
        raise bad_request("can't parse reply parameters JSON object")
    answered = chat.messages.get(wanted)
    if wanted and answered is None and not lenient:
        raise bad_request("message to be replied not found")
    return placed(chat, topic_id, answered)


def placed(chat: Chat, topic_id: int, answered: Json | None) -> Json:
    """A message's topic and reply; in a topic all that answers nothing answers its first message."""
    place: Json = {}
    topic_id = topic_id or (answered or {}).get("message_thread_id", 0)
    if topic_id:
        place = {"message_thread_id": topic_id, "is_topic_message": True}
        answered = answered or chat.messages.get(topic_id)
    if answered is not None:
        place["reply_to_message"] = as_reply(answered)
    return place


def own_message(chat: Chat, parameters: Parameters, verb: str) -> Json:
    """The bot's own message that a call wants to change; `verb` is edit or delete."""
    message_id = parameters.integer("message_id")
    if not message_id:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request(f"message to {verb} not found")
    if message_id not in chat.sent_by_bot or (verb == "edit" and message_id in chat.fixed):
        raise not_allowed(verb)
    return message


def not_allowed(verb: str) -> Refusal:
    """The message belongs to somebody else."""
    return bad_request(f"message can't be {verb.removesuffix('e')}ed")
