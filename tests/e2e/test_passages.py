"""`python -m bot passages FILE QUESTION`."""

import pytest

from tests.fakes.files import pdf
from tests.fakes.process import PROFILE_IMPORTS, imported_packages, run_bot

pytestmark = pytest.mark.slow

PAGES = ["Annual leave is ten days a year.", "The canteen opens at noon.", "Trains leave hourly."]


async def test_the_passage_that_answers_comes_first_with_its_page(tmp_path):
    (tmp_path / "rules.pdf").write_bytes(pdf(PAGES))
    ended = await run_bot("passages", "rules.pdf", "When does the canteen open?", folder=tmp_path)
    assert ended.code == 0
    assert ended.stdout.splitlines()[0] == "2\tThe canteen opens at noon."
    assert len(ended.stdout.splitlines()) == len(PAGES)


async def test_without_pages_the_page_is_empty_and_white_space_is_made_single(tmp_path):
    (tmp_path / "rules.txt").write_text("年假：\n\n每年\t十天。", encoding="utf-8")
    env = PROFILE_IMPORTS
    ended = await run_bot("passages", "rules.txt", "年假有几天？", folder=tmp_path, env=env)
    assert ended.stdout == "\t年假： 每年 十天。\n"
    slow = {"langchain_classic", "langchain_community", "dashscope", "openai", "telegram"}
    assert not slow & imported_packages(ended.stderr.splitlines())


@pytest.mark.parametrize("content", [None, b"", b"\x7fELF\0\0\0\0"])
async def test_a_file_that_cannot_be_read_is_one_sentence_on_stderr(tmp_path, content):
    if content is not None:
        (tmp_path / "a.txt").write_bytes(content)
    ended = await run_bot("passages", "a.txt", "什么？", folder=tmp_path)
    assert ended.code == 2
    assert ended.stdout == ""
    assert len(ended.stderr.splitlines()) == 1
