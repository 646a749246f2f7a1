"""Plain texts: encodings, wrapped lines, and what must stay as it is."""

import textwrap
from collections.abc import Mapping

from tests.fakes.files import JAPANESE, PROSE, TAIWANESE

_RUSSIAN = (
    "Договор аренды № 17. Арендодатель передаёт, а арендатор принимает во временное пользование "
    "помещение площадью 48,5 м. Срок действия договора составляет одиннадцать месяцев.\n"
)
_SHORT_RUSSIAN = "Встреча в среду в 14:30, кабинет 12."
_UKRAINIAN = (
    "Засідання відбудеться у четвер, о дев'ятій годині, в третій залі. Її веде пані Ємець.\n"
)
_BULGARIAN = "Събранието ще се проведе в сряда от 18 часа в читалището. Входът е свободен.\n"
_ENGLISH = (
    (
        "The committee decided on Tuesday that the new bridge over the river will be built of wood. It will "
        "carry pedestrians and bicycles only, and is expected to cost 2.4 million euros. The old bridge closes "
        "on 3 March and will be taken down before the swallows return, which the bird society had asked for."
    ),
    (
        "Two members voted against the plan because the wood has to be painted every eight years; they would "
        "have preferred steel. The mayor answered that the forest belongs to the town anyway."
    ),
)
_CHINESE = (
    (
        "本次评审会于六月十二日在杭州举行，共有二十七位专家到会。会议认为，新建水库的库容应当由原来的三千万立方米"
        "提高到四千二百万立方米，并把大坝的高度相应增加六米。"
    ),
    "环境影响报告须在九月底以前完成，逾期不再受理。负责人是水利局的周敏。",
)
_SONNET = """Shall I compare thee to a summer's day?
Thou art more lovely and more temperate:
Rough winds do shake the darling buds of May,
And summer's lease hath all too short a date;
Sometime too hot the eye of heaven shines,
And often is his gold complexion dimm'd;
And every fair from fair sometime declines,
By chance or nature's changing course untrimm'd;
"""
_TABLE = """id,name,city,amount,currency,comment
1,Alexander Hamilton,New York,10000.00,USD,first secretary
2,Benjamin Franklin,Philadelphia,20.00,USD,printer and more
3,George Washington,Mount Vernon,1000.50,USD,first president
4,Thomas Jefferson,Monticello,340.00,USD,third president
"""
_CODE = """def total(prices: list[float], tax_rate: float, shipping: float) -> float:
    subtotal = sum(price for price in prices if price is not None and price)
    return subtotal * (1 + tax_rate) + shipping


def average(prices: list[float], *, without_the_highest: bool = False) -> float:
    chosen = sorted(prices)[:-1] if without_the_highest else sorted(prices)
    return sum(chosen) / len(chosen)
"""
_LIST = """What to bring for the three days in the hut, for each person who comes along:

- a sleeping bag of thin silk or cotton, since blankets lie in the hut
- food for two breakfasts; the dinners are bought together on the way
- a torch with fresh batteries, and a spare one for those who lose it
1. On Friday we meet at the station at 16:10, in front of the clock.
2. On Saturday we climb the Rosskopf, which takes about seven hours.
"""
_POEM = "静夜思\n\n床前明月光，疑是地上霜。\n举头望明月，低头思故乡。\n"
_LOG = "\n".join(
    f"2026-11-0{day} 12:00:0{day} INFO gateway{day} accepted the connection of client number {day}"
    for day in range(1, 9)
)


def made() -> Mapping[str, bytes]:
    """The files by name."""
    return {
        **_encoded(),
        "en-wrapped.txt": _wrapped(_ENGLISH, 72).encode(),
        "en-wrapped-indented.txt": textwrap.indent(_wrapped(_ENGLISH, 66), "   ").encode(),
        "zh-wrapped.txt": _wrapped_chinese(30).encode(),
        "zh-wrapped-gbk.txt": _wrapped_chinese(36).encode("gb18030"),
        "en-sonnet.txt": _SONNET.encode(),
        "zh-poem.txt": _POEM.encode(),
        "en-table.csv": _TABLE.encode(),
        "en-code.py": _CODE.encode(),
        "en-list.md": _LIST.encode(),
        "en-log.txt": _LOG.encode(),
    }


def _encoded() -> dict[str, bytes]:
    russian = {
        f"ru-{name}.txt": _RUSSIAN.encode(codec, "replace") for name, codec in _CYRILLIC.items()
    }
    short = {
        f"ru-short-{name}.txt": _SHORT_RUSSIAN.encode(codec, "replace")
        for name, codec in _CYRILLIC.items()
    }
    return {
        **russian,
        **short,
        "ru-capitals.txt": _RUSSIAN.upper().encode("cp1251"),
        "uk-koi8-u.txt": _UKRAINIAN.encode("koi8-u"),
        "uk-cp1251.txt": _UKRAINIAN.encode("cp1251"),
        "bg-iso.txt": _BULGARIAN.encode("iso8859-5"),
        "zh-gbk.txt": PROSE.encode("gbk"),
        "zh-short-gbk.txt": "会议改到周三下午两点。".encode("gbk"),
        "zh-big5.txt": TAIWANESE.encode("big5"),
        "zh-utf16.txt": PROSE.encode("utf-16-le"),
        "zh-cut.txt": PROSE.encode()[:-1],
        "ja-sjis.txt": JAPANESE.encode("cp932"),
        "ja-eucjp.txt": JAPANESE.encode("euc-jp"),
        "ja-jis.txt": JAPANESE.encode("iso-2022-jp"),
        "ko-cp949.txt": "회의는 수요일 오후 두 시에 제3회의실에서 열립니다.".encode("cp949"),
        "fr-latin1.txt": "La réunion aura lieu à l'hôtel de ville, le 14 février à 20 h précises.".encode(
            "cp1252"
        ),
        "pl-cp1250.txt": "Zażółć gęślą jaźń. Spotkanie odbędzie się w środę o godzinie piętnastej.".encode(
            "cp1250"
        ),
    }


_CYRILLIC = {
    "utf8": "utf-8", "cp1251": "cp1251", "koi8": "koi8-r", "cp866": "cp866", "iso": "iso8859-5",
    "mac": "mac-cyrillic",
}  # fmt: skip


def _wrapped(paragraphs: tuple[str, ...], width: int) -> str:
    return "\n\n".join(textwrap.fill(paragraph, width) for paragraph in paragraphs)


def _wrapped_chinese(width: int) -> str:
    """Paragraphs that begin with two spaces, as books and novels on the web have them."""
    texts = [f"　　{paragraph}" for paragraph in _CHINESE]
    return "\n".join(text[at : at + width] for text in texts for at in range(0, len(text), width))
