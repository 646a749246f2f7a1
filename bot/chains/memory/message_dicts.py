"""A history as LangChain's message dicts (`messages_to_dict`), and back.

What a message has no field for stands in `additional_kwargs`; messages of other programs have none.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from langchain_core.messages import (
    AIMessage,
    BaseMessage,
    HumanMessage,
    SystemMessage,
    messages_from_dict,
    messages_to_dict,
)
from pydantic import ValidationError

from bot.errors import HistoryUnreadable
from bot.models.llm import Exchange, RunningSummary


def to_dicts(
    exchanges: Sequence[Exchange], summary: RunningSummary | None = None
) -> list[dict[str, Any]]:
    """The summary as a system message, then question and answer of each exchange."""
    messages: list[BaseMessage] = []
    if summary:
        people = {"summary_of": list(summary.people)}
        messages.append(SystemMessage(summary.text, additional_kwargs=people))
    for exchange in exchanges:
        asked = {"speaker_id": exchange.speaker_id, "cause": exchange.cause}
        asked = {name: value for name, value in asked.items() if value is not None}
        messages.append(
            HumanMessage(exchange.question, name=exchange.speaker, additional_kwargs=asked)
        )
        answered = {"stopped": exchange.stopped, "sources": exchange.sources}
        answered = {name: value for name, value in answered.items() if value}
        messages.append(AIMessage(exchange.answer, additional_kwargs=answered))
    return messages_to_dict(messages)


def from_dicts(dicts: object) -> tuple[list[Exchange], RunningSummary | None]:
    """The exchanges and the summary of `to_dicts`, or of another program's messages.

    Human messages in a row are one question, and the answers after them one answer. Other system
    messages, and those of tools, are left out. Raises `HistoryUnreadable`.
    """
    if not isinstance(dicts, list):
        raise HistoryUnreadable
    try:
        messages = messages_from_dict(dicts)
        return list(_exchanges(messages)), _summary(messages)
    except (TypeError, KeyError, ValueError, AttributeError, ValidationError) as error:
        raise HistoryUnreadable from error


def _exchanges(messages: Sequence[BaseMessage]) -> Iterator[Exchange]:
    asked: list[BaseMessage] = []
    answered: list[BaseMessage] = []
    for message in messages:
        if message.type == "human":
            if answered:
                yield _exchange(asked, answered)
                asked, answered = [], []
            asked.append(message)
        elif message.type == "ai" and asked:
            answered.append(message)
    if answered:
        yield _exchange(asked, answered)


def _exchange(asked: Sequence[BaseMessage], answered: Sequence[BaseMessage]) -> Exchange:
    first, last = asked[0], answered[-1]
    speaker_id, cause = (first.additional_kwargs.get(name) for name in ("speaker_id", "cause"))
    return Exchange(
        "\n".join(str(message.text) for message in asked),
        "\n".join(str(message.text) for message in answered),
        first.name,
        None if speaker_id is None else int(speaker_id),
        None if cause is None else int(cause),
        stopped=last.additional_kwargs.get("stopped") is True,
        sources=str(last.additional_kwargs.get("sources", "")),
    )


def _summary(messages: Sequence[BaseMessage]) -> RunningSummary | None:
    for message in messages:
        people = message.additional_kwargs.get("summary_of")
        if message.type == "system" and isinstance(people, list):
            known = tuple(None if person is None else int(person) for person in people)
            return RunningSummary(str(message.text), known)
    return None
