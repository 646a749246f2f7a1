from typing import get_args

import pytest

from bot.commands.help import HelpCommands
from bot.commands.intent import Topic
from bot.texts.help import MENU, TOPICS
from tests.fakes.chat import FakePermissions, FakeReply, said


@pytest.mark.parametrize(("language", "word"), [("zh", "成语接龙"), ("en", "idiom chain")])
async def test_start_greets_people_by_name_in_their_language(language, word):
    reply = FakeReply(language)
    await HelpCommands(FakePermissions()).start(said(name="阿明", language=language), reply)
    assert "阿明" in reply.text
    assert word in reply.text


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


async def test_help_mentions_every_command_of_the_menu():
    reply = FakeReply()
    await HelpCommands(FakePermissions(reviewers=frozenset({9}))).help(said(sender_id=9), reply)
    hidden = {"start", "help"}
    assert [name for name in MENU if name not in hidden and f"/{name}" not in reply.text] == []


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
