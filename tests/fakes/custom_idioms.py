"""Taught idioms in memory."""

from dataclasses import dataclass, field, replace

from bot.models.custom_idiom import CustomIdiom, IdiomDraft, Proposal, ProposalResult, ProposalState
from bot.models.post import CardMessage


@dataclass
class FakeCustomIdioms:
    """Implements `ports.lesson.Lessons`."""

    proposals: dict[int, Proposal] = field(default_factory=dict)
    words: dict[str, CustomIdiom] = field(default_factory=dict)
    shown: dict[int, list[CardMessage]] = field(default_factory=dict)
    filings: dict[int, int] = field(default_factory=dict)
    decided: dict[int, int] = field(default_factory=dict)
    dropped: set[int] = field(default_factory=set)
    changes: int = 0
    loads: int = 0

    async def version(self) -> int:
        return self.changes

    async def taught(self) -> tuple[int, list[CustomIdiom]]:
        self.loads += 1
        return self.changes, list(self.words.values())

    async def filed(self, update_id: int) -> int | None:
        return self.filings.get(update_id)

    async def propose(
        self, draft: IdiomDraft, update_id: int, *, per_day: int, at_most: int
    ) -> ProposalResult:
        if update_id in self.filings:
            return ProposalResult("new", self.filings[update_id])
        if draft.word in self.words:
            return ProposalResult("known")
        waiting = [p for p in self.proposals.values() if p.state == "pending"]
        for proposal in waiting:
            if proposal.draft.word == draft.word:
                if not per_day:
                    self.filings[update_id] = proposal.id
                return ProposalResult("waits", proposal.id)
        own = [p for p in self.proposals.values() if p.draft.author == draft.author]
        if per_day and len(own) >= per_day:
            return ProposalResult("too_many")
        if per_day and len(waiting) >= at_most:
            return ProposalResult("full")
        proposal = Proposal(len(self.proposals) + 1, draft)
        self.proposals[proposal.id] = proposal
        self.filings[update_id] = proposal.id
        return ProposalResult("new", proposal.id)

    async def get(self, proposal_id: int) -> Proposal | None:
        return self.proposals.get(proposal_id)

    async def pending(self, limit: int) -> tuple[int, list[Proposal]]:
        waiting = [p for p in self.proposals.values() if p.state == "pending"]
        return len(waiting), waiting[:limit]

    async def decide(
        self, proposal_id: int, state: ProposalState, *, by: str, update_id: int
    ) -> bool:
        before = self.proposals[proposal_id]
        if self.decided.get(proposal_id) == update_id:
            return True
        if before.state != "pending" and (before.state, state) != ("taken", "offered"):
            return False
        self.proposals[proposal_id] = replace(before, state=state, by=by)
        self.decided[proposal_id] = update_id
        if state != "refused":
            draft = before.draft
            offered = state == "offered"
            self.words[draft.word] = CustomIdiom(
                draft.word, draft.pinyin, draft.author.name, offered
            )
            self.changes += 1
        return True

    async def drop(self, word: str, *, by: str, update_id: int) -> bool:
        if update_id in self.dropped:
            return True
        if self.words.pop(word, None) is None:
            return False
        for number, proposal in self.proposals.items():
            if proposal.draft.word == word and proposal.state in ("taken", "offered"):
                self.proposals[number] = replace(proposal, state="dropped", by=by)
        self.dropped.add(update_id)
        self.changes += 1
        return True

    async def add_card(self, proposal_id: int, card: CardMessage) -> None:
        cards = self.shown.setdefault(proposal_id, [])
        if card not in cards:
            cards.append(card)

    async def cards(self, proposal_id: int) -> list[CardMessage]:
        return self.shown.get(proposal_id, [])
