"""HTTP/1.1 as clients write it, over plain sockets: what no client library would send, too."""

import asyncio
import json
import logging
import time

import pytest

from bot.api import event_stream
from tests.servers.steering import Says

HEAD = (
    b"Host: 127.0.0.1\r\nAuthorization: Bearer key-of-alice\r\nContent-Type: application/json\r\n"
)
HELP = json.dumps({"query": "/help"}).encode()
QUESTION = json.dumps({"query": "一", "stream": True}).encode()


def post(body: bytes, *headers: bytes, version: bytes = b"1.1") -> bytes:
    """A request with the length of its body."""
    lines = [b"POST /chat HTTP/" + version, HEAD + b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def chunked(body: bytes) -> bytes:
    """A request whose body comes in chunks of one byte."""
    chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in body)
    return b"POST /chat HTTP/1.1\r\n" + HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunks


@pytest.fixture
async def connect(listening_api):
    """Opens connections, and closes them at the end."""
    writers: list[asyncio.StreamWriter] = []

    async def opened(sent: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        port = listening_api.client.base_url.port
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writers.append(writer)
        writer.write(sent)
        return reader, writer

    yield opened
    for writer in writers:
        writer.close()


async def read(reader: asyncio.StreamReader) -> tuple[int, bytes, bytes]:
    """Status, head and body of a response."""
    async with asyncio.timeout(5):
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length: ")[2].split(b"\r\n")[0] or 0)
        return int(head.split()[1]), head, await reader.readexactly(length)


async def rest(reader: asyncio.StreamReader) -> bytes:
    """All up to the end of the connection; nothing where the server has closed with bytes unread."""
    async with asyncio.timeout(5):
        try:
            return await reader.read()
        except ConnectionResetError:
            return b""


async def test_unusual_but_valid_requests_are_answered(connect):
    reader, _ = await connect(post(HELP) * 2 + b"GET /personas HTTP/1.1\r\n" + HEAD + b"\r\n")
    bodies = [(await read(reader))[2] for _ in range(3)]  # pipelined: answered in order
    assert [next(iter(json.loads(body))) for body in bodies] == ["text", "text", "prompts"]

    reader, writer = await connect(b"")
    for byte in chunked(HELP) + b"0\r\n\r\n":
        writer.write(bytes([byte]))
        await asyncio.sleep(0)
    assert (await read(reader))[0] == 200

    request = post(HELP, b"Expect: 100-continue")
    reader, writer = await connect(request.removesuffix(HELP))
    assert (await read(reader))[0] == 100
    writer.write(HELP)
    assert (await read(reader))[0] == 200

    reader, _ = await connect(post(HELP, version=b"1.0"))
    assert (await read(reader))[0] == 200
    assert await rest(reader) == b""  # as HTTP/1.0 has it

    reader, _ = await connect(b"HEAD / HTTP/1.1\r\n" + HEAD + b"Connection: close\r\n\r\n")
    whole = await rest(reader)
    assert whole.startswith(b"HTTP/1.1 200 ")
    assert whole.endswith(b"\r\n\r\n")

    reader, _ = await connect(b"OPTIONS /chat HTTP/1.1\r\n" + HEAD + b"\r\n")
    status, head, _ = await read(reader)
    assert (status, b"allow: post" in head) == (405, True)


async def test_what_cannot_be_read_gets_one_sentence_and_the_end(connect, caplog):
    expects_much = b"Expect: 100-continue\r\nContent-Length: 9000000\r\n\r\n"
    for status, request in (
        (400, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),  # TLS
        (400, post(HELP).replace(b"Length: ", b"Length: -")),
        (400, post(HELP, b"Content-Length: 3")),
        (400, b"GET / HTTP/1.1\r\n" + HEAD + b"X: " + b"x" * 200_000 + b"\r\n\r\n"),
        (400, b"GET /" + b"x" * 200_000 + b" HTTP/1.1\r\n" + HEAD + b"\r\n"),
        (400, chunked(b"a") + b"zz\r\n"),
        (413, b"POST /chat HTTP/1.1\r\n" + HEAD + expects_much),
        (401, b"POST /chat HTTP/1.1\r\n" + HEAD.replace(b"alice", b"x") + expects_much),
    ):
        reader, _ = await connect(request)
        answered, head, body = await read(reader)
        assert (answered, b"connection: close" in head) == (status, True), request[:60]
        assert json.loads(body)["detail"].endswith("。")
        assert await rest(reader) == b""

    # What comes after the answer to a refused head is no failure of the server.
    reader, writer = await connect(chunked(b"a").replace(b"alice", b"x"))
    assert (await read(reader))[0] == 401
    writer.write(b"zz\r\n")
    await rest(reader)
    assert [row for row in caplog.records if row.levelno >= logging.WARNING] == []


async def test_a_client_that_leaves_within_its_request_is_no_failure(connect, model, caplog):
    upload = (
        post(b"x" * 50)
        .replace(b"/chat", b"/documents")
        .replace(b"application/json", b"multipart/form-data; boundary=b")
    )
    for request in (
        post(HELP)[:-1],
        post(b"x" * 3_000_000)[:2_000_000],
        upload.removesuffix(b"x" * 50) + b"--b\r\n",
        b"POST /chat HT",
    ):
        reader, writer = await connect(request)
        writer.write_eof()
        assert await rest(reader) == b""
    assert [row for row in caplog.records if row.levelno >= logging.WARNING] == []

    # Of a client that only stops sending nothing more is known than of one that has left.
    model.will(Says(["一"], gap_s=0.01, hang_at=1))
    reader, writer = await connect(post(QUESTION))
    async with asyncio.timeout(5):
        await reader.readuntil("一".encode())
    left = time.monotonic()
    writer.write_eof()
    await rest(reader)
    async with asyncio.timeout(1):
        await model.cancelled.wait()
    assert time.monotonic() - left < 1


async def test_a_stream_is_exactly_as_the_standard_has_it(connect, model, monkeypatch):
    monkeypatch.setattr(event_stream, "KEEP_ALIVE_S", 0.02)
    model.will(Says(["天空🌌\n", "是“蓝”的"], gap_s=0.05))
    reader, _ = await connect(post(QUESTION, version=b"1.0"))  # no chunks of HTTP around the events
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    assert b"content-type: text/event-stream; charset=utf-8\r\n" in head
    assert b"cache-control: no-store\r\n" in head
    *events, after = (await rest(reader)).decode().split("\n\n")
    assert after == ""
    assert events[-1] == "data: [DONE]"
    assert ": ping" in events
    pieces = [json.loads(event[6:]) for event in events[:-1] if event != ": ping"]
    assert "".join(piece["text"] for piece in pieces) == "天空🌌\n是“蓝”的"
    assert all(list(piece) == ["text", "message_id", "conversation_id"] for piece in pieces)
