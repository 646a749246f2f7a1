"""What a failed call proves about its effect."""

import asyncio
import io
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest, NetworkError, TimedOut

from bot.handlers.transport import AiohttpRequest, CallNotMade
from bot.playground.server.application import serving


@asynccontextmanager
async def server(answer: web.Response | None):
    """Gives every call that answer; None: closes the connection."""

    async def handle(request: web.Request) -> web.Response:
        if answer is None and request.transport is not None:
            request.transport.abort()
        return answer or web.Response()

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", handle)
    async with serving(application, "127.0.0.1", 0) as port:
        yield f"http://127.0.0.1:{port}/bot1:token/sendMessage"


async def test_parameters_are_sent_as_json_and_files_as_a_form():
    received: list[tuple[str, Any]] = []

    async def note(request: web.Request) -> web.Response:
        is_json = request.content_type == "application/json"
        body = await request.json() if is_json else dict(await request.post())
        received.append((request.content_type, body))
        return web.json_response({"ok": True, "result": True})

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", note)
    async with serving(application, "127.0.0.1", 0) as port:
        bot = Bot("1:token", base_url=f"http://127.0.0.1:{port}/bot", request=AiohttpRequest())
        async with bot.request:
            await bot.delete_message(7, 12)
            await bot.set_webhook("https://例子.cn", certificate=b"PEM")
    (json_type, parameters), (form_type, form) = received
    assert (json_type, parameters) == ("application/json", {"chat_id": 7, "message_id": 12})
    assert form_type == "multipart/form-data"
    assert form["url"] == "https://例子.cn"
    assert set(form) == {"url", "certificate"}


async def call(url: str) -> tuple[int, bytes]:
    transport = AiohttpRequest()
    await transport.initialize()
    try:
        return await transport.do_request(url, "POST")
    finally:
        await transport.shutdown()


def failure(status: int, description: str) -> web.Response:
    body = {"ok": False, "error_code": status, "description": description}
    return web.json_response(body, status=status)


async def test_a_refused_connection_proves_that_nothing_was_done():
    with pytest.raises(CallNotMade):
        await call("http://127.0.0.1:1/bot1:token/sendMessage")


async def test_an_error_inside_the_server_proves_that_nothing_was_done():
    async with server(failure(500, "Internal Server Error")) as url:
        with pytest.raises(CallNotMade, match="Internal Server Error"):
            await call(url)


@pytest.mark.parametrize(
    "answer",
    [
        failure(502, "Bad Gateway"),
        failure(500, "Internal Server Error: restart"),
        web.Response(status=504, text="<html>"),
        web.Response(status=500, text="<html>"),
    ],
    ids=["gateway", "restart", "gateway's page", "page"],
)
async def test_a_gateway_or_a_restart_proves_nothing(answer):
    status = answer.status
    async with server(answer) as url:
        assert (await call(url))[0] == status


async def test_a_connection_that_is_cut_proves_nothing():
    async with server(None) as url:
        with pytest.raises(NetworkError) as raised:
            await call(url)
    assert not isinstance(raised.value, CallNotMade)


async def test_the_wait_for_a_free_connection_does_not_count_as_silence(let_pass):
    async def slow(_: web.Request) -> web.Response:
        let_pass(20)
        return web.Response()

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", slow)
    transport = AiohttpRequest(read_timeout_s=30, connections=1)
    await transport.initialize()
    async with serving(application, "127.0.0.1", 0) as port:
        url = f"http://127.0.0.1:{port}/bot1:token/sendMessage"
        calls = (transport.do_request(url, "POST") for _ in range(5))
        assert [status for status, _ in await asyncio.gather(*calls)] == [200] * 5
    await transport.shutdown()


async def test_a_server_that_does_not_answer_proves_nothing():
    async def silent(_: web.Request) -> web.Response:
        await asyncio.Event().wait()
        return web.Response()

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", silent)
    transport = AiohttpRequest(read_timeout_s=0.1)
    await transport.initialize()
    async with serving(application, "127.0.0.1", 0) as port:
        with pytest.raises(TimedOut):
            await transport.do_request(f"http://127.0.0.1:{port}/bot1:token/sendMessage", "POST")
    await transport.shutdown()


async def downloaded(answer: web.Response | None) -> bytes:
    """What the transport writes into a file."""
    into, transport = io.BytesIO(), AiohttpRequest()
    async with server(answer) as url:
        await transport.initialize()
        try:
            await transport.download(url, into)
        finally:
            await transport.shutdown()
    return into.getvalue()


async def test_a_file_is_written_as_it_is():
    data = bytes(range(256)) * 1000
    assert await downloaded(web.Response(body=data)) == data


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (web.Response(status=404), BadRequest),
        (web.Response(status=502), NetworkError),
        (None, NetworkError),
    ],
    ids=["404", "502", "connection lost"],
)
async def test_a_download_that_fails_is_an_error_without_the_token(
    answer: web.Response | None, error: type[NetworkError]
):
    with pytest.raises(error) as raised:
        await downloaded(answer)
    assert "token" not in str(raised.value)
