"""Posts with pictures: a person sees them, one decision publishes all of them."""

from dataclasses import replace

from bot.models.chat import Picture, Span
from bot.storage.connection import Redis
from tests.fakes.posts import FakePolisher
from tests.moderation.post_scenario import CHANNEL, REVIEW_CHAT, PostScenario, draft_of


async def test_a_picture_always_goes_to_a_person_and_out_with_its_caption(redis: Redis):
    scenario = PostScenario.on(redis)
    await scenario.posts.submit(
        replace(draft_of("晚霞"), pictures=(Picture("photo-9"),)), per_hour=0
    )
    await scenario.run()
    assert scenario.censor.texts == ["晚霞"]
    picture, card = [sent for sent in scenario.messenger.messages if sent.chat_id == REVIEW_CHAT]
    assert picture.pictures == (Picture("photo-9"),)
    assert "晚霞" in card.text
    assert scenario.messenger.texts(CHANNEL) == []
    await scenario.approve(1)
    await scenario.run()
    (published,) = [sent for sent in scenario.messenger.messages if sent.chat_id == CHANNEL]
    assert (published.pictures, published.text) == ((Picture("photo-9"),), "晚霞")


async def test_an_album_keeps_its_formatting_and_the_censor_sees_where_its_links_lead(redis: Redis):
    scenario = PostScenario.on(redis)
    scenario.polisher = FakePolisher()
    album = (Picture("a"), Picture("b"))
    spans = (Span("text_link", 0, 2, url="https://t.cn/坏"),)
    draft = replace(draft_of("晚霞"), pictures=album, spans=spans)
    await scenario.posts.submit(draft, per_hour=0)
    await scenario.run()
    assert scenario.censor.texts == ["晚霞\nhttps://t.cn/坏"]
    assert (await scenario.post(1)).state == "rejected"
    harmless = (Span("bold", 0, 2),)
    again = replace(draft, spans=harmless, message_id=78, text="晚霞两张")
    post_id = (await scenario.posts.submit(again, per_hour=0)).post_id
    await scenario.run()
    await scenario.approve(post_id)
    await scenario.run()
    [shown, card] = [sent for sent in scenario.messenger.messages if sent.chat_id == REVIEW_CHAT]
    assert (shown.pictures, [span.kind for span in card.spans]) == (album, ["bold"])
    [published] = [sent for sent in scenario.messenger.messages if sent.chat_id == CHANNEL]
    assert (published.pictures, published.text, published.spans) == (album, "晚霞两张", harmless)
    post = await scenario.post(post_id)
    assert post.published_album_ids == (published.message_id + 1,)


async def test_a_bad_caption_is_rejected_without_a_person(redis: Redis):
    scenario = PostScenario.on(redis)
    await scenario.posts.submit(
        replace(draft_of("很坏"), pictures=(Picture("photo-9"),)), per_hour=0
    )
    await scenario.run()
    assert (await scenario.post(1)).state == "rejected"


async def test_a_picture_that_cannot_be_shown_can_be_rejected_and_holds_nothing_up(redis: Redis):
    """Anybody can send a broken file with the first bytes of a picture."""
    scenario = PostScenario.on(redis)
    broken = Picture("broken", "image_file", "a.png")
    scenario.messenger.refused_pictures.add(broken)
    await scenario.posts.submit(replace(draft_of("晚霞"), pictures=(broken,)), per_hour=0)
    await scenario.run()
    told, card = [sent for sent in scenario.messenger.messages if sent.chat_id == REVIEW_CHAT]
    assert "图片" in told.text
    assert card.labels == ["❌ 拒绝"]
    assert await scenario.posts.cards(1) == []  # nobody has seen it, so /approve shows it first
    scenario.messenger.refused_pictures.clear()
    await scenario.cards.show(await scenario.post(1), REVIEW_CHAT)
    assert "✅ 通过" in scenario.messenger.messages[-1].labels
