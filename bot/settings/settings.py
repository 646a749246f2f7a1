"""All settings, the secrets, and what `provider: auto` chooses."""

from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    Field,
    SecretStr,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import StartError
from bot.models.answer_choices import AnswerChoices
from bot.models.api_key import ApiKey
from bot.models.persona import Persona
from bot.models.usage import Price
from bot.settings.api_keys import is_loopback, parse_api_keys
from bot.settings.sections import (
    AccessSection,
    Alerts,
    Api,
    BudgetSection,
    Documents,
    Llm,
    Log,
    Memory,
    Metrics,
    Moderation,
    Playground,
    Prompts,
    RedisSection,
    Telegram,
)

ModelProvider = Literal["tongyi", "openai", "offline"]
CensorProvider = Literal["baidu", "local"]


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
