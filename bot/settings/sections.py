"""The sections of config.yaml with their defaults, the secrets, and what `provider: auto` chooses."""

from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    SecretStr,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import StartError
from bot.models.answer_choices import AnswerChoices
from bot.models.api_key import ApiKey
from bot.models.persona import RESERVED_NAMES, Persona
from bot.models.usage import Price
from bot.settings.api_keys import is_loopback, parse_api_keys
from bot.settings.operation import Alerts, Metrics, Port, PriceSection

ModelProvider = Literal["tongyi", "openai", "offline"]
CensorProvider = Literal["baidu", "local"]
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


class Secrets(BaseSettings):
    """What must not be in a committed file; read from the environment or .env only."""

    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True, extra="ignore")

    telegram_bot_token: SecretStr | None = None
    dashscope_api_key: SecretStr | None = None
    openai_api_key: SecretStr | None = None
    baidu_api_key: SecretStr | None = None
    baidu_secret_key: SecretStr | None = None
    redis_url: SecretStr | None = None
    bot_api_keys: SecretStr | None = None

    def values(self) -> list[str]:
        """Every secret that is set; the log masks them."""
        secrets = [
            value.get_secret_value()
            for value in vars(self).values()
            if isinstance(value, SecretStr)
        ]
        return [*secrets, *(key.secret for key in parse_api_keys(self.bot_api_keys))]


class Settings(BaseSettings):
    """All settings, validated; `load_settings` makes them."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix="BOT_",
        env_nested_delimiter="__",
        env_parse_none_str="null",
    )

    timezone: str = "Asia/Shanghai"
    telegram: Telegram = Telegram()
    llm: Llm = Llm()
    prompts: Prompts = {}
    access: AccessSection = AccessSection()
    budget: BudgetSection | None = BudgetSection()
    memory: Memory = Memory()
    moderation: Moderation = Moderation()
    documents: Documents = Documents()
    api: Api = Api()
    metrics: Metrics = Metrics()
    alerts: Alerts = Alerts()
    playground: Playground = Playground()
    redis: RedisSection = RedisSection()
    log: Log = Log()
    secrets: Secrets = Field(default_factory=Secrets, exclude=True)

    @field_validator("timezone")
    @classmethod
    def _is_a_timezone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"{name} is not a time zone, as Asia/Shanghai is one") from error
        return name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone whose midnight begins a day."""
        return ZoneInfo(self.timezone)

    @property
    def personas(self) -> dict[str, Persona]:
        """Every persona; those at the former place count where `prompts` has no such name."""
        return {
            name: Persona(prompt.prompt, prompt.description, prompt.inputs)
            for name, prompt in (self.llm.expert_prompts | self.prompts).items()
        }

    @property
    def prices(self) -> dict[str, Price]:
        """What models cost."""
        return {name: Price(row.read, row.written) for name, row in self.llm.prices.items()}

    @property
    def answer_choices(self) -> AnswerChoices:
        """What a chat may choose for its answers."""
        llm = self.llm
        models = llm.models or tuple(dict.fromkeys([llm.model, llm.router_model]))
        sees = self.model_provider != "offline"
        return AnswerChoices(
            *(self.personas, llm.model, models, llm.temperature, llm.max_tokens),
            vision_model=llm.vision_model if sees else None,
        )

    @property
    def outdated_keys(self) -> str:
        """What the configuration should say otherwise, in one sentence; empty where there is nothing."""
        if not self.llm.expert_prompts:
            return ""
        return "llm.expert_prompts is now called prompts, at the top level; please move it there."

    @property
    def idle_keys(self) -> str:
        """What is set and has no effect, a sentence each; empty where there is nothing."""
        idle = []
        if self.llm.search and self.model_provider != "tongyi":
            idle.append("llm.search has no effect: only tongyi has a web search of its own.")
        keys = bool(self.secrets.baidu_api_key), bool(self.secrets.baidu_secret_key)
        if self.moderation.provider == "auto" and any(keys) and not all(keys):
            idle.append("Baidu is not used: BAIDU_API_KEY and BAIDU_SECRET_KEY are not both set.")
        return " ".join(idle)

    @property
    def model_provider(self) -> ModelProvider:
        """The model provider after `auto`; raises StartError where it lacks what it needs."""
        keys = self.secrets
        if self.llm.provider == "auto":
            if keys.dashscope_api_key:
                return "tongyi"
            return "openai" if keys.openai_api_key or self.llm.base_url else "offline"
        if self.llm.provider == "tongyi" and not keys.dashscope_api_key:
            raise StartError("llm.provider is tongyi, but DASHSCOPE_API_KEY is not set.")
        if self.llm.provider == "openai" and not (keys.openai_api_key or self.llm.base_url):
            raise StartError(
                "llm.provider is openai, but neither OPENAI_API_KEY nor llm.base_url is set."
            )
        return self.llm.provider

    @property
    def censor_provider(self) -> CensorProvider:
        """The censor after `auto`; raises StartError where it lacks its keys."""
        has_keys = bool(self.secrets.baidu_api_key and self.secrets.baidu_secret_key)
        if self.moderation.provider == "auto":
            return "baidu" if has_keys else "local"
        if self.moderation.provider == "baidu" and not has_keys:
            raise StartError(
                "moderation.provider is baidu, but BAIDU_API_KEY and BAIDU_SECRET_KEY are not both set."
            )
        return self.moderation.provider

    @property
    def bot_id(self) -> int | None:
        """The bot's id, with which its token begins; None without a token.

        Raises:
            StartError: TELEGRAM_BOT_TOKEN is no token.
        """
        token = self.secrets.telegram_bot_token
        if token is None:
            return None
        number = token.get_secret_value().partition(":")[0]
        if not (number.isascii() and number.isdecimal()):
            raise StartError(
                "TELEGRAM_BOT_TOKEN is no token: @BotFather gives one like 123456:ABC-DEF."
            )
        return int(number)

    @property
    def api_keys(self) -> tuple[ApiKey, ...]:
        """Who may use the HTTP chat; raises StartError where BOT_API_KEYS is wrong or missing."""
        keys = parse_api_keys(self.secrets.bot_api_keys)
        if not keys and not is_loopback(self.api.host):
            raise StartError(
                f"api.host is {self.api.host}, but BOT_API_KEYS is not set: without keys the HTTP chat "
                f"listens on 127.0.0.1 only."
            )
        return keys

    @property
    def redis_url(self) -> str | None:
        """The Redis server's address: REDIS_URL before `redis.url`; None: start our own."""
        from_environment = self.secrets.redis_url
        return from_environment.get_secret_value() if from_environment else self.redis.url

    @property
    def providers(self) -> str:
        """The model, the censor and the store, in one line for the log; raises StartError."""
        store = "its own Redis server" if self.redis_url is None else "the configured Redis"
        return f"model: {self.model_provider}, censor: {self.censor_provider}, {store}"
