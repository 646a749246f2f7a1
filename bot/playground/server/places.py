"""The default world, and what happens to chats: new ones, topics, members, blocks, migrations."""

import time

from bot.playground.server.people import Impossible
from bot.playground.server.updates import Updates
from bot.playground.server.world import BotStatus, Chat, ChatType, Json, Person, Topic, World

TEA_HOUSE_ID = -1001000000001
REVIEW_ID = -1001000000002
CHANNEL_ID = -1001000000003
ADMIN_ID = 103


def default_world() -> World:
    """Three people, their private chats with the bot, a group, a review group and a channel."""
    world = World()
    for person in (
        Person(101, "小明", "xiaoming", "zh-hans"),
        Person(102, "Lucy", "lucy", "en"),
        Person(ADMIN_ID, "阿杰", "ajie", "zh-hans"),
    ):
        add_person(world, person)
    everyone, admins = list(world.people), [ADMIN_ID]
    for chat in (
        Chat(TEA_HOUSE_ID, "supergroup", "成语茶馆", everyone, admins),
        Chat(REVIEW_ID, "supergroup", "审稿室", [ADMIN_ID], admins, "administrator"),
        Chat(CHANNEL_ID, "channel", "每日精选", everyone, admins, "administrator"),
    ):
        world.chats[chat.id] = chat
    return world


def add_person(world: World, person: Person) -> None:
    """Somebody new, with a private chat with the bot."""
    world.people[person.id] = person
    world.chats[person.id] = Chat(person.id, "private", world.bot.first_name, [person.id])
    world.has_changed = True


class Places:
    """Changes of chats, as Telegram announces them."""

    def __init__(self, world: World, updates: Updates) -> None:
        self._world = world
        self._updates = updates

    def create(self, chat: Chat) -> Chat:
        """A new chat of these members; an id of 0 lets the server choose one."""
        if unknown := [person for person in chat.members if person not in self._world.people]:
            raise Impossible(f"There is no person {unknown[0]}.", 404)
        number = self._world.next_id()
        chat.id = chat.id or (-number if chat.type == "group" else -1_000_000_000_000 - number)
        self._world.chats[chat.id] = chat
        return chat

    def open_topic(self, chat: Chat, name: str) -> int:
        """A new topic; return its id."""
        opener = chat.administrators[0] if chat.administrators else chat.members[0]
        chat.is_forum = True
        created = {"name": name, "icon_color": 7322096}
        message = self._world.compose(chat, opener, {"forum_topic_created": created})
        topic_id: int = message["message_id"]
        chat.topics[topic_id] = Topic(name)
        message |= {"message_thread_id": topic_id, "is_topic_message": True}
        self._announce(chat, message)
        return topic_id

    def close_topic(self, chat: Chat, topic_id: int, *, closed: bool = True) -> None:
        """Close a topic, or open it again."""
        if topic_id not in chat.topics:
            raise Impossible(f"There is no topic {topic_id}.", 404)
        chat.topics[topic_id].closed = closed
        self._world.has_changed = True

    def set_bot_status(self, chat: Chat, status: BotStatus, by: int) -> None:
        """Promote, restrict or remove the bot; in a private chat `kicked` is a block."""
        old, chat.bot_status = chat.bot_status, status
        self._world.has_changed = True
        change = {
            "chat": self._world.brief(chat),
            "from": self._world.user(by),
            "date": int(time.time()),
            "old_chat_member": member(self._world, chat, self._world.bot.id, old),
            "new_chat_member": member(self._world, chat, self._world.bot.id),
        }
        self._updates.add("my_chat_member", change)

    def join(self, chat: Chat, person_id: int) -> None:
        """Somebody joins a group."""
        if person_id not in self._world.people:
            raise Impossible(f"There is no person {person_id}.", 404)
        if person_id not in chat.members:
            chat.members.append(person_id)
        newcomers = {"new_chat_members": [self._world.user(person_id)]}
        self._announce(chat, self._world.compose(chat, person_id, newcomers))

    def migrate(self, chat: Chat) -> Chat:
        """Make a group a supergroup with a new id; both chats say so."""
        if chat.type != "group" or chat.migrated_to is not None:
            raise Impossible("Only a basic group can become a supergroup.")
        by = chat.administrators[0] if chat.administrators else chat.members[0]
        kind: ChatType = "supergroup"
        new = self.create(
            Chat(0, kind, chat.title, chat.members, chat.administrators, chat.bot_status)
        )
        self._announce(chat, self._world.compose(chat, by, {"migrate_to_chat_id": new.id}))
        self._announce(new, self._world.compose(new, by, {"migrate_from_chat_id": chat.id}))
        chat.migrated_to = new.id
        return new

    def _announce(self, chat: Chat, message: Json) -> None:
        self._world.post(chat, message)
        if chat.bot_is_in:
            self._updates.add("message", message)


def member(world: World, chat: Chat, user_id: int, status: BotStatus | None = None) -> Json:
    """A ChatMember object of a person or the bot."""
    user = world.user(user_id)
    if user_id == world.bot.id:
        status = status or chat.bot_status
    elif user_id in chat.administrators:
        status = "administrator"
        if user_id == chat.administrators[0]:
            return {"status": "creator", "user": user, "is_anonymous": False}
    else:
        status = "member" if user_id in chat.members else "left"
    return {"user": user, "status": status, **_rights(chat, status)}


_ADMIN_RIGHTS = [
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
]
_MEMBER_RIGHTS = [
    "is_member",
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
]
_NOT_GRANTED = frozenset({"can_be_edited", "is_anonymous", "can_promote_members"})


def _rights(chat: Chat, status: BotStatus) -> Json:
    if status == "administrator":
        rights: Json = {name: name not in _NOT_GRANTED for name in _ADMIN_RIGHTS}
        names = ("can_post_messages", "can_edit_messages") if chat.type == "channel" else ()
        return rights | dict.fromkeys(names, True)
    if status == "restricted":
        return {name: name == "is_member" for name in _MEMBER_RIGHTS} | {"until_date": 0}
    return {"until_date": 0} if status == "kicked" else {}
