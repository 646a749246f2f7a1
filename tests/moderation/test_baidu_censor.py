import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import CensorBusy, CensorClosed, CensorDown, CensorError, CensorRefused
from bot.models.post import CensorHit
from bot.moderation.baidu_censor import LIMIT_BYTES, OVERLAP_BYTES, BaiduCensor, chunks_of
from bot.moderation.baidu_http import BaiduHttp
from bot.moderation.baidu_token import BaiduToken
from tests.fakes.posts import FakeSlots, FakeTokens
from tests.servers import baidu
from tests.servers.baidu import API_KEY, SECRET_KEY, BaiduServer, baidu_server


@dataclass
class Bench:
    """A censor and the server it speaks to."""

    server: BaiduServer
    http: BaiduHttp
    slots: FakeSlots = field(default_factory=FakeSlots)
    tokens: FakeTokens = field(default_factory=FakeTokens)
    time: datetime = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)

    def censor(self, secret_key: str = SECRET_KEY) -> BaiduCensor[int]:
        token = BaiduToken(self.http, self.tokens, API_KEY, secret_key)
        return BaiduCensor(self.http, token, self.slots, now=lambda: self.time)

    @contextmanager
    def out_of_patience(self) -> Iterator[None]:
        """A client that waits for an answer no longer than it takes to see that none comes."""
        patient = self.http
        self.http = BaiduHttp(self.server.url, max_calls=1, timeouts_s=(5, 0.3))
        yield
        self.http.close()
        self.http = patient


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with baidu_server() as server:
        http = BaiduHttp(server.url, max_calls=4, timeouts_s=(5, 20))
        yield Bench(server, http)
        http.close()


async def test_a_harmless_text_passes(bench: Bench):
    verdict = await bench.censor().check("今天天气很好")
    assert verdict.kind == "pass"
    assert bench.server.texts == ["今天天气很好"]
    assert bench.slots.holds_ms == [1000]


async def test_signs_that_end_a_form_field_reach_the_censor(bench: Bench):
    text = "100% 好 & 坏+词\n换行 =?#😀"
    await bench.censor().check(text)
    assert bench.server.texts == [text]


@pytest.mark.parametrize(
    ("conclusion", "kind"), [(2, "reject"), (3, "review")], ids=["不合规", "疑似"]
)
async def test_a_finding_has_its_label_and_its_places(bench: Bench, conclusion: int, kind: str):
    bench.server.words["坏词"] = (conclusion, 12, 4)
    verdict = await bench.censor().check("一个坏词和坏词")
    assert verdict.kind == kind
    assert verdict.labels == ("advert",)
    assert verdict.hits == (CensorHit(2, 4, "advert"), CensorHit(5, 7, "advert"))


@pytest.mark.parametrize(
    "content",
    [
        {"conclusion": "合规", "conclusionType": 1, "data": [{"type": 12, "error_code": 282000}]},
        {"conclusion": "新", "conclusionType": 9},
        {"conclusion": "疑似", "conclusionType": 3, "data": [{"type": 77, "hits": None}]},
        {"conclusion": "疑似", "conclusionType": 3, "data": ["?", {"hits": [1, {"words": [2]}]}]},
    ],
    ids=["failed-part", "unknown-conclusion", "unknown-type", "odd-shapes"],
)
async def test_what_is_not_surely_fine_goes_to_review(bench: Bench, content: object):
    bench.server.faults.append(baidu.answer(content))
    assert (await bench.censor().check("文字")).kind == "review"


async def test_a_white_list_hit_passes(bench: Bench):
    bench.server.faults.append(baidu.answer({"conclusionType": 1, "data": [{"type": 14}]}))
    assert (await bench.censor().check("文字")).kind == "pass"


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        *((lambda code=code: baidu.error(code), CensorDown) for code in (1, 2, 4, 282000, 999999)),
        *((lambda code=code: baidu.error(code), CensorClosed) for code in (3, 6, 14, 19, 216015)),
        *((lambda code=code: baidu.error(code), CensorRefused) for code in (216100, 282004)),
        (lambda: baidu.error(18), CensorBusy),
        (lambda: baidu.error(17), CensorClosed),
        (baidu.raw("<html>502</html>", status=502), CensorDown),
        (baidu.answer({"conclusion": "合规", "conclusionType": 1}, status=503), CensorDown),
        (baidu.raw("<html>login</html>"), CensorDown),
        (baidu.raw(""), CensorDown),
        (baidu.raw("[]"), CensorDown),
        (baidu.answer({"conclusion": "审核失败", "conclusionType": 4}), CensorDown),
        (baidu.answer({"log_id": 1}), CensorDown),
    ],
)
async def test_each_fault_is_its_own_error_and_never_a_pass(
    bench: Bench, fault: baidu.Fault, error: type[CensorError]
):
    bench.server.faults.append(fault)
    with pytest.raises(CensorError) as caught:
        await bench.censor().check("文字")
    assert isinstance(caught.value, error)


async def test_a_slot_comes_back_later_after_too_fast_and_soon_again_after_success(bench: Bench):
    censor = bench.censor()
    bench.server.fail(18)
    with pytest.raises(CensorBusy):
        await censor.check("文字")
    await censor.check("文字")
    assert bench.slots.holds_ms == [2000, 1950]


async def test_a_call_without_an_answer_keeps_its_slot(bench: Bench):
    await bench.censor().check("文字")
    bench.server.hang = 1
    with bench.out_of_patience(), pytest.raises(CensorDown):
        await bench.censor().check("文字")
    assert bench.slots.taken == 2
    assert len(bench.slots.holds_ms) == 1


async def test_one_token_serves_every_call(bench: Bench):
    censor = bench.censor()
    await asyncio.gather(*(censor.check(f"文字{n}") for n in range(8)))
    assert bench.server.token_fetches == 1
    assert list(bench.tokens.ttls_s.values()) == [29 * 24 * 3600]
    assert API_KEY not in "".join(bench.tokens.tokens)


async def test_an_expired_token_is_replaced_once_for_everybody(bench: Bench):
    censor = bench.censor()
    await censor.check("文字")
    bench.server.expire_tokens()
    verdicts = await asyncio.gather(*(censor.check(f"文字{n}") for n in range(8)))
    assert {verdict.kind for verdict in verdicts} == {"pass"}
    assert bench.server.token_fetches == 2


async def test_a_token_refused_twice_is_tried_later(bench: Bench):
    bench.server.fail(110, 110)
    with pytest.raises(CensorDown):
        await bench.censor().check("文字")


async def test_a_wrong_key_closes_the_censor_and_names_what_to_check(bench: Bench):
    with pytest.raises(CensorClosed) as caught:
        await bench.censor("wrong").check("文字")
    assert "invalid_client" in caught.value.say("zh")


async def test_the_day_quota_closes_until_midnight_in_beijing(bench: Bench):
    censor = bench.censor()
    bench.server.fail(17)
    with pytest.raises(CensorClosed):
        await censor.check("文字")
    bench.time = datetime(2026, 11, 21, 15, 59, tzinfo=UTC)
    with pytest.raises(CensorClosed):
        await censor.check("文字")
    assert len(bench.server.arrivals) == 1
    bench.time += timedelta(minutes=1)
    assert (await censor.check("文字")).kind == "pass"


async def test_a_closed_censor_is_probed_every_ten_minutes(bench: Bench):
    censor = bench.censor()
    bench.server.fail(6)
    for minutes in (0, 9):
        bench.time += timedelta(minutes=minutes)
        with pytest.raises(CensorClosed):
            await censor.check("文字")
    assert len(bench.server.arrivals) == 1
    bench.time += timedelta(minutes=1)
    assert (await censor.check("文字")).kind == "pass"


async def test_a_long_text_is_checked_in_parts_and_the_worst_counts(bench: Bench):
    bench.server.words["坏词"] = (3, 30, 0)
    text = "字" * 6665 + "坏词" + "字" * 300  # the word lies across the first cut
    verdict = await bench.censor().check(text)
    assert verdict.kind == "review"
    assert verdict.hits == (CensorHit(6665, 6667, "politics"),)
    assert bench.slots.taken == 2


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=200))
@settings(max_examples=40)
def test_chunks_hold_every_stretch_of_the_text_whole(seed: str):
    text = "".join(f"{number}{seed[number % len(seed)]}" for number in range(9000))
    chunks = list(chunks_of(text))
    assert all(len(chunk.encode()) <= LIMIT_BYTES for chunk in chunks)
    place, end = 0, 0
    for chunk in chunks:
        place = text.find(chunk, max(0, end - OVERLAP_BYTES))
        assert place <= end
        end = place + len(chunk)
    assert end == len(text)


async def test_a_lone_surrogate_is_no_crash(bench: Bench):
    assert (await bench.censor().check("坏\ud800好")).kind == "pass"


async def test_no_key_or_token_in_any_error_or_log(bench: Bench, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO)
    secrets = (API_KEY, SECRET_KEY, "24.token")
    nowhere = BaiduHttp("http://127.0.0.1:9", max_calls=1, timeouts_s=(0.2, 0.2))
    unreachable = BaiduToken(nowhere, FakeTokens(), API_KEY, SECRET_KEY)
    await bench.censor().check("文字")
    bench.server.faults.append(baidu.raw("<html>"))
    bench.server.hang = 1
    with bench.out_of_patience():
        for censor in (
            bench.censor(),
            bench.censor(),
            replace(bench, tokens=FakeTokens()).censor("wrong"),
            BaiduCensor(nowhere, unreachable, bench.slots),
        ):
            with pytest.raises(CensorError) as caught:
                await censor.check("文字")
            told = "".join(traceback.format_exception(caught.value)) + caught.value.say("en")
            assert not any(secret in told for secret in secrets)
    assert not any(secret in caplog.text for secret in secrets)
    nowhere.close()


async def test_certificates_are_verified(bench: Bench):
    assert bench.http._session.verify is True


async def test_the_server_itself_holds_the_limit(bench: Bench):
    bench.server.qps = 2
    censor = bench.censor()
    outcomes = await asyncio.gather(
        *(censor.check(f"文字{n}") for n in range(3)), return_exceptions=True
    )
    assert sum(isinstance(outcome, CensorBusy) for outcome in outcomes) == 1
