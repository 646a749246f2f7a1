"""Other web sites cannot use the server through the browser of somebody who has it open."""

import asyncio
import re
import sys

import aiohttp
import pytest

from bot.playground.server.application import create_app, serving
from bot.playground.server.initial_state import BOT_ID, initial_state, new_token
from tests.fakes.process import ROOT, clean_environment
from tests.fakes.telegram import XIAOMING, TelegramServer

SAID = {"user_id": XIAOMING, "chat_id": XIAOMING, "text": "x"}
LINK = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


def paths(token: str) -> dict[str, str]:
    """A path of each kind that the server has."""
    return {
        "page": "/",
        "script": "/static/main.js",
        "state": f"/playground/state?token={token}",
        "events": f"/playground/events?token={token}",
        "method": f"/bot{token}/getMe",
        "file": f"/file/bot{token}/documents/a",
        "none": f"/nothing?token={token}",
    }


KINDS = list(paths(""))


async def status(
    http: aiohttp.ClientSession, telegram: TelegramServer, kind: str, **headers: str
) -> int:
    """What a GET is answered with."""
    url = telegram.url + paths(telegram.token)[kind]
    async with http.get(
        url, headers={name.replace("_", "-"): headers[name] for name in headers}
    ) as answer:
        return answer.status


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8080", "localhost.evil.example", "192.168.1.2", "[::1", ""],
)
async def test_a_name_of_another_site_that_points_here_is_refused(http, telegram, kind, host):
    assert await status(http, telegram, kind, Host=host) == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST:8080", "[::1]:8080"])
async def test_the_names_of_this_machine_are_answered(http, telegram, host):
    assert await status(http, telegram, "state", Host=host) == 200


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://127.0.0.1:1", "http://localhost", "null"]
)
async def test_a_request_of_another_origin_is_refused_on_every_route(http, telegram, kind, origin):
    assert await status(http, telegram, kind, Origin=origin) == 403


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_request_that_a_browser_makes_for_another_page_is_refused(
    http, telegram, kind, site
):
    assert await status(http, telegram, kind, Sec_Fetch_Site=site) == 403


async def test_a_link_on_another_page_leads_to_the_page_and_to_nothing_else(http, telegram):
    link = {name.replace("-", "_"): value for name, value in LINK.items()}
    assert await status(http, telegram, "page", **link) == 200
    assert await status(http, telegram, "method", **link) == 403


async def test_another_site_cannot_set_a_webhook_or_speak_for_a_user(http, telegram):
    evil = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    webhook = f"{telegram.url}/bot{telegram.token}/setWebhook"
    async with http.get(webhook, params={"url": "https://evil.example"}, headers=evil) as answer:
        assert answer.status == 403
    token = {"Authorization": f"Bearer {telegram.token}"}
    url = f"{telegram.url}/playground/messages"
    async with http.post(url, json=SAID, headers=evil | token) as answer:
        assert answer.status == 403
    assert telegram.state.webhook is None
    assert telegram.messages(XIAOMING) == []


@pytest.mark.parametrize("token", ["", "?token=", "?token=700000001:guessed"])
async def test_without_the_token_nothing_is_shown_or_done(http, telegram, token):
    async with http.get(f"{telegram.url}/playground/state{token}") as answer:
        assert answer.status == 401
    async with http.post(f"{telegram.url}/playground/messages{token}", json=SAID) as answer:
        assert answer.status == 401
    assert telegram.messages(XIAOMING) == []


async def test_the_page_carries_the_token_and_may_not_be_framed_or_kept(http, telegram):
    async with http.get(telegram.url) as answer:
        assert f'content="{telegram.token}"' in await answer.text()
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"


async def test_a_server_for_the_whole_network_answers_to_addresses_but_to_no_names(http):
    application = create_app(initial_state(), token="1:t", host="0.0.0.0")  # noqa: S104 -- it is not bound here
    async with serving(application, "127.0.0.1", 0) as port:
        answers = {}
        for host in ("192.168.1.2:8080", "evil.example"):
            async with http.get(f"http://127.0.0.1:{port}/", headers={"Host": host}) as answer:
                answers[host] = answer.status
    assert answers == {"192.168.1.2:8080": 200, "evil.example": 403}


def test_each_start_has_another_token_of_the_same_bot():
    tokens = {new_token() for _ in range(3)}
    assert len(tokens) == 3
    assert all(re.fullmatch(rf"{BOT_ID}:[\w-]{{35}}", token) for token in tokens)


@pytest.mark.slow
async def test_a_server_without_a_given_token_makes_one(http, unused_tcp_port):
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.playground.server", "--port", str(unused_tcp_port)),
        cwd=ROOT,
        env=clean_environment(),
    )
    url = f"http://127.0.0.1:{unused_tcp_port}/"
    try:
        while True:
            try:
                async with http.get(url) as answer:
                    page = await answer.text()
                break
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)
        [token] = re.findall(rf"{BOT_ID}:[\w-]+", page)
        async with http.get(f"{url}bot{token}/getMe") as answer:
            assert (await answer.json())["result"]["id"] == BOT_ID
    finally:
        process.kill()
        await process.wait()
