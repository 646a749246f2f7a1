"""`python -m bot check`: tries the sandbox and calls every outside service, a line for each."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiohttp

from bot.app.documents import sandbox_lacks
from bot.errors import BotError
from bot.settings import Settings
from bot.storage.connection import open_redis

_TIMEOUT = aiohttp.ClientTimeout(total=10, sock_connect=5)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one service answered; `str()` is the line to print."""

    service: str
    is_ok: bool
    detail: str

    def __str__(self) -> str:
        return f"{'ok  ' if self.is_ok else 'FAIL'} {self.service:<14} {self.detail}"


async def check(settings: Settings) -> list[Outcome]:
    """Call every service that the settings name; a failing service is an outcome, not an error."""
    outcomes = [Outcome("configuration", is_ok=True, detail=settings.providers)]
    outcomes.append(await _sandbox(settings))
    async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
        for service, probe in _probes(settings, session).items():
            started = time.monotonic()
            try:
                detail = await probe()
            except _Failed as failure:
                outcomes.append(Outcome(service, is_ok=False, detail=str(failure)))
            except (aiohttp.ClientError, TimeoutError, BotError) as error:
                # The text of a library's error may contain the URL, and so a key.
                reason = error.say("en") if isinstance(error, BotError) else type(error).__name__
                outcomes.append(Outcome(service, is_ok=False, detail=f"no answer ({reason})"))
            else:
                took_ms = (time.monotonic() - started) * 1000
                outcomes.append(Outcome(service, is_ok=True, detail=f"{detail} ({took_ms:.0f} ms)"))
    return outcomes


async def _sandbox(settings: Settings) -> Outcome:
    lacks = await sandbox_lacks()
    is_ok = not lacks or settings.documents.sandbox == "best"
    detail = f"documents are read without {lacks}" if lacks else "Landlock and seccomp"
    return Outcome("sandbox", is_ok, detail)


class _Failed(Exception):
    """The service answered, and the answer says that it cannot be used."""


_Probe = Callable[[], Awaitable[str]]


def _probes(settings: Settings, session: aiohttp.ClientSession) -> dict[str, _Probe]:
    probes: dict[str, _Probe] = {}
    if settings.secrets.telegram_bot_token is not None:
        probes["Telegram"] = lambda: _telegram(settings, session)
    if settings.redis_url is not None:
        probes["Redis"] = lambda: _redis(settings)
    if settings.model_provider == "tongyi":
        probes["DashScope"] = lambda: _dashscope(settings, session)
    if settings.model_provider == "openai":
        probes["model"] = lambda: _openai(settings, session)
    if settings.censor_provider == "baidu":
        probes["Baidu"] = lambda: _baidu(settings, session)
    return probes


async def _telegram(settings: Settings, session: aiohttp.ClientSession) -> str:
    token = settings.secrets.telegram_bot_token
    url = f"{settings.telegram.base_url.rstrip('/')}/bot{token.get_secret_value() if token else ''}/getMe"
    async with session.get(url) as response:
        if response.status in {401, 404}:
            raise _Failed("the token was refused")
        body = await response.json(content_type=None)
    return f"@{body['result']['username']}"


async def _redis(settings: Settings) -> str:
    async with open_redis(settings.redis_url or "") as redis:
        info = await redis.info()
    policy = info.get("maxmemory_policy")
    if policy != "noeviction":
        raise _Failed(f"maxmemory-policy is {policy}; it must be noeviction, or posts can vanish")
    return f"version {info.get('valkey_version') or info.get('redis_version')}"


async def _dashscope(settings: Settings, session: aiohttp.ClientSession) -> str:
    """Generate one token: DashScope has no call that only checks the key."""
    root = (settings.llm.base_url or "https://dashscope.aliyuncs.com/api/v1").rstrip("/")
    key = settings.secrets.dashscope_api_key
    body = {
        "model": settings.llm.router_model,
        "input": {"messages": [{"role": "user", "content": "1"}]},
        "parameters": {"result_format": "message", "max_tokens": 1},
    }
    headers = {"Authorization": f"Bearer {key.get_secret_value() if key else ''}"}
    url = f"{root}/services/aigc/text-generation/generation"
    async with session.post(url, json=body, headers=headers) as response:
        return await _model_answer(response, settings.llm.router_model)


async def _openai(settings: Settings, session: aiohttp.ClientSession) -> str:
    root = (settings.llm.base_url or "https://api.openai.com/v1").rstrip("/")
    key = settings.secrets.openai_api_key
    headers = {"Authorization": f"Bearer {key.get_secret_value()}"} if key else {}
    async with session.get(f"{root}/models", headers=headers) as response:
        return await _model_answer(response, settings.llm.model)


async def _model_answer(response: aiohttp.ClientResponse, model: str) -> str:
    if response.status in {401, 403}:
        raise _Failed("the key was refused")
    if response.status >= 500 or response.status == 429:
        raise _Failed(f"HTTP {response.status}")
    return model


async def _baidu(settings: Settings, session: aiohttp.ClientSession) -> str:
    keys = settings.secrets
    query = {
        "grant_type": "client_credentials",
        "client_id": keys.baidu_api_key.get_secret_value() if keys.baidu_api_key else "",
        "client_secret": keys.baidu_secret_key.get_secret_value() if keys.baidu_secret_key else "",
    }
    url = f"{settings.moderation.base_url.rstrip('/')}/oauth/2.0/token"
    async with session.post(url, params=query) as response:
        body = await response.json(content_type=None)
    if "access_token" not in body:
        raise _Failed("the keys were refused")
    return "token received"
