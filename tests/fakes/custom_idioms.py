"""Custom idioms and proposals in memory."""

from dataclasses import dataclass, field, replace

from bot.models.custom_idiom import CustomIdiom, IdiomDraft, Proposal, ProposalResult, ProposalState
from bot.models.post import CardMessage

DAY_S = 24 * 3600


@dataclass
class FakeCustomIdioms:
    """Implements `ports.custom_idioms.CustomIdiomRepository`; `now_s` is the server's time."""

    proposals: dict[int, Proposal] = field(default_factory=dict)
    words: dict[str, CustomIdiom] = field(default_factory=dict)
    shown: dict[int, list[CardMessage]] = field(default_factory=dict)
    changes: int = 0
    loads: int = 0
    now_s: int = 0
    _stored_by: dict[int, tuple[int, int]] = field(default_factory=dict)
    _days: dict[int, tuple[int, int]] = field(default_factory=dict)
    _decided_by: dict[int, int] = field(default_factory=dict)
    _removed_by: set[int] = field(default_factory=set)

    async def version(self) -> int:
        return self.changes

    async def all(self) -> tuple[int, list[CustomIdiom]]:
        self.loads += 1
        return self.changes, list(self.words.values())

    async def proposal_of_update(self, update_id: int) -> int | None:
        proposal_id, at_s = self._stored_by.get(update_id, (None, 0))
        return proposal_id if self.now_s < at_s + DAY_S else None

    async def propose(
        self, draft: IdiomDraft, update_id: int, *, per_day: int, at_most: int
    ) -> ProposalResult:
        earlier = await self.proposal_of_update(update_id)
        if earlier is not None:
            return ProposalResult("new", earlier)
        if draft.word in self.words:
            return ProposalResult("known")
        _, pending = await self.pending(len(self.proposals))
        same = [proposal.id for proposal in pending if proposal.draft.word == draft.word]
        if same:
            if not per_day:
                self._stored_by[update_id] = (same[0], self.now_s)
            return ProposalResult("pending", same[0])
        count, since_s = self._day_of(draft.author.id)
        if per_day and count >= per_day:
            return ProposalResult("too_many")
        if per_day and len(pending) >= at_most:
            return ProposalResult("full")
        proposal = Proposal(len(self.proposals) + 1, draft)
        self.proposals[proposal.id] = proposal
        self._stored_by[update_id] = (proposal.id, self.now_s)
        self._days[draft.author.id] = (count + 1, since_s)
        return ProposalResult("new", proposal.id)

    async def get(self, proposal_id: int) -> Proposal | None:
        return self.proposals.get(proposal_id)

    async def pending(self, limit: int) -> tuple[int, list[Proposal]]:
        pending = [p for p in self.proposals.values() if p.state == "pending"]
        return len(pending), pending[:limit]

    async def decide(
        self, proposal_id: int, state: ProposalState, *, by: str, update_id: int
    ) -> bool:
        before = self.proposals.get(proposal_id)
        if before is None:
            return False
        if self._decided_by.get(proposal_id) == update_id:
            return True
        if before.state != "pending" and (before.state, state) != ("approved", "bot_plays"):
            return False
        self.proposals[proposal_id] = replace(before, state=state, by=by)
        self._decided_by[proposal_id] = update_id
        if state != "rejected":
            draft, bot_plays = before.draft, state == "bot_plays"
            self.words[draft.word] = CustomIdiom(
                draft.word, draft.pinyin, draft.author.name, bot_plays, draft.meaning
            )
            self.changes += 1
        return True

    async def remove(self, word: str, *, by: str, update_id: int) -> bool:
        if update_id in self._removed_by:
            return True
        if self.words.pop(word, None) is None:
            return False
        for number, proposal in self.proposals.items():
            if proposal.draft.word == word and proposal.state in ("approved", "bot_plays"):
                self.proposals[number] = replace(proposal, state="removed", by=by)
        self._removed_by.add(update_id)
        self.changes += 1
        return True

    async def add_card(self, proposal_id: int, card: CardMessage) -> None:
        cards = self.shown.setdefault(proposal_id, [])
        if card not in cards:
            cards.append(card)

    async def cards(self, proposal_id: int) -> list[CardMessage]:
        return list(self.shown.get(proposal_id, []))

    def _day_of(self, person_id: int) -> tuple[int, int]:
        """How many the person proposed within a day, and when the first of them was."""
        count, since_s = self._days.get(person_id, (0, self.now_s))
        return (count, since_s) if self.now_s < since_s + DAY_S else (0, self.now_s)
