"""The bot's own sentences in traditional characters."""

import pytest

from bot.app.traditional import to_traditional
from bot.texts import Text, common, post
from tests.test_code_rules import all_texts


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        (post.APPROVED, "已通過 #{id}，馬上發布。"),
        (post.NOT_REVIEWER, "這個操作只有審核管理員能做。"),
        (common.FILE_TOO_BIG, "這個檔案有 {size_mb} MB，機器人最多只能下載 20 MB。"),
    ],
)
def test_sentences_have_the_words_of_a_native_reader(sentence: Text, shown: str):
    assert to_traditional(sentence.zh).startswith(shown)


def test_names_of_values_and_what_people_wrote_stay():
    text = Text(zh="「{word}」发给 {name} 了", en="")
    assert text.to("zh-hant", word="发财", name="小兰") == "「发财」發給 小兰 了"


def test_no_sentence_changes_the_values_that_it_needs():
    for _, text in all_texts():
        assert to_traditional(text.zh).count("{") == text.zh.count("{")
