"""Bodies that are not as documented: a status below 500 and one sentence, for each."""

import json
import random
from collections.abc import AsyncIterator

import pytest

from tests.fakes.api import running_chat, settings_for

GOOD = {"query": "/help", "stream": False}
WRONG_VALUES: list[object] = [
    1, 1.5, True, None, [], {}, ["x"], {"x": 1}, "\0", "a\0b", -1, 10**400, "x" * 300_000, [[]] * 9,
]  # fmt: skip
FIELDS = [
    "query", "conversation_id", "history_len", "history", "stream", "model_name", "temperature",
    "max_tokens", "prompt_name", "document_id",
]  # fmt: skip
RAW = [
    b"", b"{", b"nope", b"[]", b"1", b"null", b'"x"', b"\xff\xfe", b"\x00", b"{}" * 9, b'{"query": }',
    b'{"query": "\\ud800"}', b'{"query": "a", "temperature": NaN}', b'{"query": "a", "max_tokens": 1e999}',
    b'{"query": "a", "max_tokens": ' + b"9" * 5000 + b"}", b"[" * 100_000, b'{"a":' * 50_000,
    b'{"query": "\xed\xa0\x80"}', b'\xef\xbb\xbf{"query": 1}',
]  # fmt: skip


@pytest.fixture
async def api(redis):
    async with running_chat(redis, settings_for()) as server:
        yield server


def assert_sentence(response) -> None:
    assert response.status_code < 500, response.text
    if response.status_code >= 400:
        body = response.json()
        assert body["detail"].endswith(("。", ".")), body
        assert "\n" not in body["detail"]


@pytest.mark.parametrize(
    ("path", "status"), [("/chat", 422), ("/summarize", 422), ("/v1/chat/completions", 400)]
)
async def test_what_is_no_json_object_is_refused(api, path, status):
    for raw in RAW:
        headers = {"Content-Type": "application/json"}
        response = await api.client.post(path, content=raw, headers=headers)
        assert response.status_code == status, raw[:40]
        assert_sentence(response)


async def test_two_hundred_wrong_bodies_get_a_sentence_each(api):
    chance = random.Random(16)
    bodies = [GOOD | {field: value} for field in FIELDS for value in WRONG_VALUES]
    while len(bodies) < 200:
        bodies.append(
            GOOD | {field: chance.choice(WRONG_VALUES) for field in chance.sample(FIELDS, 3)}
        )
    for body in bodies:
        response = await api.client.post(
            "/chat",
            content=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        assert_sentence(response)


@pytest.mark.parametrize("field", ["query", "stream", "history", "temperature", "max_tokens"])
async def test_the_sentence_names_the_field(api, field):
    response = await api.client.post("/chat", json=GOOD | {field: {"x": 1}})
    assert response.status_code == 422
    assert field in response.json()["detail"]


async def test_a_body_of_another_type_is_422(api):
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "x"):
        response = await api.client.post(
            "/chat", content=json.dumps(GOOD), headers={"Content-Type": kind}
        )
        assert response.status_code == 422


async def test_a_body_over_the_limit_is_413_declared_or_not(api):
    big = b'{"query": "' + b"x" * 2_000_000 + b'"}'

    async def in_pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(big), 65536):
            yield big[start : start + 65536]

    headers = {"Content-Type": "application/json"}
    for content in (big, in_pieces()):
        response = await api.client.post("/chat", content=content, headers=headers)
        assert response.status_code == 413
        assert "1024" in response.json()["detail"]


async def test_unknown_paths_methods_and_ids_get_a_sentence(api):
    for method, path, status in (
        ("GET", "/chat", 405),
        ("GET", "/nope", 404),
        ("GET", "/static/../gate.py", 404),
        ("GET", "/static/%2e%2e/gate.py", 404),
        ("GET", "/conversations/%00%ff", 404),
        ("DELETE", "/conversations/" + "x" * 3000, 404),
        ("GET", "/docs/oauth2-redirect", 404),
    ):
        response = await api.client.request(method, path)
        assert response.status_code == status, path
        assert_sentence(response)
