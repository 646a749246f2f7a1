"""Telling people: reviewers get cards, authors hear of every decision.

What is to be told is queued by the script that makes the decision, so a crash loses none of it. A
crash in the middle may tell something twice, which does no harm.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from bot.errors import CensorClosed, ChatGone, DeliveryError, DeliveryRefused, DeliveryUnknown
from bot.models.post import Card, Post, PostState
from bot.moderation.cards import LANGUAGE, card_of
from bot.moderation.pace import DEFAULT, Pace
from bot.ports.chat import Messenger
from bot.ports.posts import PostDesk, PostLine, Work
from bot.texts import Text
from bot.texts import post as texts

log = logging.getLogger(__name__)

_ALERT_AGAIN_S = 6 * 3600
_TOLD: Mapping[PostState | None, Text] = {
    "rejected": texts.TELL_REJECTED,
    "dead": texts.TELL_DEAD,
    "retracted": texts.TELL_RETRACTED,
}


@dataclass(frozen=True, slots=True)
class Notices:
    """Tells reviewers and authors.

    Args:
        line: where the notices wait.
        desk: the posts.
        messenger: the way out.
        reviewers: the chats that get cards: the review chat, or each admin's private one.
        pace: of attempts.
    """

    line: PostLine
    desk: PostDesk
    messenger: Messenger
    reviewers: tuple[int, ...]
    pace: Pace = DEFAULT

    async def tell(self, work: Work) -> None:
        """Tell one thing and take it off the line, or put it off where it was refused."""
        try:
            if work.notice == "card":
                await self._show_card(work.post, work.about)
            elif work.notice == "close":
                await self._refresh_cards(work.post)
            else:
                await self._tell_author(work.post, work.about)
        except (DeliveryRefused, DeliveryUnknown):
            if work.attempts < self.pace.notices:
                await self.line.release(work, delay_s=self.pace.pause_s(work.attempts))
                return
            log.warning("Notice %s could not be told.", work.item)
        await self.line.finish(work)

    async def alert(self, closed: CensorClosed) -> None:
        """Tell every reviewer that the censor is closed, once in six hours."""
        sentence = closed.say(LANGUAGE)
        if not await self.line.first(f"alert:{sentence}", within_s=_ALERT_AGAIN_S):
            return
        log.error("%s", closed.say("en"))
        for chat_id in self.reviewers:
            try:
                await self.messenger.send(chat_id, sentence)
            except DeliveryError:
                log.warning("Chat %s could not be alerted.", chat_id)

    async def _show_card(self, post: Post, about: PostState | None) -> None:
        """Send a card to every reviewer; it counts as told when one of them has it.

        Raises:
            DeliveryRefused, DeliveryUnknown: nobody has it.
        """
        if post.state != about:
            return  # decided meanwhile
        shown = 0
        failure: DeliveryError | None = None
        for chat_id in self.reviewers:
            try:
                await show_card(self.desk, self.messenger, chat_id, post)
                shown += 1
            except ChatGone:
                log.warning("Reviewer %s cannot be reached: write to the bot first.", chat_id)
            except DeliveryError as error:
                failure = error
        if failure is not None and not shown:
            raise failure

    async def _refresh_cards(self, post: Post) -> None:
        cards = await self.desk.cards(post.id)
        if not cards:
            return
        card = card_of(post, await self.desk.record(post.draft.author_id))
        for place in cards:
            try:
                await self.messenger.edit(
                    place.chat_id, place.message_id, card.text, keyboard=card.keyboard
                )
            except DeliveryError:
                log.info("A card of post %s could not be changed.", post.id)

    async def _tell_author(self, post: Post, about: PostState | None) -> None:
        sentence = _sentence(post, about)
        if sentence is None:
            return
        draft = post.draft
        try:
            await self.messenger.send(draft.chat_id, sentence, topic_id=draft.topic_id)
        except (ChatGone, DeliveryUnknown):
            log.info("The author of post %s may not have heard of it.", post.id)


async def show_card(desk: PostDesk, messenger: Messenger, chat_id: int, post: Post) -> None:
    """Send the card of a post to one chat and remember it; raises a `errors.DeliveryError`."""
    card = card_of(post, await desk.record(post.draft.author_id))
    if card.above is not None:
        await messenger.send(chat_id, card.above)
    message_id = await messenger.send(chat_id, card.text, keyboard=card.keyboard)
    await desk.add_card(post.id, Card(chat_id, message_id))


def _sentence(post: Post, about: PostState | None) -> str | None:
    """What the author is told of that state; None where there is nothing to tell."""
    language = post.draft.language
    if about == "published":
        if post.final != post.text:
            polished = texts.TELL_POLISHED.to(language, id=post.id, text=post.final)
            return (
                polished if len(polished) <= 2000 else texts.TELL_PUBLISHED.to(language, id=post.id)
            )
        return texts.TELL_PUBLISHED.to(language, id=post.id)
    if about == "review" and post.state == "review":
        return texts.TELL_REVIEW.to(language, id=post.id)
    told = _TOLD.get(about)
    if about == "rejected" and not post.reason:
        told = texts.TELL_REJECTED_PLAINLY
    return told.to(language, id=post.id, reason=post.reason) if told else None
