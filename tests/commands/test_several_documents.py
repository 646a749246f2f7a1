"""Several files or links at once: one document of several, as people ask for it."""

import asyncio
from dataclasses import replace

import pytest

from bot.commands.ask import AskCommands
from bot.commands.document_answers import DocumentAnswers
from bot.commands.document_questions import DocumentQuestions
from bot.errors import DocumentError
from bot.models.chat import FileRef, QuotedMessage, Request
from bot.models.document import MAX_FILE_BYTES, Document, DocumentProblem
from tests.commands.summary_scenario import LONG, Scenario
from tests.fakes.awaited_inputs import FakeAwaitedInputs
from tests.fakes.chat import FakePermissions, pressed, said
from tests.fakes.documents import FakePassageFinder
from tests.fakes.llm import FakeAnswerer

pytestmark = pytest.mark.looptime

A, B, C = (FileRef(name, f"{name}.pdf", 10, unique_id=name) for name in "abc")


class Album(Scenario):
    """Each file has a text of its own, except for those that cannot be read."""

    def __init__(self, unreadable: dict[str, DocumentProblem] | None = None) -> None:
        super().__init__()
        self.unreadable = unreadable or {}

    async def _load(self, source, show):
        self.loaded.append(source)
        name = source.filename if isinstance(source, FileRef) else source.rpartition("/")[2]
        if problem := self.unreadable.get(name):
            raise DocumentError(problem, name)
        return Document(f"{name} {LONG}", (), name)

    @property
    def summarised(self) -> list[str]:
        return [member.filename for member in self.summaries.asked[-1][0].members]


def album(text: str = "", files: tuple[FileRef, ...] = (A, B, C)) -> Request:
    """The request that stands for an album."""
    return replace(said(text, file=files[0], album="7"), files=files)


async def test_the_files_of_an_album_are_summarised_together():
    chat = Album()
    await chat.command.summarize(album("短一点"), chat.reply)
    assert chat.loaded == [A, B, C]
    assert chat.summarised == ["a.pdf", "b.pdf", "c.pdf"]
    assert chat.reply.text.endswith("三个要点。")


async def test_a_file_that_cannot_be_read_keeps_the_others_not_out():
    big = FileRef("d", "d.pdf", MAX_FILE_BYTES + 1)
    chat = Album({"b.pdf": DocumentProblem.PASSWORD})
    await chat.command.summarize(album(files=(A, B, C, big)), chat.reply)
    assert chat.summarised == ["a.pdf", "c.pdf"]
    assert "《b.pdf》设了密码" in chat.reply.text
    assert "《d.pdf》太大了" in chat.reply.text


async def test_where_none_can_be_read_the_first_reason_is_said():
    chat = Album({"a.pdf": DocumentProblem.PASSWORD, "b.pdf": DocumentProblem.EMPTY})
    await chat.command.summarize(album(files=(A, B)), chat.reply)
    assert chat.reply.text == "《a.pdf》设了密码，请去掉密码后再发一次。"


async def test_several_links_are_summarised_together_by_the_words_around_them():
    chat = Album()
    request = said("比较 https://e.org/x.html 和 https://e.org/y.html，用英文")
    await chat.command.summarize(request, chat.reply)
    assert chat.loaded == ["https://e.org/x.html", "https://e.org/y.html"]
    assert chat.summarised == ["x.html", "y.html"]
    assert "比较" in chat.summaries.asked[0][1]


async def test_people_see_which_of_them_is_read():
    chat = Album()

    async def load(source, show):
        await asyncio.sleep(3)
        return Document(LONG, (), source.filename)

    chat._load = load  # type: ignore[method-assign]  # slow
    await chat.command.summarize(album(), chat.reply)
    assert "2/3 · 下载中…" in chat.seen


async def test_a_reply_to_one_of_them_is_about_that_one_and_a_reply_to_the_summary_about_all():
    chat = Album()
    model = FakeAnswerer(["好。"])
    answers = DocumentAnswers(model, FakePassageFinder(), has_model=True)
    questions = DocumentQuestions(
        chat.documents, answers, chat.streams, FakeAwaitedInputs(), FakePermissions()
    )
    ask = AskCommands(model, chat.streams, documents=questions)
    await chat.command.summarize(album(), chat.reply)
    [summary_id] = chat.reply.messages
    part = QuotedMessage(5, "", B, 1, by_bot=False, files=(A, B, C))
    await ask.ask(said("多少钱？", quoted=part), chat.reply)
    summary = QuotedMessage(summary_id, "总结", None, 0, by_bot=True)
    await ask.ask(said("哪份最便宜？", quoted=summary), chat.reply)
    await ask.ask(album("哪份最便宜？"), chat.reply)
    one, *both = model.documents
    assert one.startswith("b.pdf")
    assert all("《a.pdf》" in found and "《c.pdf》" in found for found in both)
    assert chat.loaded == [A, B, C]


async def test_a_long_album_is_asked_about_first_and_not_loaded_again():
    chat = Album()
    chat.summaries.parts = 30
    await chat.command.summarize(album("短一点"), chat.reply)
    assert "约 30 段" in chat.reply.text
    [[go, _]] = chat.reply.keyboard
    press = pressed(go.action, message_id=next(iter(chat.reply.messages)))
    await chat.long_summary().go_pressed(press, chat.reply)
    assert chat.summarised == ["a.pdf", "b.pdf", "c.pdf"]
    assert chat.loaded == [A, B, C]


async def test_an_album_of_the_same_request_is_found_again_for_another_kind_of_summary():
    chat = Album()
    request = album()
    await chat.command.summarize(request, chat.reply)
    await chat.command.summarize(replace(request, wish="简短"), chat.reply)
    assert chat.loaded == [A, B, C]
    assert chat.summaries.styles[-1].length == "short"
