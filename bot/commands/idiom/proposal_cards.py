"""Cards of proposed idioms: where they are shown, what they say, and what their author is told."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.commands.idiom.renderer import shown_name
from bot.errors import DeliveryError
from bot.idioms.lexicon import lexicon
from bot.idioms.near import alike
from bot.idioms.pinyin import marked
from bot.models.chat import Button, Keyboard, Language
from bot.models.custom_idiom import Proposal
from bot.models.post import CardMessage
from bot.ports.chat import Messenger
from bot.ports.custom_idioms import CustomIdiomRepository
from bot.streaming.bold import with_bold
from bot.texts import custom_idiom as texts

log = logging.getLogger(__name__)

_BOT_PLAYS = 4
"""The bot offers idioms of four characters only."""
_NEAR = 3


@dataclass(frozen=True, slots=True)
class ProposalCards:
    """Shows proposals to those who decide, and keeps their cards true.

    Args:
        lessons: the proposals, and where their cards are.
        messenger: the way out.
        chats: the review chat, or the private chats of the admins.
        language_in: the language of a chat with those who decide.
    """

    lessons: CustomIdiomRepository
    messenger: Messenger
    chats: tuple[int, ...]
    language_in: Callable[[int], Awaitable[Language]]

    async def announce(self, proposal: Proposal) -> None:
        """A card in every chat that has none yet; a chat that cannot be reached goes without."""
        served = {card.chat_id for card in await self.lessons.cards(proposal.id)}
        for chat_id in self.chats:
            if chat_id in served:
                continue
            try:
                await self.show(proposal, chat_id)
            except DeliveryError:
                log.info("Proposal %s could not be shown in %s.", proposal.id, chat_id)

    async def show(self, proposal: Proposal, chat_id: int, topic_id: int | None = None) -> None:
        """A card in one chat; raises a `errors.DeliveryError`."""
        language = await self.language_in(chat_id)
        message_id = await self.messenger.send(
            chat_id,
            with_bold(card_text(proposal, language)),
            topic_id=topic_id,
            keyboard=card_buttons(proposal, language),
        )
        await self.lessons.add_card(proposal.id, CardMessage(chat_id, message_id))

    async def refresh(self, proposal: Proposal) -> None:
        """Let every card show what became of the proposal."""
        for card in await self.lessons.cards(proposal.id):
            language = await self.language_in(card.chat_id)
            text = with_bold(card_text(proposal, language))
            keyboard = card_buttons(proposal, language)
            try:
                await self.messenger.edit(card.chat_id, card.message_id, text, keyboard=keyboard)
            except DeliveryError:
                log.info("A card of proposal %s could not be changed.", proposal.id)

    async def tell_author(self, proposal: Proposal) -> None:
        """Tell the author what was decided, where the idiom was proposed."""
        draft = proposal.draft
        sentence = texts.AUTHOR_TOLD[proposal.state].to(
            draft.author.language, author=shown_name(draft.author.name), word=draft.word
        )
        thread = draft.thread
        try:
            await self.messenger.send(thread.chat_id, sentence, topic_id=thread.topic_id)
        except DeliveryError:
            log.info("The author of proposal %s could not be told.", proposal.id)


def card_text(proposal: Proposal, language: Language) -> str:
    """What those who decide see; `**` marks what stands out."""
    draft = proposal.draft
    near = alike(draft.word, lexicon(), _NEAR)
    author = shown_name(draft.author.name)
    lines = [
        texts.CARD.to(language, word=draft.word, pinyin=marked(draft.pinyin), author=author),
        texts.CARD_NEAR.to(language, words="、".join(near)) if near else "",
        state_text(proposal, language),
    ]
    return "\n".join(filter(None, lines))


def state_text(proposal: Proposal, language: Language) -> str:
    """How the proposal stands, in a line."""
    return texts.STATES[proposal.state].to(language, by=shown_name(proposal.by))


def card_buttons(proposal: Proposal, language: Language) -> Keyboard:
    """What can still be decided."""
    take = Button(texts.BUTTON_TAKE.to(language), f"idiom:take:{proposal.id}")
    offer = Button(texts.BUTTON_OFFER.to(language), f"idiom:offer:{proposal.id}")
    refuse = Button(texts.BUTTON_REFUSE.to(language), f"idiom:refuse:{proposal.id}")
    offers = (offer,) if len(proposal.draft.word) == _BOT_PLAYS else ()
    match proposal.state:
        case "pending":
            return ((take, *offers), (refuse,))
        case "taken" if offers:
            return (offers,)
        case _:
            return ()
