"""Updates pushed to the bot's own address (Bot API: setWebhook)."""

import asyncio
import time

import aiohttp

from bot.playground.server.updates import Updates
from bot.playground.server.world import Json, Webhook, World

FIRST_WAIT_S = 0.1
LONGEST_WAIT_S = 30.0
_ANSWER_S = 60.0
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 -- the header's name


class WebhookSender:
    """Pushes updates one after another, each until it is taken with a 2xx; waits double meanwhile.

    Telegram keeps no order between several connections, one by one is the kindest it does.
    """

    def __init__(self, world: World, updates: Updates) -> None:
        self._world = world
        self._updates = updates
        self._news = asyncio.Event()
        updates.on_news(self._news.set)

    def changed(self) -> None:
        """The webhook was set or deleted."""
        self._news.set()

    async def run(self) -> None:
        """Push for ever."""
        timeout = aiohttp.ClientTimeout(total=_ANSWER_S)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                self._news.clear()
                if self._world.webhook is None or not self._world.pending:
                    await self._news.wait()
                else:
                    await self._push_until_taken(session, self._world.pending[0])

    async def _push_until_taken(self, session: aiohttp.ClientSession, update: Json) -> None:
        wait_s = FIRST_WAIT_S
        while (hook := self._world.webhook) is not None and update in self._world.pending[:1]:
            problem = await _push(session, hook, update)
            if not problem:
                self._updates.drop(update["update_id"])
                return
            hook.last_error, hook.last_error_date = problem, int(time.time())
            await asyncio.sleep(wait_s)
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)


async def _push(session: aiohttp.ClientSession, hook: Webhook, update: Json) -> str:
    """Send one update; return what went wrong, empty where nothing did."""
    headers = {_SECRET_HEADER: hook.secret_token} if hook.secret_token else {}
    try:
        async with session.post(hook.url, json=update, headers=headers) as answer:
            if 200 <= answer.status < 300:
                return ""
            return f"Wrong response from the webhook: {answer.status} {answer.reason}"
    except (aiohttp.ClientError, TimeoutError):
        return "Connection failed"
