"""The sandbox of documents at the start of the bot and in `check`."""

from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.fakes.confined import (
    LANDLOCK_CREATE_RULESET,
    needs_landlock,
    needs_x86_64,
    refusing,
    run_code,
)
from tests.fakes.process import clean_environment

LACK = "Landlock (Function not implemented)"


def bot_without_landlock(folder: Path, command: str, **settings: str) -> CompletedProcess[str]:
    """`python -m bot COMMAND` on a kernel without Landlock."""
    code = refusing(LANDLOCK_CREATE_RULESET, 38) + (
        f"import sys; sys.argv = ['bot', {command!r}]\n"
        "from bot.__main__ import main; sys.exit(main())"
    )
    return run_code(code, folder, clean_environment(**settings))


@needs_x86_64
@needs_landlock(1)
@pytest.mark.slow
class TestWithoutLandlock:
    def test_check_names_what_is_lacking(self, tmp_path: Path):
        ended = bot_without_landlock(tmp_path, "check")
        assert f"ok   sandbox        documents are read without {LACK}\n" in ended.stdout
        assert ended.returncode == 0

    def test_check_fails_where_the_sandbox_is_required(self, tmp_path: Path):
        ended = bot_without_landlock(tmp_path, "check", BOT_DOCUMENTS__SANDBOX="required")
        assert f"FAIL sandbox        documents are read without {LACK}\n" in ended.stdout
        assert ended.returncode == 69

    def test_the_bot_does_not_start_where_the_sandbox_is_required(self, tmp_path: Path):
        ended = bot_without_landlock(
            tmp_path, "run", BOT_DOCUMENTS__SANDBOX="required", TELEGRAM_BOT_TOKEN="1:t"
        )
        assert ended.stderr.splitlines()[-1] == (
            f"documents.sandbox is required, but this machine refuses {LACK}."
        )
        assert ended.returncode == 69

    def test_the_bot_names_it_at_its_start_where_it_is_not(self, tmp_path: Path):
        ended = bot_without_landlock(
            tmp_path, "run", TELEGRAM_BOT_TOKEN="1:t", BOT_TELEGRAM__BASE_URL="http://127.0.0.1:1"
        )
        assert f"Documents are read without these protections: {LACK}." in ended.stderr
