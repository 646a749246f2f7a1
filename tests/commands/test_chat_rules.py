"""What a group lets the bot react to, and its members use."""

import pytest

from bot.commands.chat_rules import forbidden_to, hears_plain_words, is_heard, is_refused
from bot.models.chat import QuotedMessage
from bot.models.chat_settings import ChatSettings, Speaks
from tests.fakes.chat import FakePermissions, FakeReply, pressed, said

GROUP, ADMIN, MEMBER = -100, 7, 8
TO_THE_BOT = QuotedMessage(5, "答", None, 700, by_bot=True)
PERMISSIONS = FakePermissions(administrators=frozenset({(GROUP, ADMIN)}))


@pytest.mark.parametrize(
    ("speaks", "heard"),
    [
        (None, {"command", "named", "reply", "settings"}),
        ("all", {"command", "named", "reply", "settings"}),
        ("replies", {"named", "reply", "settings"}),
        ("mentions", {"named", "settings"}),
    ],
)
def test_a_group_chooses_what_the_bot_reacts_to(speaks: Speaks | None, heard: set[str]):
    chosen = ChatSettings(speaks=speaks)
    messages = {
        "command": said("天空", chat_id=GROUP, command="ask", settings=chosen),
        "named": said("天空", chat_id=GROUP, named=True, settings=chosen),
        "reply": said("天空", chat_id=GROUP, quoted=TO_THE_BOT, settings=chosen),
        "settings": said("", chat_id=GROUP, command="settings", settings=chosen),
        "talk": said("天空", chat_id=GROUP, addressed=False, settings=chosen),
    }
    assert {name for name, message in messages.items() if is_heard(message)} == heard
    assert hears_plain_words(messages["talk"]) == (speaks in {None, "all"})


def test_in_private_everything_is_heard():
    assert is_heard(said("天空", settings=ChatSettings(speaks="mentions")))


async def test_what_a_group_keeps_to_its_admins_is_forbidden_to_members_alone():
    chosen = ChatSettings(admins_only=frozenset({"ask"}))
    for make in (
        lambda who: said("", sender_id=who, chat_id=GROUP, settings=chosen),
        lambda who: pressed("x", message_id=1, sender_id=who, chat_id=GROUP, settings=chosen),
    ):
        assert await forbidden_to(make(MEMBER), PERMISSIONS) == {"ask"}
        assert await forbidden_to(make(ADMIN), PERMISSIONS) == frozenset()
    assert await forbidden_to(said("", settings=chosen), PERMISSIONS) == frozenset()


@pytest.mark.parametrize(("addressed", "told"), [(True, True), (False, False)])
async def test_who_is_refused_is_told_if_they_spoke_to_the_bot(addressed, told):
    reply = FakeReply()
    request = said("问", chat_id=GROUP, addressed=addressed, forbidden=frozenset({"ask"}))
    assert await is_refused("ask", request, reply)
    assert reply.texts == (["在这里，“提问”只对群管理员开放。"] if told else [])
    assert not await is_refused("idiom", request, reply)
