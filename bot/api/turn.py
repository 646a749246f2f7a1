"""One question over HTTP, and the conversation it belongs to."""

import time
from dataclasses import dataclass, field

from bot.models.api_key import ApiKey
from bot.models.chat import Language, Person, Request, Thread
from bot.models.conversation import Conversation
from bot.models.llm import Tokens
from bot.models.usage import Caller

_TITLE_CHARS = 40


@dataclass(slots=True)
class Turn:
    """A question, who asks it, and how its answer ended.

    Args:
        key: who asks.
        language: to answer in.
        number: of the message; no other has it.
        conversation: None where nothing is kept: the client itself says what was said before.
        began: when, by the monotonic clock.
        reached_limit: the answer ended because it was as long as it may be.
        tokens: of the model's call, where the service reports them.
    """

    key: ApiKey
    language: Language
    number: int
    conversation: Conversation | None
    reached_limit: bool = False
    tokens: Tokens | None = None
    began: float = field(default_factory=time.monotonic)

    @property
    def thread(self) -> Thread:
        """Where games and exchanges are."""
        return self.conversation.thread if self.conversation else Thread(self.key.person_id)

    @property
    def conversation_id(self) -> str:
        """As the client knows it; empty where nothing is kept."""
        return self.conversation.id if self.conversation else ""

    @property
    def message_id(self) -> str:
        """As the client knows it: a string, since JavaScript rounds large numbers."""
        return str(self.number)

    @property
    def caller(self) -> Caller:
        """Whose budget model calls count on."""
        return Caller.of(self.request(""))

    def request(self, text: str, command: str = "") -> Request:
        """The question as commands take it: as if said in a private chat."""
        person = Person(self.key.person_id, self.key.name, self.language)
        return Request(
            self.number, self.thread, "private", person, self.number, command=command, text=text
        )


def title_of(question: str) -> str:
    """The beginning of a question, in one line."""
    line = " ".join(question.split())
    return line if len(line) <= _TITLE_CHARS else f"{line[: _TITLE_CHARS - 1]}…"
