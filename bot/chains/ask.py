"""Answers questions with conversation memory: system prompt, what is remembered, the question."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from typing import cast

from langchain_core.language_models import BaseChatModel

from bot.chains import prompts
from bot.chains.chunks import stream_chunks
from bot.chains.experts import Experts
from bot.chains.memory.factory import MemoryOf
from bot.chains.memory.history import Asked, ThreadMessageHistory
from bot.chains.memory.speakers import with_speaker
from bot.chains.metering import metered
from bot.errors import ModelFull, StorageDown
from bot.models.chat import Language, Person, Thread
from bot.models.chat_settings import AS_CONFIGURED, ChatSettings
from bot.models.llm import Chunk
from bot.models.usage import Caller
from bot.ports.usage import UsageMeter

log = logging.getLogger(__name__)


class ModelAnswerer:
    """Implements `ports.llm.Answerer`.

    Args:
        model: writes the answers.
        memory_of: makes the memory for one question.
        meter: the budget of calls.
        experts: chooses an additional system prompt by the question; None: no such call.
    """

    def __init__(
        self,
        model: BaseChatModel,
        memory_of: MemoryOf,
        meter: UsageMeter,
        *,
        experts: Experts | None = None,
    ) -> None:
        self._model = model
        self._memory_of = memory_of
        self._meter = meter
        self._experts = experts

    async def answer(  # noqa: PLR0913 -- a question, who asks it, and from where
        self,
        thread: Thread,
        question: str,
        *,
        caller: Caller,
        speaker: Person | None = None,
        quoted: str | None = None,
        language: Language = "zh",
        cause: int | None = None,
        replaces: int | None = None,
        settings: ChatSettings = AS_CONFIGURED,
    ) -> AsyncGenerator[Chunk, None]:
        """Stream an answer; store the exchange once the answer is whole, or what there is of it."""
        kind, window = settings.memory_kind, settings.window
        memory = self._memory_of(Asked(thread, caller, speaker, cause, replaces, kind, window))
        history = cast("ThreadMessageHistory", memory.chat_memory)
        past = await memory.aload_memory_variables({"question": question})
        if history.earlier_answer is not None:
            yield Chunk(history.earlier_answer)
            return
        expert = await self._experts.prompt_for(question, caller) if self._experts else None
        if quoted:
            question = prompts.QUESTION_WITH_QUOTE.format(
                quoted=prompts.as_data(quoted), question=question
            )
        messages = await prompts.ANSWER.ainvoke(
            {
                "expert": f"{expert}\n\n" if expert else "",
                "language": prompts.LANGUAGE_NAMES[language],
                "question": with_speaker(question, speaker.name if speaker else None),
                **past,
            }
        )
        answer: list[str] = []
        try:
            async with metered(self._meter, caller) as config:
                async for chunk in stream_chunks(self._model, messages, config):
                    answer.append(chunk.text)
                    yield chunk
        except (asyncio.CancelledError, ModelFull):
            # "继续" goes on from there. A process that ends cancels too; the next attempt begins anew.
            if answer:
                with _logged():
                    await history.store(question, "".join(answer), stopped=True)
            raise
        with _logged():
            await memory.asave_context({"question": question}, {"answer": "".join(answer)})


@contextmanager
def _logged() -> Iterator[None]:
    """The person has the answer; a missing memory of it must not turn it into an error."""
    try:
        yield
    except StorageDown:
        log.warning("Redis does not answer: an exchange was not stored.")
