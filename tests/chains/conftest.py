"""Model servers on loopback, and model clients for them."""

from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from bot.chains.factory import ChatModel, ModelConfig, chat_model
from bot.work.retry import RetryPolicy
from tests.servers.dashscope import dashscope_server
from tests.servers.openai import openai_server
from tests.servers.steering import API_KEY, ModelServer


@pytest.fixture
async def dashscope() -> AsyncIterator[ModelServer]:
    async with dashscope_server() as server:
        yield server


@pytest.fixture
async def tongyi(dashscope: ModelServer) -> AsyncIterator[ChatModel]:
    async with aclosing(model_at(dashscope.url)) as model:
        yield model


@pytest.fixture(params=["tongyi", "openai"])
async def server_and_model(
    request: pytest.FixtureRequest,
) -> AsyncIterator[tuple[ModelServer, ChatModel]]:
    """A server and its client, once for each protocol."""
    server_of = dashscope_server if request.param == "tongyi" else openai_server
    async with server_of() as server, aclosing(model_at(server.url, request.param)) as model:
        yield server, model


def model_at(
    url: str, provider: str = "tongyi", name: str = "qwen-plus", idle_timeout_s: float = 30
) -> ChatModel:
    """A client that retries almost at once."""
    config = ModelConfig(
        provider="tongyi" if provider == "tongyi" else "openai",
        model=name,
        router_model="qwen-flash",
        api_key=API_KEY,
        base_url=url,
        idle_timeout_s=idle_timeout_s,
        retry=RetryPolicy(base_s=0.01, max_s=0.02, attempts=3),
    )
    return chat_model(config, name)
