"""Custom idioms in Redis; implements `ports.custom_idioms.CustomIdiomRepository`."""

import json
from itertools import chain
from typing import cast

from bot.models.chat import Language, Person, Thread
from bot.models.custom_idiom import CustomIdiom, IdiomDraft, Proposal, ProposalResult, ProposalState
from bot.models.post import CardMessage
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.scripts import load_script

_DAY_S = 24 * 3600
_WORDS, _VERSION, _PENDING = map(keys.custom_idioms, ("words", "version", "pending"))
_PROPOSAL = keys.custom_idioms("proposal", "")


class RedisCustomIdioms:
    """Custom idioms and proposals, shared by all chats; each change is one script."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._propose = load_script(redis, "custom_idioms/propose.lua")
        self._decide = load_script(redis, "custom_idioms/decide.lua")
        self._remove = load_script(redis, "custom_idioms/remove.lua")

    async def version(self) -> int:
        """A number that grows with every change of the custom idioms."""
        return int(await self._redis.get(_VERSION) or 0)

    async def all(self) -> tuple[int, list[CustomIdiom]]:
        """The version, and every custom idiom at that version."""
        pipeline = self._redis.pipeline()
        pipeline.get(_VERSION)
        pipeline.hgetall(_WORDS)
        version, words = await pipeline.execute()
        return int(version or 0), [_custom_idiom(word, text) for word, text in words.items()]

    async def proposal_of_update(self, update_id: int) -> int | None:
        """The proposal that this update stored, or found pending as a reviewer, in the last day."""
        proposal_id = await self._redis.get(keys.custom_idioms("update", update_id))
        return None if proposal_id is None else int(proposal_id)

    async def propose(
        self, draft: IdiomDraft, update_id: int, *, per_day: int, at_most: int
    ) -> ProposalResult:
        """Store a draft; the same update stores it once."""
        person, thread = draft.author, draft.thread
        fields: dict[str, str | int] = {
            "pinyin": draft.pinyin,
            "person": person.id,
            "name": person.name,
            "language": person.language,
            "chat": thread.chat_id,
            "topic": thread.topic_id or 0,
            "meaning": draft.meaning,
        }
        limits = (per_day, at_most, keys.CUSTOM_IDIOM_UPDATE_S, _DAY_S)
        kind, proposal_id = await self._propose(
            keys=[
                _PROPOSAL,
                _PENDING,
                _WORDS,
                keys.custom_idioms("last_id"),
                keys.custom_idioms("update", update_id),
                keys.custom_idioms("day", person.id),
            ],
            args=[draft.word, *limits, *chain.from_iterable(fields.items())],
        )
        return ProposalResult(kind, int(proposal_id))

    async def get(self, proposal_id: int) -> Proposal | None:
        """A proposal; None if there is none, or it was decided so long ago that it was deleted."""
        fields = await self._redis.hgetall(f"{_PROPOSAL}{proposal_id}")
        known = {str(name): str(value) for name, value in fields.items()}
        return _proposal(proposal_id, known) if known else None

    async def pending(self, limit: int) -> tuple[int, list[Proposal]]:
        """How many are pending, and the oldest of them."""
        pending = sorted(map(int, (await self._redis.hgetall(_PENDING)).values()))
        found = [await self.get(proposal_id) for proposal_id in pending[:limit]]
        return len(pending), [proposal for proposal in found if proposal]

    async def decide(
        self, proposal_id: int, state: ProposalState, *, by: str, update_id: int
    ) -> bool:
        """Decide a pending proposal, or let the bot play an approved idiom; False: decided before."""
        keys_ = [f"{_PROPOSAL}{proposal_id}", _PENDING, _WORDS, _VERSION]
        arguments = [proposal_id, state, by, update_id, keys.CUSTOM_IDIOM_DECIDED_S]
        return bool(await self._decide(keys=keys_, args=arguments))

    async def remove(self, word: str, *, by: str, update_id: int) -> bool:
        """Remove a custom idiom; False if there is none."""
        keys_ = [_PROPOSAL, _WORDS, _VERSION, keys.custom_idioms("update", update_id)]
        return bool(await self._remove(keys=keys_, args=[word, by, keys.CUSTOM_IDIOM_UPDATE_S]))

    async def add_card(self, proposal_id: int, card: CardMessage) -> None:
        """Remember a message that shows the proposal to reviewers."""
        pipeline = self._redis.pipeline()
        pipeline.sadd(keys.custom_idioms("cards", proposal_id), f"{card.chat_id}:{card.message_id}")
        pipeline.expire(keys.custom_idioms("cards", proposal_id), keys.CUSTOM_IDIOM_DECIDED_S)
        await pipeline.execute()

    async def cards(self, proposal_id: int) -> list[CardMessage]:
        """Every such message."""
        members = await self._redis.smembers(keys.custom_idioms("cards", proposal_id))
        return [CardMessage(*map(int, str(member).split(":"))) for member in sorted(members)]


def _custom_idiom(word: str, text: str) -> CustomIdiom:
    stored = json.loads(text)
    return CustomIdiom(
        word, stored["pinyin"], stored["author"], stored["bot_plays"], stored.get("meaning", "")
    )


def _proposal(proposal_id: int, fields: dict[str, str]) -> Proposal:
    language = cast("Language", fields["language"])
    person = Person(int(fields["person"]), fields["name"], language)
    thread = Thread(int(fields["chat"]), int(fields["topic"]) or None)
    draft = IdiomDraft(fields["word"], fields["pinyin"], person, thread, fields.get("meaning", ""))
    state = cast("ProposalState", fields["state"])
    return Proposal(proposal_id, draft, state, fields.get("by", ""))
