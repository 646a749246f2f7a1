"""Answers of the last day, in memory."""

from dataclasses import replace

from bot.commands.cancellation import CancelScopes
from bot.commands.stoppable_answer import AnswerStreams
from bot.models.answer import Answer
from bot.models.chat_settings import AS_CONFIGURED
from tests.fakes.cancellation import new_scopes


class FakeAnswers:
    """Implements `ports.answers.AnswerStore`; see tests/contracts. `kept`: all, by their questions."""

    def __init__(self) -> None:
        self.kept: dict[tuple[int, int, int], Answer] = {}
        self._taken: dict[tuple[int, int, int, int], int] = {}
        self._buttons: dict[tuple[int, int], int | None] = {}

    async def put(self, answer: Answer) -> None:
        request = replace(answer.request, settings=AS_CONFIGURED, forbidden=frozenset())
        self.kept[_question(answer)] = replace(answer, request=request)
        ours = sorted(key for key in self.kept if key[:2] == _question(answer)[:2])
        for key in ours[:-20]:
            del self.kept[key]

    async def get(self, chat_id: int, person_id: int, question_id: int) -> Answer | None:
        return self.kept.get((chat_id, person_id, question_id))

    async def latest(self, chat_id: int, person_id: int) -> Answer | None:
        questions = [key for key in self.kept if key[:2] == (chat_id, person_id)]
        return self.kept[max(questions)] if questions else None

    async def take(self, answer: Answer, update_id: int) -> bool:
        version = (*_question(answer), answer.request.update_id)
        return self._taken.setdefault(version, update_id) == update_id

    async def swap_button(self, chat_id: int, person_id: int, message_id: int | None) -> int | None:
        before = self._buttons.get((chat_id, person_id))
        self._buttons[chat_id, person_id] = message_id
        return before

    async def forget(self, chat_id: int, person_id: int) -> None:
        self.kept = {
            key: kept for key, kept in self.kept.items() if key[:2] != (chat_id, person_id)
        }
        self._buttons.pop((chat_id, person_id), None)


def _question(answer: Answer) -> tuple[int, int, int]:
    request = answer.request
    return request.thread.chat_id, request.sender.id, request.message_id


def new_streams(
    scopes: CancelScopes | None = None, answers: FakeAnswers | None = None
) -> AnswerStreams:
    """Streams answers in a process that runs alone."""
    return AnswerStreams(scopes or new_scopes(), answers or FakeAnswers())
