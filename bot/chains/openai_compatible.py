"""Any endpoint that speaks OpenAI's chat completions, with the same manners as Tongyi."""

from collections.abc import AsyncIterator
from typing import Any

import openai
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_openai import ChatOpenAI
from pydantic import Field, SecretStr

from bot.chains.error_mapping import check_finish_reason, map_error
from bot.chains.request_limiter import RequestLimiter
from bot.errors import ModelError, ModelUnavailable


class OpenAICompatible(ChatOpenAI):
    """A chat model behind an OpenAI-compatible address; raises the `errors.ModelError` that fits.

    `base_url` ends in `/v1`; None is OpenAI's own. Servers at home ask for no key.
    """

    gate: RequestLimiter = Field(exclude=True)

    def __init__(
        self,
        *,
        model: str,
        api_key: str | None,
        gate: RequestLimiter,
        base_url: str | None = None,
        **parameters: Any,
    ) -> None:
        super().__init__(  # type: ignore[call-arg]  # the field of ours is unknown to the parent
            model=model,
            api_key=SecretStr(api_key or "none"),
            base_url=base_url,
            max_retries=0,
            streaming=True,
            stream_chunk_timeout=None,
            # The parent's default client is shared by all models of an address, and so its end.
            http_async_client=openai.DefaultAsyncHttpxClient(),
            gate=gate,
            **parameters,
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self.root_async_client.close()

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        def start() -> AsyncIterator[ChatGenerationChunk]:
            return self._call(messages, stop=stop, run_manager=run_manager, **kwargs)

        async for chunk in self.gate.stream(start):
            yield chunk

    async def _call(
        self, messages: list[BaseMessage], **kwargs: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        ended = ""
        try:
            async for chunk in super()._astream(messages, **kwargs):
                ended = ended or (chunk.generation_info or {}).get("finish_reason", "")
                yield chunk
        except openai.APIError as error:
            raise _meaning(error) from error
        if not ended:
            raise ModelUnavailable from EOFError("the stream ended without a finish_reason")
        check_finish_reason(ended)

    def _convert_chunk_to_generation_chunk(
        self, chunk: dict[str, Any], *args: Any
    ) -> ChatGenerationChunk | None:
        """Keep `reasoning_content`, which the parent drops: it says that the model is thinking."""
        made = super()._convert_chunk_to_generation_chunk(chunk, *args)
        choices = chunk.get("choices") or [{}]
        reasoning = (choices[0].get("delta") or {}).get("reasoning_content")
        if made and reasoning:
            made.message.additional_kwargs["reasoning_content"] = reasoning
        return made


def _meaning(error: openai.APIError) -> ModelError:
    if isinstance(error, openai.APIConnectionError):
        return ModelUnavailable()
    # An error in the middle of a stream has no status: the answer had begun with 200.
    status = error.status_code if isinstance(error, openai.APIStatusError) else 500
    return map_error(status, str(error.code or error.type or ""), error.message)
