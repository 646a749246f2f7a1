"""`python -m bot playground`: the same bot, on a local Bot API server in a process of its own."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from pydantic import SecretStr

from bot.app.run import run
from bot.errors import StartError
from bot.settings import Settings

TOKEN = "700000001:playground-token-that-is-no-secret-00"  # noqa: S105 -- opens the local server only
ADMIN_ID = 103
REVIEW_CHAT_ID = -1001000000002
CHANNEL_ID = -1001000000003
_START_S = 10.0


async def run_playground(settings: Settings) -> None:
    """Start the server, then the bot on it, until a signal; raises StartError."""
    place = settings.playground
    _refuse_a_port_in_use(place.host, place.port)
    url = f"http://{place.host}:{place.port}"
    data = settings.redis.data_dir / "playground.json"
    async with _server(place.host, place.port, data):
        print(f"\n  The playground is open: {url}\n  Ctrl+C ends it.\n", flush=True)  # noqa: T201 -- the address is for the person at the terminal
        await run(_on_the_playground(settings, url))


def _on_the_playground(settings: Settings, url: str) -> Settings:
    """The settings with the playground's server, chats and admin where nothing else is set."""
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
            "secrets": settings.secrets.model_copy(update={"telegram_bot_token": SecretStr(TOKEN)}),
        }
    )


@asynccontextmanager
async def _server(host: str, port: int, data: Path) -> AsyncIterator[None]:
    data.parent.mkdir(parents=True, exist_ok=True)
    options = ["--host", host, "--port", str(port), "--token", TOKEN, "--data", str(data)]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.playground.server", *options,
        start_new_session=True,  # Ctrl+C reaches the bot, which then ends the server
    )  # fmt: skip
    try:
        await _listening(process, host, port)
        yield
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def _listening(process: asyncio.subprocess.Process, host: str, port: int) -> None:
    deadline = asyncio.get_running_loop().time() + _START_S
    while asyncio.get_running_loop().time() < deadline:
        if process.returncode is not None:
            raise StartError("The playground's server ended at its start; its reason is above.")
        try:
            _, writer = await asyncio.open_connection(host, port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return
    raise StartError(
        f"The playground's server did not answer on {host}:{port} in {_START_S:.0f} s."
    )


def _refuse_a_port_in_use(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise StartError(
                f"The playground's address {host}:{port} is taken ({error.strerror}); "
                f"choose another with BOT_PLAYGROUND__PORT=8081."
            ) from error
