from telegram.ext import ExtBot

from bot.handlers.command_menu import register_menu

ADMIN, REVIEW = 9, -1


async def test_each_kind_of_chat_gets_its_menu_in_two_languages(wire):
    await register_menu(ExtBot("1:token", request=wire), (ADMIN,), REVIEW)
    menus = {
        (call["scope"]["type"], call["scope"].get("chat_id"), call.get("language_code")): [
            command["command"] for command in call["commands"]
        ]
        for call in wire.of("setMyCommands")
    }
    scopes = [
        ("all_private_chats", None), ("all_group_chats", None), ("all_chat_administrators", None),
        ("chat", ADMIN), ("chat_administrators", REVIEW), ("chat_member", REVIEW),
    ]  # fmt: skip
    assert set(menus) == {(*scope, code) for scope in scopes for code in (None, "zh")}
    assert "pending" in menus["chat", ADMIN, "zh"]
    assert "pending" not in menus["all_private_chats", None, "zh"]
    assert {"forget", "settings"}.isdisjoint(menus["all_group_chats", None, None])
    assert "settings" in menus["all_chat_administrators", None, None]
    assert menus["chat_administrators", REVIEW, None][0] == "pending"
    assert "forget" not in menus["chat_member", REVIEW, None]


async def test_a_chat_that_refuses_its_menu_does_not_stop_the_start(wire):
    for _ in range(8):
        wire.will_answer("setMyCommands", 400, description="Bad Request: chat not found")
    await register_menu(ExtBot("1:token", request=wire), (ADMIN,), None)
    assert len(wire.of("setMyCommands")) == 8
