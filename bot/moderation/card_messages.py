"""The messages that show review cards: sent in each chat's language, updated with their post.

What consists of several calls waits for the budget in place after the first one: begun anew each time,
it would never end in a busy chat.
"""

import logging
from contextlib import suppress
from dataclasses import dataclass, replace

from bot.errors import DeliveryError, DeliveryPostponed, DeliveryRefused
from bot.models.chat import Language
from bot.models.flood import NEXT_PART_S, PROMPT_S
from bot.models.post import AuthorRecord, CardMessage, Post
from bot.moderation.review_card import GROUP_LANGUAGE, render_card, without_approval
from bot.ports.chat import Messenger
from bot.ports.chat_settings import ChatSettingsStore
from bot.ports.posts import ReviewCards
from bot.texts import post as texts

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CardMessages:
    """Sends and updates cards.

    Args:
        cards: where they are.
        messenger: sends.
        chat_settings: in which language a chat is answered.
    """

    cards: ReviewCards
    messenger: Messenger
    chat_settings: ChatSettingsStore

    async def show(
        self,
        post: Post,
        chat_id: int,
        topic_id: int | None = None,
        *,
        wait_s: float = PROMPT_S,
    ) -> None:
        """Send the card of a post to a chat and remember it; raises a `errors.DeliveryError`.

        Pictures are sent above their card: the card is edited later, as a text. Where they cannot be
        shown, nobody can approve them there. `wait_s`: for the budget of the first message.
        """
        record = await self.cards.record(post.draft.author_id)
        card = render_card(post, record, await self.language_in(chat_id))
        are_shown = True
        if post.draft.pictures and not card.is_notice:
            are_shown = await self._show_pictures(post, chat_id, topic_id, wait_s)
            card = card if are_shown else without_approval(card)
            wait_s = NEXT_PART_S
        if card.text_above is not None:
            await self.messenger.send(chat_id, card.text_above, topic_id=topic_id, wait_s=wait_s)
            wait_s = NEXT_PART_S
        message_id = await self.messenger.send(
            chat_id, card.text, topic_id=topic_id, keyboard=card.keyboard, wait_s=wait_s
        )
        if are_shown:
            shown_in = await self.messenger.current_chat(chat_id)
            await self.cards.add_card(post.id, CardMessage(shown_in, message_id, post.version))

    async def refresh(self, post: Post) -> None:
        """Let every card of the post show it as it is now; raises `errors.DeliveryPostponed`."""
        messages = await self.cards.cards(post.id)
        if not messages:
            return
        record = await self.cards.record(post.draft.author_id)
        wait_s = PROMPT_S
        for message in messages:
            await self._update(message, post, record, wait_s)
            wait_s = NEXT_PART_S

    async def refresh_one(self, message: CardMessage, post: Post) -> None:
        """Let one card show the post as it is now."""
        record = await self.cards.record(post.draft.author_id)
        with suppress(DeliveryPostponed):
            await self._update(message, post, record, NEXT_PART_S)

    async def ask_ban(self, message: CardMessage, post: Post) -> None:
        """Let the buttons of one card ask whether to ban the author; raises a `errors.DeliveryError`."""
        record = await self.cards.record(post.draft.author_id)
        language = await self.language_in(message.chat_id)
        card = render_card(post, record, language, asks_ban=True)
        await self.messenger.edit(
            message.chat_id, message.message_id, card.text, keyboard=card.keyboard
        )

    async def switch(self, post: Post, version: int) -> None:
        """Let the cards of the version before `version` show the other wording in their place.

        Raises `errors.DeliveryPostponed`. A card whose text stands in a message above it becomes void,
        as does one that is older still: their chats get a new card.
        """
        if post.state != "review" or post.version != version:
            return  # decided meanwhile, or switched again
        record = await self.cards.record(post.draft.author_id)
        both = (post, replace(post, wording="" if post.wording == "own" else "own"))
        wait_s = PROMPT_S
        for message in await self.cards.cards(post.id):
            language = await self.language_in(message.chat_id)
            fit = all(render_card(one, record, language).text_above is None for one in both)
            is_switched = fit and message.version == version - 1
            shown = replace(message, version=version) if is_switched else message
            if await self._update(shown, post, record, wait_s) and is_switched:
                await self.cards.add_card(post.id, shown)
            wait_s = NEXT_PART_S

    async def _show_pictures(
        self, post: Post, chat_id: int, topic_id: int | None, wait_s: float
    ) -> bool:
        """Send its pictures, or say that the platform does not take them."""
        try:
            await self.messenger.send_pictures(
                chat_id, post.draft.pictures, topic_id=topic_id, wait_s=wait_s
            )
        except DeliveryPostponed:
            raise
        except DeliveryRefused:
            log.warning("The pictures of post %s could not be shown.", post.id)
            told = texts.CARD_NO_PICTURES.to(await self.language_in(chat_id), id=post.id)
            await self.messenger.send(chat_id, told, topic_id=topic_id, wait_s=wait_s)
            return False
        return True

    async def _update(
        self, message: CardMessage, post: Post, record: AuthorRecord, wait_s: float
    ) -> bool:
        """False: it could not be updated."""
        language = await self.language_in(message.chat_id)
        card = render_card(post, record, language, made_for=message.version)
        try:
            await self.messenger.edit(
                *(message.chat_id, message.message_id, card.text),
                keyboard=card.keyboard,
                wait_s=wait_s,
            )
        except DeliveryPostponed:
            raise
        except DeliveryError:
            log.info("A card of post %s could not be updated.", post.id)
            return False
        return True

    async def language_in(self, chat_id: int) -> Language:
        """What the chat has set, else in private the reviewer's, as last seen; in a group Chinese."""
        settings = await self.chat_settings.get(chat_id)
        if settings.language is not None:
            return settings.language
        known = await self.cards.language_of(chat_id) if chat_id > 0 else None
        return known or GROUP_LANGUAGE
