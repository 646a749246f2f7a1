"""What `/forget` deletes: each store of what people said or did implements this."""

from typing import Protocol


class PersonalData(Protocol):
    """A store that holds what people said or did in chats."""

    async def forget(self, chat_id: int, person_id: int) -> None:
        """Delete what is stored of a person in a chat; in a private chat all of it is theirs."""
