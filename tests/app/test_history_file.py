"""`python -m bot export` and `import`."""

import json
import sys
from pathlib import Path

import pytest

from bot.__main__ import EXIT_UNREADABLE, main
from bot.app.history_file import export_history, import_history
from bot.errors import ChosenTextError, HistoryUnreadable
from bot.models.chat import Thread
from bot.models.llm import Exchange, RunningSummary
from bot.settings import Settings
from bot.settings.sections import RedisSection
from bot.storage.history.history import RedisHistory
from bot.storage.history.running_summaries import RedisRunningSummaries

GROUP, OTHER = Thread(-100, 7), Thread(-200)


@pytest.fixture
def settings(redis, redis_url) -> Settings:
    return Settings(redis=RedisSection(url=redis_url))


async def test_an_exported_conversation_can_be_imported_elsewhere(settings, redis):
    history, summaries = RedisHistory(redis, keep=100), RedisRunningSummaries(redis)
    said = [Exchange("问", "答", "小明", 1), Exchange("继续", "好", "小红", 2, stopped=True)]
    for exchange in said:
        await history.append(GROUP, exchange)
    await summaries.fold(GROUP, said[:1], None, RunningSummary("摘要", (1,)))
    file = await export_history(settings, GROUP)
    assert await import_history(settings, OTHER, file) == 1
    assert await history.tail(OTHER, 9) == said[1:]
    assert await summaries.read(OTHER) == RunningSummary("摘要", (1,))
    with pytest.raises(ChosenTextError):
        await import_history(settings, OTHER, file)


async def test_what_holds_no_messages_is_refused(settings):
    for file in ("", "{", "[1]"):
        with pytest.raises(HistoryUnreadable):
            await import_history(settings, OTHER, file)


def test_the_command_line_takes_negative_ids(redis_url, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("REDIS_URL", redis_url)
    file = tmp_path / "conversation.json"
    rows = [{"type": "human", "data": {"content": "问"}}, {"type": "ai", "data": {"content": "答"}}]
    file.write_text(json.dumps(rows), encoding="utf-8")
    assert run(monkeypatch, "import", file, "-100555", "7") == 0
    assert run(monkeypatch, "export", "-100555", "7") == 0
    assert [
        row["data"]["content"] for row in json.loads(capsys.readouterr().out.partition("\n")[2])
    ] == ["问", "答"]
    assert run(monkeypatch, "import", tmp_path / "none.json", "1") == EXIT_UNREADABLE
    assert run(monkeypatch, "import", file, "-100555", "7") == EXIT_UNREADABLE
    assert "/reset" in capsys.readouterr().err


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    monkeypatch.setattr(sys, "argv", ["bot", *map(str, arguments)])
    return main()
