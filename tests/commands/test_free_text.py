"""Messages without a command: which command they reach, and with what text."""

from dataclasses import replace

import pytest

from bot.commands.idiom.commands import TextResult
from bot.models.chat import FileRef, QuotedMessage, Request
from tests.commands.free_text_chat import FILE, GROUP, LONG, PHOTO, Chat
from tests.fakes.chat import FakeReply, said
from tests.fakes.llm import FakeRouter


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("接龙", ("play", "")),
        ("接龙 画蛇添足", ("play", "画蛇添足")),
        ("接龙 规则", ("play", "规则")),
        ("成语接龙", ("play", "")),
        ("问 天空为什么是蓝的", ("ask", "天空为什么是蓝的")),
        ("总结：一段话", ("summarize", "一段话")),
        ("投稿：今天的饭", ("submit", "今天的饭")),
        ("投稿\n第一行\n第二行", ("submit", "第一行\n第二行")),
    ],
)
async def test_a_chinese_alias_is_a_command_even_in_a_group(text, heard):
    assert await Chat().hear(text, chat_id=GROUP, addressed=False) == [heard]


@pytest.mark.parametrize(
    "text",
    [
        "问题不大",
        "总结得好",
        "投稿截止了吗",
        "接龙真好玩",
        "问",
        "总结",
        "投稿",
        "接龙 周六爬山报名 1.小王",
        "我们来玩成语接龙吧",
        "你好",
    ],
)
async def test_ordinary_group_talk_is_left_alone(text):
    chat = Chat()
    assert await chat.hear(text, chat_id=GROUP, addressed=False) == []
    assert chat.router.routed == []
    assert chat.reply.texts == []


async def test_a_bare_alias_works_on_what_it_replies_to():
    quoted = QuotedMessage(5, "很长的文章", None, 2, by_bot=False)
    heard = await Chat().hear("总结", chat_id=GROUP, addressed=False, quoted=quoted)
    assert heard == [("summarize", "")]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("每日一题", "每日"),
        ("来做今天的每日一题吧", "每日"),
        ("Daily puzzle!", "每日"),
        ("我的战绩", "我的"),
        ("看看我的接龙记录", "我的"),
        ("排行榜", "排行"),
    ],
)
async def test_parts_of_the_game_are_found_by_their_names(text, wanted):
    assert await Chat().hear(text) == [("play", wanted)]


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("设置", ("settings", "")),
        ("settings", ("settings", "")),
        ("/settings", ("settings", "")),
        ("我的稿件。", ("mypost", "")),
        ("別寫了！", ("stop", "")),
        ("认输", ("idiom", "认输")),
        ("give up", ("idiom", "give up")),
        ("Another hint!", ("idiom", "提示")),
        ("退出游戏", ("idiom", "结束")),
        ("start a game", ("idiom", "")),
        ("查 画蛇添足", ("play", "查 画蛇添足")),
        ("add an idiom", ("play", "add an idiom")),
        ("我想玩", ("play", "")),
        ("我们来玩个游戏吧！", ("play", "")),
        ("let's play", ("play", "")),
        ("Let’s play!", ("play", "")),
        ("let me play", ("play", "")),
        ("短一点", ("ask", "短一点")),
        ("。", ("ask", "。")),
        ("😀😀", ("ask", "😀😀")),
    ],
)
async def test_a_message_that_is_a_name_or_a_sign_reaches_what_it_names(text, heard):
    chat = Chat(router=FakeRouter("idiom" if text[0] in "查a" else None))
    assert await chat.hear(text) == [("concerns", text)] * (text == "短一点") + [heard]


async def test_in_a_game_the_word_for_stop_ends_that_where_no_answer_is_written():
    chat = Chat(game=TextResult.NOT_PART_OF_GAME)
    assert await chat.hear("stop") == [("idiom", "结束")]
    chat.listener.is_answering, chat.listener.asked_game = True, 0
    assert await chat.hear("停") == []
    assert chat.listener.asked_game == 0


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("太难了", "难度 简单"), ("What does that mean?", "查"), ("答案是什么", "提示")],
)
async def test_in_a_game_words_about_it_mean_what_it_can_do(text, wanted):
    assert await Chat(game=TextResult.NOT_PART_OF_GAME).hear(text) == [("idiom", wanted)]
    assert ("idiom", wanted) not in await Chat().hear(text)


async def test_what_the_game_is_is_explained():
    chat = Chat(router=FakeRouter("idiom"))
    assert await chat.hear("what is 成语接龙?") == []
    assert "来一局接龙" in chat.answer


async def test_the_name_of_a_command_is_none_within_a_question_or_in_talk_of_a_group():
    assert await Chat().hear("怎么打开设置") == []  # help explains it
    assert await Chat().hear("停", chat_id=GROUP, addressed=False) == []
    assert await Chat().hear("设置", forwarded=True) != [("settings", "")]


async def test_the_name_of_the_bot_alone_is_answered_and_as_a_reply_asks_about_that_message():
    chat = Chat()
    assert await chat.hear("", chat_id=GROUP, named=True) == []
    assert "小明" in chat.answer
    quoted = QuotedMessage(5, "今天三点开会", None, 2, by_bot=False)
    assert await chat.hear("", chat_id=GROUP, named=True, quoted=quoted) == [("ask", "")]
    assert await Chat().hear("", chat_id=GROUP, addressed=False) == []


@pytest.mark.parametrize("text", ["刚才说了什么", "我们刚才聊了什么？", "what did we talk about?"])
async def test_in_private_what_was_said_is_asked_of_the_model_that_remembers_it(text):
    assert await Chat(router=FakeRouter("summarize")).hear(text) == [("ask", text)]


class BelowSummary:
    """Follow-ups where the answer before is a summary."""

    async def complete(self, request: Request) -> Request:
        return replace(request, quoted=QuotedMessage(5, "报告", None, 0, by_bot=True))


async def test_the_wish_for_another_language_is_about_the_summary_before_it_and_else_a_setting():
    assert await Chat().hear("换成英文") == [("lang", "en")]
    heard = await Chat(follow_ups=BelowSummary()).hear("换成英文")
    assert "lang" not in dict(heard)


async def test_a_text_that_is_to_be_summarised_may_say_who_said_what():
    text = "小王问我你说的是什么意思，我说就是字面意思，他还是不明白，后来我又解释了三遍他才懂。"
    assert await Chat().hear(f"帮我总结下面这段话：{text}") == [("summarize", text)]


async def test_a_file_in_private_is_summarised_and_one_in_a_group_is_not():
    assert await Chat().hear(file=FILE) == [("summarize", "")]
    assert await Chat().hear(file=FILE, chat_id=GROUP, addressed=False) == []


async def test_a_question_with_a_file_or_as_a_reply_is_asked_and_no_other_caption_is():
    file_of_bob = QuotedMessage(5, "", FILE, 2, by_bot=False)
    assert await Chat().hear("第 3 页讲了什么？", file=FILE) == [("ask", "第 3 页讲了什么？")]
    assert await Chat().hear("只看结论", file=FILE) == [("summarize", "只看结论")]
    assert await Chat().hear("谁写的？", file=FILE, forwarded=True) == [("summarize", "谁写的？")]
    assert await Chat().hear("谁写的？", file=PHOTO) == [("ask", "谁写的？")]
    chat = Chat(router=FakeRouter("summarize"))
    assert await chat.hear("第 3 页呢？", quoted=file_of_bob) == [("ask", "第 3 页呢？")]
    assert chat.router.routed == []


async def test_the_next_message_after_the_button_is_a_question_about_the_document():
    chat = Chat()
    request = said("最后一章")
    await chat.awaited.expect(request.thread, request.sender.id, "ask", 5)
    assert await chat.hear_request(request) == [("ask_awaited", "最后一章")]
    assert await chat.hear("帮我投稿：春天来了") == [("submit", "春天来了")]


async def test_an_order_is_no_question_about_the_document():
    chat = Chat()
    request = said("帮我投稿：春天来了")
    await chat.awaited.expect(request.thread, request.sender.id, "ask", 5)
    assert await chat.hear_request(request) == [("submit", "春天来了")]


async def test_a_picture_whose_caption_orders_a_post_is_one():
    assert await Chat().hear("帮我投稿：晚霞", file=PHOTO) == [("submit", "晚霞")]
    assert await Chat().hear("这是什么花", file=PHOTO) == [("ask", "这是什么花")]


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("我们来玩成语接龙吧", ("play", "")),
        ("接龙，我的第一个成语是刻舟求剑", ("play", "刻舟求剑")),
        ("成语接龙的排行榜", ("play", "排行")),
        ("帮我投稿：春天来了", ("submit", "春天来了")),
        ("帮我发布一下这段话：春天来了", ("submit", "春天来了")),
        ("https://example.org/a", ("summarize", "https://example.org/a")),
        (
            "总结 https://example.org/a 重点看第三章",
            ("summarize", "https://example.org/a 重点看第三章"),
        ),
        (f"帮我总结一下：{LONG}", ("summarize", LONG)),
        ("总结一下今天群里聊了什么", ("digest", "总结一下今天群里聊了什么")),
        ("天空为什么是蓝的", ("ask", "天空为什么是蓝的")),
        ("他说“我想投稿”是什么意思", ("ask", "他说“我想投稿”是什么意思")),
    ],
)
async def test_a_sure_rule_decides_without_the_router_and_cuts_out_what_is_worked_on(text, heard):
    chat = Chat()
    assert await chat.hear(text) == [heard]
    if "排行" not in text:
        assert chat.router.routed == []


@pytest.mark.parametrize(
    ("destination", "verb"), [("ask", "ask"), ("idiom", "play"), ("summarize", "summarize")]
)
async def test_the_router_decides_about_the_rest_and_the_text_stays_the_users_own(
    destination, verb
):
    chat = Chat(router=FakeRouter(destination))
    [(heard, text)] = await chat.hear(LONG)
    assert heard == verb
    assert text == ("" if destination == "idiom" else LONG)
    assert chat.router.routed == [LONG]


async def test_without_an_answer_of_the_router_the_classifier_decides():
    assert await Chat().hear("投稿后在哪看审核结果") == []  # help, which is no fake
    assert await Chat().hear("嗯，今天真累") == [("ask", "嗯，今天真累")]


async def test_a_post_that_only_the_router_finds_is_offered_and_not_submitted():
    chat = Chat(router=FakeRouter("post"))
    assert await chat.hear("图书馆捡到一张饭卡，失主快来") == [
        ("offer", "图书馆捡到一张饭卡，失主快来")
    ]
    assert await chat.hear("挂个失物：图书馆捡到一张饭卡") == [("offer", "图书馆捡到一张饭卡")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("你好", "小明"),
        ("帮助", "帮我投稿"),
        ("你会什么？", "接龙"),
        ("怎么投稿", "/mypost"),
        ("怎么让你忘记我们的对话", "/forget"),
    ],
)
async def test_help_in_plain_words_is_short_and_about_what_was_asked(text, words):
    chat = Chat()
    assert await chat.hear(text) == []
    assert words in chat.answer
    assert len(chat.answer) < 300


async def test_a_question_how_to_post_is_no_post_even_after_the_alias():
    chat = Chat()
    assert await chat.hear("投稿 怎么弄？") == []
    assert "/mypost" in chat.answer


# Games.


async def test_a_move_in_a_running_game_needs_no_router():
    chat = Chat(game=TextResult.TOOK_PART)
    assert await chat.hear("足智多谋") == []
    assert chat.listener.asked_game == 1
    assert chat.router.routed == []


async def test_talk_during_a_game_is_answered_and_the_reminder_comes_once_in_ten_minutes():
    chat = Chat(game=TextResult.NOT_PART_OF_GAME)
    heard = [await chat.hear(text) for text in ("今天几号？", "你好", "为什么天是蓝的")]
    verbs = [[verb for verb, _ in each] for each in heard]
    assert verbs == [["ask", "remind"], [], ["ask"]]
    chat.notices.now_s = 601
    assert [verb for verb, _ in await chat.hear("今天几号？")] == ["ask", "remind"]


async def test_without_a_game_nothing_is_reminded_of():
    assert await Chat().hear("今天几号？") == [("ask", "今天几号？")]


async def test_group_chat_during_a_game_is_not_answered():
    chat = Chat(game=TextResult.NOT_PART_OF_GAME)
    assert await chat.hear("哈哈哈", chat_id=GROUP, addressed=False) == []
    assert chat.listener.asked_game == 1


# Other people's words, edits, albums, reviewers.


async def test_the_answer_to_a_reviewers_prompt_is_nothing_else():
    chat = Chat()
    chat.listener.rewrites = True
    prompt = QuotedMessage(5, "✏️ #1", None, 700, by_bot=True)
    assert await chat.hear("问 改后的全文", quoted=prompt) == []


@pytest.mark.parametrize("text", ["投稿：改过的饭", "帮我投稿：改过的饭", "改过的饭"])
async def test_an_edited_message_is_told_to_posts_without_the_order(text):
    chat = Chat()
    await chat.free_text.edited(said(text), FakeReply())
    assert chat.listener.heard == [("revise", "改过的饭")]


async def test_an_edited_command_has_no_further_order_in_its_text():
    chat = Chat()
    await chat.free_text.edited(said("投稿：改过的饭", command="post"), FakeReply())
    assert chat.listener.heard == [("revise", "投稿：改过的饭")]


@pytest.mark.parametrize("text", ["/summarize 这个文件", "总结 一下这份合同", "总结 用英文"])
async def test_an_order_that_only_points_at_a_document_is_asked_back(text):
    chat = Chat()
    request = said(text.removeprefix("/summarize "), command="summarize")
    if text.startswith("/"):
        await chat.free_text.summarize_command(request, chat.reply)
    else:
        assert await chat.hear(text) == []
    assert "把要总结的文件" in chat.answer


@pytest.mark.parametrize(
    "request_", [said(file=PHOTO), said(quoted=QuotedMessage(5, "", PHOTO, 2, by_bot=False))]
)
async def test_a_picture_is_summarised_by_what_looks_at_pictures(request_):
    chat = Chat()
    await chat.free_text.summarize_command(replace(request_, command="summarize"), chat.reply)
    assert chat.listener.heard == [("ask", "")]


async def test_a_short_text_that_was_given_is_meant():
    assert await Chat().hear("总结：明天三点开会") == [("summarize", "明天三点开会")]


async def test_several_links_alone_are_summarised_without_asking_a_model():
    chat = Chat()
    links = "https://example.org/a\nhttps://example.org/b"
    assert await chat.hear(links) == [("summarize", links)]
    assert chat.router.routed == []


async def test_documents_of_an_album_are_summarised_or_asked_about_together():
    album = replace(said(file=FILE, album="7"), files=(FILE, FileRef("g", "b.pdf", 9)))
    assert await Chat().hear_request(album) == [("summarize", "")]
    assert await Chat().hear_request(replace(album, text="哪份更便宜？")) == [
        ("ask", "哪份更便宜？")
    ]
    mixed = replace(album, file=PHOTO, files=(PHOTO, FILE))
    assert await Chat().hear_request(mixed) == [("summarize", "")]


async def test_a_late_picture_of_an_album_that_was_posted_asks_nothing():
    assert await Chat().hear(file=PHOTO, album="posted") == []
    assert await Chat().hear("这是什么花", file=PHOTO, album="other") == [("ask", "这是什么花")]


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
    chat = Chat(router=FakeRouter("idiom"), game=TextResult.TOOK_PART)
    assert await chat.hear(text, forwarded=True) == [heard]
    assert chat.listener.asked_game == 0
