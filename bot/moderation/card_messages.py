"""Where cards are shown: each chat gets them in its language, and they follow their post."""

import logging
from dataclasses import dataclass

from bot.errors import DeliveryError
from bot.models.chat import Language
from bot.models.post import CardMessage, Post
from bot.moderation.review_card import LANGUAGE, render_card
from bot.ports.chat import Messenger
from bot.ports.posts import PostRepository

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CardMessages:
    """Shows cards and keeps them true.

    Args:
        desk: the posts, and where their cards are.
        messenger: the way out.
    """

    desk: PostRepository
    messenger: Messenger

    async def show(self, post: Post, chat_id: int, topic_id: int | None = None) -> None:
        """Send the card of a post to a chat and remember it; raises a `errors.DeliveryError`.

        A picture stands above its card: a card is edited later, as a text.
        """
        record = await self.desk.record(post.draft.author_id)
        card = render_card(post, record, await self.language_in(chat_id))
        if post.draft.photo:
            await self.messenger.send_photo(chat_id, post.draft.photo, topic_id=topic_id)
        if card.above is not None:
            await self.messenger.send(chat_id, card.above, topic_id=topic_id)
        message_id = await self.messenger.send(
            chat_id, card.text, topic_id=topic_id, keyboard=card.keyboard
        )
        await self.desk.add_card(post.id, CardMessage(chat_id, message_id, post.version))

    async def refresh(self, post: Post) -> None:
        """Let every card of the post show it as it is now."""
        cards = await self.desk.cards(post.id)
        if not cards:
            return
        record = await self.desk.record(post.draft.author_id)
        for place in cards:
            language = await self.language_in(place.chat_id)
            card = render_card(post, record, language, made_for=place.version)
            try:
                await self.messenger.edit(
                    place.chat_id, place.message_id, card.text, keyboard=card.keyboard
                )
            except DeliveryError:
                log.info("A card of post %s could not be changed.", post.id)

    async def language_in(self, chat_id: int) -> Language:
        """The language of a reviewer's private chat, as last seen; groups have the general one."""
        known = await self.desk.language_of(chat_id) if chat_id > 0 else None
        return known or LANGUAGE
