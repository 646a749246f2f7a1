"""The line that an operator finds for each update."""

import logging

import pytest

from bot.errors import StorageDown
from tests.fakes.botapi import message, user
from tests.fakes.one_command_bot import one_command_bot
from tests.fakes.telegram import XIAOMING


@pytest.mark.parametrize(
    ("error", "tells"),
    [
        (None, {"what": "/do", "ended": "done"}),
        (StorageDown(), {"what": "/do", "ended": "done", "error": "StorageDown"}),
        (ValueError("secret"), {"what": "/do", "ended": "retry", "attempt": 2}),
    ],
)
async def test_an_update_has_one_line_that_tells_what_was_wanted_and_how_it_ended(
    caplog, error, tells
):
    async with one_command_bot() as bot:
        caplog.set_level(logging.INFO)
        bot.error = error
        await bot.handles(attempts=tells.get("attempt", 1))
    [line] = [record for record in caplog.records if record.name == "bot.handlers.request_log"]
    known = vars(line)
    assert tells | {"update_id": 7} == {name: known[name] for name in (*tells, "update_id")}
    assert known["took_ms"] >= 0


async def test_what_nobody_asked_the_bot_for_is_no_line_at_info(caplog):
    made = message("大家好", chat_id=-100, sender=user(XIAOMING))
    async with one_command_bot() as bot:
        caplog.set_level(logging.INFO)
        await bot.handles(message=made)
    assert [record for record in caplog.records if record.name == "bot.handlers.request_log"] == []
