"""ChatMember objects with their rights, and changes of the bot's own membership."""

import time

from bot.playground.server.bot_api_server import BotApiServer
from bot.playground.server.state import BotApiChat, BotStatus, Json, ServerState

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


def chat_member(
    state: ServerState, chat: BotApiChat, user_id: int, status: BotStatus | None = None
) -> Json:
    """A Bot API ChatMember; `status` replaces the bot's present one."""
    user = state.user_object(user_id)
    if user_id == state.bot.id:
        status = status or chat.bot_status
    elif user_id in chat.administrators:
        status = "administrator"
        if user_id == chat.administrators[0]:
            return {"status": "creator", "user": user, "is_anonymous": False}
    else:
        status = "member" if user_id in chat.members else "left"
    return {"user": user, "status": status, **_rights(chat, status)}


def set_bot_status(
    server: BotApiServer, chat: BotApiChat, status: BotStatus, changed_by: int
) -> None:
    """Promote, restrict or remove the bot; in a private chat `kicked` is a block."""
    old, chat.bot_status = chat.bot_status, status
    state = server.state
    state.is_unsaved = True
    change = {
        "chat": state.chat_object(chat),
        "from": state.user_object(changed_by),
        "date": int(time.time()),
        "old_chat_member": chat_member(state, chat, state.bot.id, old),
        "new_chat_member": chat_member(state, chat, state.bot.id),
    }
    server.updates.add("my_chat_member", change)


def _rights(chat: BotApiChat, status: BotStatus) -> Json:
    if status == "administrator":
        rights: Json = {name: name not in _NOT_GRANTED for name in _ADMIN_RIGHTS}
        names = ("can_post_messages", "can_edit_messages") if chat.type == "channel" else ()
        return rights | dict.fromkeys(names, True)
    if status == "restricted":
        return {name: name == "is_member" for name in _MEMBER_RIGHTS} | {"until_date": 0}
    return {"until_date": 0} if status == "kicked" else {}
