"""Tongyi over DashScope's native protocol: `ChatTongyi` with an async transport of its own.

The parent streams through the loop's few executor threads, holds each chunk back until the next
has come, loses the last one on an error and cannot be cancelled while the server is silent (see
docs/decisions). What stays of it: the parameters, the roles of messages, the results of `invoke`.
"""

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, cast

import aiohttp
from dashscope import AioGeneration, AioMultiModalConversation
from dashscope.api_entities.dashscope_response import DashScopeAPIResponse
from langchain_community.chat_models import ChatTongyi
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk
from pydantic import Field, PrivateAttr

from bot.chains.error_mapping import check_finish_reason, map_error
from bot.chains.events import EventResponse
from bot.chains.request_limiter import RequestLimiter
from bot.errors import ModelRefused, ModelUnavailable

# The SDK logs each failure with a traceback of its own; what it means is in the error we raise.
logging.getLogger("dashscope").setLevel(logging.CRITICAL)

_MULTIMODAL = ("qwen3.5-plus", "qwen3.6-plus", "qwen3.8-max")
_RUNNING = (None, "", "null")


class Tongyi(ChatTongyi):
    """A chat model of DashScope that streams each chunk as it arrives.

    Raises the `errors.ModelError` that fits, from the cause. `base_url` ends in `/api/v1`; None is
    the SDK's own address.
    """

    gate: RequestLimiter = Field(exclude=True)
    base_url: str | None = None
    _multimodal: bool = PrivateAttr(default=False)
    _session: aiohttp.ClientSession | None = PrivateAttr(default=None)

    def __init__(
        self,
        *,
        model: str,
        api_key: str,
        gate: RequestLimiter,
        base_url: str | None = None,
        **parameters: Any,
    ) -> None:
        # Without `streaming` langchain-core takes the parent's False for a wish and streams one chunk.
        super().__init__(  # type: ignore[call-arg]  # the parent's fields have aliases
            model=model,
            api_key=api_key,  # type: ignore[arg-type]  # the parent reads a SecretStr as its asterisks
            streaming=True,
            model_kwargs=parameters,
            gate=gate,
            base_url=base_url,
        )
        # Each model lives on one of two paths; the names that are known to live on the second
        # are from dashscope 2.0.2, acli/providers/tongyi.py. The others are found by asking.
        self._multimodal = "vl" in model or model.startswith(_MULTIMODAL)

    async def aclose(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        params = self._invocation_params(messages=messages, stop=stop, stream=True, **kwargs)
        async for chunk in self.gate.stream(lambda: self._on_right_path(params)):
            if run_manager:
                await run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk

    async def _on_right_path(self, params: dict[str, Any]) -> AsyncIterator[ChatGenerationChunk]:
        """Call on the path the model is thought to live on, and on the other where it does not."""
        multimodal = self._multimodal
        try:
            async for chunk in self._call(params, multimodal=multimodal):
                yield chunk
        except _WrongPathError:
            self._multimodal = not multimodal
        else:
            return
        try:
            async for chunk in self._call(params, multimodal=not multimodal):
                yield chunk
        except _WrongPathError as error:
            raise ModelRefused from error

    async def _call(
        self, params: dict[str, Any], *, multimodal: bool
    ) -> AsyncIterator[ChatGenerationChunk]:
        ended = ""
        try:
            async for answer in await self._open(params, multimodal=multimodal):
                _check(answer)
                chunk, ended = _read(answer)
                yield chunk
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise ModelUnavailable from error
        if not ended:
            raise ModelUnavailable from EOFError("the stream ended without a finish_reason")
        check_finish_reason(ended)

    async def _open(
        self, params: dict[str, Any], *, multimodal: bool
    ) -> AsyncGenerator[DashScopeAPIResponse, None]:
        """Start the call; the SDK's two clients differ in how a message's text is written."""
        params = {**params, "session": self._connections(), "base_address": self.base_url}
        call: Callable[..., Awaitable[object]] = AioGeneration.call
        if multimodal:
            call = AioMultiModalConversation.call
            rows = [{**row, "content": [{"text": row["content"]}]} for row in params["messages"]]
            params["messages"] = rows
        answers = await call(**params)
        # The SDK annotates both with what their synchronous sisters return.
        return cast("AsyncGenerator[DashScopeAPIResponse, None]", answers)

    def _connections(self) -> aiohttp.ClientSession:
        """Our own session: the SDK's shared one ends at 100 connections."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0), response_class=EventResponse
            )
        return self._session


def _check(answer: DashScopeAPIResponse) -> None:
    """Raise where the item is an error: the SDK hands them out like chunks."""
    if answer.status_code == 200:
        return
    code, message = str(answer.code or ""), str(answer.message or "")
    if answer.status_code == 400 and "url error" in message.lower():
        raise _WrongPathError
    raise map_error(answer.status_code, code, message) from ServiceError(
        answer.status_code, code, message
    )


class _WrongPathError(Exception):
    """The model is not served on this path."""


class ServiceError(Exception):
    """What DashScope answered, for the log: status, code, message."""


def _read(answer: DashScopeAPIResponse) -> tuple[ChatGenerationChunk, str]:
    """The chunk an item holds and, if it is the last, why the stream ends."""
    choice = answer.output.choices[0]
    ended = "" if choice.finish_reason in _RUNNING else str(choice.finish_reason)
    message = AIMessageChunk(content=_text(choice.message.get("content")))
    if reasoning := choice.message.get("reasoning_content"):
        message.additional_kwargs["reasoning_content"] = reasoning
    info = None
    if ended:
        message.usage_metadata = _usage(answer.usage or {})
        info = {"finish_reason": ended, "request_id": answer.request_id}
    return ChatGenerationChunk(message=message, generation_info=info), ended


def _text(content: str | list[dict[str, str]] | None) -> str:
    if isinstance(content, list):
        return "".join(part.get("text") or "" for part in content)
    return content or ""


def _usage(usage: Mapping[str, int]) -> UsageMetadata:
    taken, given = usage.get("input_tokens") or 0, usage.get("output_tokens") or 0
    return UsageMetadata(input_tokens=taken, output_tokens=given, total_tokens=taken + given)
