"""Runs the probes of everything that the settings name, and collects what they found."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping

import aiohttp

from bot.app.check.calls import TIMEOUT
from bot.app.check.models import ModelProbes
from bot.app.check.outcome import Failed, Noted, Outcome
from bot.app.check.telegram import TelegramProbes
from bot.app.documents import sandbox_lacks
from bot.errors import BotError, CensorBusy, CensorClosed, CensorError
from bot.moderation.baidu_probe import probe_baidu
from bot.moderation.word_list import WordList
from bot.settings import Settings
from bot.storage.connection import check_server, check_writable, infos, open_redis
from bot.storage.data_folder import check_folder, is_owned
from bot.storage.owner import store_owner

log = logging.getLogger(__name__)

Probe = Callable[[], Awaitable[str]]


async def check(settings: Settings) -> list[Outcome]:
    """Use every service that the settings name; a failing one is an outcome, not an error."""
    configuration = [Outcome("configuration", "ok", settings.providers)]
    if settings.idle_keys:
        configuration.append(Outcome("configuration", "note", settings.idle_keys.rstrip(".")))
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        sandbox, telegram, others = await asyncio.gather(
            _sandbox(settings),
            _telegram(settings, session),
            _all(_probes(settings, session)),
        )
    return [*configuration, sandbox, *telegram, *others]


async def log_telegram_problems(settings: Settings) -> None:
    """Log what the bot lacks in the configured chats: what can be asked at each start for nothing."""
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        for outcome in await _telegram(settings, session):
            if outcome.kind != "ok":
                level = logging.INFO if outcome.is_ok else logging.WARNING
                log.log(level, "%s: %s.", outcome.service, outcome.detail)


async def _telegram(settings: Settings, session: aiohttp.ClientSession) -> list[Outcome]:
    """The token first: without it nothing else can be asked."""
    if settings.secrets.telegram_bot_token is None:
        return []
    probes = TelegramProbes(settings, session)
    token = await _outcome("Telegram", probes.token)
    return [token, *await _all(probes.others())] if token.is_ok else [token]


async def _all(probes: Mapping[str, Probe]) -> list[Outcome]:
    return await asyncio.gather(*(_outcome(*probe) for probe in probes.items()))


async def _outcome(service: str, probe: Probe) -> Outcome:
    started = time.monotonic()
    try:
        detail = await probe()
    except Noted as note:
        return Outcome(service, "note", str(note))
    except Failed as failure:
        return Outcome(service, "FAIL", str(failure))
    except BotError as error:
        return Outcome(service, "FAIL", error.say("en"))
    took_ms = (time.monotonic() - started) * 1000
    return Outcome(service, "ok", f"{detail} ({took_ms:.0f} ms)")


def _probes(settings: Settings, session: aiohttp.ClientSession) -> dict[str, Probe]:
    probes: dict[str, Probe] = {}
    if settings.redis_url is not None:
        probes["Redis"] = lambda: _redis(settings)
    else:
        probes["data folder"] = lambda: _data_folder(settings)
    if settings.model_provider != "offline":
        probes |= ModelProbes(settings, session).all()
    if settings.censor_provider == "baidu":
        probes["Baidu"] = lambda: _baidu(settings)
    if settings.moderation.words_file is not None:
        probes["word list"] = lambda: _word_list(settings)
    return probes


async def _sandbox(settings: Settings) -> Outcome:
    lacks = await sandbox_lacks()
    is_ok = not lacks or settings.documents.sandbox == "best"
    detail = f"documents are read without {lacks}" if lacks else "Landlock and seccomp"
    return Outcome("sandbox", "ok" if is_ok else "FAIL", detail)


async def _redis(settings: Settings) -> str:
    url = settings.redis_url or ""
    async with open_redis(url) as redis:
        await check_server(redis, url)
        await check_writable(redis)
        masters = await infos(redis)
        owner = await store_owner(redis)
    for info in masters:
        policy = info.get("maxmemory_policy")
        if policy != "noeviction":
            raise Failed(
                f"maxmemory-policy is {policy}; it must be noeviction, or posts can vanish"
            )
    if settings.bot_id is not None and owner not in (None, settings.bot_id):
        raise Failed(f"its data belongs to bot {owner}, and this is bot {settings.bot_id}")
    version = f"version {masters[0].get('valkey_version') or masters[0].get('redis_version')}"
    return version if len(masters) == 1 else f"{version}, {len(masters)} masters"


async def _data_folder(settings: Settings) -> str:
    folder = settings.redis.data_dir
    await asyncio.to_thread(check_folder, folder)
    return f"{folder} can be written" + (", a bot runs on it" if is_owned(folder) else "")


async def _word_list(settings: Settings) -> str:
    await asyncio.to_thread(WordList.read, settings.moderation.words_file)
    return f"{settings.moderation.words_file}"


async def _baidu(settings: Settings) -> str:
    keys = settings.secrets
    if keys.baidu_api_key is None or keys.baidu_secret_key is None:
        raise Failed("BAIDU_API_KEY and BAIDU_SECRET_KEY are not both set")
    try:
        await probe_baidu(
            settings.moderation.base_url,
            keys.baidu_api_key.get_secret_value(),
            keys.baidu_secret_key.get_secret_value(),
        )
    except CensorBusy:
        raise Noted("the account's limit of calls a second is reached at the moment") from None
    except CensorClosed:
        raise  # its sentence is for administrators
    except CensorError:
        raise Failed(
            "no valid answer: is moderation.base_url right, and is the service running?"
        ) from None
    return "a greeting was checked"
