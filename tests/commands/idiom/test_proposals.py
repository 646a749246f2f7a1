"""/idiom add and /idiom del: proposals, rights, races, and what everybody may play then."""

from dataclasses import replace

import pytest

from bot.errors import CustomIdiomError, PostError
from bot.idioms.lexicon import lexicon
from bot.models.chat import Request
from tests.fakes.chat import FakeReply, pressed, said
from tests.fakes.idiom_game import BOB, GROUP, REVIEW_CHAT
from tests.fakes.idiom_proposals import ADD, AJIE, MING, WANG, ProposalScenario


async def test_a_proposal_is_thanked_for_and_shown_to_those_who_decide(school: ProposalScenario):
    reply = await school.say(ADD)
    assert "谢谢！「躺平摆烂」(tǎng píng bǎi làn) 交给管理员看了" in reply.text
    [card] = school.texts_in(REVIEW_CHAT)
    assert card.startswith("🐉 成语提议：躺平摆烂 (tǎng píng bǎi làn)\n提议人：p1")
    assert school.labels() == ["✅ 收下", "🤖 我也能出", "❌ 不收"]


@pytest.mark.parametrize("words", ["add", "加词", "添加", "Add"])
@pytest.mark.parametrize("pinyin", ["tang3 ping2 bai3 lan4", "tǎng píng bǎi làn", ""])
async def test_it_may_be_said_in_many_ways(school: ProposalScenario, words: str, pinyin: str):
    await school.say(f"{words} 躺平擺爛 {pinyin}")
    assert school.lessons.proposals[1].draft.word == "躺平摆烂"
    assert school.lessons.proposals[1].draft.pinyin == "tang3 ping2 bai3 lan4"


async def test_no_space_is_needed_after_the_chinese_word(school: ProposalScenario):
    await school.say("加词躺平摆烂")
    assert school.lessons.proposals[1].draft.word == "躺平摆烂"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("add 躺平", "成语要有 3 到 8 个汉字"),
        ("add 一二三四五六七八九", "成语要有 3 到 8 个汉字"),
        ("add hello", "成语要有 3 到 8 个汉字"),
        ("add 画蛇添足", "「画蛇添足」我已经会了"),
        ("add 走头无路", "词典里写作「走投无路」"),
        ("add 画舌添足 hua4 she2 tian1 zu2", "词典里有「画蛇添足」，同音只差一个字"),
        ("add 好人好梦", "「好人好梦」怎么读？"),
        ("add 躺平摆烂 tang3 ping2", "「躺平摆烂」怎么读？"),
        ("add 躺平敏感词 tang3 ping2 min3 gan3 ci2", "有群里不合适的词"),
        ("add 躺平违禁词 tang3 ping2 wei2 jin4 ci2", "有群里不合适的词"),
    ],
)
async def test_what_cannot_be_learnt_is_refused_with_its_reason(
    school: ProposalScenario, typed, why
):
    assert why in await school.refusal(typed)
    assert not school.lessons.proposals


async def test_once_taken_everybody_may_play_it_and_the_author_is_told(school: ProposalScenario):
    await school.say(ADD)
    reply = await school.press("收下")
    assert reply.popups == ["收下了「躺平摆烂」。"]
    assert school.texts_in(REVIEW_CHAT)[0].endswith("✅ p9 收下了：大家可以接，我自己不出")
    assert school.texts_in(GROUP) == ["p1，你教的「躺平摆烂」收进词典了，现在就能接！"]
    played = await school.say("躺平摆烂", BOB)
    assert played.text.startswith("躺平摆烂 ✓")


async def test_a_refusal_is_told_to_the_author_and_teaches_nothing(school: ProposalScenario):
    await school.say(ADD)
    await school.press("不收")
    assert "管理员没有收下「躺平摆烂」" in school.texts_in(GROUP)[0]
    assert school.labels() == []
    assert lexicon().standard("躺平摆烂") is None


async def test_the_bot_offers_only_what_it_was_allowed_to(school: ProposalScenario):
    await school.say(ADD)
    await school.press("收下")
    assert not lexicon().idioms["躺平摆烂"].core
    assert school.labels() == ["🤖 我也能出"]
    await school.press("我也能出", WANG)
    assert lexicon().idioms["躺平摆烂"].core
    assert school.texts_in(GROUP)[-1].endswith("收进词典了，我也会用它！")


async def test_the_slower_of_two_admins_is_told_kindly(school: ProposalScenario):
    await school.say(ADD)
    await school.press("收下", AJIE)
    late = await school.press("不收", WANG)
    assert late.popups == ["慢了一步，这个提议已经有结果了：\n✅ p9 收下了：大家可以接，我自己不出"]
    assert len(school.texts_in(GROUP)) == 1
    assert "躺平摆烂" in school.lessons.words


async def test_who_may_not_review_decides_nothing(school: ProposalScenario):
    await school.say(ADD)
    with pytest.raises(PostError, match="只有审核管理员"):
        await school.press("收下", MING)
    with pytest.raises(PostError, match="只有审核管理员"):
        await school.say("del 躺平摆烂")
    assert school.lessons.proposals[1].state == "pending"


async def test_an_old_card_is_explained(school: ProposalScenario):
    await school.say(ADD)
    with pytest.raises(CustomIdiomError, match="已经不记得"):
        await school.press("收下", proposal=99)


async def test_an_admins_own_idiom_is_taken_at_once(school: ProposalScenario):
    reply = await school.say(ADD, AJIE)
    assert "✅ p9 收下了：大家可以接" in reply.text
    assert [b.label for row in reply.keyboard for b in row] == ["🤖 我也能出"]
    assert not school.messenger.messages
    assert (await school.say("躺平摆烂", BOB)).text.startswith("躺平摆烂 ✓")


async def test_an_admin_who_adds_what_waits_takes_it(school: ProposalScenario):
    await school.say(ADD)
    await school.say(ADD, AJIE)
    assert school.texts_in(REVIEW_CHAT)[0].endswith("✅ p9 收下了：大家可以接，我自己不出")
    assert school.lessons.words["躺平摆烂"].author == "p1"
    assert "p1，你教的「躺平摆烂」收进词典了" in school.texts_in(GROUP)[0]


async def test_a_second_proposal_is_told_that_the_idiom_waits(school: ProposalScenario):
    await school.say(ADD)
    assert "已经有人提议了" in await school.refusal(ADD, BOB)
    assert len(school.texts_in(REVIEW_CHAT)) == 1


async def test_the_same_update_proposes_once_and_shows_one_card(school: ProposalScenario):
    request = said(ADD, sender_id=MING, name="p1", chat_id=GROUP)
    first, second = await school.handle(request), await school.handle(request)
    assert first.text == second.text
    assert len(school.texts_in(REVIEW_CHAT)) == len(school.lessons.proposals) == 1


async def test_an_update_that_is_handled_again_after_the_decision_is_told_the_same(
    school: ProposalScenario,
):
    proposal = said(ADD, sender_id=MING, name="p1", chat_id=GROUP)
    first = await school.handle(proposal)
    taking = said(ADD, sender_id=AJIE, name="p9", chat_id=GROUP)
    taken = await school.handle(taking)
    assert (await school.handle(proposal)).text == first.text
    assert (await school.handle(taking)).text == taken.text
    own = said("add 躺躺平平", sender_id=AJIE, name="p9", chat_id=GROUP)
    assert (await school.handle(own)).text == (await school.handle(own)).text
    assert len(school.lessons.words) == len(school.lessons.proposals) == 2


async def test_one_person_proposes_five_a_day(school: ProposalScenario):
    words = ["躺平摆烂", "摆烂躺平", "躺躺平平", "烂平摆躺", "平平躺躺", "烂躺平摆"]
    for word in words[:5]:
        await school.say(f"add {word}")
    assert "已经提议了 5 个，明天再来" in await school.refusal(f"add {words[5]}")


async def test_where_nobody_could_agree_it_is_said_at_once():
    school = ProposalScenario(chats=())
    assert "还没有管理员来把关" in await school.refusal(ADD)
    assert not school.lessons.proposals


async def test_alone_it_explains_itself_to_members(school: ProposalScenario):
    assert "想教我哪个成语？例如：/idiom 加词 躺平摆烂" in await school.refusal("add")


async def test_alone_it_lists_what_waits_for_reviewers(school: ProposalScenario):
    for word in ("躺平摆烂", "躺躺平平"):
        await school.say(f"add {word}")
    reply = await school.say("add", AJIE, chat_id=AJIE)
    assert reply.text == "有 2 个成语提议在等："
    assert [text.splitlines()[0] for text in school.texts_in(AJIE)] == [
        "🐉 成语提议：躺平摆烂 (tǎng píng bǎi làn)",
        "🐉 成语提议：躺躺平平 (tǎng tǎng píng píng)",
    ]


async def test_more_than_five_are_counted(school: ProposalScenario):
    for who, word in enumerate(
        ("躺平摆烂", "摆烂躺平", "躺躺平平", "烂平摆躺", "平平躺躺", "烂躺平摆")
    ):
        await school.say(f"add {word}", 20 + who)
    reply = await school.say("add", AJIE, chat_id=REVIEW_CHAT)
    assert reply.texts == ["有 6 个成语提议在等：", "还有 1 个，处理完这些再发 /idiom 加词。"]


async def test_the_list_is_not_shown_in_front_of_others(school: ProposalScenario):
    assert "请私聊我看" in await school.refusal("add", AJIE)
    assert "没有等待的成语提议" in (await school.say("add", AJIE, chat_id=AJIE)).text


async def test_a_lesson_is_looked_up_with_who_taught_it(school: ProposalScenario):
    await school.say(ADD)
    await school.press("收下")
    assert "这是 p1 教我的。" in (await school.say("查 躺平摆烂", BOB)).text
    assert "教我的" not in (await school.say("查 画蛇添足", BOB)).text


async def test_what_was_taught_can_be_taken_back(school: ProposalScenario):
    await school.say(ADD, AJIE)
    reply = await school.say("del 躺平摆烂", WANG)
    assert reply.text == "「躺平摆烂」删掉了，以后不能再接。"
    assert lexicon().standard("躺平摆烂") is None
    assert "没有人教过「躺平摆烂」" in await school.refusal("删词躺平摆烂", WANG)
    assert "是词典里原有的" in await school.refusal("del 画蛇添足", WANG)
    assert "想删掉哪个" in await school.refusal("del", WANG)


async def test_a_game_goes_on_from_an_idiom_that_was_taken_back_meanwhile(school: ProposalScenario):
    await school.say(ADD, AJIE)
    thread = (await played(school, "躺平摆烂")).thread
    chain = school.games.games[thread].chain[:1]
    school.games.games[thread] = replace(school.games.games[thread], chain=chain)
    await school.say("del 躺平摆烂", AJIE)
    assert "该接「烂」(lan)" in (await school.say("")).text
    assert (await school.say("烂醉如泥")).text.startswith("烂醉如泥 ✓")


async def played(school: ProposalScenario, word: str) -> Request:
    request = said(word, sender_id=MING, name="p1", chat_id=GROUP)
    await school.handle(request)
    return request


async def test_who_speaks_english_is_answered_in_english(school: ProposalScenario):
    reply = await school.say(ADD, language="en")
    assert reply.text.startswith("Thank you! The admins will look at “躺平摆烂”")
    await school.press("收下")
    assert school.texts_in(GROUP) == ["p1, your “躺平摆烂” is in the dictionary now. Play it!"]


async def test_a_press_that_is_handled_again_changes_nothing_twice(school: ProposalScenario):
    await school.say(ADD)
    card = school.messenger.messages[0]
    press = pressed("idiom:take:1", message_id=card.message_id, sender_id=AJIE, chat_id=REVIEW_CHAT)
    for _ in range(2):
        reply = FakeReply()
        await school.idiom.lessons.take_pressed(press, reply)
        assert reply.popups == ["收下了「躺平摆烂」。"]
    assert school.lessons.changes == 1
