"""`python -m bot playground`: starts the local Bot API server as a process, then the bot on it."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from pydantic import SecretStr

from bot.app.run import run
from bot.errors import StartError
from bot.logs import set_up_logging
from bot.playground.data_folder import SNAPSHOT, playground_folder
from bot.playground.server.initial_state import (
    ADMIN_ID,
    CHANNEL_ID,
    REVIEW_CHAT_ID,
    TOKEN_VARIABLE,
    new_token,
)
from bot.playground.server.request_guard import is_wildcard
from bot.settings import Settings

_START_TIMEOUT_S = 10.0


async def run_playground(settings: Settings) -> None:
    """Run server and bot until a signal; raises StartError."""
    host, port = settings.playground.host, settings.playground.port
    _check_port_is_free(host, port)
    log = settings.log
    set_up_logging(log.level, log.format, log.file, settings.secrets.values())
    url = f"http://{'127.0.0.1' if is_wildcard(host) else host}:{port}"
    folder = await playground_folder(settings.redis.data_dir)
    token = new_token()
    async with _server_process(host, port, folder / SNAPSHOT, token):
        print(f"\n  The playground is open: {url}\n  Ctrl+C ends it.\n", flush=True)  # noqa: T201 -- the address is for the person at the terminal
        await run(_playground_settings(settings, url, folder, token))


def _playground_settings(settings: Settings, url: str, folder: Path, token: str) -> Settings:
    """The settings with the local server, its chats and its admin where nothing else is set.

    Its store is always one of its own: a store belongs to one bot.
    """
    moderation = settings.moderation
    return settings.model_copy(
        update={
            "telegram": settings.telegram.model_copy(update={"base_url": url, "mode": "polling"}),
            "moderation": moderation.model_copy(
                update={
                    "admins": moderation.admins or (ADMIN_ID,),
                    "review_chat_id": moderation.review_chat_id or REVIEW_CHAT_ID,
                    "publish_chat_id": moderation.publish_chat_id or CHANNEL_ID,
                }
            ),
            "redis": settings.redis.model_copy(update={"url": None, "data_dir": folder}),
            "secrets": settings.secrets.model_copy(
                update={"telegram_bot_token": SecretStr(token), "redis_url": None}
            ),
        }
    )


@asynccontextmanager
async def _server_process(host: str, port: int, snapshot: Path, token: str) -> AsyncIterator[None]:
    options = ["--host", host, "--port", str(port), "--data", str(snapshot)]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.playground.server", *options,
        env={**os.environ, TOKEN_VARIABLE: token},
        start_new_session=True,  # Ctrl+C reaches the bot, which then ends the server
    )  # fmt: skip
    try:
        await _wait_until_listening(process, host, port)
        yield
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def _wait_until_listening(process: asyncio.subprocess.Process, host: str, port: int) -> None:
    deadline = asyncio.get_running_loop().time() + _START_TIMEOUT_S
    while asyncio.get_running_loop().time() < deadline:
        if process.returncode is not None:
            raise StartError("The playground's server ended at its start; the reason is above.")
        try:
            _, writer = await asyncio.open_connection(host, port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return
    raise StartError(
        f"The playground's server did not answer on {host}:{port} in {_START_TIMEOUT_S:.0f} s."
    )


def _check_port_is_free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise StartError(
                f"The playground's address {host}:{port} is taken ({error.strerror}); "
                f"choose another with BOT_PLAYGROUND__PORT=8081."
            ) from error
