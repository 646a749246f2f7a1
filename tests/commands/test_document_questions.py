"""Questions about a document, as people ask them and see the answers."""

from dataclasses import replace
from typing import Any

import pytest

from bot.commands.ask import AskCommands
from bot.commands.document_answers import DocumentAnswers
from bot.commands.document_questions import DocumentQuestions
from bot.errors import DocumentError, ModelCut, StorageDown
from bot.models.answer_choices import AnswerChoices
from bot.models.chat import FileRef, QuotedMessage, Request
from bot.models.chat_settings import ChatSettings
from bot.models.document import Document, DocumentProblem
from bot.models.llm import Chunk
from bot.models.persona import Persona
from tests.commands.summary_scenario import FILE, Scenario
from tests.fakes.awaited_inputs import FakeAwaitedInputs
from tests.fakes.chat import FakePermissions, FakeReply, pressed, said
from tests.fakes.documents import FakePassageFinder
from tests.fakes.llm import FakeAnswerer

pytestmark = pytest.mark.looptime

PAGES = ((1, "总则：本办法适用于全体员工。" * 9), (2, "试用期为三个月，工资为 6400 元。" * 9))
DOCUMENT = Document("\f".join(text for _, text in PAGES), PAGES, "my_report.pdf")
GROUP, BOB = -1, 2
OFFERED = AnswerChoices({"海盗": Persona("你是海盗。")}, "qwen-plus", ("qwen-plus", "qwen-flash"))


class Chat(Scenario):
    """Somebody has sent a file, and asks about it; `model` answers."""

    def __init__(self, *, has_model: bool = True) -> None:
        super().__init__(document=DOCUMENT)
        self.model = FakeAnswerer(["试用期为三个月 [p2]。", "它讲法律 [p1]。"])
        self.awaited = FakeAwaitedInputs()
        answers = DocumentAnswers(self.model, FakePassageFinder(), has_model)
        self.permissions = FakePermissions()
        self.questions = DocumentQuestions(
            *(self.documents, answers, self.streams, self.awaited, self.permissions), OFFERED
        )
        self.commands = AskCommands(self.model, self.streams, documents=self.questions)

    async def summarize(self, request: Request | None = None) -> Request:
        request = request or said("", file=FILE)
        await self.command.summarize(request, self.reply)
        return request

    @property
    def last_message(self) -> QuotedMessage:
        """The last message of the bot, as it is replied to."""
        message_id = list(self.reply.messages)[-1]
        return QuotedMessage(message_id, self.reply.texts[-1], None, 0, by_bot=True)

    async def ask(self, text: str = "试用期多久？", **fields: Any) -> str:
        self.request = said(text, **fields)
        await self.commands.ask(self.request, self.reply)
        return self.reply.texts[-1]


def replying_to(file: FileRef | None) -> QuotedMessage:
    return QuotedMessage(5, "", file, 1, by_bot=False)


async def test_a_question_with_a_file_is_answered_with_the_pages_that_hold():
    chat = Chat()
    assert await chat.ask(file=FILE) == "试用期为三个月 [p. 2]。它讲法律。"
    assert chat.model.documents[0].startswith("[p1]\n总则")


async def test_a_question_about_a_document_is_answered_as_the_chat_has_chosen():
    chat = Chat()
    chosen = ChatSettings(persona="海盗", model="qwen-flash", temperature=0.2, window=3)
    await chat.ask(file=FILE, settings=chosen)
    options = chat.model.options[0]
    assert replace(options, document="") == OFFERED.options(chosen)
    assert (options.system_prompt, options.model) == ("你是海盗。", "qwen-flash")


async def test_people_see_what_was_found_while_the_model_is_silent():
    chat = Chat()
    chat.model.chunks.insert(0, Chunk())
    chat.model.gap_s = 4
    await chat.ask(file=FILE)
    assert "检索… 找到 2 段 · 生成…" in chat.seen


async def test_a_reply_to_the_file_and_one_to_the_summary_find_the_kept_text():
    chat = Chat()
    await chat.summarize()
    summary = chat.last_message
    assert "6400" not in summary.text
    assert (await chat.ask(quoted=replying_to(FILE))).startswith("试用期为三个月 [p. 2]")
    assert (await chat.ask(quoted=summary)).startswith("试用期为三个月 [p. 2]")
    assert (await chat.ask("然后呢？", quoted=chat.last_message)).startswith("试用期")
    assert chat.loaded == [FILE]


async def test_a_file_with_the_command_alone_is_asked_about():
    chat = Chat()
    for fields in ({"file": FILE}, {"quoted": replying_to(FILE)}):
        assert await chat.ask("", **fields) == "想问这份文件什么？回复它，把问题写上就行。"
    assert chat.model.asked == []


async def test_the_same_file_sent_under_another_id_is_not_fetched_again():
    chat = Chat()
    first, second = (FileRef(one, "a.pdf", 9, unique_id="same") for one in ("f", "g"))
    await chat.summarize(said("", file=first))
    await chat.ask(quoted=replying_to(second))
    assert chat.loaded == [first]


async def test_other_chats_do_not_find_it():
    chat = Chat()
    await chat.summarize()
    assert await chat.ask(chat_id=BOB, sender_id=BOB, quoted=chat.last_message)
    assert chat.model.documents == [""]


async def test_after_forget_a_reply_to_the_summary_is_an_ordinary_question():
    chat = Chat()
    await chat.summarize()
    await chat.kept.forget(1, 1)
    await chat.ask(quoted=chat.last_message)
    assert chat.model.documents == [""]
    assert "三个要点" in str(chat.model.asked[0][2])


async def test_while_the_store_is_down_the_file_is_read_again():
    chat = Chat()
    chat.kept.failure = StorageDown()
    await chat.summarize()
    assert (await chat.ask(quoted=replying_to(FILE))).startswith("试用期为三个月 [p. 2]")
    assert chat.loaded == [FILE, FILE]


async def test_without_a_model_the_best_passages_are_quoted():
    chat = Chat(has_model=False)
    shown = await chat.ask(file=FILE)
    assert "没有接上大模型" in shown
    assert "6400 元" in shown
    assert "[p. 2]" in shown
    assert chat.model.asked == []


async def test_a_photo_is_no_document_to_ask_about():
    chat = Chat()
    photo = FileRef("p", "photo.jpg", 9, "photo")
    assert "没有配置能看图的模型" in await chat.ask(quoted=replying_to(photo))
    assert chat.model.documents == []


async def test_a_file_that_cannot_be_read_says_why():
    chat = Chat()
    chat.document = DocumentError(DocumentProblem.PASSWORD, "a.pdf")
    assert "设了密码" in await chat.ask(file=FILE)
    assert chat.model.asked == []


async def test_what_was_written_before_an_error_stays():
    chat = Chat()
    chat.model.chunks = [Chunk("试用期为三个月 [p2")]
    chat.model.error = ModelCut()
    shown = await chat.ask(file=FILE)
    assert shown.startswith("试用期为三个月 [p2")
    assert str(ModelCut()) in shown


async def test_the_button_asks_for_a_question_whose_reply_is_about_the_document():
    chat = Chat()
    request = await chat.summarize(said("", file=FILE, chat_id=GROUP))
    press = pressed(
        f"summary:ask:{request.message_id}",
        message_id=chat.last_message.message_id,
        sender_id=BOB,
        name="小红",
        chat_id=GROUP,
    )
    await chat.questions.ask_pressed(press, chat.reply)
    [*_, prompt] = chat.reply.messages.values()
    assert prompt.text == "小红，想问这份文档什么？请回复这条消息。"
    assert prompt.force_reply
    assert prompt.spans[0].user_id == BOB
    answer = await chat.ask(chat_id=GROUP, sender_id=BOB, quoted=chat.last_message)
    assert answer.startswith("试用期为三个月 [p. 2]")
    assert chat.loaded == [FILE]


async def test_an_anonymous_administrator_is_asked_without_their_name():
    chat = Chat()
    chat.permissions.anonymous = frozenset({(GROUP, BOB)})
    request = await chat.summarize(said("", file=FILE, chat_id=GROUP))
    action = f"summary:ask:{request.message_id}"
    press = pressed(action, message_id=1, sender_id=BOB, name="小红", chat_id=GROUP)
    await chat.questions.ask_pressed(press, chat.reply)
    assert chat.reply.texts[-1] == "想问这份文档什么？请回复这条消息。"
    question = said("试用期多久？", sender_id=GROUP, chat_id=GROUP)
    assert await chat.awaited.find(question.thread, GROUP, question.update_id) == "ask"


async def test_in_private_the_next_message_is_the_question():
    chat = Chat()
    request = await chat.summarize()
    press = pressed(f"summary:ask:{request.message_id}", message_id=1)
    await chat.questions.ask_pressed(press, chat.reply)
    assert chat.reply.texts[-1] == "想问这份文档什么？"
    question = said("试用期多久？")
    assert await chat.awaited.find(question.thread, 1, question.update_id) == "ask"
    await chat.commands.ask_awaited(question, chat.reply)
    assert chat.reply.texts[-1].startswith("试用期为三个月 [p. 2]")
    stored = await chat.kept_answers.get(1, 1, question.message_id)
    await chat.commands.ask(question, chat.reply, stored)
    assert len([document for document in chat.model.documents if document]) == 2


async def test_the_button_of_a_document_that_is_gone_says_so():
    chat = Chat()
    reply = FakeReply()
    await chat.questions.ask_pressed(pressed("summary:ask:7", message_id=8), reply)
    assert reply.popups == ["这份文档我已经不保留了，请再发一次。"]
    assert reply.messages == {}


async def test_another_version_is_answered_from_the_document_too():
    chat = Chat()
    await chat.summarize()
    await chat.ask(quoted=chat.last_message)
    stored = await chat.kept_answers.get(1, 1, chat.request.message_id)
    await chat.commands.ask(chat.request, chat.reply, stored)
    assert all(document.startswith("[p1]") for document in chat.model.documents)
    assert len(chat.model.documents) == 2
