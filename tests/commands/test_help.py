from typing import get_args

import pytest

from bot.commands.help import HelpCommands
from bot.commands.intent import Topic
from bot.errors import StaleButton
from bot.models.chat_settings import ChatSettings
from bot.models.language import LANGUAGES
from bot.texts.help import MENU, PAGES, TOPICS
from tests.fakes.chat import FakePermissions, FakeReply, pressed, said


@pytest.mark.parametrize(("language", "word"), [("zh", "成语接龙"), ("en", "idiom chain")])
async def test_start_greets_people_by_name_in_their_language(language, word):
    reply = FakeReply(language)
    await HelpCommands(FakePermissions()).start(said(name="阿明", language=language), reply)
    assert "阿明" in reply.text
    assert word in reply.text


async def test_start_in_private_offers_a_game_and_help_and_in_a_group_says_what_works_there():
    private, group = FakeReply(), FakeReply()
    commands = HelpCommands(FakePermissions())
    await commands.start(said(), private)
    await commands.start(said(chat_id=-1), group)
    [message] = private.messages.values()
    assert [button.label for row in message.keyboard for button in row] == [
        "🐉 来一局接龙",
        "❔ 怎么用",
    ]
    assert "没叫我的时候我不插话" in group.text


@pytest.mark.parametrize(
    ("client", "of_group", "line"),
    [
        ("en", None, "In English: send me /help in private."),
        ("zh", "en", "中文说明：私聊我发 /help。"),
        ("zh", None, None),
    ],
)
async def test_help_in_a_group_tells_others_where_they_find_it_in_their_language(
    client, of_group, line
):
    reply = FakeReply()
    settings = ChatSettings(language=of_group)
    request = said(chat_id=-1, language=client, settings=settings)
    await HelpCommands(FakePermissions()).help(request, reply)
    last = reply.text.splitlines()[-1]
    assert (last == line) if line else last.startswith("没叫我")


async def test_reviewers_see_the_review_commands_in_private_and_all_do_in_the_review_chat():
    command = HelpCommands(FakePermissions(reviewers=frozenset({9}), review_chat_id=-5))
    member, admin, in_group, in_review_chat = (FakeReply() for _ in range(4))
    await command.help(said(sender_id=9, chat_id=-5), in_review_chat)
    await command.help(said(sender_id=1), member)
    await command.help(said(sender_id=9), admin)
    await command.help(said(sender_id=9, chat_id=-1), in_group)
    assert "/pending" in admin.text
    assert "/pending" in in_review_chat.text
    assert "/pending" not in member.text
    assert "/pending" not in in_group.text


async def test_in_a_group_help_says_what_works_there_and_more_to_its_administrators():
    command = HelpCommands(FakePermissions(administrators=frozenset({(-1, 9)})))
    member, administrator = FakeReply(), FakeReply()
    await command.help(said(sender_id=1, chat_id=-1), member)
    await command.help(said(sender_id=9, chat_id=-1), administrator)
    assert ("/post" in member.text, "/forget" in member.text) == (True, False)
    assert ("/settings" in member.text, "/settings" in administrator.text) == (False, True)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_help_and_its_pages_mention_every_command_of_the_menu(language):
    commands = HelpCommands(FakePermissions(reviewers=frozenset({9})))
    reply = FakeReply(language)
    for page in ("", *PAGES):
        await commands.help(said(page, sender_id=9, language=language), reply)
    hidden = {"start", "help"}
    shown = "\n".join(reply.texts)
    assert [name for name in MENU if name not in hidden and f"/{name}" not in shown] == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_help_fits_on_a_phone(language):
    private, group = FakeReply(language), FakeReply(language)
    permissions = FakePermissions(reviewers=frozenset({9}), review_chat_id=-5)
    settings = ChatSettings(language=language)
    await HelpCommands(permissions).help(said(sender_id=9, settings=settings), private)
    await HelpCommands(permissions).help(said(sender_id=9, chat_id=-5, settings=settings), group)
    assert lines_on_a_phone(private.text) + len(private.keyboard) <= 20
    assert lines_on_a_phone(group.text) <= 20


def lines_on_a_phone(text: str) -> int:
    """About so many, of 19 Chinese characters each."""
    widths = (sum(1 + (char > "\u2e7f") for char in line) for line in text.splitlines())
    return sum(max(1, -(-width // 38)) for width in widths)


async def test_a_button_shows_a_page_in_the_place_of_the_overview_and_one_leads_back():
    commands, reply = HelpCommands(FakePermissions()), FakeReply()
    await commands.help(said(), reply)
    [(message_id, message)] = reply.messages.items()
    overview = message.text
    assert [len(row) for row in message.keyboard] == [3, 3, 1]
    await commands.pressed(pressed(message.keyboard[0][0].action, message_id=message_id), reply)
    assert "/idiom 对战" in message.text
    [[back]] = message.keyboard
    await commands.pressed(pressed(back.action, message_id=message_id), reply)
    assert message.text == overview


async def test_the_page_of_reviewers_opens_for_them_alone():
    commands = HelpCommands(FakePermissions(reviewers=frozenset({9})))
    reply = FakeReply()
    await commands.help(said(), reply)
    [message_id] = reply.messages
    for sender_id, can_see in ((1, False), (9, True)):
        press = pressed("help:review", message_id=message_id, sender_id=sender_id)
        await commands.pressed(press, reply)
        assert ("/deadletter" in reply.text) is can_see
    with pytest.raises(StaleButton):
        await commands.pressed(pressed("help", message_id=1, has_button=False), reply)


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ("接龙", "/idiom 对战"),
        ("接龍", "/idiom 对战"),
        ("/post", "/mypost"),
        ("Ask", "/stop"),
        ("怎么投稿？", "/mypost"),
        ("quota", "/quota 看"),
        ("review", "/idiom 成语接龙"),
        ("天气", "/idiom 成语接龙"),
    ],
)
async def test_help_explains_what_is_named_after_it(asked, word):
    reply = FakeReply()
    await HelpCommands(FakePermissions()).help(said(asked), reply)
    assert word in reply.text


async def test_a_group_with_privacy_mode_is_told_how_to_play_without_commands():
    open_group, private_mode = FakeReply(), FakeReply()
    await HelpCommands(FakePermissions()).greet(said(chat_id=-1), open_group)
    await HelpCommands(FakePermissions(), receives_group_messages=False).greet(
        said(chat_id=-1), private_mode
    )
    assert "隐私模式" not in open_group.text
    assert "隐私模式" in private_mode.text


async def test_an_unknown_command_is_answered_only_where_it_was_meant_for_the_bot():
    private, named, group = FakeReply(), FakeReply(), FakeReply()
    commands = HelpCommands(FakePermissions())
    await commands.unknown(said("/dance now"), private)
    await commands.unknown(said("/dance", chat_id=-1), named)
    await commands.unknown(said("/dance", chat_id=-1, addressed=False), group)
    assert private.text == "没有 /dance 这个命令，发 /help 看看我会什么。"
    assert "/dance" in named.text
    assert group.texts == []


@pytest.mark.parametrize(
    ("typed", "meant"), [("hlep", "/help"), ("sumarize", "/summarize"), ("psot", "/post")]
)
async def test_a_mistyped_command_is_answered_with_the_one_that_was_meant(typed, meant):
    reply = FakeReply()
    await HelpCommands(FakePermissions()).unknown(said(f"/{typed} x"), reply)
    assert reply.text == f"没有 /{typed} 这个命令，你是想发 {meant} 吗？"


async def test_only_reviewers_are_told_of_similar_review_commands():
    commands = HelpCommands(FakePermissions(reviewers=frozenset({9}), review_chat_id=-5))
    member, admin, in_review_chat = FakeReply(), FakeReply(), FakeReply()
    await commands.unknown(said("/pendign", sender_id=1), member)
    await commands.unknown(said("/pendign", sender_id=9), admin)
    await commands.unknown(said("/pendign", sender_id=1, chat_id=-5), in_review_chat)
    assert "/pending" not in member.text
    assert "/pending" in admin.text
    assert "/pending" in in_review_chat.text


async def test_every_topic_is_explained_in_both_languages():
    commands = HelpCommands(FakePermissions())
    for text, words in (("怎么投稿", "/mypost"), ("how do i submit a post", "/mypost")):
        for language in ("zh", "en"):
            reply = FakeReply(language)
            await commands.answer(said(text, language=language), reply)
            assert words in reply.text
    assert set(get_args(Topic)) - {"greeting"} == set(TOPICS)


async def test_a_greeting_is_answered_by_name():
    reply = FakeReply()
    await HelpCommands(FakePermissions()).answer(said("你好呀", name="阿明"), reply)
    assert "阿明" in reply.text


async def test_a_forwarded_command_is_refused_in_private_and_passed_over_in_a_group():
    private, group = FakeReply(), FakeReply()
    commands = HelpCommands(FakePermissions())
    await commands.forwarded(said(command="ban", forwarded=True), private)
    await commands.forwarded(said(command="ban", chat_id=-1, forwarded=True), group)
    assert "/ban" in private.text
    assert group.texts == []
