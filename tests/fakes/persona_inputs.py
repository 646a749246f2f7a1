"""Answers to the questions of a persona, in memory."""

from bot.ports.persona_inputs import CollectedInputs


class FakePersonaInputs:
    """Implements `ports.persona_inputs.PersonaInputStore`; see tests/contracts. Nothing expires."""

    def __init__(self) -> None:
        self.begun: dict[tuple[int, int], tuple[str, dict[int, str]]] = {}

    async def begin(self, chat_id: int, person_id: int, persona: str) -> None:
        self.begun[chat_id, person_id] = (persona, {})

    async def add(
        self, chat_id: int, person_id: int, update_id: int, answer: str
    ) -> CollectedInputs | None:
        if (chat_id, person_id) not in self.begun:
            return None
        persona, answers = self.begun[chat_id, person_id]
        answers[update_id] = answer
        return CollectedInputs(persona, tuple(answers[update] for update in sorted(answers)))

    async def forget(self, chat_id: int, person_id: int) -> None:
        self.begun.pop((chat_id, person_id), None)
