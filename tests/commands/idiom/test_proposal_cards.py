"""Cards of proposed idioms."""

from bot.commands.idiom.proposal_cards import card_buttons, card_text
from bot.errors import ChatGone
from bot.models.chat import Person, Thread
from bot.models.custom_idiom import IdiomDraft, Proposal
from tests.fakes.idiom_game import GROUP
from tests.fakes.idiom_proposals import ADD, AJIE, WANG, ProposalScenario


def test_a_card_speaks_the_language_of_its_chat():
    draft = IdiomDraft(
        "躺平摆烂", "tang3 ping2 bai3 lan4", Person(1, "**Li**" + "x" * 50), Thread(GROUP)
    )
    shown = card_text(Proposal(3, draft, "refused", "Ann"), "en")
    assert shown.startswith("🐉 Idiom proposed: **躺平摆烂** (tǎng píng bǎi làn)\nBy: Lixxx")
    assert shown.endswith("❌ Ann did not take it")
    assert max(map(len, shown.splitlines())) < 60
    waiting = card_buttons(Proposal(3, draft), "en")
    assert [b.label for row in waiting for b in row] == [
        "✅ Take it",
        "🤖 Bot may play it",
        "❌ Refuse",
    ]


async def test_each_admin_without_a_review_chat_has_a_card_of_their_own():
    school = ProposalScenario(chats=(AJIE, WANG))
    school.messenger.refusals[AJIE] = [ChatGone()]
    reply = await school.say(ADD)
    assert "谢谢" in reply.text
    assert len(school.texts_in(WANG)) == 1
    assert not school.texts_in(AJIE)


async def test_all_cards_of_a_proposal_follow_it():
    school = ProposalScenario(chats=(AJIE, WANG))
    await school.say(ADD)
    await school.press("不收")
    assert [text.splitlines()[-1] for text in school.texts_in(AJIE) + school.texts_in(WANG)] == [
        "❌ p9 没有收下"
    ] * 2


async def test_the_bot_is_not_asked_to_play_what_has_not_four_characters(school: ProposalScenario):
    await school.say("add 躺平摆烂烂 tang3 ping2 bai3 lan4 lan4")
    assert school.labels() == ["✅ 收下", "❌ 不收"]
