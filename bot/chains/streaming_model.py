"""Base of both model clients: limits, retries, idle timeout, one chunk for each network read."""

import asyncio
from abc import abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from typing import Any, NamedTuple

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk
from pydantic import Field

from bot.chains.error_mapping import check_finish_reason
from bot.chains.request_limiter import RequestLimiter
from bot.errors import ModelCut, ModelSilent, ModelThrottled, ModelUnavailable
from bot.models.blank import is_blank
from bot.models.llm import Source
from bot.models.utf16 import join_surrogates, split_off_half
from bot.work.retry import RetryPolicy
from bot.work.tasks import cancel_and_wait

RETRY = RetryPolicy(base_s=1, max_s=2, attempts=3)


class Delta(NamedTuple):
    """What one server-sent event adds to an answer; the last one with text has a `finish_reason`."""

    text: str = ""
    reasoning: str = ""
    finish_reason: str = ""
    usage: UsageMetadata | None = None
    sources: tuple[Source, ...] = ()


class StreamingModel(BaseChatModel):
    """A chat model that streams every answer; raises a `ModelError` of bot/errors.py.

    Args:
        limiter: limits open and new requests.
        retry: applied to `ModelThrottled` and `ModelUnavailable` before the first event. After it
            another attempt would repeat text, so the same errors become `ModelCut`.
        idle_timeout_s: seconds without an event after which the stream counts as broken.
    """

    limiter: RequestLimiter = Field(exclude=True)
    retry: RetryPolicy = RETRY
    idle_timeout_s: float = 90

    @abstractmethod
    def _deltas(
        self, messages: list[BaseMessage], stop: list[str] | None, **kwargs: Any
    ) -> AsyncGenerator[Delta, None]:
        """Make one request and yield its events; raises a `ModelError`."""

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        """Stream an answer; the events of one network read become one chunk of whole characters.

        A task of its own reads the response, so that reading never waits for the consumer and a
        timeout of the request never cancels the consumer.
        """
        received: list[Delta] = []
        half = ""  # of a surrogate pair; the other half may come with the next read
        arrived = asyncio.Event()

        def put(delta: Delta) -> None:
            received.append(delta)
            arrived.set()

        def finish(request: asyncio.Task[None]) -> None:
            arrived.set()
            if not request.cancelled():
                request.exception()  # marks it as seen, also where the consumer has left

        async with self.limiter.open_requests:
            request = asyncio.create_task(
                self._request(lambda: self._deltas(messages, stop, **kwargs), put)
            )
            request.add_done_callback(finish)
            try:
                while received or not request.done():
                    await arrived.wait()
                    arrived.clear()
                    if received:
                        deltas = received[:]
                        received.clear()
                        text = half + "".join([delta.text for delta in deltas])
                        text, half = split_off_half(text)
                        yield _to_chunk(text, deltas)
                if half:
                    yield _to_chunk(half, [])
                await request
            finally:
                await cancel_and_wait([request])

    async def _request(
        self, start: Callable[[], AsyncGenerator[Delta, None]], put: Callable[[Delta], None]
    ) -> None:
        """Pass each event to `put`; retry a request that fails before its first event."""

        async def attempt() -> None:
            await self.limiter.wait_for_rate()
            await self._read(start(), put)

        try:
            await self.retry.call(attempt, ModelThrottled, ModelUnavailable)
        except TimeoutError as error:  # not retried: the person has waited long enough
            raise ModelUnavailable from error

    async def _read(
        self, deltas: AsyncGenerator[Delta, None], put: Callable[[Delta], None]
    ) -> None:
        now = asyncio.get_running_loop().time
        began = has_text = False
        finish_reason = ""
        try:
            # aiohttp's sock_read and httpx's read timeout start anew with each heartbeat line.
            async with asyncio.timeout(self.idle_timeout_s) as idle, aclosing(deltas):
                async for delta in deltas:
                    # Setting a timer costs 5 µs, so not for each of thousands of events.
                    if (idle.when() or 0) < now() + 0.9 * self.idle_timeout_s:
                        idle.reschedule(now() + self.idle_timeout_s)
                    began = True
                    has_text = has_text or not is_blank(delta.text)
                    finish_reason = finish_reason or delta.finish_reason
                    put(delta)
            check_finish_reason(finish_reason)
        except (ModelThrottled, ModelUnavailable, TimeoutError) as error:
            if began:
                raise ModelCut from error
            raise
        if not has_text:
            raise ModelSilent


def _to_chunk(text: str, deltas: Sequence[Delta]) -> ChatGenerationChunk:
    message = AIMessageChunk(content=join_surrogates(text))
    if reasoning := "".join([delta.reasoning for delta in deltas]):
        message.additional_kwargs["reasoning_content"] = reasoning
    if sources := [source for delta in deltas for source in delta.sources]:
        message.additional_kwargs["sources"] = sources
    message.usage_metadata = next((delta.usage for delta in deltas if delta.usage), None)
    finish_reason = "".join([delta.finish_reason for delta in deltas])
    if not finish_reason:
        return ChatGenerationChunk(message=message)
    return ChatGenerationChunk(message=message, generation_info={"finish_reason": finish_reason})
