"""Edits of messages in which an order in plain words stands before a text."""

from dataclasses import replace

import pytest

from bot.commands.answer_again import AnswerAgainCommands
from bot.models.answer import Answer
from bot.models.chat import Request
from bot.models.usage import Caller
from bot.ports.chat import Reply
from tests.fakes.answers import FakeAnswers, new_streams
from tests.fakes.chat import FakeReply, said

TEXT = "今天开会讨论了预算。"


class Summaries:
    """Notes which requests are summarised again."""

    def __init__(self) -> None:
        self.again: list[tuple[str, str]] = []
        self.answers = FakeAnswers()
        streams = new_streams(answers=self.answers)
        self.commands = AnswerAgainCommands(streams, {"summarize": self._summarize}, self._check)

    async def _check(self, _: Caller) -> None: ...

    async def _summarize(
        self, request: Request, reply: Reply, earlier: Answer | None = None
    ) -> None:
        self.again.append((request.text, request.wish))

    async def edited(self, message: str) -> bool:
        """Edit the message "用三句话总结：…", whose text was summarised."""
        sent = said(f"用三句话总结：{TEXT}")
        await self.answers.put(Answer("summarize", replace(sent, text=TEXT, wish="用三句话总结")))
        update_id = said().update_id
        request = replace(sent, update_id=update_id, text=message, edited_after_s=5)
        return await self.commands.edited(request, FakeReply())


async def test_an_edit_of_the_text_is_summarised_again_without_the_order():
    summaries = Summaries()
    assert await summaries.edited("用三句话总结：今天开会讨论了人手。")
    [(text, _)] = summaries.again
    assert text == "今天开会讨论了人手。"


@pytest.mark.parametrize("message", [f"用三句话总结：{TEXT}", f"帮我投稿：{TEXT}"])
async def test_an_edit_that_changes_no_text_or_orders_something_else_is_not(message):
    summaries = Summaries()
    assert not await summaries.edited(message)
    assert summaries.again == []
