"""The judge: the rules, a labelled set of group messages, and arbitrary text."""

import time
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.idioms import PlayedIdioms, judge
from bot.idioms.dictionary import shipped_dictionary
from bot.idioms.link_rules import may_follow
from bot.models.game import VerdictKind
from bot.models.game_rules import MODES, Mode

DICTIONARY = shipped_dictionary()

MOVES = ("valid", "wrong_head", "repeated")


class Labelled(NamedTuple):
    text: str
    last: str | None
    addressed: bool
    expected: str


def labelled(name: str = "labelled") -> list[Labelled]:
    rows = (Path(__file__).parent / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    cells = (row.split("\t") for row in rows if not row.startswith("#"))
    return [
        Labelled(text.replace("\\n", "\n"), last or None, said == "1", kind)
        for text, last, said, kind in cells
    ]


def kind_of(case: Labelled) -> VerdictKind:
    return judge(case.text, last=case.last, mode="adaptive", addressed=case.addressed).kind


def test_moves_are_distinguished_from_chat_in_labelled_group_messages():
    cases = labelled()
    assert len(cases) >= 300
    seen = [(case, kind_of(case)) for case in cases]
    taken = [(case, kind) for case, kind in seen if kind in MOVES]
    meant = [(case, kind) for case, kind in seen if case.expected in MOVES]
    precision = sum(case.expected in MOVES for case, _ in taken) / len(taken)
    recall = sum(kind in MOVES for _, kind in meant) / len(meant)
    right = sum(kind == case.expected for case, kind in seen) / len(seen)
    assert precision >= 0.99
    assert recall >= 0.97
    assert right >= 0.97, [(case, kind) for case, kind in seen if kind != case.expected]


def test_moves_are_distinguished_from_chat_in_held_out_messages():
    seen = [(case, kind_of(case)) for case in labelled("held_out")]
    taken = [(case, kind) for case, kind in seen if kind in MOVES]
    meant = [(case, kind) for case, kind in seen if case.expected in MOVES]
    assert sum(case.expected in MOVES for case, _ in taken) / len(taken) >= 0.99
    assert sum(kind in MOVES for _, kind in meant) / len(meant) >= 0.97


@pytest.mark.parametrize("name", ["around_moves", "around_moves_held_out"])
def test_moves_are_found_among_what_people_write_around_them(name):
    """Tags, glosses, corrections, colons, the bot's line quoted; words for leaving; near misses."""
    seen = [(case, kind_of(case)) for case in labelled(name)]
    taken = [case for case, kind in seen if kind in MOVES]
    assert all(case.expected in MOVES for case in taken)
    right = sum(kind == case.expected for case, kind in seen) / len(seen)
    assert right >= 0.97, [(case, kind) for case, kind in seen if kind != case.expected]


def test_ordinary_chat_in_a_group_is_never_answered():
    chat = [c for c in labelled() if c.expected == "off_topic"]
    assert [c for c in chat if kind_of(c) != "off_topic"] == []


anything = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="足智多谋画蛇添一心意，。？！吧我接提示认输\u200b\ud800👍aZ ", max_size=14),
    st.just("足" * 100_000),
    st.sampled_from(
        ["", " ", "\x00", "\ud83d", "@", "/idiom", "/idiom@bot 足智多谋", "〇", "𠮷野家"]
    ),
)
# Many idioms, so that valid moves are frequent.
words = st.sampled_from(list(DICTIONARY.idioms))


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(anything, words, words.map("我接{}吧".format)),
    st.one_of(st.none(), words, anything),
    st.lists(words, max_size=5),
    st.sampled_from(MODES),
    st.booleans(),
)
def test_whatever_is_typed_only_a_linked_unused_idiom_is_valid(
    text: str, last: str | None, used: list[str], mode: Mode, addressed: bool
):
    verdict = judge(text, last=last, used=used, mode=mode, addressed=addressed)
    if verdict.kind != "valid":
        return
    assert verdict.idiom in DICTIONARY.idioms
    idiom = DICTIONARY.idioms[verdict.idiom]
    played = {standard.word for w in used if (standard := DICTIONARY.find(w))}
    assert not idiom.standard_form
    assert idiom.word not in played
    before = DICTIONARY.find(last) if last else None
    if before:
        assert idiom != before
        assert may_follow(before, idiom, mode, DICTIONARY, PlayedIdioms(played))


@pytest.mark.parametrize("typed", [None, 7, b"\xff", ["足"]])
def test_anything_but_text_is_off_topic(typed: object):
    assert judge(typed, last="画蛇添足").kind == "off_topic"  # type: ignore[arg-type]  # on purpose


def test_used_may_hold_anything():
    assert judge("足智多谋", last="画蛇添足", used=[None, 3, "", "\ud800"]).kind == "valid"  # type: ignore[list-item]  # on purpose


@pytest.mark.parametrize(
    "shape",
    ["畫蛇添足", "画蛇添足！", "**画蛇添足**", "画\u200b蛇添足", "「画蛇添足」🐍", "画 蛇 添 足"],
)
def test_an_idiom_is_recognised_in_every_form(shape: str):
    assert judge(shape).idiom == "画蛇添足"


def test_a_variant_is_accepted_and_corrected():
    assert judge("再接再历").idiom == "再接再厉"


def test_a_variant_of_a_used_idiom_is_a_repetition():
    verdict = judge("再接再历", last="与时俱再", used=["再接再厉"])
    assert verdict.kind == "repeated"


@pytest.mark.parametrize(
    "used",
    [
        ["一心一意"],
        ("一心一意",),
        {"一心一意"},
        PlayedIdioms(["一心一意"]),
        ["壹心一意", "一心一意"],
    ],
)
def test_a_used_idiom_is_repeated_even_if_its_head_is_wrong(used: list[str]):
    assert judge("一心一意", last="画蛇添足", used=used).kind == "repeated"


def test_the_idiom_to_continue_from_may_not_be_repeated():
    assert judge("忍无可忍", last="忍无可忍").kind == "repeated"


def test_an_idiom_with_a_word_for_giving_up_in_it_is_a_move():
    assert judge("甘拜下风", last="心有不甘").kind == "valid"
    assert judge("我认输").kind == "give_up"


@pytest.mark.parametrize("sign", ["?", "？", "吗", "是什么意思", "怎么造句"])
def test_a_question_is_not_a_move(sign: str):
    assert judge(f"足智多谋{sign}", last="画蛇添足").kind == "off_topic"


def test_skipping_is_a_hint_that_says_so():
    assert judge("跳过").skip
    assert not judge("提示").skip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("足智多某", "足智多谋"),
        ("足智谋", "足智多谋"),
        ("足智多谋谋", "足智多谋"),
        ("足致多谋", "足智多谋"),
    ],
)
def test_a_misspelt_idiom_brings_a_suggestion(typed: str, meant: str):
    verdict = judge(typed, last="画蛇添足")
    assert (verdict.kind, verdict.suggestion) == ("not_idiom", meant)


@pytest.mark.parametrize("length", [3, 5, 8, 10])
def test_idioms_of_every_length_are_accepted(length: int):
    word = next(w for w in DICTIONARY.idioms if len(w) == length)
    assert judge(word).kind == "valid"


MODE_CASES = [
    # last, next, modes in which it links
    ("销声匿迹", "记忆犹新", {"adaptive", "tone", "notone"}),  # jì, jì; nothing begins with 迹
    ("画蛇添足", "镞砺括羽", {"tone", "notone"}),  # zú, zú; 足 has idioms of its own
    ("一心一意", "以身作则", {"notone"}),  # yì, yǐ
    ("德高望重", "重蹈覆辙", set(MODES)),  # 重: zhòng, then chóng
    ("桃红柳绿", "旅进旅退", {"notone"}),  # lǜ, lǚ: ü is ü
    ("桃红柳绿", "鹿死谁手", set()),  # lǜ is not lù
]


@pytest.mark.parametrize(("last", "following", "modes"), MODE_CASES)
@pytest.mark.parametrize("mode", MODES)
def test_each_mode_links_what_it_should(last: str, following: str, modes: set[Mode], mode: Mode):
    kind = judge(following, last=last, mode=mode).kind
    assert kind == ("valid" if mode in modes else "wrong_head")


def test_adaptive_links_by_sound_once_the_character_is_used_up():
    used = [i.word for i in DICTIONARY.index("char").by_key["足"]]
    assert judge("镞砺括羽", last="画蛇添足", mode="adaptive").kind == "wrong_head"
    assert judge("镞砺括羽", last="画蛇添足", used=used, mode="adaptive").kind == "valid"


def test_a_neutral_tone_matches_any_tone():
    last = next(
        i for i in DICTIONARY.idioms.values() if i.last_syllable.endswith("5") and i.is_core
    )
    heads = DICTIONARY.index("notone").by_key[last.tail_key("notone")]
    following = Random(1).choice([i for i in heads if i.word[0] != last.word[-1]])
    assert judge(following.word, last=last.word, mode="tone").kind == "valid"


def test_a_remark_beside_a_move_is_ignored_but_a_question_is_not():
    assert judge("这题我会！足智多谋", last="画蛇添足", addressed=False).kind == "valid"
    for question in ("足智多谋？", "足智多谋 什么意思", "足智多谋是褒义词，对吗？"):
        assert judge(question, last="画蛇添足").kind == "off_topic"


@pytest.mark.parametrize(
    ("typed", "spelling"),
    [
        ("我接再接再历吧", "再接再历"),
        ("再接再厲", "再接再厲"),
        ("再接再厉！", ""),
        ("再 接 再 厉", ""),
    ],
)
def test_a_verdict_tells_how_the_person_spelt_the_idiom(typed, spelling):
    verdict = judge(typed, last="与时俱再")
    assert (verdict.kind, verdict.idiom, verdict.spelling) == ("valid", "再接再厉", spelling)


@pytest.mark.parametrize("typed", ["/hint", "/hint@groupbot", "/提示", "求助", "不会", "我不会"])
def test_a_person_who_is_stuck_gets_a_hint(typed):
    assert judge(typed, last="画蛇添足").kind == "hint"


def test_being_stuck_is_not_the_wish_to_end_the_game():
    assert not judge("接不上来了", last="画蛇添足").sure
    assert judge("退出", last="画蛇添足").sure


def test_a_near_miss_is_suggested_without_a_game_too():
    assert judge("自我陶罪").suggestion == "自我陶醉"
    assert judge("画蛇天足吧").suggestion == "画蛇添足"


@pytest.mark.parametrize("filler", ["嘿", "行吧", "算不算", "我接", "可以吗", "下一个谁接", "好的"])
@pytest.mark.parametrize("end", ["龙", "吧", ""])
def test_a_move_among_many_words_is_judged_at_once(filler, end):
    begun_s = time.process_time()
    judge("画蛇添足" + filler * (42 // len(filler)) + end, last="足智多谋")
    judge(filler * (46 // len(filler)) + end, last="足智多谋", mode="adaptive")
    assert time.process_time() - begun_s < 1


@pytest.mark.parametrize(
    "part", ["我", " ", "(", "该接「", "不对，", "：", "这", "> \n", "对吧？", "的意思"]
)
@pytest.mark.parametrize("end", ["", "？", "的意思", "足智多谋"])
def test_repetitions_among_which_a_move_is_searched_are_judged_at_once(part, end):
    begun_s = time.process_time()
    judge(part * (190 // len(part)) + end, last="画蛇添足")
    assert time.process_time() - begun_s < 0.5
