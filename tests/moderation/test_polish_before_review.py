"""A reviewer decides about the polished text, sees what was changed, and may take the author's."""

from dataclasses import replace

import pytest

from bot.errors import ModelUnavailable, PostError
from bot.models.chat import Span
from bot.models.post import CensorVerdict
from bot.storage.connection import Redis
from tests.fakes.chat import person
from tests.fakes.posts import FakePolisher, Sent
from tests.moderation.post_scenario import (
    ALICE,
    CHANNEL,
    GROUP,
    REVIEW_CHAT,
    PostScenario,
    draft_of,
)

LIKE_LOCAL = CensorVerdict("review", "local")
"""What the local censor says of a harmless text."""


def polishing(redis: Redis, mark: str = "！") -> PostScenario:
    scenario = PostScenario.on(redis)
    scenario.polisher = FakePolisher(mark=mark)
    return scenario


def cards(scenario: PostScenario, chat_id: int = REVIEW_CHAT) -> list[Sent]:
    return [sent for sent in scenario.messenger.messages if sent.chat_id == chat_id]


async def choose_own(scenario: PostScenario, *, version: int) -> None:
    post = await scenario.post(1)
    await scenario.decisions.choose_wording(post, own=True, by=person("甲"), version=version)
    await scenario.run()


async def test_the_card_shows_the_polished_text_and_its_changes_and_approval_publishes_it(redis):
    scenario = polishing(redis)
    scenario.censor.clean = LIKE_LOCAL
    await scenario.submit("今天食堂的红烧肉很好吃")
    await scenario.run()
    (card,) = cards(scenario)
    polished_at = card.text.index("今天食堂的红烧肉很好吃！")
    assert polished_at < card.text.index("改动")
    assert card.styled("underline") == ["！"]
    assert card.labels[-1] == "↩️ 用原文"
    await scenario.approve(1)
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["今天食堂的红烧肉很好吃！"]
    assert "改动" not in card.text


async def test_the_authors_wording_takes_the_place_on_every_card_and_voids_the_old_button(redis):
    scenario = polishing(redis)
    scenario.review_chats = (11, 12)
    await scenario.submit("可疑")
    await scenario.run()
    await choose_own(scenario, version=1)
    for chat_id in (11, 12):
        (card,) = cards(scenario, chat_id)
        assert card.text.endswith("\n\n可疑")
        assert card.button("✅") == "review:ok:1:2"
        assert card.labels[-1] == "✨ 用润色稿"
    with pytest.raises(PostError, match="旧了"):
        await scenario.approve(1, version=1)
    await scenario.approve(1, version=2)
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["可疑"]


async def test_the_polished_wording_can_be_taken_again(redis):
    scenario = polishing(redis)
    await scenario.submit("可疑")
    await scenario.run()
    await choose_own(scenario, version=1)
    post = await scenario.post(1)
    await scenario.decisions.choose_wording(post, own=False, by=person("甲"), version=2)
    await scenario.run()
    await scenario.approve(1, version=3)
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["可疑！"]
    told = [entry.reason for entry in await scenario.posts.audit(1)]
    assert ("own_wording" in told, "polished_wording" in told) == (True, True)


async def test_a_long_text_stands_above_its_card_and_another_wording_brings_a_new_card(redis):
    scenario = polishing(redis)
    await scenario.submit("疑" * 4080)
    await scenario.run()
    above, card = cards(scenario)
    assert above.text == "疑" * 4080 + "！"
    assert card.styled("underline") == ["！"]
    await choose_own(scenario, version=1)
    above, voided, above_new, new = cards(scenario)
    assert ("作废" in voided.text, voided.keyboard) == (True, ())
    assert above_new.text == "疑" * 4080
    assert new.button("✅") == "review:ok:1:2"


@pytest.mark.parametrize(
    ("polisher", "words"),
    [
        (FakePolisher(mark="坏"), "没有通过检查"),
        (FakePolisher(mark="，共3人"), "链接、名字或数字"),
        (FakePolisher(mark="字" * 4096), "太长"),
        (FakePolisher(errors=[ModelUnavailable()]), "没有润色成"),
    ],
    ids=["rejected", "lost-facts", "too-long", "model-down"],
)
async def test_where_the_polish_is_not_taken_the_card_says_why(redis, polisher, words):
    scenario = polishing(redis)
    scenario.polisher = polisher
    await scenario.submit("可疑")
    await scenario.run()
    (card,) = cards(scenario)
    assert words in card.text
    assert card.text.endswith("\n\n可疑")
    await scenario.approve(1)
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["可疑"]


async def test_a_polish_with_another_number_is_not_published_without_a_person_either(redis):
    scenario = polishing(redis, mark="3")
    await scenario.submit("你好")
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["你好"]


async def test_a_formatted_text_is_polished_only_if_a_reviewer_asks_and_comes_back(redis):
    scenario = polishing(redis)
    formatted = replace(draft_of("很可疑"), spans=(Span("bold", 0, 1),))
    await scenario.posts.submit(formatted, per_hour=0)
    await scenario.run()
    (card,) = cards(scenario)
    assert scenario.polisher is not None
    assert (scenario.polisher.callers, card.labels[-1]) == ([], "✨ 润色")
    scenario.censor.doubts = "没有的"
    await scenario.decisions.ask_polish(await scenario.post(1), by=person("甲"), version=1)
    await scenario.run()
    old, new = cards(scenario)
    assert "作废" in old.text
    assert "很可疑！" in new.text
    assert scenario.messenger.texts(CHANNEL) == []
    assert len([told for told in scenario.messenger.texts(GROUP) if "管理员" in told]) == 1
    await scenario.approve(1, version=2)
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["很可疑！"]


async def test_who_forbids_it_is_not_polished_not_even_by_a_reviewer(redis):
    scenario = polishing(redis)
    await scenario.posts.submit(replace(draft_of("可疑"), keeps_wording=True), per_hour=0)
    await scenario.run()
    (card,) = cards(scenario)
    assert "作者要求不润色" in card.text
    assert len(card.labels) == 4
    with pytest.raises(PostError):
        await scenario.decisions.ask_polish(await scenario.post(1), by=person("甲"), version=1)
    assert scenario.polisher is not None
    assert scenario.polisher.callers == []


async def test_an_edit_after_a_choice_is_polished_anew(redis):
    scenario = polishing(redis)
    await scenario.submit("可疑")
    await scenario.run()
    await choose_own(scenario, version=1)
    await scenario.decisions.revise(await scenario.post(1), draft_of("很可疑"))
    await scenario.run()
    post = await scenario.post(1)
    assert (post.state, post.proposal, post.version) == ("review", "很可疑！", 3)
    assert "很可疑！" in cards(scenario)[-1].text


async def test_the_author_sees_what_was_changed_and_where_it_is(redis):
    scenario = polishing(redis)
    scenario.messenger.usernames[CHANNEL] = "teahouse"
    await scenario.submit("你好")
    await scenario.run()
    told = scenario.messenger.messages[-1]
    assert told.chat_id == GROUP
    assert (
        told.text
        == "投稿 #1 已发布，文字润色过。\n👉 查看\n\n改动（划掉的删去，粗体的加上）：\n你好！"
    )
    assert [span.url for span in told.spans if span.url] == ["https://t.me/teahouse/1"]


async def test_a_stored_post_of_an_older_version_still_has_its_card(redis):
    """Its hash has none of the newer fields, its draft neither."""
    scenario = PostScenario.on(redis)
    await scenario.submit("可疑")
    await scenario.run()
    assert "keeps_wording" not in str(await redis.hget("{posts}:post:1", "draft"))
    await redis.hdel("{posts}:post:1", "polished", "polish_note", "wording", "polished_verdict")
    post = await scenario.post(1)
    assert (post.proposal, post.draft.author_id) == ("可疑", ALICE)


async def test_who_lost_the_card_gets_a_new_one_when_the_wording_is_switched(redis):
    scenario = polishing(redis)
    await scenario.submit("可疑")
    await scenario.run()
    scenario.messenger.messages.clear()  # somebody deleted it
    await choose_own(scenario, version=1)
    (card,) = cards(scenario)
    assert card.button("✅") == "review:ok:1:2"
