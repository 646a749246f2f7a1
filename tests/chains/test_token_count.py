"""Counting tokens offline."""

import dashscope

from bot.chains.token_count import count_tokens


def test_the_counts_are_those_of_the_vendors_tokenizer():
    theirs = dashscope.get_tokenizer("qwen-plus")
    for text in (
        "",
        "你好，世界！",
        "The quick brown fox",
        "x = [1, 2]\n\tprint(x)",
        "🐉成语 2026",
    ):
        assert count_tokens(text) == len(theirs.encode(text))


def test_a_special_token_typed_by_a_person_is_plain_text():
    assert count_tokens("<|im_start|>") > 1
