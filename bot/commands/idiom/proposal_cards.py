"""Cards that show proposed idioms to reviewers, and the author's notification of the decision."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.commands.idiom.renderer import shown_name
from bot.errors import DeliveryError
from bot.idioms.engine import GameEngine
from bot.idioms.pinyin import with_tone_marks
from bot.idioms.similar_idioms import most_similar
from bot.models.chat import Button, Keyboard, Language
from bot.models.custom_idiom import Proposal, ProposalState
from bot.models.flood import NEXT_PART_S
from bot.models.post import CardMessage
from bot.ports.chat import Messenger
from bot.ports.custom_idioms import CustomIdiomRepository
from bot.streaming.bold import with_bold
from bot.texts import custom_idiom as texts

_log = logging.getLogger(__name__)

DECISIONS: dict[str, ProposalState] = {
    "take": "approved",
    "offer": "bot_plays",
    "refuse": "rejected",
}
"""What a button decides, by the word in its action; old cards keep their buttons, so words stay."""
_BOT_IDIOM_LENGTH = 4
"""The bot plays custom idioms of four characters only, as with shipped ones."""
_MAX_SIMILAR = 3


@dataclass(frozen=True, slots=True)
class ProposalCards:
    """Shows proposals to reviewers and keeps the cards up to date.

    Args:
        repository: the proposals, and where their cards are.
        messenger: sends and edits cards.
        chats: the review chat, or the private chats of the admins.
        language_in: the language of a chat with reviewers.
        engine: knows similar idioms.
    """

    repository: CustomIdiomRepository
    messenger: Messenger
    chats: tuple[int, ...]
    language_in: Callable[[int], Awaitable[Language]]
    engine: GameEngine

    async def announce(self, proposal: Proposal) -> None:
        """Send a card to every chat that has none yet, except those that cannot be reached."""
        have_one = {card.chat_id for card in await self.repository.cards(proposal.id)}
        for configured_id in self.chats:
            chat_id = await self.messenger.current_chat(configured_id)
            if chat_id in have_one:
                continue
            try:
                await self.send(proposal, chat_id)
            except DeliveryError:
                _log.info("Could not show idiom proposal %s in chat %s.", proposal.id, chat_id)

    async def send(self, proposal: Proposal, chat_id: int, topic_id: int | None = None) -> None:
        """Send a card to one chat; raises `errors.DeliveryError`."""
        language = await self.language_in(chat_id)
        message_id = await self.messenger.send(
            chat_id,
            with_bold(self.render(proposal, language)),
            topic_id=topic_id,
            keyboard=card_buttons(proposal, language),
            wait_s=NEXT_PART_S,
        )
        shown_in = await self.messenger.current_chat(chat_id)
        await self.repository.add_card(proposal.id, CardMessage(shown_in, message_id))

    async def update(self, proposal: Proposal) -> None:
        """Edit every card of the proposal to show its state."""
        for card in await self.repository.cards(proposal.id):
            language = await self.language_in(card.chat_id)
            text = with_bold(self.render(proposal, language))
            keyboard = card_buttons(proposal, language)
            try:
                await self.messenger.edit(
                    *(card.chat_id, card.message_id, text),
                    keyboard=keyboard,
                    wait_s=NEXT_PART_S,
                )
            except DeliveryError:
                _log.info("Could not edit a card of idiom proposal %s.", proposal.id)

    async def notify_author(self, proposal: Proposal) -> None:
        """Notify the author of the decision, where the idiom was proposed."""
        draft = proposal.draft
        sentence = texts.AUTHOR_NOTIFICATION[proposal.state].to(
            draft.author.language, author=shown_name(draft.author.name), word=draft.word
        )
        thread = draft.thread
        try:
            await self.messenger.send(
                thread.chat_id, sentence, topic_id=thread.topic_id, wait_s=NEXT_PART_S
            )
        except DeliveryError:
            _log.info("Could not notify the author of idiom proposal %s.", proposal.id)

    def render(self, proposal: Proposal, language: Language) -> str:
        """The text of a card; `**` marks bold text."""
        draft = proposal.draft
        similar = most_similar(draft.word, self.engine.dictionary, _MAX_SIMILAR)
        pinyin, author = with_tone_marks(draft.pinyin), shown_name(draft.author.name)
        lines = [
            texts.CARD.to(language, word=draft.word, pinyin=pinyin, author=author),
            texts.CARD_MEANING.to(language, meaning=draft.meaning) if draft.meaning else "",
            texts.CARD_SIMILAR.to(language, words="、".join(similar)) if similar else "",
            render_state(proposal, language),
        ]
        return "\n".join(filter(None, lines))


def render_state(proposal: Proposal, language: Language) -> str:
    """The state of a proposal in one line."""
    return texts.STATES[proposal.state].to(language, by=shown_name(proposal.by))


def card_buttons(proposal: Proposal, language: Language) -> Keyboard:
    """Buttons for the decisions that are still possible."""
    approve, bot_plays, reject = (
        Button(texts.BUTTONS[state].to(language), f"idiom:{word}:{proposal.id}")
        for word, state in DECISIONS.items()
    )
    if_bot_can = (bot_plays,) if len(proposal.draft.word) == _BOT_IDIOM_LENGTH else ()
    match proposal.state:
        case "pending":
            return ((approve, *if_bot_can), (reject,))
        case "approved" if if_bot_can:
            return (if_bot_can,)
        case _:
            return ()
