"""Answers questions with conversation memory: system prompt, what is remembered, the question."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from types import MappingProxyType
from typing import Any, cast

from langchain_classic.memory.chat_memory import BaseChatMemory
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from bot.chains import prompts
from bot.chains.chunks import stream_chunks
from bot.chains.experts import Experts
from bot.chains.memory.factory import MemoryOf
from bot.chains.memory.history import ThreadMessageHistory, to_messages
from bot.chains.memory.speakers import with_speaker
from bot.chains.metering import metered
from bot.chains.sources import source_list
from bot.errors import ModelError, ModelFull, StorageDown
from bot.models.llm import AnswerOptions, Chunk, Image, Message, Question
from bot.ports.usage import UsageMeter

log = logging.getLogger(__name__)


class ModelAnswerer:
    """Implements `ports.llm.Answerer`.

    Args:
        model: writes the answers.
        memory_of: makes the memory for one question.
        meter: the budget of calls.
        experts: chooses an additional system prompt by the question; None: no such call.
        search: parameters with which the model may search the web; empty: it cannot.
    """

    def __init__(
        self,
        model: BaseChatModel,
        memory_of: MemoryOf,
        meter: UsageMeter,
        *,
        experts: Experts | None = None,
        search: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        self._model = model
        self._memory_of = memory_of
        self._meter = meter
        self._experts = experts
        self._search = search

    async def answer(self, question: Question) -> AsyncGenerator[Chunk, None]:
        """Stream an answer; store the exchange once the answer is whole, or what there is of it."""
        options = question.options
        memory = self._memory_of(question)
        history = cast("ThreadMessageHistory", memory.chat_memory)
        past = await _past(memory, history, question)
        if history.earlier_answer is not None:
            yield Chunk(history.earlier_answer)
            return
        expert = await self._expert(question)
        asked = _with_context(question)
        # Not `ainvoke`: its callbacks, which nobody uses here, cost 0.1 ms.
        prompt = await prompts.ANSWER.aformat_messages(
            expert=f"{expert}\n\n" if expert else "",
            language=prompts.LANGUAGE_NAMES[question.language],
            question=_with_document(_spoken(asked, question), options.document),
            **past,
        )
        messages = _with_images(prompt, options.images)
        written: list[Chunk] = []
        try:
            async with aclosing(self._write(messages, question)) as chunks:
                async for chunk in chunks:
                    written.append(chunk)
                    yield chunk
        except (asyncio.CancelledError, ModelError) as ended:
            history.sources = source_list(written, question.language)
            # "继续" goes on from there. A process that ends cancels too; the next attempt begins anew.
            may_go_on = isinstance(ended, asyncio.CancelledError | ModelFull)
            if may_go_on and options.remember:
                await _store_part(history, asked, written)
            if history.sources and isinstance(ended, ModelError):
                yield Chunk(history.sources)
            raise
        history.sources = source_list(written, question.language)
        if options.remember:
            with _logged():
                await memory.asave_context({"question": asked}, {"answer": _text(written)})
        if history.sources:
            yield Chunk(history.sources)

    async def _expert(self, question: Question) -> str | None:
        given = question.options.system_prompt
        if given is not None or self._experts is None:
            return given
        return await self._experts.prompt_for(question.text, question.caller)

    async def _write(
        self, messages: list[BaseMessage], question: Question
    ) -> AsyncGenerator[Chunk, None]:
        """What the model writes; of a document or a picture it must not say what the web says."""
        options = question.options
        parameters = _parameters(options)
        if not (options.document or options.images):
            parameters |= self._search
        async with metered(self._meter, question.caller, "ask") as config:
            async for chunk in stream_chunks(self._model, messages, config, parameters):
                yield chunk


def _text(written: Sequence[Chunk]) -> str:
    return "".join([chunk.text for chunk in written])


async def _store_part(
    history: ThreadMessageHistory, question: str, written: Sequence[Chunk]
) -> None:
    if answer := _text(written):
        with _logged():
            await history.store(question, answer, stopped=True)


@contextmanager
def _logged() -> Iterator[None]:
    """The person has the answer; a missing memory of it must not turn it into an error."""
    try:
        yield
    except StorageDown:
        log.warning("Redis does not answer: an exchange was not stored.")


async def _past(
    memory: BaseChatMemory, history: ThreadMessageHistory, question: Question
) -> dict[str, Any]:
    """What was said before: as the options say, else what the memory has for the question."""
    options = question.options
    if options.history is not None:
        return {"history": _messages(options.history)}
    if options.window is not None:
        return {"history": to_messages(await history.exchanges(options.window))}
    return await memory.aload_memory_variables({"question": question.text})


def _messages(history: Sequence[Message]) -> list[BaseMessage]:
    """Those of people and of the model; a caller puts what is system into the system prompt."""
    kinds: dict[str, type[BaseMessage]] = {"user": HumanMessage, "assistant": AIMessage}
    return [kinds[row.role](content=row.content) for row in history if row.role in kinds]


def _with_context(question: Question) -> str:
    """The question as it is remembered: with the message it replies to, and a word of its picture."""
    text = question.text
    if question.quoted:
        quoted = prompts.as_data(question.quoted)
        text = prompts.QUESTION_WITH_QUOTE.format(quoted=quoted, question=text)
    return prompts.QUESTION_WITH_IMAGE.format(question=text) if question.options.images else text


def _spoken(text: str, question: Question) -> str:
    return with_speaker(text, question.speaker.name if question.speaker else None)


def _with_images(messages: list[BaseMessage], images: Sequence[Image]) -> list[BaseMessage]:
    """The pictures before the text of the question, as LangChain has them (OpenAI's form)."""
    if not images:
        return messages
    *before, question = messages
    parts: list[str | dict[str, Any]] = [
        {"type": "image_url", "image_url": {"url": image.data_url}} for image in images
    ]
    return [*before, HumanMessage([*parts, {"type": "text", "text": str(question.text)}])]


def _with_document(question: str, document: str) -> str:
    if not document:
        return question
    return prompts.QUESTION_ABOUT_DOCUMENT.format(
        document=prompts.as_data(document), question=question
    )


def _parameters(options: AnswerOptions) -> dict[str, Any]:
    """What differs in this call of the model."""
    chosen = {
        "model": options.model,
        "temperature": options.temperature,
        "max_tokens": options.max_tokens,
        "stop": list(options.stop) or None,
    }
    return {name: value for name, value in chosen.items() if value is not None}
