"""Any endpoint that speaks OpenAI's chat completions: `ChatOpenAI` with the same streaming as Tongyi."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any, cast

import openai
from langchain_core.messages import BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_openai import ChatOpenAI
from openai.types import CompletionUsage
from openai.types.chat import ChatCompletionChunk
from pydantic import PrivateAttr, SecretStr

from bot.chains.error_mapping import map_error
from bot.chains.streaming_model import Delta, StreamingModel
from bot.errors import ModelError, ModelUnavailable


class OpenAICompatible(StreamingModel, ChatOpenAI):
    """A chat model behind an OpenAI-compatible address.

    `base_url` ends in `/v1`; None is OpenAI's own. Local servers need no key.
    """

    _reports_usage: bool = PrivateAttr(default=True)

    def __init__(
        self,
        *,
        model: str,
        api_key: str | None,
        parameters: Mapping[str, Any] | None = None,
        **fields: Any,
    ) -> None:
        fields |= {"model": model, "api_key": SecretStr(api_key or "none")}
        fields |= {"streaming": True, "max_retries": 0, "use_responses_api": False}
        # The parent's default client is shared by all models of an address, also once closed.
        fields["http_async_client"] = openai.DefaultAsyncHttpxClient()
        super().__init__(**(parameters or {}), **fields)

    async def aclose(self) -> None:
        """Close the connections."""
        await self.root_async_client.close()

    async def _deltas(
        self, messages: list[BaseMessage], stop: list[str] | None, **kwargs: Any
    ) -> AsyncGenerator[Delta, None]:
        """Read the SDK's events: the parent drops `reasoning_content` and copies each event twice."""
        payload = self._get_request_payload(messages, stop=stop, stream=True, **kwargs)
        if self.openai_api_base and "max_completion_tokens" in payload:
            # OpenAI's new name, which the parent puts in; other services know the old one.
            payload["max_tokens"] = payload.pop("max_completion_tokens")
        try:
            async with await self._start(payload) as events:
                async for event in events:
                    yield _to_delta(event)
        except openai.APIError as error:
            raise map_openai_error(error) from error

    async def _start(self, payload: dict[str, Any]) -> openai.AsyncStream[ChatCompletionChunk]:
        """Start a request that reports its usage, unless the service refuses to (some do)."""
        create = self.async_client.create
        if not self._reports_usage:
            return cast("openai.AsyncStream[ChatCompletionChunk]", await create(**payload))
        try:
            events = await create(**payload, stream_options={"include_usage": True})
        except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
            if "stream_options" not in error.message:
                raise
            self._reports_usage = False
            events = await create(**payload)
        return cast("openai.AsyncStream[ChatCompletionChunk]", events)


def _to_delta(event: ChatCompletionChunk) -> Delta:
    usage = _to_usage(event.usage) if event.usage else None
    if not event.choices:
        return Delta(usage=usage)
    choice = event.choices[0]
    reasoning = getattr(choice.delta, "reasoning_content", None)  # a field of other vendors
    return Delta(choice.delta.content or "", reasoning or "", choice.finish_reason or "", usage)


def _to_usage(usage: CompletionUsage) -> UsageMetadata:
    return UsageMetadata(
        input_tokens=usage.prompt_tokens,
        output_tokens=usage.completion_tokens,
        total_tokens=usage.total_tokens,
    )


def map_openai_error(error: openai.APIError) -> ModelError:
    """Our error for one of the SDK."""
    if isinstance(error, openai.APIConnectionError):
        return ModelUnavailable()
    # An error event in a stream has no status: the response began with 200.
    status = error.status_code if isinstance(error, openai.APIStatusError) else 500
    return map_error(status, str(error.code or error.type or ""), error.message)
