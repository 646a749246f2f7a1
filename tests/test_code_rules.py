"""Rules for the code that no linter checks; `make check` has the others."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import bot.texts
from bot.commands.post.pictures import MAX_PHOTO_MB
from bot.models.document import MAX_FILE_MB
from bot.texts import Text
from tests.text_calls import fields_of, find_text_calls, parsed, texts_in

ROOT = Path(__file__).parent.parent
SOURCES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for folder in ("bot", "tests", "bench")
    for path in sorted((ROOT / folder).rglob("*.py"))
}
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
EXEMPTION = re.compile(r"#\s*(noqa|type:\s*ignore)")
WITH_REASON = re.compile(r"noqa: [A-Z]+\d+.*--|type: ignore\[[a-z, -]+\]\s+#")
BROAD_EXCEPT = re.compile(r"except (Exception|BaseException)?:|except Exception")


def all_texts() -> Iterator[tuple[str, Text]]:
    for module in pkgutil.iter_modules(bot.texts.__path__, "bot.texts."):
        for name, value in vars(importlib.import_module(module.name)).items():
            for text in texts_in(value):
                yield f"{module.name}.{name}", text


def test_no_file_is_over_400_lines():
    assert [name for name, source in SOURCES.items() if source.count("\n") > MAX_FILE_LINES] == []


def test_no_function_is_over_60_lines():
    functions = (
        (name, node)
        for name in SOURCES
        for node in ast.walk(parsed(ROOT / name))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    assert [
        f"{name} {function.name}"
        for name, function in functions
        if (function.end_lineno or 0) - function.lineno >= MAX_FUNCTION_LINES
    ] == []


def test_every_exemption_from_a_linter_has_a_rule_and_a_reason():
    assert [
        f"{name}: {line}"
        for name, source in SOURCES.items()
        if name != "tests/test_code_rules.py"
        for line in source.splitlines()
        if EXEMPTION.search(line) and not WITH_REASON.search(line)
    ] == []


def test_only_the_job_wrapper_catches_every_exception():
    found = {name for name, source in SOURCES.items() if BROAD_EXCEPT.search(source)}
    assert {name for name in found if name.startswith("bot/")} <= {"bot/app/scheduler.py"}


def test_every_text_needs_the_same_values_in_both_languages():
    texts = list(all_texts())
    assert len(texts) > 300
    assert [name for name, text in texts if not (text.zh and text.en)] == []
    assert [
        name for name, text in texts if fields_of(Text(text.zh, "")) != fields_of(Text("", text.en))
    ] == []


def test_every_text_is_given_the_values_that_it_needs():
    calls = list(find_text_calls())
    assert len(calls) > 300
    assert [call.place for call in calls if not call.texts] == [], "not understood"
    assert [f"{call.place} needs {call.missing}" for call in calls if call.missing] == []


def test_the_texts_name_the_limit_for_files_that_the_code_has():
    named = {
        limit for _, text in all_texts() for limit in re.findall(r"(\d+) MB", text.zh + text.en)
    }
    assert named == {str(MAX_FILE_MB), str(MAX_PHOTO_MB)}
