"""Chinese numerals."""

import pytest

from bot.chains.retrieval.numerals import numbers


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("十", "10"),
        ("三十", "30"),
        ("十五", "15"),
        ("一百零五", "105"),
        ("二〇二四", "2024"),
        ("三千五百", "3500"),
        ("一万二千", "12000"),
        ("一百二十万", "1200000"),
        ("三亿五千万", "350000000"),
    ],
)
def test_a_numeral_is_its_number(numeral, number):
    assert numbers(f"共{numeral}元") == [number]


@pytest.mark.parametrize("text", ["一般", "万一", "亿", "三国", "没有数字"])
def test_what_is_no_number_is_none(text):
    assert numbers(text) == []
