"""The state in a file, so that it survives a restart: JSON, and a folder for the files' bytes."""

import asyncio
import json
from dataclasses import asdict
from pathlib import Path

from bot.playground.server.state import (
    BotAccount,
    BotApiChat,
    BotApiUser,
    ForumTopic,
    Json,
    ServerState,
    StoredFile,
    WebhookTarget,
)

VERSION = 2
SAVE_INTERVAL_S = 1.0
_NAMES_OF_VERSION_1 = {
    "people": "users",
    "pending": "pending_updates",
    "queries": "callback_queries",
    "fixed": "not_editable",
}


class Snapshot:
    """Loads and saves the state.

    Args:
        path: the JSON file; its folder exists.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._folder = path.with_suffix(".files")

    def load(self, state: ServerState) -> bool:
        """Fill the state from the snapshot; False where there is none.

        Raises ValueError, KeyError or TypeError where the file is none of ours or of a newer version.
        """
        if not self._path.exists():
            return False
        saved = _upgraded(json.loads(self._path.read_text(encoding="utf-8")))
        state.bot = BotAccount(**saved["bot"])
        state.users = {user["id"]: BotApiUser(**user) for user in saved["users"]}
        state.chats = {chat["id"]: _chat_from_json(chat) for chat in saved["chats"]}
        state.files = {file["file_id"]: self._file_from_json(file) for file in saved["files"]}
        state.pending_updates = saved["pending_updates"]
        state.webhook = WebhookTarget(**saved["webhook"]) if saved["webhook"] else None
        state.allowed_updates = saved["allowed_updates"]
        state.callback_queries = saved["callback_queries"]
        state.last_id = max(state.last_id, saved["last_id"])
        return True

    def save(self, state: ServerState) -> None:
        """Write the snapshot atomically."""
        self._write_files(state)
        state.is_unsaved = False
        _replace(self._path, json.dumps(_to_json(state), ensure_ascii=False).encode())

    async def save_periodically(self, state: ServerState) -> None:
        """Save changes until cancelled, at most once a second."""
        while True:
            await asyncio.sleep(SAVE_INTERVAL_S)
            if state.is_unsaved:
                self.save(state)

    def _write_files(self, state: ServerState) -> None:
        self._folder.mkdir(exist_ok=True)
        for stored in state.files.values():
            path = self._folder / stored.unique_id
            if not path.exists():
                _replace(path, stored.data)
        kept = {stored.unique_id for stored in state.files.values()}
        for path in self._folder.iterdir():
            if path.name not in kept:  # forgotten by “start over”
                path.unlink()

    def _file_from_json(self, saved: Json) -> StoredFile:
        return StoredFile(**saved, data=(self._folder / saved["unique_id"]).read_bytes())


def _replace(path: Path, data: bytes) -> None:
    temporary = path.with_name(f"{path.name}.new")
    temporary.write_bytes(data)
    temporary.replace(path)


def _to_json(state: ServerState) -> Json:
    return {
        "version": VERSION,
        "bot": asdict(state.bot),
        "users": [asdict(user) for user in state.users.values()],
        "chats": [_chat_to_json(chat) for chat in state.chats.values()],
        "files": [
            {
                "file_id": file.file_id,
                "unique_id": file.unique_id,
                "path": file.path,
                "name": file.name,
                "mime_type": file.mime_type,
            }
            for file in state.files.values()
        ],
        "pending_updates": state.pending_updates,
        "webhook": asdict(state.webhook) if state.webhook else None,
        "allowed_updates": state.allowed_updates,
        "callback_queries": state.callback_queries,
        "last_id": state.last_id,
    }


def _chat_to_json(chat: BotApiChat) -> Json:
    """JSON has neither sets nor numbers as keys."""
    return asdict(chat) | {
        "messages": list(chat.messages.values()),
        "topics": [[topic_id, asdict(topic)] for topic_id, topic in chat.topics.items()],
        "sent_by_bot": sorted(chat.sent_by_bot),
        "not_editable": sorted(chat.not_editable),
        "reactions": list(chat.reactions.items()),
    }


def _chat_from_json(saved: Json) -> BotApiChat:
    messages = {message["message_id"]: message for message in saved["messages"]}
    topics = {topic_id: ForumTopic(**topic) for topic_id, topic in saved["topics"]}
    id_sets = {name: set(saved.get(name, ())) for name in ("sent_by_bot", "not_editable")}
    reactions = dict(saved.get("reactions", ()))
    keyed = {"messages": messages, "topics": topics, "reactions": reactions}
    return BotApiChat(**(saved | keyed | id_sets))


def _upgraded(saved: object) -> Json:
    """The snapshot in today's version; the first one had no number and other names."""
    if not isinstance(saved, dict):
        raise TypeError("a snapshot is a JSON object")
    version = saved.get("version", 1)
    if version > VERSION:
        raise ValueError(f"snapshot version {version} is newer than {VERSION}")
    if version == 1:
        saved = _renamed(saved)
        saved["chats"] = [_renamed(chat) for chat in saved["chats"]]
    return saved


def _renamed(saved: Json) -> Json:
    return {_NAMES_OF_VERSION_1.get(name, name): value for name, value in saved.items()}
