"""What people do: say, edit, send, forward, press. Each becomes an update, if the bot may see it."""

import time
from dataclasses import dataclass

from bot.playground.server.checks import MAX_CAPTION, MAX_TEXT, placed
from bot.playground.server.entities import Formatted, formatted, substring, units
from bot.playground.server.files import document_of, photo_of, store_file
from bot.playground.server.parameters import Upload
from bot.playground.server.updates import Updates
from bot.playground.server.world import Chat, Json, World


class Impossible(Exception):
    """A person cannot do that in a chat app; `status` is the HTTP status of the answer."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True, slots=True)
class Place:
    """Who does it, where, below which message and in which topic."""

    person_id: int
    chat_id: int
    reply_to: int = 0
    topic_id: int = 0


class People:
    """The people of the world at their chat apps."""

    def __init__(self, world: World, updates: Updates) -> None:
        self._world = world
        self._updates = updates

    def say(self, place: Place, text: str) -> tuple[Json, int | None]:
        """Send a text; return the message and the id of its update (None: the bot sees none)."""
        words = _words(text, MAX_TEXT)
        return self._send(place, _fields(words, "text", "entities"))

    def send_file(
        self,
        place: Place,
        upload: Upload,
        caption: str = "",
        *,
        as_photo: bool = False,
        album: str = "",
    ) -> tuple[Json, int | None]:
        """Send a file, as a document or as a photo; those of one `album` are shown together."""
        self.chat_of(place.person_id, place.chat_id)
        stored = store_file(self._world, upload, "photos" if as_photo else "documents")
        content: Json = (
            {"photo": photo_of(stored)} if as_photo else {"document": document_of(stored)}
        )
        if album:
            content["media_group_id"] = album
        if caption.strip():
            content |= _fields(_words(caption, MAX_CAPTION), "caption", "caption_entities")
        return self._send(place, content)

    def forward(self, place: Place, from_chat_id: int, message_id: int) -> tuple[Json, int | None]:
        """Forward a message of another chat."""
        source = self.chat_of(place.person_id, from_chat_id)
        return self._send(place, forwarded(_existing(source, message_id)))

    def edit(self, place: Place, message_id: int, text: str) -> tuple[Json, int | None]:
        """Change one's own message."""
        chat = self.chat_of(place.person_id, place.chat_id)
        old = _existing(chat, message_id)
        if old.get("from", {}).get("id") != place.person_id or "text" not in old:
            raise Impossible("Only one's own text messages can be edited.", 403)
        head = {name: value for name, value in old.items() if name != "entities"}
        words = _fields(_words(text, MAX_TEXT), "text", "entities")
        new = self._world.replace(chat, {**head, **words, "edit_date": int(time.time())})
        return new, self._deliver(chat, "edited_message", new)

    def press(self, place: Place, message_id: int, data: str) -> tuple[int | None, str]:
        """Press a button; return the ids of the update and of the callback query."""
        chat = self.chat_of(place.person_id, place.chat_id)
        message = _existing(chat, message_id)
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        if not any(button.get("callback_data") == data for row in rows for button in row):
            raise Impossible(f"The message has no button with the data {data!r}.", 404)
        query_id = str(self._world.next_id())
        self._world.queries[query_id] = place.person_id
        query = {
            "id": query_id,
            "from": self._world.user(place.person_id),
            "message": message,
            "chat_instance": str(chat.id),
            "data": data,
        }
        return self._updates.add("callback_query", query), query_id

    def chat_of(self, person_id: int, chat_id: int) -> Chat:
        """A chat the person is in; raises Impossible."""
        if person_id not in self._world.people:
            raise Impossible(f"There is no person {person_id}.", 404)
        chat = self._world.chats.get(chat_id)
        if chat is None:
            raise Impossible(f"There is no chat {chat_id}.", 404)
        if person_id not in chat.members:
            raise Impossible(f"Person {person_id} is not in chat {chat_id}.", 403)
        return chat

    def _send(self, place: Place, content: Json) -> tuple[Json, int | None]:
        chat = self.chat_of(place.person_id, place.chat_id)
        is_admin = place.person_id in chat.administrators
        if chat.type == "channel" and not is_admin:
            raise Impossible("Only administrators write in a channel.", 403)
        if chat.migrated_to is not None:
            raise Impossible(f"The group has become the supergroup {chat.migrated_to}.", 409)
        topic = chat.topics.get(place.topic_id)
        if place.topic_id and (topic is None or (topic.closed and not is_admin)):
            raise Impossible("There is no such open topic.", 404)
        answered = _existing(chat, place.reply_to) if place.reply_to else None
        content = content | placed(chat, place.topic_id, answered)
        message = self._world.compose(chat, place.person_id, content)
        return self._world.post(chat, message), self._deliver(chat, "message", message)

    def _deliver(self, chat: Chat, kind: str, message: Json) -> int | None:
        if chat.type == "channel":
            kind = "channel_post" if kind == "message" else "edited_channel_post"
            return self._updates.add(kind, message) if chat.bot_is_in else None
        if not chat.bot_is_in or not self._is_for_the_bot(chat, message):
            return None
        return self._updates.add(kind, message)

    def _is_for_the_bot(self, chat: Chat, message: Json) -> bool:
        """Privacy mode: in groups only commands, mentions and replies to the bot are delivered."""
        bot = self._world.bot
        if (
            chat.type == "private"
            or bot.can_read_all_group_messages
            or chat.bot_status == "administrator"
            or message.get("reply_to_message", {}).get("from", {}).get("id") == bot.id
        ):
            return True
        name = f"@{bot.username}".lower()
        text = message.get("text") or message.get("caption") or ""
        entities = message.get("entities") or message.get("caption_entities") or []
        return any(_calls(substring(text, entity).lower(), name) for entity in entities)


def forwarded(message: Json) -> Json:
    """What of a message goes on with a forward, and where it comes from."""
    return {**copied(message), "forward_origin": message.get("forward_origin") or _origin(message)}


def copied(message: Json) -> Json:
    """The content of a message: its text or file."""
    kept = ("text", "entities", "document", "photo", "caption", "caption_entities")
    return {name: message[name] for name in kept if name in message}


def _origin(message: Json) -> Json:
    if "sender_chat" in message:
        return {
            "type": "channel",
            "date": message["date"],
            "chat": message["sender_chat"],
            "message_id": message["message_id"],
        }
    return {"type": "user", "date": message["date"], "sender_user": message["from"]}


def _calls(word: str, name: str) -> bool:
    """Is it the bot's @name, or a command that is not another bot's?"""
    return word == name or (word.startswith("/") and ("@" not in word or word.endswith(name)))


def _existing(chat: Chat, message_id: int) -> Json:
    message = chat.messages.get(message_id)
    if message is None:
        raise Impossible(f"There is no message {message_id} in chat {chat.id}.", 404)
    return message


def _words(text: str, limit: int) -> Formatted:
    words = formatted(text, None)
    if not words.text:
        raise Impossible("A message needs some text.")
    if units(words.text) > limit:
        raise Impossible(f"A text has at most {limit} UTF-16 units.")
    return words


def _fields(words: Formatted, text: str, entities: str) -> Json:
    return {text: words.text} | ({entities: words.entities} if words.entities else {})
