"""Where idioms that members teach are kept."""

from typing import Protocol

from bot.models.custom_idiom import CustomIdiom, IdiomDraft, Proposal, ProposalResult, ProposalState
from bot.models.post import CardMessage


class CustomIdiomRepository(Protocol):
    """Proposals and lessons of all chats; every change is made once, whoever makes it first."""

    async def version(self) -> int:
        """Grows with every change of the lessons."""

    async def taught(self) -> tuple[int, list[CustomIdiom]]:
        """The version and every lesson."""

    async def filed(self, update_id: int) -> int | None:
        """The proposal that this update has made, or met as a reviewer, within the last day."""

    async def propose(
        self, draft: IdiomDraft, update_id: int, *, per_day: int, at_most: int
    ) -> ProposalResult:
        """Keep a draft; the same update proposes once.

        `per_day`: how many one person may propose (0: a reviewer, as many as they like); `at_most`:
        how many may wait.
        """

    async def get(self, proposal_id: int) -> Proposal | None:
        """A proposal; None where there was none, or it was decided long ago."""

    async def pending(self, limit: int) -> tuple[int, list[Proposal]]:
        """How many wait, and those that have waited longest."""

    async def decide(
        self, proposal_id: int, state: ProposalState, *, by: str, update_id: int
    ) -> bool:
        """Take, offer or refuse what waits, or offer what was taken; False: somebody was first.

        True again for the update that made the decision.
        """

    async def drop(self, word: str, *, by: str, update_id: int) -> bool:
        """Take a lesson back; False: there is none. True again for the update that did it."""

    async def add_card(self, proposal_id: int, card: CardMessage) -> None:
        """Remember a message that shows the proposal to those who decide."""

    async def cards(self, proposal_id: int) -> list[CardMessage]:
        """Every such message."""
