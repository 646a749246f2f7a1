"""Cards of proposed idioms."""

from bot.commands.idiom.proposal_cards import card_buttons
from bot.errors import ChatGone
from bot.models.chat import Person, Thread
from bot.models.custom_idiom import IdiomDraft, Proposal
from tests.fakes.idiom_game import GROUP
from tests.fakes.idiom_proposals import ADD, AJIE, WANG, ProposalScenario


def test_a_card_is_in_the_language_of_its_chat(proposals: ProposalScenario):
    draft = IdiomDraft(
        "躺平摆烂", "tang3 ping2 bai3 lan4", Person(1, "**Li**" + "x" * 50), Thread(GROUP)
    )
    rejected = Proposal(3, draft, "rejected", "Ann")
    shown = proposals.idiom.proposals.cards.render(rejected, "en")
    assert shown.startswith("🐉 Proposed idiom: **躺平摆烂** (tǎng píng bǎi làn)\nBy: Lixxx")
    assert shown.endswith("❌ Ann rejected it")
    assert max(map(len, shown.splitlines())) < 60
    waiting = card_buttons(Proposal(3, draft), "en")
    assert [b.label for row in waiting for b in row] == [
        "✅ Approve",
        "🤖 Bot plays it too",
        "❌ Reject",
    ]


async def test_without_a_review_chat_each_admin_gets_a_card():
    proposals = ProposalScenario(chats=(AJIE, WANG))
    proposals.messenger.refusals[AJIE] = [ChatGone()]
    reply = await proposals.say(ADD)
    assert "谢谢" in reply.text
    assert len(proposals.texts_in(WANG)) == 1
    assert not proposals.texts_in(AJIE)


async def test_all_cards_of_a_proposal_show_the_decision():
    proposals = ProposalScenario(chats=(AJIE, WANG))
    await proposals.say(ADD)
    await proposals.press("不收")
    assert [
        text.splitlines()[-1] for text in proposals.texts_in(AJIE) + proposals.texts_in(WANG)
    ] == ["❌ p9 没有收下"] * 2


async def test_the_bot_plays_custom_idioms_of_four_characters_only(proposals: ProposalScenario):
    await proposals.say("add 躺平摆烂烂 tang3 ping2 bai3 lan4 lan4")
    assert proposals.labels() == ["✅ 收下", "❌ 不收"]
