from typing import Any

import pytest

from bot.commands.free_text import FreeText, read_alias
from bot.commands.idiom.commands import TextResult
from bot.models.chat import FileRef, QuotedMessage, Request
from bot.ports.chat import Reply
from tests.fakes.chat import FakeReply, said
from tests.fakes.llm import FakeRouter

FILE = FileRef("f", "报告.pdf", 9)
GROUP = -1


class Listener:
    """Stands for every command: notes which verb was called with what text.

    `game`: what each text was to the game, which is asked once.
    """

    rewrites = False

    def __init__(self, game: TextResult = TextResult.NO_GAME) -> None:
        self.heard: list[tuple[str, str]] = []
        self.game = game
        self.asked_game = 0

    def __getattr__(self, verb: str) -> Any:
        async def note(request: Request, reply: Reply) -> bool:
            self.heard.append((verb, request.text if isinstance(request, Request) else ""))
            return False

        return note

    async def is_of_known_album(self, request: Request) -> bool:
        return request.album == "posted"

    async def take_rewrite(self, request: Request, reply: Reply) -> bool:
        return self.rewrites and request.quoted is not None

    async def play_text(self, request: Request, reply: Reply) -> TextResult:
        self.asked_game += 1
        return self.game


async def hear(request: Request, listener: Listener, router: FakeRouter | None = None):
    command = FreeText(listener, listener, listener, listener, listener, router or FakeRouter())  # type: ignore[arg-type]  # it listens for all five
    await command(request, FakeReply())
    return listener.heard


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("接龙", ("play", "")),
        ("接龙 画蛇添足", ("play", "画蛇添足")),
        ("成语接龙", ("play", "")),
        ("问 天空为什么是蓝的", ("ask", "天空为什么是蓝的")),
        ("总结：一段话", ("summarize", "一段话")),
        ("投稿：今天的饭", ("submit", "今天的饭")),
        ("投稿\n第一行\n第二行", ("submit", "第一行\n第二行")),
    ],
)
async def test_a_chinese_alias_is_a_command_even_in_a_group(text, heard):
    assert await hear(said(text, chat_id=GROUP, addressed=False), Listener()) == [heard]


@pytest.mark.parametrize(
    "text", ["问题不大", "总结得好", "投稿截止了吗", "接龙真好玩", "问", "总结", "投稿"]
)
async def test_ordinary_group_talk_is_left_alone(text):
    router = FakeRouter()
    assert await hear(said(text, chat_id=GROUP, addressed=False), Listener(), router) == []
    assert router.routed == []


async def test_a_bare_alias_works_on_what_it_replies_to():
    quoted = QuotedMessage(5, "很长的文章", None, 2, by_bot=False)
    request = said("总结", chat_id=GROUP, addressed=False, quoted=quoted)
    assert await hear(request, Listener()) == [("summarize", "")]


async def test_a_file_in_private_is_summarised_and_one_in_a_group_is_not():
    assert await hear(said(file=FILE), Listener()) == [("summarize", "")]
    assert await hear(said(file=FILE, chat_id=GROUP, addressed=False), Listener()) == []


async def test_a_link_alone_is_summarised_without_asking_the_router():
    router = FakeRouter()
    assert await hear(said("https://example.org/a"), Listener(), router) == [
        ("summarize", "https://example.org/a")
    ]
    assert router.routed == []


@pytest.mark.parametrize(
    ("destination", "verb"), [("ask", "ask"), ("idiom", "play"), ("summarize", "summarize")]
)
async def test_the_router_decides_about_the_rest_and_the_text_stays_the_users_own(
    destination, verb
):
    router = FakeRouter(destination)
    assert await hear(said("来点什么"), Listener(), router) == [(verb, "来点什么")]
    assert router.routed == ["来点什么"]


async def test_a_post_found_by_the_router_is_asked_about_and_not_submitted():
    assert await hear(said("发出去吧"), Listener(), FakeRouter("post")) == [("offer", "发出去吧")]


async def test_a_move_in_a_running_game_needs_no_router():
    router = FakeRouter()
    listener = Listener(TextResult.TOOK_PART)
    assert await hear(said("足智多谋"), listener, router) == []
    assert listener.asked_game == 1
    assert router.routed == []


@pytest.mark.parametrize(
    ("game", "verbs"),
    [(TextResult.NOT_PART_OF_GAME, ["ask", "remind"]), (TextResult.NO_GAME, ["ask"])],
)
async def test_a_question_during_a_game_is_answered_with_a_reminder_of_the_game(game, verbs):
    listener = Listener(game)
    heard = await hear(said("今天几号？"), listener)
    assert [verb for verb, _ in heard] == verbs
    assert listener.asked_game == 1


async def test_group_chat_during_a_game_is_not_answered():
    listener = Listener(TextResult.NOT_PART_OF_GAME)
    assert await hear(said("哈哈哈", chat_id=GROUP, addressed=False), listener) == []
    assert listener.asked_game == 1


def test_an_alias_keeps_what_follows_it():
    assert read_alias("提问:1+1") == ("ask", "1+1")
    assert read_alias("随便") is None


async def test_the_answer_to_a_reviewers_prompt_is_nothing_else():
    listener = Listener()
    listener.rewrites = True
    prompt = QuotedMessage(5, "✏️ #1", None, 700, by_bot=True)
    assert await hear(said("问 改后的全文", quoted=prompt), listener) == []


@pytest.mark.parametrize("text", ["投稿：改过的饭", "改过的饭"])
async def test_an_edited_message_is_told_to_posts_without_its_alias(text):
    listener = Listener()
    command = FreeText(listener, listener, listener, listener, listener, FakeRouter())  # type: ignore[arg-type]  # it listens for all five
    await command.edited(said(text), FakeReply())
    assert listener.heard == [("revise", "改过的饭")]


async def test_further_pictures_of_an_album_that_was_posted_are_passed_over():
    photo = FileRef("p", "photo.jpg", 9, "photo")
    assert await hear(said(file=photo, album="posted"), Listener()) == []
    assert await hear(said(file=photo, album="other"), Listener()) == [("summarize", "")]


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("投稿：今天的饭", ("ask", "投稿：今天的饭")),
        ("接龙 画蛇添足", ("ask", "接龙 画蛇添足")),
        ("画蛇添足", ("ask", "画蛇添足")),
        ("问 天空为什么是蓝的", ("ask", "天空为什么是蓝的")),
        ("总结：一段话", ("summarize", "一段话")),
    ],
)
async def test_a_forwarded_message_is_no_move_and_no_post(text, heard):
    listener = Listener(TextResult.TOOK_PART)
    assert await hear(said(text, forwarded=True), listener, FakeRouter("idiom")) == [heard]
    assert listener.asked_game == 0
