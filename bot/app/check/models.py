"""The model service: every model of the settings writes something, sees a picture, or embeds a text.

The calls are made by hand: LangChain takes 3 s to import. They are those that the bot itself makes
(bot/chains/tongyi.py, openai_compatible.py, embeddings.py).
"""

import base64
import re
import struct
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import aiohttp

from bot.app.check.calls import Answer, call
from bot.app.check.outcome import Failed, Noted
from bot.app.llm import SERVICE_ROOTS, TONGYI_EMBEDDINGS
from bot.chains.error_mapping import map_error
from bot.chains.tongyi_models import EMBEDDING_DIMENSIONS, always_thinks
from bot.errors import (
    ModelAuth,
    ModelBlocked,
    ModelError,
    ModelQuota,
    ModelThrottled,
    ModelUnavailable,
)
from bot.settings import Settings

_TEXT = "/services/aigc/text-generation/generation"
_MULTIMODAL = "/services/aigc/multimodal-generation/generation"
_EMBEDDING = "/services/embeddings/text-embedding/text-embedding"
_MAX_TOKENS = 16
"""The least that OpenAI takes."""
_PICTURE_SIZE = 32
"""Qwen's vision models take more than 10 pixels a side."""
_CODE = re.compile(r"[\w.-]{1,60}")
_SENTENCES: Final[Mapping[type[ModelError], str]] = {
    ModelAuth: "the key was refused, or may not use this model",
    ModelQuota: "the account has no money or quota left",
    ModelThrottled: "the service has too much to do, or the account's limit is reached",
    ModelUnavailable: "the service fails",
    ModelBlocked: "the service's content inspection refuses a greeting",
}
_UNKNOWN = "the service refuses the call: is there such a model at this address?"
_NO_ANSWER = "the answer is not one of this service: is llm.base_url right?"


@dataclass(frozen=True, slots=True)
class ModelProbes:
    """The probes; each returns what to print."""

    settings: Settings
    session: aiohttp.ClientSession

    def all(self) -> dict[str, Callable[[], Awaitable[str]]]:
        """One for each model of the settings, by what it is for."""
        llm = self.settings.llm
        roles = {"model": llm.model, "router model": llm.router_model}
        known = set(roles.values())
        others = [name for name in llm.models or () if name not in known]
        roles |= {f"model {number}": name for number, name in enumerate(others, 2)}
        probes = {role: self._chat_probe(name) for role, name in roles.items()}
        if llm.vision_model is not None:
            probes["vision model"] = self._chat_probe(llm.vision_model, sees=True)
        if llm.embedding_model is not None or self._is_tongyi:
            probes["embeddings"] = self.embeddings
        return probes

    @property
    def _is_tongyi(self) -> bool:
        return self.settings.model_provider == "tongyi"

    def _chat_probe(self, name: str, *, sees: bool = False) -> Callable[[], Awaitable[str]]:
        async def probe() -> str:
            if self._is_tongyi:
                await self._tongyi(name, sees=sees)
            else:
                await self._openai(name, sees=sees)
            return name

        return probe

    async def _tongyi(self, name: str, *, sees: bool) -> None:
        """Ask on the path of text models, then on the other one, as the bot does."""
        parameters: dict[str, Any] = {
            "result_format": "message", "incremental_output": True, "max_tokens": _MAX_TOKENS,
        }  # fmt: skip
        if not always_thinks(name):
            parameters["enable_thinking"] = False
        parts = [{"image": _picture()}] if sees else []
        contents: dict[str, Any] = {_TEXT: "你好", _MULTIMODAL: [*parts, {"text": "你好"}]}
        if sees:
            del contents[_TEXT]
        for path, content in contents.items():
            messages = [{"role": "user", "content": content}]
            body = {"model": name, "input": {"messages": messages}, "parameters": parameters}
            answer = await self._call(path, body, {"X-DashScope-SSE": "enable"})
            if not (path == _TEXT and answer.status == 400 and b"url error" in answer.body.lower()):
                break
        for row in _accepted(answer, name):
            if _path(row, "output", "choices", 0, "message") is None:
                raise Failed(f"{name}: {_NO_ANSWER}")

    async def _openai(self, name: str, *, sees: bool) -> None:
        content: Any = "你好"
        if sees:
            image = {"type": "image_url", "image_url": {"url": _picture()}}
            content = [image, {"type": "text", "text": content}]
        messages = [{"role": "user", "content": content}]
        limit = "max_tokens" if self.settings.llm.base_url else "max_completion_tokens"
        body = {"model": name, "messages": messages, "stream": True, limit: _MAX_TOKENS}
        answer = await self._call("/chat/completions", body)
        rows = _accepted(answer, name)
        if not any(isinstance(_path(row, "choices", 0), dict) for row in rows):
            raise Failed(f"{name}: {_NO_ANSWER}")

    async def embeddings(self) -> str:
        """The embedding model; where the settings name none, the bot does without it."""
        name = self.settings.llm.embedding_model
        try:
            await self._embed(name or TONGYI_EMBEDDINGS)
        except Failed as failed:
            if name is not None:
                raise
            raise Noted(f"{failed}; passages are found by their words alone") from None
        return name or TONGYI_EMBEDDINGS

    async def _embed(self, name: str) -> None:
        if self._is_tongyi:
            body = {
                "model": name,
                "input": {"texts": ["你好"]},
                "parameters": {"dimension": EMBEDDING_DIMENSIONS},
            }
            row = _accepted(await self._call(_EMBEDDING, body), name)[0]
            vector = _path(row, "output", "embeddings", 0, "embedding")
        else:
            body = {"model": name, "input": ["你好"], "encoding_format": "float"}
            row = _accepted(await self._call("/embeddings", body), name)[0]
            vector = _path(row, "data", 0, "embedding")
        if not isinstance(vector, list):
            raise Failed(f"{name}: {_NO_ANSWER}")

    async def _call(
        self, path: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> Answer:
        secrets, provider = self.settings.secrets, self.settings.model_provider
        key = secrets.dashscope_api_key if self._is_tongyi else secrets.openai_api_key
        root = (self.settings.llm.base_url or SERVICE_ROOTS[provider]).rstrip("/")
        bearer = {"Authorization": f"Bearer {key.get_secret_value()}"} if key else {}
        return await call(
            self.session, root + path, body=body, headers={**bearer, **(headers or {})}
        )


def _accepted(answer: Answer, model: str) -> list[dict[str, Any]]:
    """The objects of an answer that is no refusal; raises Failed."""
    status = answer.status
    try:
        rows = answer.objects()
    except Failed as failed:
        if status >= 300:
            raise _refused(status, "", "", model) from None
        raise Failed(f"{model}: {failed}") from None
    for row in rows:
        error = row["error"] if isinstance(row.get("error"), dict) else row
        code = error.get("code") or error.get("type")
        if status >= 300 or row.get("error") or row.get("code"):
            worst = status if status >= 300 else _number(row.get("status_code")) or 500
            raise _refused(worst, str(code or ""), str(error.get("message") or ""), model)
    return rows


def _refused(status: int, code: str, message: str, model: str) -> Failed:
    kind = type(map_error(status, code, message))
    known = f", {code}" if _CODE.fullmatch(code) else ""
    return Failed(f"{model}: {_SENTENCES.get(kind, _UNKNOWN)} (HTTP {status}{known})")


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _path(value: Any, *names: str | int) -> Any:  # noqa: ANN401 -- JSON of a stranger
    """What lies at a path of names and places; None where there is no such path."""
    for name in names:
        try:
            value = value[name]
        except (LookupError, TypeError):
            return None
    return value


def _picture() -> str:
    """A white picture (PNG), as a data URL."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    header = struct.pack(">IIBBBBB", _PICTURE_SIZE, _PICTURE_SIZE, 8, 0, 0, 0, 0)
    lines = (b"\0" + b"\xff" * _PICTURE_SIZE) * _PICTURE_SIZE
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    png += chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"
