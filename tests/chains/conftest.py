"""Model servers on loopback, and the models that speak to them."""

from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from bot.chains.factory import Model, ModelConfig, chat_model
from bot.chains.request_limiter import RequestLimiter
from tests.servers.dashscope import dashscope_server
from tests.servers.openai import openai_server
from tests.servers.steering import API_KEY, ModelServer


@pytest.fixture
async def dashscope() -> AsyncIterator[ModelServer]:
    async with dashscope_server() as server:
        yield server


@pytest.fixture
async def tongyi(dashscope: ModelServer) -> AsyncIterator[Model]:
    async with aclosing(model_at(dashscope.url)) as model:
        yield model


@pytest.fixture
async def openai() -> AsyncIterator[ModelServer]:
    async with openai_server() as server:
        yield server


@pytest.fixture
async def compatible(openai: ModelServer) -> AsyncIterator[Model]:
    async with aclosing(model_at(openai.url, "openai")) as model:
        yield model


@pytest.fixture(params=["tongyi", "openai"])
async def place(request: pytest.FixtureRequest) -> AsyncIterator[tuple[ModelServer, Model]]:
    """A server and its model, once for each protocol."""
    server_of = dashscope_server if request.param == "tongyi" else openai_server
    async with server_of() as server, aclosing(model_at(server.url, request.param)) as model:
        yield server, model


def model_at(url: str, provider: str = "tongyi", name: str = "qwen-plus") -> Model:
    """A model that tries again at once and gives a silent server up after 0.5 s."""
    config = ModelConfig(
        provider="tongyi" if provider == "tongyi" else "openai",
        model=name,
        router_model="qwen-flash",
        api_key=API_KEY,
        base_url=url,
    )
    return chat_model(config, name, RequestLimiter(at_once=10, silence_s=0.5, pause_s=0.01))
