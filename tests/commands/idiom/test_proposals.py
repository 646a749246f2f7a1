"""/idiom add and /idiom del: proposals, permissions, races, and what everybody may play then."""

from dataclasses import replace

import pytest

from bot.errors import CustomIdiomError, PostError
from bot.models.chat import QuotedMessage, Request
from tests.fakes.chat import FakeReply, pressed, said
from tests.fakes.custom_idioms import DAY_S
from tests.fakes.idiom_game import BOB, GROUP, REVIEW_CHAT
from tests.fakes.idiom_proposals import ADD, AJIE, MING, WANG, ProposalScenario


async def test_a_proposal_is_thanked_for_and_shown_to_reviewers(proposals: ProposalScenario):
    reply = await proposals.say(ADD)
    assert "谢谢！「躺平摆烂」（tǎng píng bǎi làn）交给管理员看了" in reply.text
    [card] = proposals.texts_in(REVIEW_CHAT)
    assert card.startswith("🐉 成语提议：躺平摆烂（tǎng píng bǎi làn）\n提议人：p1")
    assert proposals.labels() == ["✅ 收下", "🤖 我也能出", "❌ 不收"]


@pytest.mark.parametrize("words", ["add", "加词", "添加", "Add"])
@pytest.mark.parametrize("pinyin", ["tang3 ping2 bai3 lan4", "tǎng píng bǎi làn", ""])
async def test_an_idiom_can_be_proposed_in_many_ways(
    proposals: ProposalScenario, words: str, pinyin: str
):
    await proposals.say(f"{words} 躺平擺爛 {pinyin}")
    assert proposals.custom_idioms.proposals[1].draft.word == "躺平摆烂"
    assert proposals.custom_idioms.proposals[1].draft.pinyin == "tang3 ping2 bai3 lan4"


async def test_no_space_is_needed_after_the_chinese_word(proposals: ProposalScenario):
    await proposals.say("加词躺平摆烂")
    assert proposals.custom_idioms.proposals[1].draft.word == "躺平摆烂"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("add 躺平", "成语要有 3 到 8 个汉字"),
        ("add 一二三四五六七八九", "成语要有 3 到 8 个汉字"),
        ("add hello", "成语要有 3 到 8 个汉字"),
        ("add 画蛇添足", "「画蛇添足」我已经会了"),
        ("add 走头无路", "词典里写作「走投无路」"),
        ("add 画舌添足 hua4 she2 tian1 zu2", "词典里有「画蛇添足」，同音只差一个字"),
        ("add 躺平摆烂 tang3 ping2", "「躺平摆烂」怎么读？"),
        ("add 躺平敏感词 tang3 ping2 min3 gan3 ci2", "有群里不合适的词"),
        ("add 躺平违禁词 tang3 ping2 wei2 jin4 ci2", "有群里不合适的词"),
    ],
)
async def test_what_cannot_become_a_custom_idiom_is_refused_with_the_reason(
    proposals: ProposalScenario, typed, why
):
    assert why in await proposals.refusal(typed)
    assert not proposals.custom_idioms.proposals


@pytest.mark.parametrize(
    "typed",
    [
        "加词 躺平摆烂：彻底不努力了",
        "加词 躺平摆烂 tang3 ping2 bai3 lan4（彻底不努力了）",
        "加词 躺平摆烂 意思是彻底不努力了",
        "add 躺平摆烂\n意思：彻底不努力了",
    ],
)
async def test_whoever_teaches_an_idiom_gives_its_meaning(proposals: ProposalScenario, typed: str):
    await proposals.say(typed)
    [card] = proposals.texts_in(REVIEW_CHAT)
    assert "意思：彻底不努力了" in card
    await proposals.press("收下")
    shown = await proposals.say("查 躺平摆烂")
    assert "释义：彻底不努力了" in shown.text


async def test_without_a_meaning_the_thanks_say_how_to_give_one(proposals: ProposalScenario):
    assert "还差它的意思" in (await proposals.say(ADD)).text
    assert "还差它的意思" not in (await proposals.say("加词 好好好好：都好")).text


@pytest.mark.parametrize("alias", ["", "接龙 ", "接龙："])
async def test_a_guessed_pinyin_is_only_confirmed(proposals: ProposalScenario, alias):
    typed = "加词 好人好梦：祝人睡得好"
    reply = await proposals.say(typed)
    assert reply.text.startswith("「好人好梦」读作 hǎo rén hǎo mèng，对吗？")
    [[button]] = reply.keyboard
    assert not proposals.custom_idioms.proposals
    original = QuotedMessage(7, alias + typed, None, MING, by_bot=False)
    question = max(reply.messages)
    for who in (BOB, MING):
        press = pressed(
            button.action, message_id=question, sender_id=who, chat_id=GROUP, original=original
        )
        await proposals.idiom.proposals.confirm_pressed(press, reply)
    assert reply.popups == ["这要由教我的人来确认。"]
    draft = proposals.custom_idioms.proposals[1].draft
    assert (draft.pinyin, draft.meaning) == ("hao3 ren2 hao3 meng4", "祝人睡得好")
    assert reply.messages[question].keyboard == ()


async def test_an_approved_idiom_can_be_played_by_everybody_and_its_author_is_notified(
    proposals: ProposalScenario,
):
    await proposals.say(ADD)
    reply = await proposals.press("收下")
    assert reply.popups == ["收下了「躺平摆烂」。"]
    assert proposals.texts_in(REVIEW_CHAT)[0].endswith("✅ p9 收下了：大家可以接，我自己不出")
    assert proposals.texts_in(GROUP) == ["p1，你教的「躺平摆烂」收进词典了，现在就能接！"]
    played = await proposals.say("躺平摆烂", BOB)
    assert played.text.startswith("躺平摆烂 ✓")


async def test_a_rejection_is_notified_and_leaves_the_dictionary_as_it_was(
    proposals: ProposalScenario,
):
    await proposals.say(ADD)
    await proposals.press("不收")
    assert "管理员没有收下「躺平摆烂」" in proposals.texts_in(GROUP)[0]
    assert proposals.labels() == []
    assert proposals.dictionary.find("躺平摆烂") is None


async def test_the_bot_plays_only_what_a_reviewer_allowed_it_to(proposals: ProposalScenario):
    await proposals.say(ADD)
    await proposals.press("收下")
    approved = proposals.dictionary.idioms["躺平摆烂"]
    assert not approved.is_core
    assert proposals.labels() == ["🤖 我也能出"]
    await proposals.press("我也能出", WANG)
    allowed = proposals.dictionary.idioms["躺平摆烂"]
    assert allowed.is_core
    assert proposals.texts_in(GROUP)[-1].endswith("收进词典了，我也会用它！")


async def test_the_slower_of_two_reviewers_is_shown_the_decision(proposals: ProposalScenario):
    await proposals.say(ADD)
    await proposals.press("收下", AJIE)
    late = await proposals.press("不收", WANG)
    assert late.popups == ["慢了一步，这个提议已经有结果了：\n✅ p9 收下了：大家可以接，我自己不出"]
    assert len(proposals.texts_in(GROUP)) == 1
    assert "躺平摆烂" in proposals.custom_idioms.words


async def test_only_reviewers_decide(proposals: ProposalScenario):
    await proposals.say(ADD)
    with pytest.raises(PostError, match="只有审核管理员"):
        await proposals.press("收下", MING)
    with pytest.raises(PostError, match="只有审核管理员"):
        await proposals.say("del 躺平摆烂")
    assert proposals.custom_idioms.proposals[1].state == "pending"


async def test_an_old_card_is_explained(proposals: ProposalScenario):
    await proposals.say(ADD)
    with pytest.raises(CustomIdiomError, match="已经不记得"):
        await proposals.press("收下", proposal=99)


async def test_a_reviewers_own_idiom_is_approved_at_once(proposals: ProposalScenario):
    reply = await proposals.say(ADD, AJIE)
    assert "✅ p9 收下了：大家可以接" in reply.text
    assert [b.label for row in reply.keyboard for b in row] == ["🤖 我也能出"]
    assert not proposals.messenger.messages
    assert (await proposals.say("躺平摆烂", BOB)).text.startswith("躺平摆烂 ✓")


async def test_a_reviewer_who_proposes_a_pending_idiom_approves_it(proposals: ProposalScenario):
    await proposals.say(ADD)
    await proposals.say(ADD, AJIE)
    assert proposals.texts_in(REVIEW_CHAT)[0].endswith("✅ p9 收下了：大家可以接，我自己不出")
    assert proposals.custom_idioms.words["躺平摆烂"].author == "p1"
    assert "p1，你教的「躺平摆烂」收进词典了" in proposals.texts_in(GROUP)[0]


async def test_a_second_proposal_of_a_pending_idiom_is_refused(proposals: ProposalScenario):
    await proposals.say(ADD)
    assert "已经有人提议了" in await proposals.refusal(ADD, BOB)
    assert len(proposals.texts_in(REVIEW_CHAT)) == 1


async def test_the_same_update_proposes_once_and_shows_one_card(proposals: ProposalScenario):
    request = said(ADD, sender_id=MING, name="p1", chat_id=GROUP)
    first, second = await proposals.handle(request), await proposals.handle(request)
    assert first.text == second.text
    assert len(proposals.texts_in(REVIEW_CHAT)) == len(proposals.custom_idioms.proposals) == 1


async def test_an_update_that_is_handled_again_after_the_decision_is_answered_the_same(
    proposals: ProposalScenario,
):
    proposal = said(ADD, sender_id=MING, name="p1", chat_id=GROUP)
    first = await proposals.handle(proposal)
    taking = said(ADD, sender_id=AJIE, name="p9", chat_id=GROUP)
    taken = await proposals.handle(taking)
    assert (await proposals.handle(proposal)).text == first.text
    assert (await proposals.handle(taking)).text == taken.text
    own = said("add 躺躺平平", sender_id=AJIE, name="p9", chat_id=GROUP)
    assert (await proposals.handle(own)).text == (await proposals.handle(own)).text
    assert len(proposals.custom_idioms.words) == len(proposals.custom_idioms.proposals) == 2


async def test_one_person_proposes_five_a_day(proposals: ProposalScenario):
    words = ["躺平摆烂", "摆烂躺平", "躺躺平平", "烂平摆躺", "平平躺躺", "烂躺平摆"]
    for word in words[:5]:
        await proposals.say(f"add {word}")
    assert "已经提议了 5 个，明天再来" in await proposals.refusal(f"add {words[5]}")
    proposals.custom_idioms.now_s += DAY_S
    assert "谢谢" in (await proposals.say(f"add {words[5]}")).text


async def test_without_reviewers_a_proposal_is_refused_at_once():
    proposals = ProposalScenario(chats=())
    assert "还没有管理员来把关" in await proposals.refusal(ADD)
    assert not proposals.custom_idioms.proposals


async def test_without_an_idiom_members_get_the_usage(proposals: ProposalScenario):
    assert (
        "想教我哪个成语？写上它和它的意思，例如：/idiom 加词 躺平摆烂"
        in await proposals.refusal("add")
    )


async def test_without_an_idiom_reviewers_get_the_pending_proposals(proposals: ProposalScenario):
    for word in ("躺平摆烂", "躺躺平平"):
        await proposals.say(f"add {word}")
    reply = await proposals.say("add", AJIE, chat_id=AJIE)
    assert reply.text == "有 2 个成语提议在等："
    assert [text.splitlines()[0] for text in proposals.texts_in(AJIE)] == [
        "🐉 成语提议：躺平摆烂（tǎng píng bǎi làn）",
        "🐉 成语提议：躺躺平平（tǎng tǎng píng píng）",
    ]


async def test_of_more_than_five_pending_the_rest_is_counted(proposals: ProposalScenario):
    for who, word in enumerate(
        ("躺平摆烂", "摆烂躺平", "躺躺平平", "烂平摆躺", "平平躺躺", "烂躺平摆")
    ):
        await proposals.say(f"add {word}", 20 + who)
    reply = await proposals.say("add", AJIE, chat_id=REVIEW_CHAT)
    assert reply.texts == ["有 6 个成语提议在等：", "还有 1 个，处理完这些再发 /idiom 加词。"]


async def test_pending_proposals_are_not_listed_in_other_groups(proposals: ProposalScenario):
    assert "请私聊我看" in await proposals.refusal("add", AJIE)
    assert "没有等待的成语提议" in (await proposals.say("add", AJIE, chat_id=AJIE)).text


async def test_looking_up_a_custom_idiom_names_who_proposed_it(proposals: ProposalScenario):
    await proposals.say(ADD)
    await proposals.press("收下")
    assert "这是 p1 教我的。" in (await proposals.say("查 躺平摆烂", BOB)).text
    assert "教我的" not in (await proposals.say("查 画蛇添足", BOB)).text


async def test_reviewers_can_remove_a_custom_idiom(proposals: ProposalScenario):
    await proposals.say(ADD, AJIE)
    reply = await proposals.say("del 躺平摆烂", WANG)
    assert reply.text == "「躺平摆烂」删掉了，以后不能再接。"
    assert proposals.dictionary.find("躺平摆烂") is None
    assert "没有人教过「躺平摆烂」" in await proposals.refusal("删词躺平摆烂", WANG)
    assert "是词典里原有的" in await proposals.refusal("del 画蛇添足", WANG)
    assert "想删掉哪个" in await proposals.refusal("del", WANG)


async def test_a_game_goes_on_from_an_idiom_that_was_removed_meanwhile(proposals: ProposalScenario):
    await proposals.say(ADD, AJIE)
    thread = (await played(proposals, "躺平摆烂")).thread
    chain = proposals.games.games[thread].chain[:1]
    proposals.games.games[thread] = replace(proposals.games.games[thread], chain=chain)
    await proposals.say("del 躺平摆烂", AJIE)
    assert "该接「烂」（lan）" in (await proposals.say("")).text
    assert (await proposals.say("烂醉如泥")).text.startswith("烂醉如泥 ✓")


async def played(proposals: ProposalScenario, word: str) -> Request:
    request = said(word, sender_id=MING, name="p1", chat_id=GROUP)
    await proposals.handle(request)
    return request


async def test_in_an_english_group_the_author_is_answered_in_english(proposals: ProposalScenario):
    reply = await proposals.say(ADD, language="en")
    assert reply.text.startswith("Thank you! The admins will review “躺平摆烂”")
    await proposals.press("收下")
    assert proposals.texts_in(GROUP) == [
        "p1, your idiom “躺平摆烂” is in the dictionary now. Play it!"
    ]


async def test_a_press_that_is_handled_again_changes_nothing_twice(proposals: ProposalScenario):
    await proposals.say(ADD)
    card = proposals.messenger.messages[0]
    press = pressed("idiom:take:1", message_id=card.message_id, sender_id=AJIE, chat_id=REVIEW_CHAT)
    for _ in range(2):
        reply = FakeReply()
        await proposals.idiom.proposals.decide_pressed(press, reply)
        assert reply.popups == ["收下了「躺平摆烂」。"]
    assert proposals.custom_idioms.changes == 1
