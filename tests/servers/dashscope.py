"""A strict server of DashScope's native protocol, for tests.

Wire: Model Studio, "DashScope API reference: Qwen" (streaming over SSE, `incremental_output`).
It refuses what the service refuses: a wrong key, an unknown model, a model on the wrong path, a
body without messages, a request whose headers do not ask for a stream. It also refuses options of a
search that are not documented (Model Studio, "Web search").
"""

import json
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from aiohttp import web

from tests.servers.embedding import embedded
from tests.servers.steering import API_KEY, Fails, Handler, ModelServer, Wire, serve, stream

TEXT_PATH = "/services/aigc/text-generation/generation"
MULTIMODAL_PATH = "/services/aigc/multimodal-generation/generation"
EMBEDDING_PATH = "/services/embeddings/text-embedding/text-embedding"
EMBEDDING_MODELS = {"text-embedding-v3": 10, "text-embedding-v4": 10}
"""Texts that each takes at once."""
EMBEDDING_DIMENSIONS = {64, 128, 256, 512, 768, 1024}
MODELS = {
    "qwen-plus": TEXT_PATH,
    "qwen-flash": TEXT_PATH,
    "qwen3-thinking": TEXT_PATH,
    "qwen3.6-plus": MULTIMODAL_PATH,
    "qwen3.8-flash": MULTIMODAL_PATH,
    "qwen3-vl-plus": MULTIMODAL_PATH,
}
SEARCH_OPTIONS: dict[str, type] = {
    "forced_search": bool,
    "search_strategy": str,
    "enable_source": bool,
    "enable_citation": bool,
    "citation_format": str,
    "enable_search_extension": bool,
    "freshness": int,
    "assigned_site_list": list,
    "intention_options": dict,
    "prepend_search_result": bool,
}
SEARCH_STRATEGIES = {"turbo", "max", "agent", "agent_max"}
URL_ERROR = "url error, please check url！"
_REQUEST_ID = "9d0ee1a1-0000-9000-8000-000000000000"


@asynccontextmanager
async def dashscope_server() -> AsyncIterator[ModelServer]:
    """A server; its `url` is a value of `llm.base_url`."""
    server = ModelServer()
    handlers: dict[str, Handler] = {
        path: partial(_call, server, path) for path in (TEXT_PATH, MULTIMODAL_PATH)
    }
    handlers[EMBEDDING_PATH] = partial(_embed, server)
    async with serve(server, handlers, "/api/v1") as served:
        yield served


async def _call(server: ModelServer, path: str, request: web.Request) -> web.StreamResponse:
    body = await request.json()
    refusal = _refusal(request, path, body)
    if refusal:
        server.paths.append(path)
        return _failure(refusal)
    answer = server.next(path, body)
    if isinstance(answer, Fails):
        return _failure(answer)
    found = answer.found if body["parameters"].get("enable_search") else ()
    options = body["parameters"].get("search_options", {})
    wire = _Native(multimodal=path == MULTIMODAL_PATH, found=found, options=options)
    return await stream(server, answer, wire, request)


async def _embed(server: ModelServer, request: web.Request) -> web.StreamResponse:
    """Model Studio, "DashScope API reference: text embedding" (synchronous)."""
    body = await request.json()
    refusal = _embedding_refusal(request, body)
    answer = refusal or server.next(EMBEDDING_PATH, body)
    if isinstance(answer, Fails):
        return _failure(answer)
    texts, dimension = body["input"]["texts"], body.get("parameters", {}).get("dimension", 1024)
    rows = [
        {"text_index": index, "embedding": embedded(text, dimension)}
        for index, text in enumerate(texts)
    ]
    usage = {"total_tokens": sum(map(len, texts))}
    return web.json_response(
        {"output": {"embeddings": rows}, "usage": usage, "request_id": _REQUEST_ID}
    )


def _embedding_refusal(request: web.Request, body: dict[str, Any]) -> Fails | None:
    texts, parameters = body.get("input", {}).get("texts"), body.get("parameters", {})
    if request.headers.get("Authorization") != f"Bearer {API_KEY}":
        return Fails(401, "InvalidApiKey", "Invalid API-key provided.")
    if body.get("model") not in EMBEDDING_MODELS:
        return Fails(404, "ModelNotFound", "Model can not be found.")
    complaint = ""
    if not texts or not all(isinstance(text, str) and text for text in texts):
        complaint = "texts are malformed."
    elif len(texts) > EMBEDDING_MODELS[body["model"]]:
        complaint = "batch size is invalid, it should not be larger than 10."
    elif parameters.get("text_type", "document") not in {"document", "query"}:
        complaint = "text_type is wrong."
    elif parameters.get("dimension", 1024) not in EMBEDDING_DIMENSIONS:
        complaint = "dimension is wrong."
    return Fails(400, "InvalidParameter", complaint) if complaint else None


def _refusal(request: web.Request, path: str, body: dict[str, Any]) -> Fails | None:
    if request.headers.get("Authorization") != f"Bearer {API_KEY}":
        return Fails(401, "InvalidApiKey", "Invalid API-key provided.")
    if body.get("model") not in MODELS:
        return Fails(404, "ModelNotFound", "Model can not be found.")
    if MODELS[body["model"]] != path:
        return Fails(400, "InvalidParameter", URL_ERROR)
    complaint = _malformed(request, path, body)
    return Fails(400, "InvalidParameter", complaint) if complaint else None


def _malformed(request: web.Request, path: str, body: dict[str, Any]) -> str:
    if request.headers.get("X-DashScope-SSE") != "enable":
        return "This server streams only."
    parameters = body.get("parameters", {})
    if parameters.get("result_format") != "message" or not parameters.get("incremental_output"):
        return "result_format and incremental_output are required."
    if complaint := _search_complaint(parameters):
        return complaint
    kind = list if path == MULTIMODAL_PATH else str
    messages = body.get("input", {}).get("messages")
    well_formed = messages and all(_is_message(message, kind) for message in messages)
    return "" if well_formed else "messages are malformed."


def _search_complaint(parameters: dict[str, Any]) -> str:
    """Model Studio, "Web search": each option, and which of them need another."""
    options = parameters.get("search_options", {})
    if not isinstance(parameters.get("enable_search", False), bool):
        return "enable_search must be a boolean."
    if options and not parameters.get("enable_search"):
        return "search_options need enable_search."
    for name, value in options.items():
        if not isinstance(value, SEARCH_OPTIONS.get(name, ())):
            return f"search_options.{name} is wrong."
    if options.get("search_strategy", "turbo") not in SEARCH_STRATEGIES:
        return "search_strategy is wrong."
    if options.get("enable_citation") and not options.get("enable_source"):
        return "enable_citation needs enable_source."
    return ""


def _is_message(message: dict[str, Any], kind: type) -> bool:
    roles = {"system", "user", "assistant"}
    content = message.get("content")
    if message.get("role") not in roles or not isinstance(content, kind):
        return False
    return isinstance(content, str) or all(_is_part(part) for part in message["content"])


def _is_part(part: dict[str, Any]) -> bool:
    """Model Studio, "Vision understanding": a text, or a picture as a URL or in base64."""
    if set(part) == {"text"}:
        return isinstance(part["text"], str)
    url = part.get("image", "")
    is_picture = re.match(r"https?://|data:image/(jpeg|png|webp|bmp|gif);base64,", url)
    return set(part) == {"image"} and bool(is_picture)


def _failure(fails: Fails) -> web.Response:
    body = {"code": fails.code, "message": fails.message, "request_id": _REQUEST_ID}
    return web.json_response(body, status=fails.status)


class _Native(Wire):
    """Pages that were found come with the first event, or alone before it if that was asked for."""

    def __init__(
        self, *, multimodal: bool, found: Sequence[tuple[str, str]], options: dict[str, Any]
    ) -> None:
        self._multimodal = multimodal
        self._searched = bool(found)
        self._found = list(found) if options.get("enable_source") else []
        self._prepends = bool(options.get("prepend_search_result"))

    def chunk(self, text: str, number: int) -> bytes:
        before = self._result("", number, "null") if self._found and self._prepends else b""
        return before + self._result(text, number, "null")

    def thought(self, text: str, number: int) -> bytes:
        return self._result("", number, "null", reasoning=text)

    def error(self, number: int, status: int, code: str, message: str) -> bytes:
        data = {"code": code, "message": message, "request_id": _REQUEST_ID}
        return _event(number, "error", status, data)

    def end(self, chunks: int, reason: str) -> bytes:
        return self._result("", chunks, reason)

    def _result(self, text: str, number: int, finish: str, reasoning: str = "") -> bytes:
        message: dict[str, Any] = {"role": "assistant"}
        message["content"] = ([{"text": text}] if text else []) if self._multimodal else text
        if reasoning:
            message["reasoning_content"] = reasoning
        usage: dict[str, Any] = {
            "total_tokens": 12 + number,
            "output_tokens": number,
            "input_tokens": 12,
        }
        output: dict[str, Any] = {"choices": [{"message": message, "finish_reason": finish}]}
        if self._searched:
            output["search_info"] = {"extra_tool_info": [], "search_results": self._results()}
            usage["plugins"] = {"search": {"count": 1}}
        data = {"output": output, "usage": usage, "request_id": _REQUEST_ID}
        return _event(number, "result", 200, data)

    def _results(self) -> list[dict[str, Any]]:
        found, self._found = self._found, []
        return [
            {"site_name": "无", "icon": "", "index": index, "title": title, "url": url}
            for index, (title, url) in enumerate(found, 1)
        ]


def _event(number: int, name: str, status: int, data: dict[str, Any]) -> bytes:
    written = json.dumps(data, ensure_ascii=False)
    error = "" if status == 200 else f"status:{status}\n"
    head = f"id:{number + 1}\nevent:{name}\n:HTTP_STATUS/{status}\n"
    return f"{head}{error}data:{written}\n\n".encode()
