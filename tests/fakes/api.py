"""The HTTP chat on loopback, with real stores and a model server, in the process of the test."""

import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from pydantic import SecretStr

from bot.api.no_messenger import NoMessenger
from bot.app.api import build_api
from bot.app.core import Core
from bot.app.health import build_health
from bot.app.llm import open_llm
from bot.app.usage import build_usage
from bot.chains import factory  # noqa: F401 -- takes 3 s, in which no test should wait
from bot.commands.cancellation import CancelScopes
from bot.documents.extraction import Extractor
from bot.documents.loader import SandboxedDocumentLoader
from bot.documents.memory import MemoryBudget
from bot.idioms import shipped_dictionary
from bot.idioms.engine import GameEngine
from bot.settings import Settings
from bot.settings.sections import Api, Llm, Memory, Prompt, PublicBudget
from bot.settings.settings import Secrets
from bot.storage.connection import Redis
from bot.storage.history.history import RedisHistory
from tests.fakes.cancellation import FakeCancelRegistry
from tests.servers.steering import API_KEY

KEYS = "alice=key-of-alice,bob=key-of-bob,public:site=key-of-site"


HISTORY_KEPT = 20


def settings_for(model_url: str = "", *, keys: str = KEYS, **sections: Any) -> Settings:
    """Settings with Tongyi at that address; empty: without a model."""
    secrets = Secrets(
        dashscope_api_key=SecretStr(API_KEY) if model_url else None,
        bot_api_keys=SecretStr(keys) if keys else None,
    )
    llm = Llm(
        provider="tongyi" if model_url else "offline",
        base_url=model_url or None,
    )
    api = Api.model_construct(**{**Api().model_dump(), "port": 0, "public_budget": PublicBudget()})
    given: dict[str, Any] = {
        "llm": llm,
        "memory": Memory(keep=HISTORY_KEPT),
        "prompts": {"物理": Prompt(description="物理", prompt="你是物理老师。")},
    } | sections
    return Settings(secrets=secrets, **given).model_copy(update={"api": api})


@dataclass
class ChatServer:
    """A running HTTP chat and a client of it; without more words it is Alice who asks."""

    core: Core
    client: httpx.AsyncClient

    async def chat(self, query: str, **fields: Any) -> httpx.Response:
        """Ask without streaming."""
        return await self.client.post("/chat", json={"query": query} | fields)

    async def stream(self, path: str = "/chat", **fields: Any) -> "list[str]":
        """The data lines of a stream; those of other events with their name before."""
        async with self.client.stream("POST", path, json={"stream": True} | fields) as response:
            assert response.headers["content-type"].startswith("text/event-stream"), (
                await response.aread()
            )
            return data_of([line async for line in response.aiter_lines()])

    async def messages(self, conversation_id: str) -> list[dict[str, Any]]:
        """What a conversation holds."""
        response = await self.client.get(f"/conversations/{conversation_id}")
        messages: list[dict[str, Any]] = response.json()["messages"]
        return messages

    def of(self, key: str) -> dict[str, str]:
        """The headers with another key."""
        return {"Authorization": f"Bearer key-of-{key}"}


def data_of(lines: list[str]) -> list[str]:
    """The data of server-sent events, with `name: ` before where an event has a name."""
    found, name = [], ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ") + ": "
        elif line.startswith("data: "):
            found.append(name + line.removeprefix("data: "))
            name = ""
    return found


def joined(data: list[str]) -> str:
    """The pieces of an answer, as one text."""
    return "".join(json.loads(row)["text"] for row in data if row.startswith("{"))


@asynccontextmanager
async def running_chat(
    redis: Redis, settings: Settings, *, listens: bool = False
) -> AsyncIterator[ChatServer]:
    """The chat; `listens`: behind uvicorn on a port of its own, whose start and end take 0.3 s.

    Without, the client calls the application, and a stream is read when it has ended.
    """
    history = RedisHistory(redis, keep=settings.memory.keep)
    engine = GameEngine(shipped_dictionary(), random.Random(1))
    usage = build_usage(settings, redis)
    scopes = CancelScopes(FakeCancelRegistry())
    loader = SandboxedDocumentLoader(MemoryBudget(64_000_000), Extractor())
    async with open_llm(settings, redis, history, engine.look_up, usage) as llm:
        health = build_health(settings, redis, usage)
        core = Core(redis, history, engine, usage, llm, loader, scopes, health)
        server = build_api(settings, core, NoMessenger())
        transport = None if listens else httpx.ASGITransport(server.app)
        if listens:
            await server.start()
        try:
            async with httpx.AsyncClient(
                base_url=server.url if listens else "http://127.0.0.1",
                headers={"Authorization": "Bearer key-of-alice"},
                transport=transport,
            ) as client:
                yield ChatServer(core, client)
        finally:
            await server.stop(0)
