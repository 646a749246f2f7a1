"""What clients send and get, as OpenAPI describes it (design.md, "HTTP chat")."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bot.models.blank import is_blank

MAX_CHARS = 200_000
MAX_WINDOW = 1000
_MAX_MESSAGES = 400
_ID = r"^[A-Za-z0-9_-]*$"


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("nul")
    return text


def _not_blank(text: str) -> str:
    if is_blank(text):
        raise ValueError("blank")
    return text


PlainText = Annotated[str, Field(max_length=MAX_CHARS), AfterValidator(_without_nul)]
Said = Annotated[PlainText, AfterValidator(_not_blank)]
Name = Annotated[str, Field(max_length=100), AfterValidator(_without_nul)]
Window = Annotated[int, Field(ge=0, le=MAX_WINDOW)]


class Body(BaseModel):
    """Types are not converted: a number in quotes is no number."""

    model_config = ConfigDict(strict=True)


class HistoryMessage(Body):
    """A message that replaces what is stored."""

    role: Literal["system", "user", "assistant"]
    content: PlainText


class ChatBody(Body):
    """A question."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"query": "天空为什么是蓝的？", "stream": True},
                {"query": "那海呢？", "conversation_id": "k3Jx0f3aQ2m1ZrT8", "history_len": 3},
                {"query": "/idiom 画蛇添足"},
            ]
        }
    )

    query: Said = Field(description="The question, or a command as on Telegram (/idiom, /help, …).")
    conversation_id: Name = Field("", description="Empty: a new conversation.")
    history_len: Window | None = Field(
        None, description="How many stored exchanges the model sees; null: as configured."
    )
    history: Annotated[list[HistoryMessage], Field(max_length=_MAX_MESSAGES)] | Window | None = (
        Field(
            None,
            description="Messages in the place of the stored ones; an integer means history_len.",
        )
    )
    stream: bool = False
    model_name: Name | None = Field(None, description="null: as configured.")
    temperature: float | None = Field(None, ge=0, le=2, allow_inf_nan=False)
    max_tokens: int | None = Field(
        None, ge=-1_000_000, le=1_000_000, description="Not positive: no limit of its own."
    )
    prompt_name: Name = Field(
        "default", description="A persona; `auto` finds the command that free text asks for."
    )
    document_id: Name | None = Field(None, description="The question is about that document.")


class SummarizeBody(Body):
    """What to summarise: one of the first three."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"url": "https://example.org/article", "stream": False}]}
    )

    document_id: Name | None = None
    url: Annotated[str, Field(max_length=4000), AfterValidator(_without_nul)] | None = None
    text: Said | None = None
    stream: bool = False
    conversation_id: Name = ""


class Answer(BaseModel):
    """A whole answer."""

    text: str
    message_id: str
    conversation_id: str


class UploadedDocument(BaseModel):
    """A document whose text is kept for a while."""

    document_id: str
    filename: str
    pages: int = Field(description="0 for kinds without pages.")
    characters: int


class StoredMessage(BaseModel):
    """A message of a conversation; `stopped`: the answer is only its beginning."""

    role: Literal["user", "assistant"]
    content: str
    stopped: bool | None = None


class Messages(BaseModel):
    """A conversation, oldest message first."""

    messages: list[StoredMessage]


class ConversationInfo(BaseModel):
    """A conversation in the list."""

    conversation_id: str
    title: str
    used_at: int = Field(description="Seconds since 1970.")


class ConversationList(BaseModel):
    """The last used ones first."""

    conversations: list[ConversationInfo]


class Personas(BaseModel):
    """What `prompt_name` and `model_name` may be."""

    prompts: list[str]
    models: list[str]


class Failure(BaseModel):
    """One sentence, in the language of Accept-Language (Chinese by default)."""

    detail: str
