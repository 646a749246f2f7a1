"""Tongyi over DashScope's native protocol: `ChatTongyi` with asynchronous streaming."""

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from typing import Any, cast

import aiohttp
from dashscope.api_entities.dashscope_response import DashScopeAPIResponse
from dashscope.client.base_api import BaseAioApi
from langchain_community.chat_models import ChatTongyi
from langchain_core.messages import BaseMessage
from langchain_core.messages.ai import UsageMetadata
from pydantic import PrivateAttr

from bot.chains.error_mapping import map_error
from bot.chains.streaming_model import Delta, StreamingModel
from bot.chains.tongyi_models import always_thinks, looks_multimodal
from bot.errors import ModelRefused, ModelUnavailable
from bot.models.llm import Source

# The SDK logs every failure with a traceback; the errors we raise carry the same cause.
logging.getLogger("dashscope").setLevel(logging.CRITICAL)

_UNFINISHED = (None, "", "null")

SEARCH: Mapping[str, Any] = {"enable_search": True, "search_options": {"enable_source": True}}
"""Parameters of a call that may search the web: the service decides whether the question needs it
(docs/decisions/0097)."""


class Tongyi(StreamingModel, ChatTongyi):
    """A chat model of DashScope; see docs/decisions/0042 for why `_astream` is not the parent's.

    `base_url` ends in `/api/v1`; None is the SDK's own address.
    """

    base_url: str | None = None
    _multimodal: dict[str, bool] = PrivateAttr(default_factory=dict)
    """The path of each model that was called; a call can name another one."""
    _session: aiohttp.ClientSession | None = PrivateAttr(default=None)

    def __init__(
        self,
        *,
        model: str,
        api_key: str,
        parameters: Mapping[str, Any] | None = None,
        **fields: Any,
    ) -> None:
        # langchain-core takes the parent's default of False for a wish, and streams one chunk.
        fields |= {"model": model, "api_key": api_key, "streaming": True}
        fields["model_kwargs"] = dict(parameters or {})
        super().__init__(**fields)

    async def aclose(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()

    async def _deltas(
        self, messages: list[BaseMessage], stop: list[str] | None, **kwargs: Any
    ) -> AsyncGenerator[Delta, None]:
        """Ask on the path where the model should be, then on the other one."""
        params = self._invocation_params(messages=messages, stop=stop, stream=True, **kwargs)
        model = str(params["model"])
        if always_thinks(model):
            params.pop("enable_thinking", None)
        multimodal = self._multimodal.get(model, looks_multimodal(model))
        shows_image = any(isinstance(row["content"], list) for row in params["messages"])
        try:
            for path in (True,) if shows_image else (multimodal, not multimodal):
                async for response in await self._call(params, multimodal=path):
                    if _is_wrong_path(response):
                        self._multimodal[model] = not path
                        break
                    yield _to_delta(response)
                else:
                    return
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise ModelUnavailable from error
        raise ModelRefused

    async def _call(
        self, params: Mapping[str, Any], *, multimodal: bool
    ) -> AsyncIterator[DashScopeAPIResponse]:
        """Start a request.

        `BaseAioApi` is what the SDK's `AioGeneration` and `AioMultiModalConversation` call. The
        latter uploads a local file where a message's text is its path, and both wrap each event
        once more (10 µs).
        """
        parameters = dict(params)
        messages, task = parameters.pop("messages"), "text-generation"
        if multimodal:
            messages = [{**row, "content": _to_parts(row["content"])} for row in messages]
            task = "multimodal-generation"
        if self._session is None:
            # The SDK's shared session ends at 100 connections.
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        responses = await BaseAioApi.call(
            input={"messages": messages},
            task_group="aigc",
            task=task,
            function="generation",
            session=self._session,
            base_address=self.base_url,
            request_timeout=0,  # none: see idle_timeout_s
            **parameters,
        )
        return cast("AsyncIterator[DashScopeAPIResponse]", responses)  # since it streams


def _to_parts(content: str | list[dict[str, Any]]) -> list[dict[str, str]]:
    """The content of a message as the multimodal path has it."""
    if isinstance(content, str):
        return [{"text": content}]
    return [
        {"image": part["image_url"]["url"]}
        if part["type"] == "image_url"
        else {"text": part["text"]}
        for part in content
    ]


class ServiceError(Exception):
    """What DashScope answered, for the log: status, code, message."""


def _is_wrong_path(response: DashScopeAPIResponse) -> bool:
    return response["status_code"] == 400 and "url error" in str(response["message"]).lower()


def _to_delta(response: DashScopeAPIResponse) -> Delta:
    """Read an event, which may be an error: the SDK raises none."""
    if response["status_code"] != 200:
        status = response["status_code"]
        code, message = str(response["code"] or ""), str(response["message"] or "")
        raise map_error(status, code, message) from ServiceError(status, code, message)
    choice = response["output"]["choices"][0]
    text = choice["message"].get("content") or ""
    if isinstance(text, list):
        text = "".join([part.get("text") or "" for part in text])
    reasoning = choice["message"].get("reasoning_content") or ""
    sources = _to_sources(response["output"].get("search_info") or {})
    finish_reason = choice["finish_reason"]
    if finish_reason in _UNFINISHED:
        return Delta(text, reasoning, sources=sources)
    return Delta(text, reasoning, finish_reason, _to_usage(response["usage"] or {}), sources)


def _to_sources(search_info: Mapping[str, Any]) -> tuple[Source, ...]:
    """The pages that were read; the first event has them, the later ones an empty list."""
    found = search_info.get("search_results") or ()
    return tuple([Source(row.get("title") or "", row.get("url") or "") for row in found])


def _to_usage(usage: Mapping[str, int]) -> UsageMetadata:
    read, written = usage.get("input_tokens") or 0, usage.get("output_tokens") or 0
    return UsageMetadata(input_tokens=read, output_tokens=written, total_tokens=read + written)
