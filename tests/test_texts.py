"""Every sentence as a native reader would set it."""

import re

import pytest

from tests.test_code_rules import all_texts

CHINESE = "\u4e00-\u9fff」》”）"
WRONG = {
    "a half-width bracket at Chinese": re.compile(rf"[{CHINESE}*] ?\((?!\()"),
    "a half-width mark after Chinese": re.compile(r"[\u4e00-\u9fff][,;?!]"),
    "a space before a full-width mark": re.compile(r" [，。；：？！）」”]"),
    "a space after a full-width mark": re.compile(r"[，。；？！] (?!/|@|\{|#|在)"),
}


@pytest.mark.parametrize("what", WRONG)
def test_no_chinese_sentence_has(what):
    wrong = WRONG[what]
    assert [
        f"{name}: {found[0]}" for name, text in all_texts() if (found := wrong.search(text.zh))
    ] == []


def test_no_english_sentence_has_a_chinese_mark():
    """Quoted characters of an idiom, what is typed in Chinese, and its commands may."""
    marks = re.compile(r"[，。；？！（）]")
    assert [name for name, text in all_texts() if marks.search(text.en)] == []
