import asyncio

import pytest

from bot.errors import CensorDown
from bot.models.post import CensorHit, CensorVerdict
from bot.moderation.verdict_cache import KEPT_S, VerdictCache
from tests.fakes.llm import FakeCache
from tests.fakes.posts import FakeCensor


class Finder(FakeCensor):
    """Marks where 坏 stands."""

    async def check(self, text: str) -> CensorVerdict:
        verdict = await super().check(text)
        at = text.find("坏")
        hits = (CensorHit(at, at + 1, "abuse"),) if at >= 0 else ()
        return CensorVerdict(verdict.kind, "baidu", verdict.labels, hits)


@pytest.fixture
def asked() -> Finder:
    return Finder()


@pytest.fixture
def cache() -> FakeCache:
    return FakeCache()


@pytest.fixture
def censor(asked, cache) -> VerdictCache:
    return VerdictCache(asked, cache, "baidu")


async def test_the_same_text_is_judged_once(censor, asked):
    first = await censor.check("大家好")
    assert await censor.check("大家好") == first == CensorVerdict("pass", "baidu")
    assert asked.texts == ["大家好"]


async def test_texts_that_read_the_same_share_a_verdict_and_each_has_its_marks(censor, asked):
    assert (await censor.check("這真壞坏")).hits == (CensorHit(3, 4, "abuse"),)
    disguised = await censor.check("这\u200b真壞\u200b坏")
    assert disguised.kind == "reject"
    assert disguised.labels == ("abuse",)
    assert disguised.hits == (CensorHit(5, 6, "abuse"),)
    assert len(asked.texts) == 1


async def test_another_text_is_asked_about(censor, asked):
    await censor.check("大家好")
    assert (await censor.check("大家坏")).kind == "reject"
    assert len(asked.texts) == 2


async def test_a_failure_is_not_remembered(censor, asked):
    asked.errors = [CensorDown()]
    with pytest.raises(CensorDown):
        await censor.check("大家好")
    assert (await censor.check("大家好")).kind == "pass"


async def test_no_text_is_kept_and_none_longer_than_a_day(censor, cache):
    await censor.check("大家坏")
    assert "大家" not in str(cache.kept)
    assert set(cache.ttls_s.values()) == {KEPT_S} == {86_400}


async def test_another_censor_judges_anew(asked, cache):
    for name in ("baidu", "other"):
        await VerdictCache(asked, cache, name).check("大家好")
    assert len(asked.texts) == 2


async def test_every_stretch_of_a_text_can_be_marked(censor, asked):
    for text in ("坏", "ＡＢ坏", "㈱坏㈱", "坏" + "\u200b"):
        first = await censor.check(text)
        assert await censor.check(text) == first


class SlowAtFirst(FakeCache):
    """Each look-up takes less time than the one before it."""

    steps = 3

    async def get(self, key: str) -> str | None:
        self.steps -= 1
        for _ in range(self.steps):
            await asyncio.sleep(0)
        return await super().get(key)


async def test_texts_are_asked_about_in_their_order_however_long_a_look_up_takes(asked):
    censor = VerdictCache(asked, SlowAtFirst(), "baidu")
    await asyncio.gather(*(censor.check(f"第{number}篇") for number in range(3)))
    assert asked.texts == ["第0篇", "第1篇", "第2篇"]
