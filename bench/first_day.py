"""Walks a newcomer's path with real processes and times it: clone, playground, Telegram, webhook, replicas, restore.

python -m bench first_day     about a minute and a half; it installs, so it needs a package index

Each step is done as README.md and docs/operations.md say, and ends the run where it does not work.
Telegram and the model are the local servers of the tests; the proxy speaks plain HTTP.
"""

import asyncio
import os
import signal
import socket
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp
from aiohttp import web

from tests.e2e.conftest import ask, bot_says
from tests.fakes.browser import open_page, say, see
from tests.fakes.process import ROOT, BotProcess, clean_environment
from tests.fakes.telegram import AJIE, GROUP, XIAOMING, TelegramServer
from tests.fakes.valkey import ValkeyServer
from tests.servers.dashscope import dashscope_server
from tests.servers.steering import API_KEY, ModelServer, Says

_QUESTION, _POST = "天空为什么是蓝的？", "今天食堂的红烧肉很好吃，大家快去排队！"
_GAME = "已接 2 个"
"""What /idiom shows after one move of the player and one of the bot."""
_ASKED_THROUGH_REPLICAS = 4


@dataclass(frozen=True, slots=True)
class Machine:
    """A folder with a clone of the repository; `python` is that of the first clone's .venv."""

    folder: Path
    python: Path

    def write_env(self, settings: dict[str, str]) -> None:
        """Write .env."""
        lines = [f"{name}={value}\n" for name, value in settings.items()]
        (self.folder / ".env").write_text("".join(lines), encoding="utf-8")

    async def bot(self, *arguments: str) -> str:
        """`python -m bot ARGUMENTS`; what it prints. It must end with 0."""
        return await _run(self.folder, self.python, "-m", "bot", *arguments)

    @asynccontextmanager
    async def running(self, *command: str, **env: str) -> AsyncIterator[BotProcess]:
        """A command that runs until Ctrl+C, `python -m bot` if none is given; ready."""
        process = await asyncio.create_subprocess_exec(
            *(command or (self.python, "-m", "bot")),
            cwd=self.folder,
            env=_environment(**env),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        bot = BotProcess(process)
        try:
            await bot.ready()
            yield bot
        finally:
            if bot.is_running:
                os.killpg(process.pid, signal.SIGINT)  # Ctrl+C reaches make, too
            await bot.ended()
        assert not [line for line in bot.log if " ERROR " in line or "Traceback" in line], bot.log


@dataclass(slots=True)
class Proxy:
    """A reverse proxy: each request goes to the next replica that answers."""

    ports: list[int]
    url: str = ""
    taken: Counter[int] = field(default_factory=Counter)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Serve until the end of the block."""
        async with aiohttp.ClientSession(auto_decompress=False) as session:

            async def forward(request: web.Request) -> web.Response:
                return await self._forward(request, session)

            application = web.Application()
            application.router.add_route("*", "/{path:.*}", forward)
            runner = web.AppRunner(application, access_log=None)
            await runner.setup()
            port = free_port()
            await web.TCPSite(runner, "127.0.0.1", port).start()
            self.url = f"http://127.0.0.1:{port}/telegram"
            try:
                yield
            finally:
                await runner.cleanup()

    async def _forward(self, request: web.Request, session: aiohttp.ClientSession) -> web.Response:
        body = await request.read()
        headers = {name: value for name, value in request.headers.items() if name != "Host"}
        for port in list(self.ports):
            self.ports.append(self.ports.pop(0))
            with suppress(aiohttp.ClientConnectionError):
                url = f"http://127.0.0.1:{port}{request.path_qs}"
                async with session.request(
                    request.method, url, data=body, headers=headers
                ) as answer:
                    self.taken[port] += answer.status == 200
                    return web.Response(status=answer.status, body=await answer.read())
        return web.Response(status=502)


@dataclass(slots=True)
class FirstDay:
    """The path; each method is one step, and returns what was seen."""

    folder: Path
    telegram: TelegramServer
    model: ModelServer
    proxy: Proxy
    machine: Machine
    env: dict[str, str]
    stack: AsyncExitStack

    async def clone(self) -> str:
        """`git clone`."""
        await _run(self.folder, "git", "clone", "-q", "--no-local", ROOT, self.machine.folder)
        return f"{len(list(self.machine.folder.iterdir()))} files and folders"

    async def playground(self) -> str:
        """`make run`: install, then play on the page."""
        begun, port = time.time(), free_port()
        async with self.machine.running("make", "run", BOT_PLAYGROUND__PORT=str(port)):
            installed_s = (self.machine.folder / ".venv" / ".run").stat().st_mtime - begun
            ready_s = time.time() - begun - installed_s
            async with open_page(f"http://127.0.0.1:{port}") as page:
                await say(page, "/idiom 一心一意")
                await see(page, "一心一意 ✓")
        return f"installed in {installed_s:.1f} s, ready {ready_s:.1f} s later; a game on the page"

    async def on_telegram(self) -> str:
        """`.env`, `check`, `make run`."""
        self.machine.write_env(self.env)
        checked = await self.machine.bot("check")
        async with self.machine.running("make", "run"):
            for person in (AJIE, XIAOMING):
                await ask(self.telegram, person, person, "/start")
            await ask(self.telegram, XIAOMING, XIAOMING, f"/ask {_QUESTION}", "你好！")
            await ask(self.telegram, XIAOMING, GROUP, "/idiom 画蛇添足", "画蛇添足 ✓")
            await ask(self.telegram, XIAOMING, GROUP, f"/post {_POST}")
            await self.telegram.wait_for(lambda: "待审" in self.telegram.last(AJIE).get("text", ""))
        return f"check: {checked.count('ok ')} ok, {checked.count('note ')} notes; an answer, a game, a post"

    async def behind_a_proxy(self) -> str:
        """`telegram.mode: webhook`."""
        port = free_port()
        self.proxy.ports.append(port)
        self.env |= {
            "BOT_TELEGRAM__MODE": "webhook",
            "BOT_TELEGRAM__WEBHOOK__URL": self.proxy.url,
            "BOT_TELEGRAM__WEBHOOK__PORT": str(port),
        }
        self.machine.write_env(self.env)
        polls = len(self.telegram.calls("getUpdates"))
        async with self.machine.running():
            await ask(self.telegram, XIAOMING, GROUP, "/idiom", _GAME)
        assert len(self.telegram.calls("getUpdates")) == polls, "It still polls."
        return f"{self.proxy.taken[port]} update through the proxy; the game of before goes on"

    async def move_to_redis(self) -> str:
        """From the embedded server to one of its own."""
        await self.machine.bot("backup", "move.backup")
        self.env["REDIS_URL"] = self._start_redis("redis")
        self.machine.write_env(self.env)
        return (await self.machine.bot("restore", "move.backup")).partition(" of ")[0]

    async def two_replicas(self) -> str:
        """A second process with a port of its own, a backup, then the end of the first."""
        self.proxy.taken.clear()
        other = free_port()
        async with self.machine.running(BOT_TELEGRAM__WEBHOOK__PORT=str(other)):
            async with self.machine.running():
                self.proxy.ports.append(other)
                for _ in range(_ASKED_THROUGH_REPLICAS):
                    await ask(self.telegram, XIAOMING, XIAOMING, "/quota")
                both = sorted(self.proxy.taken.values())
                await self.machine.bot("backup", "bot.backup")
            begun = time.monotonic()
            await ask(self.telegram, XIAOMING, GROUP, "/idiom", _GAME)
            answered_s = time.monotonic() - begun
        assert len(both) == 2, f"One replica got everything: {self.proxy.taken}"
        return (
            f"{both[0]} and {both[1]} updates, a backup; "
            f"one stopped, the other answered after {answered_s:.2f} s"
        )

    async def another_machine(self) -> str:
        """Clone, copy three files, `restore` into an empty store, `check`, start."""
        old = self.machine
        self.machine = Machine(self.folder / "other", old.python)
        await self.clone()
        for name in ("config.yaml", "bot.backup"):
            (self.machine.folder / name).write_bytes((old.folder / name).read_bytes())
        self.env["REDIS_URL"] = self._start_redis("other-redis")
        self.machine.write_env(self.env)
        restored = await self.machine.bot("restore", "bot.backup")
        await self.machine.bot("check")
        async with self.machine.running():
            await ask(self.telegram, XIAOMING, XIAOMING, "/ask 再说一遍", "你好！")
            messages = self.model.bodies[-1]["input"]["messages"]
            assert any(_QUESTION in str(message) for message in messages), (
                "The conversation is gone."
            )
            await ask(self.telegram, XIAOMING, GROUP, "/idiom", _GAME)
            said = self.telegram.say(AJIE, AJIE, "/approve 1")
            await bot_says(self.telegram, AJIE, said, "#1")
            await self.telegram.wait_for(self._is_published)
        return f"{restored.partition(' of ')[0]}; conversation, game and post are there; post published"

    def _is_published(self) -> bool:
        mine = [made for made in self.telegram.messages(GROUP) if made["from"]["is_bot"]]
        return any(_POST in made.get("text", "") for made in mine)

    def _start_redis(self, name: str) -> str:
        (self.folder / name).mkdir()
        redis = ValkeyServer(self.folder / name)
        redis.start()
        self.stack.callback(redis.kill)
        return redis.url


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(**more: str) -> dict[str, str]:
    """What an operator's shell has: no setting of the bot, nothing of this process's Python or make."""
    env = clean_environment(**more)
    ours = ("PYTHONPATH", "VIRTUAL_ENV", "BOT_LOG__LEVEL", "MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    return {name: value for name, value in env.items() if name not in ours}


async def _run(folder: Path, *command: str | Path) -> str:
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env=_environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output = (await process.communicate())[0].decode().strip()
    assert process.returncode == 0, f"{' '.join(map(str, command))}: {output}"
    return output


async def _timed(what: str, step: Awaitable[str]) -> None:
    begun = time.monotonic()
    seen = await step
    print(f"{what:<38} {time.monotonic() - begun:6.1f} s  {seen}", flush=True)


async def walk() -> None:
    """Walk the whole path; raises where a step does not work."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="day-")))
        telegram = await stack.enter_async_context(TelegramServer())
        model = await stack.enter_async_context(dashscope_server())
        model.answer = lambda body: Says((_POST,) if _POST in str(body) else ("你好！",))
        proxy = Proxy([])
        await stack.enter_async_context(proxy.serving())
        env = {
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "DASHSCOPE_API_KEY": API_KEY,
            "BOT_MODERATION__ADMINS": f"[{AJIE}]",
            "BOT_TELEGRAM__BASE_URL": telegram.url,
            "BOT_LLM__BASE_URL": model.url,
        }
        clone = folder / "bot"
        machine = Machine(clone, clone / ".venv" / "bin" / "python")
        day = FirstDay(folder, telegram, model, proxy, machine, env, stack)
        await _timed("git clone", day.clone())
        await _timed("make run: install, playground", day.playground())
        await _timed(".env, check, make run: Telegram", day.on_telegram())
        await _timed("webhook behind a proxy", day.behind_a_proxy())
        await _timed("embedded server to an own Redis", day.move_to_redis())
        await _timed("two replicas, backup", day.two_replicas())
        await _timed("restore on another machine", day.another_machine())


def main() -> int:
    """Walk the path."""
    asyncio.run(walk())
    return 0


if __name__ == "__main__":
    sys.exit(main())
