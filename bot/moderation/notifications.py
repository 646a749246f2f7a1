"""Telling people: reviewers get cards, authors hear of every decision.

What is to be told is queued by the script that makes the decision, so a crash loses none of it. A
crash in the middle may tell something twice, which does no harm.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from bot.errors import CensorClosed, ChatGone, DeliveryError, DeliveryRefused, DeliveryUnknown
from bot.models.post import Post, PostState
from bot.moderation.card_messages import CardMessages
from bot.moderation.retry_policy import DEFAULT, RetryPolicy
from bot.moderation.review_card import MESSAGE_LIMIT, length_of
from bot.ports.chat import Messenger
from bot.ports.posts import ClaimedPost, PostQueue, PostRepository
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
class Notifications:
    """Tells reviewers and authors.

    Args:
        line: where the notices wait.
        desk: the posts.
        messenger: the way out.
        reviewers: the chats that get cards: the review chat, or each admin's private one.
        pace: of attempts.
    """

    line: PostQueue
    desk: PostRepository
    messenger: Messenger
    reviewers: tuple[int, ...]
    pace: RetryPolicy = DEFAULT

    @property
    def board(self) -> CardMessages:
        """The cards."""
        return CardMessages(self.desk, self.messenger)

    async def tell(self, work: ClaimedPost) -> None:
        """Tell one thing and take it off the line, or put it off where it was refused."""
        try:
            if work.notice == "card":
                await self._show_card(work.post, work.about)
            elif work.notice == "close":
                await self.board.refresh(work.post)
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
        if not await self.line.first(f"alert:{closed.say('en')}", within_s=_ALERT_AGAIN_S):
            return
        log.error("%s", closed.say("en"))
        for chat_id in self.reviewers:
            language = await self.board.language_in(chat_id)
            try:
                await self.messenger.send(chat_id, closed.say(language))
            except DeliveryError:
                log.warning("Chat %s could not be alerted.", chat_id)

    async def _show_card(self, post: Post, about: PostState | None) -> None:
        """Send a card to every reviewer; it counts as told when one of them has it.

        Who has the card already, from a process that died before it could say so, gets no second.

        Raises:
            DeliveryRefused, DeliveryUnknown: nobody has it.
        """
        if post.state != about:
            return  # decided meanwhile
        cards = await self.desk.cards(post.id)
        told = {card.chat_id for card in cards if card.version == post.version}
        shown = len(told)
        failure: DeliveryError | None = None
        for chat_id in [chat_id for chat_id in self.reviewers if chat_id not in told]:
            try:
                await self.board.show(post, chat_id)
                shown += 1
            except ChatGone:
                log.warning("Reviewer %s cannot be reached: write to the bot first.", chat_id)
            except DeliveryError as error:
                failure = error
        if failure is not None and not shown:
            raise failure

    async def _tell_author(self, post: Post, about: PostState | None) -> None:
        sentence = _sentence(post, about)
        if sentence is None:
            return
        draft = post.draft
        try:
            await self.messenger.send(draft.chat_id, sentence, topic_id=draft.topic_id)
        except ChatGone:
            log.info("The author of post %s may not have heard of it.", post.id)


def _sentence(post: Post, about: PostState | None) -> str | None:
    """What the author is told of that state; None where there is nothing to tell."""
    language = post.draft.language
    if about == "published":
        if post.final != post.text:
            changed = texts.TELL_POLISHED if post.final == post.polished else texts.TELL_REWRITTEN
            told = changed.to(language, id=post.id, text=post.final)
            if length_of(told) <= MESSAGE_LIMIT:
                return told
        return texts.TELL_PUBLISHED.to(language, id=post.id)
    if about == "review" and post.state == "review":
        return texts.TELL_REVIEW.to(language, id=post.id)
    outcome = _TOLD.get(about)
    if about == "rejected" and not post.reason:
        outcome = texts.TELL_REJECTED_PLAINLY
    return outcome.to(language, id=post.id, reason=post.reason) if outcome else None
