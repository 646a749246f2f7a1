"""Values exchanged with the language model services."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Literal

from bot.models.chat import Language, Person, Thread
from bot.models.chat_settings import MemoryKind
from bot.models.usage import Caller

Destination = Literal["idiom", "ask", "summarize", "post", "help"]
"""The command that free text asks for."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer; in groups with the name and id of who asked.

    Without a speaker it belongs to everybody in the chat, which in private is one person.

    Args:
        cause: id of the update, by which a repeated update finds its answer.
        tokens: about how many a model reads of it; None: not counted.
        stopped: the answer is only its beginning: its asker stopped it, or it reached its limit.
        vector: its embedding as `chains/memory/vectors.py` writes it; empty: none.
        sources: what was listed below the answer, in Markdown. People see it again, a model never: it
            would list sources of its own making below its next answers.
    """

    question: str
    answer: str
    speaker: str | None = None
    speaker_id: int | None = None
    cause: int | None = None
    tokens: int | None = None
    stopped: bool = False
    vector: str = ""
    sources: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that a model looks at; `media_type`: e.g. `image/jpeg`."""

    data: bytes
    media_type: str

    @property
    def data_url(self) -> str:
        """The picture in an address (RFC 2397), as both protocols take it."""
        return f"data:{self.media_type};base64,{b64encode(self.data).decode()}"


Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation with a model."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class AnswerOptions:
    """How one answer may differ from what the settings say; the defaults change nothing.

    Args:
        history: what was said before, in the place of what is stored.
        window: the last exchanges that the model sees, whatever the kind of memory.
        memory_kind: what the model sees of the conversation.
        memory_window: exchanges; what that means depends on the kind of memory.
        model: that answers.
        temperature: of that call.
        max_tokens: of the answer.
        stop: texts at which the model ends.
        system_prompt: comes before the general one.
        images: pictures that the question is about, for this call alone.
        document: a text that the question is about, for this call alone.
        remember: the exchange is stored.
    """

    history: tuple[Message, ...] | None = None
    window: int | None = None
    memory_kind: MemoryKind | None = None
    memory_window: int | None = None
    model: str | None = None
    temperature: float | None = None
    max_tokens: int | None = None
    stop: tuple[str, ...] = ()
    system_prompt: str | None = None
    images: tuple[Image, ...] = ()
    document: str = ""
    remember: bool = True


DEFAULT_OPTIONS = AnswerOptions()


@dataclass(frozen=True, slots=True)
class Question:
    """A question to a model: what is asked, by whom and where.

    Args:
        thread: whose conversation it goes on.
        text: as it was written.
        caller: whose budget the calls of models count on.
        speaker: who asks; None in private chats.
        quoted: the text of the message that it replies to; empty: none.
        language: to answer in.
        cause: id of the update that asks; None: none does.
        replaces: `cause` of the exchange whose place the new one takes, and which the model does not see.
        options: how its answer may differ from what the settings say.
    """

    thread: Thread
    text: str
    caller: Caller
    speaker: Person | None = None
    quoted: str = ""
    language: Language = "zh"
    cause: int | None = None
    replaces: int | None = None
    options: AnswerOptions = DEFAULT_OPTIONS


@dataclass(frozen=True, slots=True)
class RunningSummary:
    """What the older exchanges of a thread said, in short.

    `people`: the `speaker_id` of each exchange that it is made of.
    """

    text: str
    people: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A page on the web that an answer is made of, as the service names it."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a call of a model read and wrote."""

    read: int
    written: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a streamed answer: text to append, or a sign that the model is thinking.

    `made_before`: the text is a summary that was made for an earlier request.
    `sources`: pages that the model read for this answer.
    `tokens`: of the call, at its end, where the service reports them.
    """

    text: str = ""
    thinking: bool = False
    made_before: bool = False
    sources: tuple[Source, ...] = ()
    tokens: Tokens | None = None


@dataclass(frozen=True, slots=True)
class SummaryPlan:
    """About how many parts of a document, and tokens, a model reads for its summary."""

    parts: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` parts are done."""

    done: int
    total: int
