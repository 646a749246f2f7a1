"""Answers at once under the limits they share, in virtual time."""

from statistics import fmean

import pytest

from bot.models.flood import FloodLimits
from bot.storage.flood.local_flood_budget import LocalFloodBudget
from tests.fakes.streamed_answers import Server, answers_at_once

pytestmark = pytest.mark.looptime

PERSON, GROUP = 1, -1


def a_server() -> Server:
    return Server(LocalFloodBudget(FloodLimits()), call_s=0.1)


async def test_twenty_five_private_answers_at_once_are_not_refused():
    server = a_server()
    answers = await answers_at_once(server, range(1, 26), 6)
    assert server.refused <= 2
    assert max(answer.first_s for answer in answers) < 0.4
    assert fmean(answer.mean_delay_s for answer in answers) < 0.8
    assert max(_calls_of_a_second(server.times)) <= 30


async def test_sixty_private_answers_at_once_share_the_calls_evenly():
    server = a_server()
    answers = await answers_at_once(server, range(1, 61), 10)
    assert server.refused == 0
    assert max(_calls_of_a_second(server.times)) <= 30
    delays = [answer.mean_delay_s for answer in answers]
    assert max(delays) < 2 * fmean(delays)


async def test_four_answers_at_once_in_a_group_use_the_calls_of_its_minute():
    server = a_server()
    answers = await answers_at_once(server, [GROUP] * 4, 6)
    assert server.refused == 0
    assert fmean(answer.mean_delay_s for answer in answers) <= 1.5
    assert sum(answer.calls for answer in answers) > 15


async def test_eight_answers_at_once_in_a_group_all_end_in_time():
    server = a_server()
    answers = await answers_at_once(server, [GROUP] * 8, 6)
    assert max(answer.late_s for answer in answers) < 1


@pytest.mark.parametrize(
    ("chat_id", "seconds", "delay_s"),
    [(PERSON, 6, 0.4), (PERSON, 30, 0.54), (GROUP, 6, 0.6), (GROUP, 30, 1.28)],
)
async def test_an_answer_alone_keeps_its_delay(chat_id, seconds, delay_s):
    server = Server(LocalFloodBudget(FloodLimits()))
    [answer] = await answers_at_once(server, [chat_id], seconds)
    assert answer.first_s < 0.25
    assert answer.mean_delay_s < delay_s


def _calls_of_a_second(times: list[float]) -> list[int]:
    """For each call, how many there were in the second before it."""
    return [sum(at - 0.999 < other <= at for other in times) for at in times]
