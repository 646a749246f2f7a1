"""Storage of custom idioms and the proposals of new ones."""

from typing import Protocol

from bot.models.custom_idiom import CustomIdiom, IdiomDraft, Proposal, ProposalResult, ProposalState
from bot.models.post import CardMessage


class CustomIdiomRepository(Protocol):
    """Custom idioms and proposals, shared by all chats; each change is applied once."""

    async def version(self) -> int:
        """A number that grows with every change of the custom idioms."""

    async def all(self) -> tuple[int, list[CustomIdiom]]:
        """The version, and every custom idiom at that version."""

    async def proposal_of_update(self, update_id: int) -> int | None:
        """The proposal that this update stored, or found pending as a reviewer, in the last day."""

    async def propose(
        self, draft: IdiomDraft, update_id: int, *, per_day: int, at_most: int
    ) -> ProposalResult:
        """Store a draft; the same update stores it once.

        `per_day`: how many one person may propose within a day; 0 for a reviewer, who has no limit.
        `at_most`: how many may be pending.
        """

    async def get(self, proposal_id: int) -> Proposal | None:
        """A proposal; None if it never existed, or was decided so long ago that it was deleted."""

    async def pending(self, limit: int) -> tuple[int, list[Proposal]]:
        """How many are pending, and the oldest of them."""

    async def decide(
        self, proposal_id: int, state: ProposalState, *, by: str, update_id: int
    ) -> bool:
        """Decide a pending proposal, or let the bot play an approved idiom.

        False if another update has decided before; True again for the update that decided.
        """

    async def remove(self, word: str, *, by: str, update_id: int) -> bool:
        """Remove a custom idiom; False if there is none. True again for the update that removed it."""

    async def add_card(self, proposal_id: int, card: CardMessage) -> None:
        """Remember a message that shows the proposal to reviewers."""

    async def cards(self, proposal_id: int) -> list[CardMessage]:
        """Every such message."""
