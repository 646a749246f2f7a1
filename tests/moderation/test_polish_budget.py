"""What the polish of a post counts, and what happens where it may not be made."""

from dataclasses import replace

from bot.errors import ModelPaused
from bot.models.usage import Caller
from bot.storage.connection import Redis
from tests.fakes.posts import FakePolisher
from tests.moderation.post_scenario import ALICE, CHANNEL, GROUP, PostScenario


async def test_a_polish_counts_on_the_author_as_the_request_of_their_message(redis: Redis):
    scenario = PostScenario.on(redis)
    scenario.polisher = FakePolisher()
    post_id = await scenario.submit("你好")
    post = await scenario.post(post_id)
    await scenario.decisions.revise(post, replace(post.draft, text="改过的"))
    await scenario.run()
    message_id = post.draft.message_id
    assert scenario.polisher.callers == [Caller(GROUP, ALICE, f"{GROUP}:{message_id}:2")]


async def test_a_polish_over_the_budget_leaves_the_wording(redis: Redis):
    scenario = PostScenario.on(redis)
    scenario.polisher = FakePolisher(errors=[ModelPaused()])
    await scenario.submit("你好")
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["你好"]
