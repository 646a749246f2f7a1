"""What a person has answered so far to the questions of a persona."""

from typing import NamedTuple, Protocol


class CollectedInputs(NamedTuple):
    """The persona that asks, and the answers in their order."""

    persona: str
    answers: tuple[str, ...] = ()


class PersonaInputStore(Protocol):
    """Keeps for ten minutes what a person answered in a chat; raises `errors.StorageDown`."""

    async def begin(self, chat_id: int, person_id: int, persona: str) -> None:
        """Nothing is answered yet."""

    async def add(
        self, chat_id: int, person_id: int, update_id: int, answer: str
    ) -> CollectedInputs | None:
        """Add an answer, once for each update, and return all; None where nothing was begun."""

    async def forget(self, chat_id: int, person_id: int) -> None:
        """Delete the answers (`ports.personal_data.PersonalData`)."""
