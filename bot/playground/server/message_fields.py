"""Fields of Message objects for topics, replies, copies and forwards."""

from bot.playground.server.api_error import bad_request
from bot.playground.server.parameters import Parameters
from bot.playground.server.state import BotApiChat, Json

_CONTENT = (
    *("text", "entities", "document", "photo", "voice", "sticker", "location"),
    *("caption", "caption_entities"),
)


def requested_reply_fields(chat: BotApiChat, parameters: Parameters) -> Json:
    """`reply_fields` of a call (Bot API: ReplyParameters)."""
    reply = parameters.structure("reply_parameters", "reply parameters")
    if reply is None:
        options, id_name = parameters, "reply_to_message_id"
    elif isinstance(reply, dict):
        options, id_name = Parameters(reply), "message_id"
    else:
        raise bad_request("can't parse reply parameters JSON object")
    message_id = options.integer(id_name)
    replied = chat.messages.get(message_id)
    if message_id and replied is None and not options.flag("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return reply_fields(chat, parameters.integer("message_thread_id"), replied)


def reply_fields(chat: BotApiChat, topic_id: int, replied: Json | None) -> Json:
    """Topic and reply of a new message.

    In a topic, a message that replies to nothing replies to the topic's first message.
    """
    fields: Json = {}
    topic_id = topic_id or (replied or {}).get("message_thread_id", 0)
    if topic_id:
        fields = {"message_thread_id": topic_id, "is_topic_message": True}
        replied = replied or chat.messages.get(topic_id)
    if replied is not None:
        # An embedded message does not embed the one it replies to (Bot API: Message).
        fields["reply_to_message"] = {
            name: value for name, value in replied.items() if name != "reply_to_message"
        }
    return fields


def copied_content(message: Json) -> Json:
    """What a copy takes over: the text or the file."""
    return {name: message[name] for name in _CONTENT if name in message}


def forwarded_content(message: Json) -> Json:
    """What a forward takes over, and where it comes from (Bot API: MessageOrigin)."""
    origin = message.get("forward_origin") or _origin(message)
    return {**copied_content(message), "forward_origin": origin}


def _origin(message: Json) -> Json:
    if "sender_chat" in message:
        return {
            "type": "channel",
            "date": message["date"],
            "chat": message["sender_chat"],
            "message_id": message["message_id"],
        }
    return {"type": "user", "date": message["date"], "sender_user": message["from"]}
