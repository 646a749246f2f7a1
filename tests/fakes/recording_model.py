"""A chat model that records what it is sent, and answers when it is told to."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.chat_models import agenerate_from_stream
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import Field

from bot.errors import ModelError

FIRST_HALF, SECOND_HALF = "前半，", "后半。"


class RecordingModel(BaseChatModel):
    """Answers every question with two chunks.

    Before the second it waits for the event of the question in `gates`, if there is one. A summary
    that it is asked to write is the one before, and the questions of the conversation.

    Args:
        seen: the messages of each question but the system prompt, as (type, text).
        folded: how many summaries it wrote.
        folding: set when it is asked for one.
        folding_error: raised instead of a summary.
        fold_gate: waited for before a summary, if it is there.
    """

    seen: list[list[tuple[str, str]]] = Field(default_factory=list)
    gates: dict[str, asyncio.Event] = Field(default_factory=dict)
    folded: int = 0
    folding: asyncio.Event = Field(default_factory=asyncio.Event)
    folding_error: ModelError | None = None
    fold_gate: asyncio.Event | None = None

    @property
    def _llm_type(self) -> str:
        return "recording"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        raise NotImplementedError

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return await agenerate_from_stream(self._astream(messages, stop, run_manager))

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        last = str(messages[-1].text)
        if "<conversation>" in last:
            yield _chunk(await self._summary(last))
            return
        self.seen.append([(message.type, str(message.text)) for message in messages[1:]])
        yield _chunk(FIRST_HALF)
        for question, gate in list(self.gates.items()):
            if last.endswith(question):
                await gate.wait()
        yield _chunk(SECOND_HALF)

    async def _summary(self, prompt: str) -> str:
        self.folding.set()
        if self.fold_gate:
            await self.fold_gate.wait()
        if self.folding_error:
            raise self.folding_error
        self.folded += 1
        before = prompt.partition("<summary>\n")[2].partition("\n</summary>")[0]
        rows = prompt.partition("<conversation>\n")[2].partition("\n</conversation>")[0]
        questions = [json.loads(row)["question"] for row in rows.splitlines()]
        return " / ".join([*filter(None, [before]), *questions])


def _chunk(text: str) -> ChatGenerationChunk:
    return ChatGenerationChunk(message=AIMessageChunk(content=text))
