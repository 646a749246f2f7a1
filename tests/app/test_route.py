"""`python -m bot route`."""

import io
import subprocess
import sys

import pytest

from bot.app.route import route, route_lines
from bot.settings import load_settings
from tests.fakes.llm import FakeRouter


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("我们来玩成语接龙吧", "idiom\trule"),
        ("问 天空为什么是蓝的", "ask\trule"),
        ("投稿 怎么弄？", "help\trule"),
        ("投稿后在哪看审核结果", "help\tdefault"),
        ("今天好累啊", "ask\tdefault"),
        ("", "ask\tdefault"),
        ("/post 你好", "post\trule"),
        ("/summarize@my_bot", "summarize\trule"),
        ("/hlep", "help\trule"),
    ],
)
async def test_rules_and_the_classifier_decide_without_a_model(text, line):
    assert str(await route(text, None)) == line


async def test_the_model_decides_what_no_rule_is_sure_about():
    router = FakeRouter("help")
    assert str(await route("今天好累啊", router)) == "help\tmodel"
    assert str(await route("天空为什么是蓝的", router)) == "ask\trule"
    assert router.routed == ["今天好累啊"]


@pytest.mark.parametrize(
    ("text", "line"), [("今天好累啊", "ask"), ("投稿后在哪看审核结果", "help")]
)
async def test_without_an_answer_of_the_model_the_classifier_is_the_default(text, line):
    assert str(await route(text, FakeRouter(None))) == f"{line}\tdefault"


async def test_each_line_has_a_line_in_the_same_order(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DASHSCOPE_API_KEY", raising=False)
    out = io.StringIO()
    lines = [*["你好\n", "\n", "来一局接龙\n"] * 20, "帮我投稿：\\n春天来了"]
    await route_lines(load_settings(None), lines, out)
    expected = [*["help\trule", "ask\tdefault", "idiom\trule"] * 20, "post\trule"]
    assert out.getvalue().splitlines() == expected


@pytest.mark.slow
def test_the_command_reads_any_bytes_and_needs_no_langchain(tmp_path):
    code = (
        "import sys; from bot.__main__ import main; sys.argv = ['bot', 'route']; main();"
        "print([name for name in sys.modules if name.startswith('langchain')], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input="你好\n".encode() + b"\xff\xfe\r\n",
        capture_output=True,
        check=True,
        env={"PATH": "/usr/bin", "BOT_LLM__PROVIDER": "offline"},
    )
    assert done.stdout.decode() == "help\trule\nask\tdefault\n"
    assert done.stderr.decode().strip() == "[]"
