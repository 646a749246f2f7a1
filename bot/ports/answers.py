"""The answers of the last day, which their askers may still change."""

from typing import Protocol

from bot.models.answer import Answer


class AnswerStore(Protocol):
    """Keeps the newest answers of each person in each chat; every method raises `errors.StorageDown`.

    An answer is found by its question: the chat, who asked, and the id of the message.
    """

    async def put(self, answer: Answer) -> None:
        """Keep an answer for a day, in place of another version of it.

        What its chat has set and forbids is not kept with the request: another version is written by
        what holds then.
        """

    async def get(self, chat_id: int, person_id: int, question_id: int) -> Answer | None:
        """The newest version of an answer; None where it is no longer kept, or never was."""

    async def latest(self, chat_id: int, person_id: int) -> Answer | None:
        """The answer to the latest question."""

    async def take(self, answer: Answer, update_id: int) -> bool:
        """Let an update replace or continue this version; False where another one did."""

    async def swap_button(self, chat_id: int, person_id: int, message_id: int | None) -> int | None:
        """Note which message has the button for another version; return which one had it before."""

    async def forget(self, chat_id: int, person_id: int) -> None:
        """Delete all that is kept of a person in a chat."""
