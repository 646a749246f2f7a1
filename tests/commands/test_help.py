import pytest

from bot.commands.help import HelpCommands
from bot.texts.help import MENU
from tests.fakes.chat import FakePermissions, FakeReply, said


@pytest.mark.parametrize(("language", "word"), [("zh", "成语接龙"), ("en", "idiom chain")])
async def test_start_greets_by_name_in_the_persons_language(language, word):
    reply = FakeReply(language)
    await HelpCommands(FakePermissions()).start(said(name="阿明", language=language), reply)
    assert "阿明" in reply.text
    assert word in reply.text


async def test_only_admins_in_private_read_about_review():
    command = HelpCommands(FakePermissions(reviewers=frozenset({9})))
    member, admin, in_front_of_all = FakeReply(), FakeReply(), FakeReply()
    await command.help(said(sender_id=1), member)
    await command.help(said(sender_id=9), admin)
    await command.help(said(sender_id=9, chat_id=-1), in_front_of_all)
    assert "/pending" in admin.text
    assert "/pending" not in member.text
    assert "/pending" not in in_front_of_all.text


async def test_help_names_every_command_of_the_menu():
    reply = FakeReply()
    await HelpCommands(FakePermissions(reviewers=frozenset({9}))).help(said(sender_id=9), reply)
    hidden = {"start", "help"}
    assert [name for name in MENU if name not in hidden and f"/{name}" not in reply.text] == []


async def test_a_group_is_told_how_to_play_by_plain_messages_where_they_do_not_arrive():
    hears, hears_not = FakeReply(), FakeReply()
    await HelpCommands(FakePermissions()).greet(said(chat_id=-1), hears)
    await HelpCommands(FakePermissions(), receives_group_messages=False).greet(
        said(chat_id=-1), hears_not
    )
    assert "隐私模式" not in hears.text
    assert "隐私模式" in hears_not.text


async def test_an_unknown_command_is_named_to_who_spoke_to_the_bot_and_else_ignored():
    private, named, group = FakeReply(), FakeReply(), FakeReply()
    house = HelpCommands(FakePermissions())
    await house.unknown(said("/dance now"), private)
    await house.unknown(said("/dance", chat_id=-1), named)
    await house.unknown(said("/dance", chat_id=-1, addressed=False), group)
    assert "/dance" in private.text
    assert "/dance" in named.text
    assert group.texts == []
