"""What a newer version stored is read by this one, which runs beside it during an upgrade."""

import json
from dataclasses import replace
from typing import Any

from bot.models.answer import Answer
from bot.models.chat import FileRef, Picture, QuotedMessage, Span
from bot.models.post import PostDraft
from bot.models.summary_offer import SummaryOffer
from bot.storage import keys
from bot.storage.answers import RedisAnswers
from bot.storage.posts.post_fields import draft_to_json, to_post
from bot.storage.summary_offers import RedisSummaryOffers
from tests.fakes.chat import said

FILE = FileRef("f", "长.pdf", None)


def with_newer_fields(value: Any) -> Any:
    """The value with a field more in each object."""
    if isinstance(value, list):
        return [with_newer_fields(part) for part in value]
    if isinstance(value, dict):
        known = {name: with_newer_fields(part) for name, part in value.items()}
        return known | {"newer": 1}
    return value


async def test_an_answer_with_newer_fields_is_read(redis):
    quoted = QuotedMessage(4, "", FILE, 2, by_bot=False)
    request = replace(said("问", file=FILE, quoted=quoted), files=(FILE, FILE))
    answer, store = Answer("ask", request), RedisAnswers(redis)
    await store.put(answer)
    place = (request.thread.chat_id, request.sender.id)
    key, field = keys.answers(*place), str(request.message_id)
    row = with_newer_fields(json.loads(await redis.hget(key, field)))
    await redis.hset(key, field, json.dumps(row))
    assert await store.get(*place, request.message_id) == answer


async def test_an_offer_with_newer_fields_is_read(redis):
    offer, store = SummaryOffer(1, 5, 40, "短", file=FILE), RedisSummaryOffers(redis)
    offer_id = await store.put(offer)
    key = keys.summary_offer(offer_id)
    row = with_newer_fields(json.loads(await redis.get(key)))
    await redis.set(key, json.dumps(row))
    assert await store.get(offer_id) == offer


def test_a_post_with_newer_fields_is_read():
    pictures, spans = (Picture("p", message_id=8),), (Span("bold", 0, 1),)
    draft = PostDraft(5, "甲", "zh", 5, None, 8, "文", pictures, spans=spans)
    stored = json.dumps(with_newer_fields(json.loads(draft_to_json(draft))))
    post = to_post(1, {"state": "queued", "version": "1", "draft": stored, "newer": "1"})
    assert post is not None
    assert post.draft == draft
