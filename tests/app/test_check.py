"""`python -m bot check`: what works is ok, and everything else is told in a sentence."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.app.check import check, probes
from bot.app.check import models as model_probes
from bot.settings import Settings
from bot.settings.sections import Llm, Moderation, RedisSection, Telegram
from bot.settings.settings import Secrets
from tests.servers import baidu
from tests.servers.dashscope import dashscope_server
from tests.servers.openai import openai_server
from tests.servers.steering import API_KEY

TOKEN = "123456:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
HTML = (200, "text/html", "<html><title>Welcome to nginx!</title></html>")
WRONG = {
    "not found": (404, "text/plain", "404 page not found"),
    "refused": (400, "application/json", '{"code": "InvalidParameter", "message": "no"}'),
    "html": HTML,
    "html of a proxy": (502, "text/html", "<html>Bad Gateway</html>"),
    "garbage": (200, "application/json", "\x00\x01{"),
    "other json": (200, "application/json", '{"hello": ["world"]}'),
    "empty": (200, "application/json", ""),
    "moved": (302, "text/html", ""),
}


@pytest.fixture(autouse=True)
def known_sandbox(monkeypatch):
    """Spare each test the process in which the sandbox is tried; tests/app/test_documents.py has it."""

    async def lacks() -> str:
        return ""

    monkeypatch.setattr(probes, "sandbox_lacks", lacks)


@pytest.fixture
def settings(tmp_path, monkeypatch):
    for name in ("TELEGRAM_BOT_TOKEN", "DASHSCOPE_API_KEY", "OPENAI_API_KEY", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)

    def made(secrets: Mapping[str, str] | None = None, **sections: Any) -> Settings:
        hidden = {name: SecretStr(value) for name, value in (secrets or {}).items()}
        sections.setdefault("redis", RedisSection(data_dir=tmp_path / "data"))
        return Settings(secrets=Secrets(**hidden), **sections)

    return made


@asynccontextmanager
async def server_that_says(status: int, content_type: str, body: str) -> AsyncIterator[str]:
    """Answers every request with the same."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, content_type=content_type, body=body.encode())

    async with serving(answer) as url:
        yield url


@asynccontextmanager
async def serving(answer) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


async def lines(settings: Settings) -> dict[str, tuple[str, str]]:
    """What each probe found: service -> kind, detail."""
    return {one.service: (one.kind, one.detail) for one in await check(settings)}


async def kinds(settings: Settings) -> dict[str, str]:
    return {service: kind for service, (kind, _) in (await lines(settings)).items()}


async def test_every_model_of_the_settings_is_used(settings):
    async with dashscope_server() as server:
        models = ("qwen-plus", "qwen3.6-plus", "qwen3-thinking")
        made = settings(
            {"dashscope_api_key": API_KEY},
            llm=Llm(base_url=server.url, vision_model="qwen3-vl-plus", models=models),
        )
        found = await kinds(made)
        assert {body["model"] for body in server.bodies} == {
            "qwen-plus", "qwen-flash", "qwen3.6-plus", "qwen3-thinking", "qwen3-vl-plus",
            "text-embedding-v4",
        }  # fmt: skip
    assert set(found.values()) == {"ok"}
    assert {"model", "router model", "model 2", "model 3", "vision model"} <= set(found)
    async with openai_server() as server:
        found = await kinds(settings({"openai_api_key": API_KEY}, llm=Llm(base_url=server.url)))
    assert set(found.values()) == {"ok"}


async def test_an_unknown_model_fails_and_is_named(settings):
    async with dashscope_server() as server:
        llm = Llm(base_url=server.url, model="qwen-plus-2", embedding_model="embedder")
        found = await lines(settings({"dashscope_api_key": API_KEY}, llm=llm))
    assert found["model"][0] == found["embeddings"][0] == "FAIL"
    assert "qwen-plus-2" in found["model"][1]
    assert found["router model"][0] == "ok"


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
async def test_an_address_of_something_else_is_a_failure(settings, wrong):
    async with server_that_says(*wrong) as url:
        both = [
            settings({"dashscope_api_key": "k" * 20}, llm=Llm(base_url=url)),
            settings(llm=Llm(base_url=url, provider="openai")),
        ]
        for made in both:
            found = await lines(made)
            assert found["model"][0] == found["router model"][0] == "FAIL", found
            assert_sentences(found)
        made = settings(
            {"telegram_bot_token": TOKEN, "baidu_api_key": "a" * 20, "baidu_secret_key": "b" * 20},
            telegram=Telegram(base_url=url),
            moderation=Moderation(base_url=url),
        )
        found = await lines(made)
    assert found["Telegram"][0] == found["Baidu"][0] == "FAIL"
    assert_sentences(found)


def assert_sentences(found: Mapping[str, tuple[str, str]]) -> None:
    for _, detail in found.values():
        for internal in ("Error", "Exception", "Traceback", TOKEN, "k" * 20, "<html"):
            assert internal not in detail


async def test_a_missing_embedding_model_is_noted_where_none_was_asked_for(settings, monkeypatch):
    async with dashscope_server() as server:
        made = settings({"dashscope_api_key": API_KEY}, llm=Llm(base_url=server.url))
        monkeypatch.setattr(model_probes, "TONGYI_EMBEDDINGS", "text-embedding-v99")
        found = await lines(made)
    assert found["embeddings"][0] == "note"


async def test_baidu_checks_a_greeting(settings):
    async with baidu.baidu_server() as server:
        keys = {
            "baidu_api_key": baidu.API_KEY,
            "baidu_secret_key": baidu.SECRET_KEY,
        }
        made = settings(keys, moderation=Moderation(base_url=server.url))
        assert (await kinds(made))["Baidu"] == "ok"
        keys["baidu_secret_key"] = "wrong"
        made = settings(keys, moderation=Moderation(base_url=server.url))
        assert (await lines(made))["Baidu"][0] == "FAIL"


CHATS = {
    -1: ("supergroup", {"status": "member"}),
    -2: ("channel", {"status": "administrator", "can_post_messages": True}),
    -3: ("channel", {"status": "administrator", "can_post_messages": False}),
    -4: ("supergroup", {"status": "left"}),
    -5: ("supergroup", {"status": "restricted", "can_send_messages": False}),
}


async def bot_api(request: web.Request) -> web.Response:
    asked, method = await request.json(), request.path.rpartition("/")[2]
    chat = asked.get("chat_id")
    if method == "getMe":
        return said({"id": 123456, "username": "a_bot", "can_read_all_group_messages": False})
    if chat not in CHATS:
        refusal = {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}
        return web.json_response(refusal, status=400)
    return said({"type": CHATS[chat][0]} if method == "getChat" else CHATS[chat][1])


def said(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


@pytest.mark.parametrize(
    ("review", "publish", "found_review", "found_publish"),
    [(-1, -2, "ok", "ok"), (-4, -3, "FAIL", "FAIL"), (-5, -99, "FAIL", "FAIL")],
)
async def test_the_rights_in_the_configured_chats_are_checked(
    settings, review, publish, found_review, found_publish
):
    async with serving(bot_api) as url:
        made = settings(
            {"telegram_bot_token": TOKEN},
            telegram=Telegram(base_url=url),
            moderation=Moderation(review_chat_id=review, publish_chat_id=publish),
        )
        found = await lines(made)
    assert found["Telegram"][1].startswith("@a_bot")
    assert (found["review chat"][0], found["publish chat"][0]) == (found_review, found_publish)
    assert found["groups"][0] == "note"
    assert "/setprivacy" in found["groups"][1]


async def test_a_folder_that_cannot_be_made_is_named(settings, tmp_path):
    (tmp_path / "file").write_text("")
    made = settings(redis=RedisSection(data_dir=tmp_path / "file" / "data"))
    kind, detail = (await lines(made))["data folder"]
    assert kind == "FAIL"
    assert "cannot be made (Not a directory)" in detail


async def test_redis_is_written_to(settings, redis_url, redis):
    assert (await kinds(settings({"redis_url": redis_url})))["Redis"] == "ok"
    await redis.set("store:owner", "42")
    made = settings({"redis_url": redis_url, "telegram_bot_token": TOKEN})
    assert "belongs to bot 42" in (await lines(made))["Redis"][1]
    made = settings({"redis_url": "redis://:secret@127.0.0.1:1"})
    assert (await lines(made))["Redis"] == (
        "FAIL", "Redis at 127.0.0.1:1 cannot be used: it does not answer.",
    )  # fmt: skip


async def test_a_service_that_names_no_error_in_each_event_is_no_failure(settings):
    """As some gateways do, which the bot's own client takes for what it is."""
    event = json.dumps({"error": None, "choices": [{"index": 0, "delta": {"content": "好"}}]})
    async with server_that_says(
        200, "text/event-stream", f"data: {event}\n\ndata: [DONE]\n\n"
    ) as url:
        found = await kinds(settings(llm=Llm(base_url=url, provider="openai")))
    assert (found["model"], found["router model"]) == ("ok", "ok")
