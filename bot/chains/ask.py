"""Answers with a memory: system prompt, the last k exchanges, the question."""

import logging
from collections.abc import AsyncGenerator

from langchain_core.language_models import BaseChatModel
from langchain_core.prompts import ChatPromptTemplate, MessagesPlaceholder

from bot.chains import prompts
from bot.chains.chunks import stream_chunks
from bot.chains.experts import Experts
from bot.chains.memory import ThreadHistory, spoken, window
from bot.errors import StorageDown
from bot.models.chat import Language, Person, Thread
from bot.models.llm import Chunk
from bot.ports.llm import ConversationHistory

log = logging.getLogger(__name__)

_PROMPT = ChatPromptTemplate.from_messages(
    [("system", "{system}"), MessagesPlaceholder("history"), ("human", "{question}")]
)


class ModelAnswerer:
    """Implements `ports.talk.Answers`.

    Args:
        model: who answers.
        history: where the exchanges are kept.
        k: how many finished exchanges of the thread the model sees.
        experts: chooses another system prompt where one fits; None asks for none.
    """

    def __init__(
        self,
        model: BaseChatModel,
        history: ConversationHistory,
        *,
        k: int,
        experts: Experts | None = None,
    ) -> None:
        self._model = model
        self._history = history
        self._k = k
        self._experts = experts

    async def answer(
        self,
        thread: Thread,
        question: str,
        *,
        speaker: Person | None = None,
        quoted: str | None = None,
        language: Language = "zh",
        cause: int | None = None,
    ) -> AsyncGenerator[Chunk, None]:
        """Stream an answer; remember the exchange once it ended well."""
        history = ThreadHistory(self._history, thread, count=self._k, speaker=speaker, cause=cause)
        memory = window(history, self._k)
        past = await memory.aload_memory_variables({})
        if history.answered is not None:
            yield Chunk(history.answered)
            return
        asked = prompts.QUOTED.format(quoted=quoted, question=question) if quoted else question
        messages = _PROMPT.format_messages(
            system=await self._system(question, language),
            history=past[memory.memory_key],
            question=spoken(asked, speaker.name if speaker else None),
        )
        answer: list[str] = []
        async for piece in stream_chunks(self._model, messages):
            answer.append(piece.text)
            yield piece
        try:
            await memory.asave_context({"question": asked}, {"answer": "".join(answer)})
        except StorageDown:
            # The answer is there and whole; that it is not remembered is no reason to spoil it.
            log.warning("An exchange was not remembered: Redis does not answer.")

    async def _system(self, question: str, language: Language) -> str:
        system = prompts.ANSWER.format(language=prompts.LANGUAGE_NAMES[language])
        expert = await self._experts.prompt_for(question) if self._experts else None
        return f"{expert}\n\n{system}" if expert else system
