"""When langchain is imported: it takes seconds, so never without a model and not after the start."""

import pytest

from tests.fakes.process import PROFILE_IMPORTS, imported_packages, run_bot
from tests.fakes.telegram import TelegramServer
from tests.servers.steering import API_KEY

pytestmark = pytest.mark.slow

NO_SERVER = "http://127.0.0.1:1"
TONGYI = {"DASHSCOPE_API_KEY": API_KEY, "BOT_LLM__PROVIDER": "tongyi"}


async def test_check_does_not_import_langchain_even_for_a_model(tmp_path):
    env = PROFILE_IMPORTS | TONGYI | {"BOT_LLM__BASE_URL": NO_SERVER}
    ended = await run_bot("check", folder=tmp_path, env=env)
    assert "ok   configuration" in ended.stdout
    assert "tongyi" in ended.stdout
    imported = imported_packages(ended.stderr.splitlines())
    assert "pydantic" in imported
    assert not {package for package in imported if package.startswith("langchain")}


async def test_with_a_model_langchain_is_imported_before_the_first_call_to_telegram(tmp_path):
    env = PROFILE_IMPORTS | TONGYI | {"TELEGRAM_BOT_TOKEN": TelegramServer.token}
    ended = await run_bot(folder=tmp_path, env=env | {"BOT_TELEGRAM__BASE_URL": NO_SERVER})
    assert f"{NO_SERVER} cannot be reached" in ended.stderr
    imported = imported_packages(ended.stderr.splitlines())
    assert {"langchain_core", "langchain_classic"} <= imported
