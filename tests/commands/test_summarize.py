"""/summarize as people meet it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import pytest

from bot.commands.cancellation import CancelScopes, WorkStopped
from bot.commands.summarize import SummarizeCommand
from bot.errors import DeliveryUnknown, DocumentError, FileTooBig, ModelCut, ModelThrottled
from bot.models.chat import FileRef, Language, QuotedMessage
from bot.models.document import Document, DocumentProblem
from bot.models.llm import Chunk, Progress
from tests.fakes.chat import FakeReply, said

pytestmark = pytest.mark.looptime

FILE = FileRef("f", "u", "my_report.pdf", 3_000_000)
LONG = "很长的文章。" * 50
PAGES = ((1, LONG), (2, LONG))


@dataclass
class FakeSummaries:
    """Plays a script: pieces and progress are handed out, an error is raised, a number waits."""

    script: list[Chunk | Progress | Exception | float]
    asked: list[tuple[Document, str, Language]] = field(default_factory=list)

    async def summarize(
        self, document: Document, *, instruction: str = "", language: Language = "zh"
    ) -> AsyncIterator[Chunk | Progress]:
        self.asked.append((document, instruction, language))
        for step in self.script:
            if isinstance(step, Exception):
                raise step
            if isinstance(step, Chunk | Progress):
                yield step
            else:
                await asyncio.sleep(step)


@dataclass
class House:
    """The command with everything around it."""

    script: list[Chunk | Progress | Exception | float] = field(
        default_factory=lambda: [Chunk("三个要点。")]
    )
    document: Document | Exception = field(
        default_factory=lambda: Document(LONG, PAGES, "my_report.pdf")
    )
    language: Language = "zh"

    def __post_init__(self) -> None:
        self.reply = FakeReply(self.language)
        self.reply.files["f"] = b"bytes of the file"
        self.summaries = FakeSummaries(self.script)
        self.turns = CancelScopes()
        self.read: list[tuple[bytes, str]] = []
        self.fetched: list[str] = []
        self.command = SummarizeCommand(self.summaries, self.turns, self.extract, self.fetch)

    async def extract(self, data: bytes, filename: str) -> Document:
        self.read.append((data, filename))
        if isinstance(self.document, Exception):
            raise self.document
        return self.document

    async def fetch(self, url: str) -> tuple[bytes, str]:
        self.fetched.append(url)
        return b"page", "page.html"

    @property
    def seen(self) -> list[str]:
        """Every text that the only message has shown."""
        [message] = self.reply.messages.values()
        return message.history


async def test_a_file_is_downloaded_read_and_summarised_under_its_name():
    house = House()
    await house.command.summarize(said("用三句话", file=FILE), house.reply)
    assert house.reply.text == "《my_report.pdf》· 2 页\n\n三个要点。"
    assert house.read == [(b"bytes of the file", "my_report.pdf")]
    assert house.summaries.asked[0][1:] == ("用三句话", "zh")
    assert house.reply.keyboard == ()


async def test_an_english_reader_is_answered_in_english():
    house = House(language="en")
    request = said("", file=FILE, language="en")
    await house.command.summarize(request, house.reply)
    assert house.reply.text.startswith("“my_report.pdf” · pages: 2\n\n")
    assert house.summaries.asked[0][2] == "en"


async def test_a_forwarded_files_caption_is_no_wish():
    house = House()
    request = said("原作者的话", file=FILE)
    await house.command.summarize_file(replace(request, forwarded=True), house.reply)
    assert house.summaries.asked[0][1] == ""


async def test_progress_is_shown_with_a_stop_button():
    house = House([1.0, Progress(0, 3), 5.0, Progress(2, 3), 5.0, Chunk("完")])
    task = asyncio.create_task(house.command.summarize(said("", file=FILE), house.reply))
    await asyncio.sleep(4)
    assert house.reply.text == "总结第 1/3 部分…"
    [[button]] = house.reply.keyboard
    assert button.action.startswith("stop:")
    await task
    assert "总结第 3/3 部分…" in house.seen
    assert house.reply.text.endswith("完")


async def test_a_link_is_fetched():
    house = House(document=Document(LONG, (), "page.html"))
    await house.command.summarize(said("https://example.org/a 短一点"), house.reply)
    assert house.fetched == ["https://example.org/a"]
    assert house.reply.text == "《page.html》\n\n三个要点。"


async def test_an_answered_long_message_is_summarised():
    house = House()
    quoted = QuotedMessage(5, LONG, None, sender_id=2, by_bot=False)
    await house.command.summarize(said("", quoted=quoted), house.reply)
    assert house.summaries.asked[0][0].text == LONG
    assert house.reply.text == "三个要点。"


async def test_an_answered_short_message_is_kindly_left_alone():
    house = House()
    quoted = QuotedMessage(5, "你好", None, sender_id=2, by_bot=False)
    await house.command.summarize(said("", quoted=quoted), house.reply)
    assert "很短" in house.reply.text
    assert house.summaries.asked == []


async def test_a_short_document_comes_back_as_it_is():
    house = House(document=Document("明天*三点*开会", (), "note.txt"))
    await house.command.summarize(said("", file=FILE), house.reply)
    assert house.reply.text == (
        "《note.txt》\n\n明天*三点*开会\n\n（内容本来就很短，不用再总结了。）"
    )
    assert house.summaries.asked == []


async def test_a_short_document_with_a_wish_goes_to_the_model():
    house = House(document=Document("明天三点开会", (), "note.txt"))
    await house.command.summarize(said("in English", file=FILE), house.reply)
    assert house.reply.text.endswith("三个要点。")


async def test_nothing_to_summarise_gets_help():
    house = House()
    await house.command.summarize(said(""), house.reply)
    assert "把文件发给我" in house.reply.text


async def test_a_file_over_20_mb_is_refused_before_it_is_downloaded():
    house = House()
    big = FileRef("missing", "u", "big.pdf", 25 * 1024 * 1024)
    with pytest.raises(FileTooBig, match="25 MB"):
        await house.command.summarize(said("", file=big), house.reply)
    assert house.reply.messages == {}


@pytest.mark.parametrize(("kind", "word"), [("photo", "图片"), ("other", "音频或视频")])
async def test_what_is_no_document_is_refused_in_words(kind: str, word: str):
    house = House()
    file = FileRef("f", "u", "", 10, kind)  # type: ignore[arg-type]  # as parametrised
    with pytest.raises(DocumentError, match=word):
        await house.command.summarize_file(said("", file=file), house.reply)


async def test_a_file_that_cannot_be_read_is_told_in_the_message_that_began():
    house = House(document=DocumentError(DocumentProblem.PASSWORD, "a.pdf"))
    await house.command.summarize(said("", file=FILE), house.reply)
    assert house.reply.text == "《a.pdf》设了密码，请去掉密码后再发一次。"
    assert house.reply.keyboard == ()


async def test_a_model_that_breaks_off_leaves_what_came():
    house = House([Chunk("第一点。"), ModelCut()])
    await house.command.summarize(said("", file=FILE), house.reply)
    assert "第一点。" in house.reply.text
    assert house.reply.text.endswith(str(ModelCut()))


async def test_a_model_that_never_begins_is_told_alone():
    house = House([ModelThrottled()])
    await house.command.summarize(said("", file=FILE), house.reply)
    assert house.reply.text == str(ModelThrottled())


async def test_an_empty_summary_is_not_passed_off_as_one():
    house = House([Chunk(thinking=True)])
    await house.command.summarize(said("", file=FILE), house.reply)
    assert "模型" in house.reply.text


async def test_a_cut_document_says_so_at_the_end():
    house = House(document=Document(LONG, (), "long.txt", truncated=True))
    await house.command.summarize(said("", file=FILE), house.reply)
    assert house.reply.text.endswith("后面的没有总结进来。）")


async def test_stopping_keeps_what_came():
    house = House([Chunk("第一点。"), 1000.0, Chunk("第二点。")])
    request = said("", file=FILE)
    task = asyncio.create_task(house.command.summarize(request, house.reply))
    await asyncio.sleep(5)
    assert await house.turns.stop(request.thread, request.sender.id)
    await task
    assert house.reply.text == "《my_report.pdf》· 2 页\n\n第一点。\n\n（已停止）"
    assert house.reply.keyboard == ()


async def test_a_shutdown_is_told_and_left_to_the_next_process():
    house = House([Chunk("第一点。"), 1000.0])
    task = asyncio.create_task(house.command.summarize(said("", file=FILE), house.reply))
    await asyncio.sleep(5)
    house.turns.stop_all()
    with pytest.raises(WorkStopped):
        await task
    assert "第一点。" in house.reply.text
    assert "正在重启" in house.reply.text


async def test_a_broken_way_out_is_left_to_the_error_handler():
    house = House()
    house.reply.failures = [DeliveryUnknown()]
    with pytest.raises(DeliveryUnknown):
        await house.command.summarize(said("", file=FILE), house.reply)
