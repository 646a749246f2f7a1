"""What a key may do: everything in its own conversations, nothing of the administrators'."""


class KeyPermissions:
    """Implements `ports.chat.Permissions`."""

    async def may_review(self, user_id: int) -> bool:
        """Reviewers are people of a platform."""
        return False

    async def has_other_reviewers(self, user_id: int) -> bool:
        """Whether there are any is not known here."""
        return True

    async def is_review_chat(self, chat_id: int) -> bool:
        """No conversation is."""
        return False

    async def find_channel(self, name: str) -> None:
        """There are no channels."""

    async def administers(self, chat_id: int, user_id: int) -> bool:
        """A conversation belongs to its key."""
        return True

    async def writes_as(self, chat_id: int, user_id: int) -> int:
        """Nobody is anonymous."""
        return user_id
