"""The sections of config.yaml with their defaults."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    SecretStr,
    model_validator,
)

from bot.models.persona import RESERVED_NAMES

Percent = Annotated[int, Field(ge=1, le=100)]
Port = Annotated[int, Field(ge=1, le=65535)]
HttpAddress = Annotated[str, Field(pattern=r"^https?://[^/\s]+")]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Webhook(_Section):
    """Where Telegram sends updates in `mode: webhook`."""

    listen: str = "127.0.0.1"
    port: Port = 8443
    url: HttpAddress | None = None
    secret_token: SecretStr | None = None


class Limits(_Section):
    """The flood budget: calls a second or a minute (docs/decisions/0070)."""

    private_per_s: PositiveFloat = 1
    private_burst: PositiveInt = 4
    group_per_min: PositiveInt = 20
    overall_per_s: PositiveFloat = 30


class Telegram(_Section):
    """The Bot API server, and how updates are received from it."""

    base_url: HttpAddress = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"
    webhook: Webhook = Webhook()
    limits: Limits | None = Limits()
    stop_grace_s: PositiveFloat = 8
    takeover_s: PositiveFloat = 9

    @model_validator(mode="after")
    def _webhook_needs_its_url(self) -> "Telegram":
        if self.mode == "webhook" and not self.webhook.url:
            raise ValueError(
                "mode is webhook, but webhook.url is not set (BOT_TELEGRAM__WEBHOOK__URL=https://…)"
            )
        return self


class Prompt(_Section):
    """A persona; questions are routed to those with a description."""

    prompt: str
    description: str = ""
    inputs: dict[str, str] = {}


def _without_reserved_names(prompts: dict[str, Prompt]) -> dict[str, Prompt]:
    for name in prompts:
        if name in RESERVED_NAMES or not name.strip():
            raise ValueError(f"{name or 'an empty name'} is reserved; give the prompt another name")
    return prompts


Prompts = Annotated[dict[str, Prompt], AfterValidator(_without_reserved_names)]


class PriceSection(_Section):
    """What a million tokens of a model cost."""

    read: Annotated[float, Field(ge=0, alias="in")]
    written: Annotated[float, Field(ge=0, alias="out")]


class Llm(_Section):
    """The language model."""

    provider: Literal["auto", "tongyi", "openai", "offline"] = "auto"
    model: str = "qwen-plus"
    router_model: str = "qwen-flash"
    embedding_model: str | None = None
    vision_model: str | None = None
    base_url: HttpAddress | None = None
    max_concurrency: PositiveInt = 1000
    requests_per_s: PositiveFloat | None = None
    max_tokens: PositiveInt | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    models: tuple[str, ...] | None = None
    search: bool = False
    prices: dict[str, PriceSection] = {}
    context_tokens: PositiveInt = 128_000
    router_timeout_s: PositiveFloat = 2
    silence_s: PositiveFloat = 90
    experts: bool = False
    expert_prompts: Prompts = {}
    """The former place of `prompts`."""


class AccessSection(_Section):
    """Whom the bot serves."""

    chats: tuple[int, ...] = ()
    users: tuple[int, ...] = ()
    blocked: tuple[int, ...] = ()


class BudgetSection(_Section):
    """How much people and chats may use; null: no limit."""

    person_requests_per_min: PositiveInt | None = 40
    person_requests_per_day: PositiveInt | None = 300
    person_tokens_per_day: PositiveInt | None = 1_000_000
    chat_tokens_per_day: PositiveInt | None = 2_000_000
    bot_tokens_per_day: PositiveInt | None = None
    document_parts: PositiveInt | None = 64
    person_waiting: PositiveInt | None = 50


class Memory(_Section):
    """What of a conversation is stored and sent to the model."""

    kind: Literal["window", "buffer", "summary", "vector"] = "window"
    window: NonNegativeInt = 10
    buffer_tokens: PositiveInt = 6000
    keep: PositiveInt = 100


class Moderation(_Section):
    """The check, review and publication of posts."""

    provider: Literal["auto", "baidu", "local"] = "auto"
    base_url: HttpAddress = "https://aip.baidubce.com"
    qps: PositiveInt = 2
    review_chat_id: int | None = None
    publish_chat_id: int | None = None
    admins: tuple[int, ...] = ()
    posts_per_hour: NonNegativeInt = 20
    polish: bool = True
    digest_hour: Annotated[int, Field(ge=0, le=23)] | None = 9
    takeover_s: PositiveFloat = 60
    words_file: Path | None = None


class Documents(_Section):
    """How documents are downloaded and read."""

    sandbox: Literal["best", "required"] = "best"
    download_mb: PositiveInt = 64
    keep_hours: PositiveInt = 24


class PublicBudget(_Section):
    """What a public key may use of models; null: no limit."""

    requests_per_min: PositiveInt | None = 10
    requests_per_day: PositiveInt | None = 200
    tokens_per_day: PositiveInt | None = 200_000


class Api(_Section):
    """The HTTP chat."""

    enabled: bool = False
    host: str = "127.0.0.1"
    port: Port = 8081
    origins: tuple[HttpAddress, ...] = ()
    public_budget: PublicBudget = PublicBudget()


class Metrics(_Section):
    """Metrics and health over HTTP."""

    host: str = "127.0.0.1"
    port: Port | None = None


class Alerts(_Section):
    """When the review chat is told that something is wrong."""

    queue_min: PositiveInt = 5
    quota_percent: Percent = 90
    memory_percent: Percent = 80


class Playground(_Section):
    """The local Bot API server and chat page of `make run` without a token."""

    host: str = "127.0.0.1"
    port: Port = 8080


class RedisSection(_Section):
    """The store."""

    url: str | None = None
    data_dir: Path = Path(".data")


class Log(_Section):
    """What is logged, and how."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    format: Literal["console", "json"] = "console"
    file: Path | None = None
