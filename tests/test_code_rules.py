"""The outer limits of the house; import-linter guards the floors (make check)."""

import ast
import importlib
import pkgutil
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot.texts
from bot.texts import Text

ROOT = Path(__file__).parent.parent
FILES = sorted(
    path for folder in ("bot", "tests", "bench") for path in (ROOT / folder).rglob("*.py")
)
FILE_LINES = 400
FUNCTION_LINES = 60


def ids(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_a_file_and_its_functions_fit_the_eye(path):
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= FILE_LINES
    functions = (
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    long = {
        node.name: (node.end_lineno or 0) - node.lineno + 1
        for node in functions
        if (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_LINES
    }
    assert not long


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_every_exemption_names_a_rule_and_a_reason(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        if path.name == "test_house.py" or not re.search(r"#\s*(noqa|type:\s*ignore)", line):
            continue
        assert re.search(r"noqa: [A-Z]+\d+.*--|type: ignore\[[a-z, -]+\]\s+#", line), line


def test_broad_excepts_stand_in_the_job_wrapper_only():
    broad = {
        ids(path)
        for path in (ROOT / "bot").rglob("*.py")
        if re.search(r"except (Exception|BaseException)?:|except Exception", path.read_text())
    }
    assert broad <= {"bot/app/scheduler.py"}


def texts() -> Iterator[tuple[str, Text]]:
    for module in pkgutil.iter_modules(bot.texts.__path__, "bot.texts."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, Text):
                yield f"{module.name}.{name}", value


@pytest.mark.parametrize(("name", "text"), list(texts()))
def test_both_languages_of_a_text_fill_in_the_same_values(name, text):
    def fields(template: str) -> set[str]:
        return {field for _, field, _, _ in string.Formatter().parse(template) if field}

    assert text.zh
    assert text.en
    assert fields(text.zh) == fields(text.en)
