"""The snapshot of the world: one JSON file, and beside it a folder with the bytes of the files."""

import asyncio
import json
from dataclasses import asdict
from pathlib import Path

from bot.playground.server.world import (
    BotAccount,
    Chat,
    Json,
    Person,
    StoredFile,
    Topic,
    Webhook,
    World,
)

EVERY_S = 1.0


class Store:
    """Keeps the world in a file.

    Args:
        path: of the JSON file; its folder exists.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._folder = path.with_suffix(".files")

    def load(self, world: World) -> bool:
        """Fill the world from the snapshot; False where there is none. Raises ValueError."""
        if not self._path.exists():
            return False
        kept = json.loads(self._path.read_text(encoding="utf-8"))
        world.bot = BotAccount(**kept["bot"])
        world.people = {person["id"]: Person(**person) for person in kept["people"]}
        world.chats = {chat["id"]: _chat(chat) for chat in kept["chats"]}
        world.files = {file["file_id"]: self._file(file) for file in kept["files"]}
        world.pending = kept["pending"]
        world.webhook = Webhook(**kept["webhook"]) if kept["webhook"] else None
        world.allowed_updates = kept["allowed_updates"]
        world.queries = kept["queries"]
        world.last_id = max(world.last_id, kept["last_id"])
        return True

    def save(self, world: World) -> None:
        """Write the snapshot; a reader sees the old one or the new one, never a half."""
        self._write_files(world)
        world.has_changed = False
        _replace(self._path, json.dumps(_snapshot(world), ensure_ascii=False).encode())

    async def keep(self, world: World) -> None:
        """Save for ever, at most once a second, when something has changed."""
        while True:
            await asyncio.sleep(EVERY_S)
            if world.has_changed:
                self.save(world)

    def _write_files(self, world: World) -> None:
        self._folder.mkdir(exist_ok=True)
        for stored in world.files.values():
            path = self._folder / stored.unique_id
            if not path.exists():
                _replace(path, stored.data)

    def _file(self, kept: Json) -> StoredFile:
        return StoredFile(**kept, data=(self._folder / kept["unique_id"]).read_bytes())


def _replace(path: Path, data: bytes) -> None:
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_bytes(data)
    fresh.replace(path)


def _snapshot(world: World) -> Json:
    return {
        "bot": asdict(world.bot),
        "people": [asdict(person) for person in world.people.values()],
        "chats": [_plain(chat) for chat in world.chats.values()],
        "files": [
            {
                "file_id": file.file_id,
                "unique_id": file.unique_id,
                "path": file.path,
                "name": file.name,
                "mime_type": file.mime_type,
            }
            for file in world.files.values()
        ],
        "pending": world.pending,
        "webhook": asdict(world.webhook) if world.webhook else None,
        "allowed_updates": world.allowed_updates,
        "queries": world.queries,
        "last_id": world.last_id,
    }


def _plain(chat: Chat) -> Json:
    """A chat for JSON, which has neither sets nor numbers as keys."""
    plain = asdict(chat)
    plain["messages"] = list(chat.messages.values())
    plain["topics"] = [[number, asdict(topic)] for number, topic in chat.topics.items()]
    return plain | {"sent_by_bot": sorted(chat.sent_by_bot), "fixed": sorted(chat.fixed)}


def _chat(kept: Json) -> Chat:
    messages = {message["message_id"]: message for message in kept["messages"]}
    topics = {number: Topic(**topic) for number, topic in kept["topics"]}
    marks = {name: set(kept.get(name, ())) for name in ("sent_by_bot", "fixed")}
    return Chat(**(kept | {"messages": messages, "topics": topics} | marks))
