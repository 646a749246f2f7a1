"""Clients that leave, read slowly, or wait for a slow model; and the end of the server."""

import asyncio
import json
import time
from typing import Any

import pytest

from bot.api import event_stream
from tests.fakes.api import ChatServer, data_of
from tests.servers.steering import Says

CHUNKS = [f"第{n}句。" for n in range(200)]


async def test_a_client_that_leaves_stops_the_model_and_leaves_a_stopped_answer(
    listening_api, model
):
    model.will(Says(CHUNKS, gap_s=0.01))
    async with listening_api.client.stream(
        "POST", "/chat", json={"query": "说", "stream": True}
    ) as response:
        lines = response.aiter_lines()
        received = [line for line in [await anext(lines) for _ in range(20)] if line]
    left = time.monotonic()
    async with asyncio.timeout(5):
        await model.cancelled.wait()
    assert time.monotonic() - left < 1
    conversation_id = json.loads(received[0][6:])["conversation_id"]
    got = "".join(json.loads(line[6:])["text"] for line in received)
    question, answer = await _stored(listening_api, conversation_id)
    assert question == {"role": "user", "content": "说"}
    assert answer["stopped"] is True
    assert answer["content"].startswith(got)
    assert "".join(CHUNKS).startswith(answer["content"])


async def _stored(api: ChatServer, conversation_id: str) -> list[dict[str, Any]]:
    async with asyncio.timeout(2):
        while not (messages := await api.messages(conversation_id)):  # noqa: ASYNC110 -- asked over HTTP
            await asyncio.sleep(0.01)
    return messages


@pytest.mark.parametrize("stream", [True, False])
async def test_a_client_that_leaves_before_the_first_word_stops_the_model(
    listening_api, model, stream
):
    model.will(Says(hang_at=0))
    body = {"query": "一", "stream": stream}
    asking = asyncio.create_task(listening_api.client.post("/chat", json=body))
    async with asyncio.timeout(5):
        await model.hanging.wait()
        asking.cancel()
        await model.cancelled.wait()


async def test_a_silent_model_gets_comment_lines(listening_api, model, monkeypatch):
    monkeypatch.setattr(event_stream, "KEEP_ALIVE_S", 0.05)
    model.will(Says(["一", "二"], gap_s=0.3))
    async with listening_api.client.stream(
        "POST", "/chat", json={"query": "一", "stream": True}
    ) as response:
        lines = [line async for line in response.aiter_lines()]
    assert ": ping" in lines
    assert data_of(lines)[-1] == "[DONE]"


async def test_a_slow_reader_gets_everything_in_joined_pieces_and_keeps_no_model_waiting(
    listening_api, model
):
    long = ["长" * 2000] * 400  # more than the buffers of both sockets hold
    model.will(Says(long))
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", listening_api.client.base_url.port, limit=1024
    )
    body = json.dumps({"query": "一", "stream": True}).encode()
    writer.write(
        b"POST /chat HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer key-of-alice\r\n"
        b"Content-Type: application/json\r\nConnection: close\r\n"
        b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
    )
    async with asyncio.timeout(5):
        while model.open or not model.bodies:  # noqa: ASYNC110 -- the server has no event for it
            await asyncio.sleep(0.01)
    whole = await reader.read(-1)
    writer.close()
    assert whole.decode().count("长") == 2000 * 400
    assert whole.count(b"data: {") < 300


async def test_the_end_of_the_server_ends_answers_with_a_sentence(listening_api, model):
    model.will(Says(["一", "二"], hang_at=2))

    reading = asyncio.create_task(listening_api.stream(query="一"))
    async with asyncio.timeout(5):
        await model.hanging.wait()
    await asyncio.sleep(0.05)
    listening_api.core.cancel_scopes.stop_everything()
    data = await reading
    assert data[-2].startswith("[ERROR] 服务正在重启")
    assert data[-1] == "[DONE]"


async def test_stop_in_the_same_conversation_ends_an_answer(listening_api, model):
    asked = (await listening_api.chat("一")).json()["conversation_id"]
    model.will(Says(["一", "二"], hang_at=2))
    reading = asyncio.create_task(listening_api.stream(query="二", conversation_id=asked))
    async with asyncio.timeout(5):
        await model.hanging.wait()
    await asyncio.sleep(0.05)
    await listening_api.chat("/stop", conversation_id=asked)
    data = await reading
    assert data[-1] == "[DONE]"
    assert not [row for row in data if row.startswith("[ERROR]")]
    assert (await listening_api.messages(asked))[-1]["stopped"] is True
