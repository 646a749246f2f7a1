"""Questions about pictures, and what is said where nothing can look at them."""

from typing import BinaryIO

import pytest

from bot.commands.ask import AskCommands, Vision
from bot.documents.extraction import Extractor
from bot.documents.loader import SandboxedDocumentLoader
from bot.documents.memory import MemoryBudget
from bot.errors import DocumentError, ImageTooBig
from bot.models.answer_choices import AnswerChoices
from bot.models.chat import FileRef, QuotedMessage, Request
from bot.models.chat_settings import ChatSettings
from bot.models.llm import Image
from bot.models.persona import Persona
from tests.commands.free_text_chat import GROUP, PHOTO, Chat
from tests.fakes.answers import new_streams
from tests.fakes.chat import FakeReply, said
from tests.fakes.llm import FakeAnswerer

pytestmark = pytest.mark.looptime

JPEG = b"\xff\xd8\xff picture"
PNG_FILE = FileRef("p", "截图.PNG", 9)
MB = 1024**2
OFFERED = AnswerChoices({"海盗": Persona("你是海盗。")}, "text", ("text", "other"))


def loader(budget_bytes: int = 64 * MB) -> SandboxedDocumentLoader:
    return SandboxedDocumentLoader(MemoryBudget(budget_bytes), Extractor())


async def ask(
    request: Request, *, sees: bool = True, data: bytes = JPEG
) -> tuple[FakeReply, FakeAnswerer]:
    answerer, reply = FakeAnswerer(["一只猫。"]), FakeReply(request.language)
    reply.files["p"] = data
    vision = Vision("vl", loader()) if sees else None
    commands = AskCommands(answerer, new_streams(), choices=OFFERED, vision=vision)
    await commands.ask(request, reply)
    return reply, answerer


def photo_of(text: str = "", by_bot: bool = False) -> QuotedMessage:
    return QuotedMessage(5, text, PHOTO, 2, by_bot=by_bot)


@pytest.mark.parametrize(
    ("request_", "asked"),
    [
        (said("这是什么？", file=PHOTO), ("这是什么？", None, None)),
        (said(file=PHOTO), ("这张图里有什么？", None, None)),
        (said(file=PHOTO, language="en"), ("What is in this picture?", None, None)),
        (said("这是什么？", file=PNG_FILE), ("这是什么？", None, None)),
        (said("这是什么？", quoted=photo_of()), ("这是什么？", None, None)),
        (said("这是什么？", quoted=photo_of("我的猫")), ("这是什么？", None, "我的猫")),
        (said(quoted=photo_of("我的猫几岁？")), ("我的猫几岁？", None, None)),
    ],
)
async def test_a_picture_is_shown_to_the_vision_model_with_its_question(request_, asked):
    reply, answerer = await ask(request_)
    assert reply.text == "一只猫。"
    assert answerer.asked == [asked]
    [options] = answerer.options
    assert (options.model, options.images) == ("vl", (Image(JPEG, "image/jpeg"),))


async def test_the_persona_of_the_chat_answers_but_not_its_model():
    settings = ChatSettings(persona="海盗", model="other", max_tokens=300)
    _, answerer = await ask(said("这是什么？", file=PHOTO, settings=settings))
    [options] = answerer.options
    assert (options.model, options.system_prompt, options.max_tokens) == ("vl", "你是海盗。", 300)


@pytest.mark.parametrize(
    "request_",
    [said("这是什么？", file=PHOTO), said(file=PHOTO), said("这是什么？", quoted=photo_of())],
)
async def test_without_a_vision_model_a_sentence_says_so(request_):
    reply, answerer = await ask(request_, sees=False)
    assert reply.text == "我看不了图片，这里没有配置能看图的模型。请把图里的文字发给我。"
    assert answerer.asked == []


async def test_without_a_vision_model_the_words_below_a_picture_can_still_be_asked_about():
    _, answerer = await ask(said("谁说的？", quoted=photo_of("名言")), sees=False)
    assert answerer.asked == [("谁说的？", None, "名言")]
    assert answerer.options[0].images == ()


async def test_what_is_no_picture_is_a_sentence_and_no_question():
    reply, answerer = await ask(said("这是什么？", file=PNG_FILE), data=b"%PDF-1.7")
    assert "截图.PNG" in reply.text
    assert answerer.asked == []


async def test_a_picture_that_is_too_big_is_refused_before_its_download():
    async def download(file: FileRef, into: BinaryIO) -> None:
        raise AssertionError("it was downloaded")

    with pytest.raises(ImageTooBig):
        await loader().load_image(FileRef("p", "a.png", 8 * MB), download, lambda _: None)


async def test_a_picture_whose_size_was_not_told_is_refused_after_its_download():
    async def download(file: FileRef, into: BinaryIO) -> None:
        into.write(JPEG + bytes(8 * MB))

    with pytest.raises(ImageTooBig):
        await loader().load_image(FileRef("p", "a.jpg", None), download, lambda _: None)


async def test_pictures_give_their_bytes_of_the_budget_back():
    async def download(file: FileRef, into: BinaryIO) -> None:
        into.write(b"no picture")

    budget = MemoryBudget(MB)
    images = SandboxedDocumentLoader(budget, Extractor())
    with pytest.raises(DocumentError):
        await images.load_image(FileRef("p", "a.jpg", 10), download, lambda _: None)
    assert budget.free_bytes == MB


async def test_a_photo_in_private_and_one_that_is_shown_to_the_bot_in_a_group_are_questions():
    chat = Chat()
    assert await chat.hear(file=PHOTO) == [("ask", "")]
    assert await chat.hear("这是什么？", file=PHOTO, chat_id=GROUP) == [("ask", "这是什么？")]
    assert await chat.hear("看", file=PHOTO, chat_id=GROUP, addressed=False) == []
    assert chat.reply.texts == []
    assert await chat.hear("投稿：晚霞", file=PHOTO) == [("submit", "晚霞")]


async def test_an_album_without_words_is_asked_about_once():
    chat = Chat()
    texts = []
    for _ in range(3):
        assert await chat.hear(file=PHOTO, album="a") == []
        texts += chat.reply.texts
    assert texts == ["一次发了好几张图。回复其中一张并写上问题，我就看那张。"]
    assert await chat.hear("这是什么？", file=PHOTO, album="b") == [("ask", "这是什么？")]


async def test_voice_gets_a_sentence_where_it_is_for_the_bot():
    chat, voice = Chat(), FileRef("v", "", 9, "voice")
    assert await chat.hear(file=voice) == []
    assert chat.answer == "我还听不了语音，请打字告诉我。"
    await chat.hear(file=voice, chat_id=GROUP, addressed=False)
    assert chat.reply.texts == []


@pytest.mark.parametrize("unreadable", ["sticker", "location", "contact", "other"])
async def test_what_has_no_words_gets_a_line_in_private_and_silence_in_groups(unreadable):
    chat = Chat()
    assert await chat.hear(unreadable=unreadable) == []
    assert "写" in chat.answer
    await chat.hear(unreadable=unreadable, chat_id=GROUP)
    assert chat.reply.texts == []
