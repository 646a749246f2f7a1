import pytest

from bot.idioms import shipped_dictionary
from bot.idioms.pinyin import derive_pinyin, parse_pinyin, with_tone_marks


@pytest.mark.parametrize(
    ("numbered", "marked"),
    [
        ("lv4", "lǜ"),
        ("hou2", "hóu"),
        ("gui1", "guī"),
        ("liu2", "liú"),
        ("xue3", "xuě"),
        ("li5", "li"),
        ("hao3", "hǎo"),
    ],
)
def test_tone_marks_are_where_they_belong(numbered: str, marked: str):
    assert with_tone_marks(numbered) == marked


@pytest.mark.parametrize(
    ("text", "pinyin"),
    [
        ("躺平摆烂 tang3 ping2 bai3 lan4", "tang3 ping2 bai3 lan4"),
        ("躺平摆烂 tang3ping2bai3lan4", "tang3 ping2 bai3 lan4"),
        ("躺平摆烂 (tǎng píng bǎi làn)", "tang3 ping2 bai3 lan4"),
        ("绿水 LÜ4 shui3", "lv4 shui3"),
        ("绿水 lu:4 shui3", "lv4 shui3"),
        ("绿水 lǜ shuǐ", "lv4 shui3"),
        ("好的吧 hǎo de ba", "hao3 de5 ba5"),
        ("好 hăo", "hao3"),
        ("好的 hao3 de0", "hao3 de5"),
        ("躺平 tang ping", None),
        ("躺平 tang3 ping", None),
        ("躺平 tang3 pxing2", None),
        ("躺平摆烂", None),
        ("躺平 tang9", None),
    ],
)
def test_pinyin_is_read_with_numbers_and_with_marks(text: str, pinyin: str | None):
    assert parse_pinyin(text, shipped_dictionary()) == pinyin


@pytest.mark.parametrize(
    ("word", "pinyin"),
    [
        ("躺平摆烂", ("tang3 ping2 bai3 lan4", True)),
        ("细思极恐", ("xi4 si1 ji2 kong3", True)),
        ("好人好梦", ("hao3 ren2 hao3 meng4", False)),
        ("囧囧囧", None),
    ],
)
def test_pinyin_is_derived_from_the_readings_in_idioms_and_sure_where_each_has_one(
    word: str, pinyin: tuple[str, bool] | None
):
    assert derive_pinyin(word, shipped_dictionary()) == pinyin
