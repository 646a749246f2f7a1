"""Answers questions with conversation memory: system prompt, the last k exchanges, the question."""

import logging
from collections.abc import AsyncGenerator

from langchain_core.language_models import BaseChatModel

from bot.chains import prompts
from bot.chains.chunks import stream_chunks
from bot.chains.experts import Experts
from bot.chains.memory import ThreadMessageHistory, window_memory, with_speaker
from bot.chains.metering import metered
from bot.errors import ModelFull, StorageDown
from bot.models.chat import Language, Person, Thread
from bot.models.llm import Chunk
from bot.models.usage import Caller
from bot.ports.llm import ConversationHistory
from bot.ports.usage import UsageMeter

log = logging.getLogger(__name__)


class ModelAnswerer:
    """Implements `ports.llm.Answerer`.

    Args:
        model: writes the answers.
        history: stores the exchanges.
        meter: the budget of calls.
        k: finished exchanges of the thread that the model sees.
        experts: chooses an additional system prompt by the question; None: no such call.
    """

    def __init__(
        self,
        model: BaseChatModel,
        history: ConversationHistory,
        meter: UsageMeter,
        *,
        k: int,
        experts: Experts | None = None,
    ) -> None:
        self._model = model
        self._history = history
        self._meter = meter
        self._k = k
        self._experts = experts

    async def answer(  # noqa: PLR0913 -- all but the first two have names
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
    ) -> AsyncGenerator[Chunk, None]:
        """Stream an answer; store the exchange once the answer is whole, or reached its limit of length."""
        history = ThreadMessageHistory(
            self._history, thread, k=self._k, speaker=speaker, cause=cause, replaces=replaces
        )
        memory = window_memory(history, self._k)
        past = await memory.aload_memory_variables({})
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
        full: ModelFull | None = None
        try:
            async with metered(self._meter, caller) as config:
                async for chunk in stream_chunks(self._model, messages, config):
                    answer.append(chunk.text)
                    yield chunk
        except ModelFull as error:
            full = error
        try:
            await memory.asave_context({"question": question}, {"answer": "".join(answer)})
        except StorageDown:
            # The person has the whole answer; a missing memory of it must not turn it into an error.
            log.warning("Redis does not answer: an exchange was not stored.")
        if full is not None:
            raise full
