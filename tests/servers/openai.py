"""A strict server of OpenAI's chat completions, for tests (streams only).

Wire: OpenAI API reference, "Chat completions: streaming". With `key` None it asks for no key.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from aiohttp import web

from tests.servers.embedding import embedded
from tests.servers.steering import API_KEY, Fails, Handler, ModelServer, Wire, serve, stream


@asynccontextmanager
async def openai_server(key: str | None = API_KEY) -> AsyncIterator[ModelServer]:
    """A server; its `url` is a value of `llm.base_url`."""
    server = ModelServer()
    handlers: dict[str, Handler] = {
        "/chat/completions": partial(_call, server, key),
        "/embeddings": partial(_embed, server, key),
    }
    async with serve(server, handlers, "/v1") as served:
        yield served


async def _call(server: ModelServer, key: str | None, request: web.Request) -> web.StreamResponse:
    body = await request.json()
    if key and request.headers.get("Authorization") != f"Bearer {key}":
        return _failure(Fails(401, "invalid_api_key", "Incorrect API key provided."))
    if not body.get("stream") or not body.get("messages") or not body.get("model"):
        return _failure(
            Fails(400, "invalid_request_error", "model, messages and stream are required.")
        )
    answer = server.next(request.path, body)
    if isinstance(answer, Fails):
        return _failure(answer)
    reports_usage = body.get("stream_options") == {"include_usage": True}
    return await stream(server, answer, _Completions(reports_usage=reports_usage), request)


async def _embed(server: ModelServer, key: str | None, request: web.Request) -> web.StreamResponse:
    """OpenAI API reference, "Create embeddings"; as a local server, it takes texts only."""
    body = await request.json()
    if key and request.headers.get("Authorization") != f"Bearer {key}":
        return _failure(Fails(401, "invalid_api_key", "Incorrect API key provided."))
    texts = body.get("input")
    if isinstance(texts, str):
        texts = [texts]
    if not body.get("model") or not texts or not all(isinstance(text, str) for text in texts):
        return _failure(Fails(400, "invalid_request_error", "model and input are required."))
    if body.get("encoding_format", "float") != "float" or "dimensions" in body:
        return _failure(Fails(400, "invalid_request_error", "not known to this server."))
    answer = server.next(request.path, body)
    if isinstance(answer, Fails):
        return _failure(answer)
    rows = [
        {"object": "embedding", "index": index, "embedding": embedded(text, 64)}
        for index, text in enumerate(texts)
    ]
    tokens = sum(map(len, texts))
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    return web.json_response({"object": "list", "data": rows, "model": "e", "usage": usage})


def _failure(fails: Fails) -> web.Response:
    error = {"message": fails.message, "type": fails.code, "code": fails.code, "param": None}
    return web.json_response({"error": error}, status=fails.status)


class _Completions(Wire):
    def __init__(self, *, reports_usage: bool) -> None:
        self._reports_usage = reports_usage

    def chunk(self, text: str, number: int) -> bytes:
        return _data({"role": "assistant", "content": text})

    def thought(self, text: str, number: int) -> bytes:
        return _data({"role": "assistant", "content": None, "reasoning_content": text})

    def error(self, number: int, status: int, code: str, message: str) -> bytes:
        error = {"message": message, "type": code, "code": code}
        return f"data: {json.dumps({'error': error})}\n\n".encode()

    def end(self, chunks: int, reason: str) -> bytes:
        usage = {"prompt_tokens": 12, "completion_tokens": chunks, "total_tokens": 12 + chunks}
        reported = _event({"choices": [], "usage": usage}) if self._reports_usage else b""
        return _data({}, reason) + reported + b"data: [DONE]\n\n"


def _data(delta: dict[str, Any], finish: str | None = None) -> bytes:
    return _event({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})


def _event(fields: dict[str, Any]) -> bytes:
    chunk = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "test",
        **fields,
    }
    return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode()
