import pytest

from bot.commands.help import HelpCommands
from bot.texts.help import MENU
from tests.fakes.chat import FakePermissions, FakeReply, said


@pytest.mark.parametrize(("language", "word"), [("zh", "成语接龙"), ("en", "idiom chain")])
async def test_start_greets_people_by_name_in_their_language(language, word):
    reply = FakeReply(language)
    await HelpCommands(FakePermissions()).start(said(name="阿明", language=language), reply)
    assert "阿明" in reply.text
    assert word in reply.text


async def test_only_reviewers_in_private_see_the_review_commands():
    command = HelpCommands(FakePermissions(reviewers=frozenset({9})))
    member, admin, in_group = FakeReply(), FakeReply(), FakeReply()
    await command.help(said(sender_id=1), member)
    await command.help(said(sender_id=9), admin)
    await command.help(said(sender_id=9, chat_id=-1), in_group)
    assert "/pending" in admin.text
    assert "/pending" not in member.text
    assert "/pending" not in in_group.text


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
    assert "/dance" in private.text
    assert "/dance" in named.text
    assert group.texts == []


async def test_a_forwarded_command_is_refused_in_private_and_passed_over_in_a_group():
    private, group = FakeReply(), FakeReply()
    commands = HelpCommands(FakePermissions())
    await commands.forwarded(said(command="ban", forwarded=True), private)
    await commands.forwarded(said(command="ban", chat_id=-1, forwarded=True), group)
    assert "/ban" in private.text
    assert group.texts == []
