"""Idioms that members teach, in Redis; implements `ports.lesson.Lessons`."""

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
_WORDS, _VERSION, _WAITING = map(keys.lessons, ("words", "version", "waiting"))
_PROPOSAL = keys.lessons("p", "")


class RedisCustomIdioms:
    """All chats share the lessons; each change is one script."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._propose = load_script(redis, "lesson_propose")
        self._decide = load_script(redis, "lesson_decide")
        self._drop = load_script(redis, "lesson_drop")

    async def version(self) -> int:
        """Grows with every change of the lessons."""
        return int(await self._redis.get(_VERSION) or 0)

    async def all(self) -> tuple[int, list[CustomIdiom]]:
        """The version and every lesson, as they were at one moment."""
        pipeline = self._redis.pipeline()
        pipeline.get(_VERSION)
        pipeline.hgetall(_WORDS)
        version, words = await pipeline.execute()
        return int(version or 0), [_lesson(word, text) for word, text in words.items()]

    async def proposal_of_update(self, update_id: int) -> int | None:
        """The proposal that this update has made, or met as a reviewer."""
        proposal_id = await self._redis.get(keys.lessons("filed", update_id))
        return None if proposal_id is None else int(proposal_id)

    async def propose(
        self, draft: IdiomDraft, update_id: int, *, per_day: int, at_most: int
    ) -> ProposalResult:
        """Keep a draft; the same update proposes once."""
        person, thread = draft.author, draft.thread
        fields: dict[str, str | int] = {
            "pinyin": draft.pinyin,
            "person": person.id,
            "name": person.name,
            "language": person.language,
            "chat": thread.chat_id,
            "topic": thread.topic_id or 0,
        }
        limits = (per_day, at_most, keys.TOLD_TTL_S, _DAY_S)
        kind, proposal_id = await self._propose(
            keys=[
                _PROPOSAL,
                _WAITING,
                _WORDS,
                keys.lessons("last"),
                keys.lessons("filed", update_id),
                keys.lessons("day", person.id),
            ],
            args=[draft.word, *limits, *chain.from_iterable(fields.items())],
        )
        return ProposalResult(kind, int(proposal_id))

    async def get(self, proposal_id: int) -> Proposal | None:
        """A proposal; None where there was none, or it was decided long ago."""
        fields = await self._redis.hgetall(f"{_PROPOSAL}{proposal_id}")
        known = {str(name): str(value) for name, value in fields.items()}
        return _proposal(proposal_id, known) if known else None

    async def pending(self, limit: int) -> tuple[int, list[Proposal]]:
        """How many wait, and those that have waited longest."""
        waiting = sorted(map(int, (await self._redis.hgetall(_WAITING)).values()))
        found = [await self.get(proposal_id) for proposal_id in waiting[:limit]]
        return len(waiting), [proposal for proposal in found if proposal]

    async def decide(
        self, proposal_id: int, state: ProposalState, *, by: str, update_id: int
    ) -> bool:
        """Take, offer or refuse what waits, or offer what was taken; False: somebody was first."""
        keys_ = [f"{_PROPOSAL}{proposal_id}", _WAITING, _WORDS, _VERSION]
        arguments = [proposal_id, state, by, update_id, keys.LESSON_DECIDED_S]
        return bool(await self._decide(keys=keys_, args=arguments))

    async def remove(self, word: str, *, by: str, update_id: int) -> bool:
        """Take a lesson back; False: there is none."""
        keys_ = [_PROPOSAL, _WORDS, _VERSION, keys.lessons("filed", update_id)]
        return bool(await self._drop(keys=keys_, args=[word, by, keys.TOLD_TTL_S]))

    async def add_card(self, proposal_id: int, card: CardMessage) -> None:
        """Remember a message that shows the proposal to those who decide."""
        pipeline = self._redis.pipeline()
        pipeline.sadd(keys.lessons("cards", proposal_id), f"{card.chat_id}:{card.message_id}")
        pipeline.expire(keys.lessons("cards", proposal_id), keys.LESSON_DECIDED_S)
        await pipeline.execute()

    async def cards(self, proposal_id: int) -> list[CardMessage]:
        """Every such message."""
        members = await self._redis.smembers(keys.lessons("cards", proposal_id))
        return [CardMessage(*map(int, str(member).split(":"))) for member in sorted(members)]


def _lesson(word: str, text: str) -> CustomIdiom:
    kept = json.loads(text)
    return CustomIdiom(word, kept["pinyin"], kept["author"], kept["offered"])


def _proposal(proposal_id: int, fields: dict[str, str]) -> Proposal:
    language = cast("Language", fields["language"])
    person = Person(int(fields["person"]), fields["name"], language)
    thread = Thread(int(fields["chat"]), int(fields["topic"]) or None)
    draft = IdiomDraft(fields["word"], fields["pinyin"], person, thread)
    state = cast("ProposalState", fields["state"])
    return Proposal(proposal_id, draft, state, fields.get("by", ""))
