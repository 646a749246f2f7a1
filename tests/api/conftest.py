"""The HTTP chat with a model server, on a store of its own."""

import pytest

from tests.fakes.api import running_chat, settings_for
from tests.servers.dashscope import dashscope_server


@pytest.fixture
async def model():
    async with dashscope_server() as server:
        yield server


@pytest.fixture
async def api(redis, model):
    async with running_chat(redis, settings_for(model.url)) as server:
        yield server


@pytest.fixture
async def listening_api(redis, model):
    """Behind uvicorn: streams come piece by piece, and clients can leave."""
    async with running_chat(redis, settings_for(model.url), listens=True) as server:
        yield server
