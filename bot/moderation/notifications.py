"""Notifications: reviewers get cards, authors hear of every decision.

They are queued by the script that stores the transition, so a crash loses none. A crash in the
middle may deliver one twice, which does no harm. One whose chat may not be called now comes back later.
"""

import logging
from dataclasses import dataclass

from bot.errors import (
    CensorClosed,
    ChatGone,
    DeliveryError,
    DeliveryPostponed,
    DeliveryRefused,
    DeliveryUnknown,
)
from bot.models.post import Post
from bot.models.post_states import PostState
from bot.models.work import Outcome
from bot.moderation.author_notices import REASON_WAITS, AuthorNotices, awaits_reason
from bot.moderation.card_messages import CardMessages
from bot.moderation.retries import DEFAULT_RETRIES, PostRetries, postponed
from bot.ports.chat import Messenger
from bot.ports.chat_settings import ChatSettingsStore
from bot.ports.posts import ClaimedPost, EventMarks, ReviewCards, StatusMessages

log = logging.getLogger(__name__)

_ALERT_AGAIN_S = 6 * 3600


@dataclass(frozen=True, slots=True)
class Notifications:
    """Tells reviewers and authors.

    Args:
        events: makes sure that an alert is sent once.
        cards: where review cards are shown.
        statuses: which message in a group is about which post.
        messenger: sends.
        chat_settings: in which language a chat is answered.
        review_chats: the chats that get cards: the review chat, or each admin's private one.
        retries: of notifications.
    """

    events: EventMarks
    cards: ReviewCards
    statuses: StatusMessages
    messenger: Messenger
    chat_settings: ChatSettingsStore
    review_chats: tuple[int, ...]
    retries: PostRetries = DEFAULT_RETRIES

    @property
    def card_messages(self) -> CardMessages:
        """Shows and updates cards."""
        return CardMessages(self.cards, self.messenger, self.chat_settings)

    async def deliver(self, claimed: ClaimedPost) -> Outcome:
        """Deliver one notification; raises `errors.StorageDown`."""
        post, about, attempts = claimed.post, claimed.about, claimed.lease.attempts
        try:
            if claimed.notification == "show_card":
                await self._show_card(post, about)
            elif claimed.notification == "switch_cards":
                await self.card_messages.switch(post, claimed.about_version)
            elif claimed.notification == "close_cards":
                await self.card_messages.refresh(post)
            else:
                return await AuthorNotices(
                    self.messenger, self.statuses, can_appeal=bool(self.review_chats)
                ).tell(claimed)
        except (DeliveryRefused, DeliveryUnknown) as error:
            if isinstance(error, DeliveryPostponed) and error.after_s:
                return postponed(error)
            waits = REASON_WAITS if awaits_reason(claimed) else 0
            if attempts - waits < self.retries.notifications.attempts:
                delay_s = self.retries.notifications.pause_s(max(1, attempts - waits))
                return Outcome("retry", delay_ms=int(delay_s * 1000))
            log.warning("Notification %s could not be delivered.", claimed.lease.item)
        return Outcome()

    async def alert(self, closed: CensorClosed) -> None:
        """Tell every reviewer that the censor is closed, once in six hours.

        Where that was put off for all of them, the next post that meets the closed censor says it.
        """
        event = f"alert:{closed.say('en')}"
        if not await self.events.first_within(event, _ALERT_AGAIN_S):
            return
        log.error("%s", closed.say("en"))
        is_told = is_put_off = False
        for chat_id in self.review_chats:
            language = await self.card_messages.language_in(chat_id)
            try:
                await self.messenger.send(chat_id, closed.say(language))
                is_told = True
            except DeliveryError as error:
                is_put_off |= isinstance(error, DeliveryPostponed)
                log.warning("Chat %s could not be alerted.", chat_id)
        if is_put_off and not is_told:
            await self.events.forget_event(event)

    async def _show_card(self, post: Post, about: PostState | None) -> None:
        """Send a card to every reviewer; it counts as delivered when one of them has it.

        A reviewer who has the card already, from an earlier attempt, gets no second one.

        Raises:
            DeliveryPostponed: a chat may not be called now; the others have it.
            DeliveryRefused, DeliveryUnknown: nobody has it.
        """
        if post.state != about:
            return  # decided meanwhile
        cards = await self.cards.cards(post.id)
        served = {card.chat_id for card in cards if card.version == post.version}
        shown = len(served)
        failures = list[DeliveryError]()
        for configured_id in self.review_chats:
            chat_id = await self.messenger.current_chat(configured_id)
            if chat_id in served:
                continue
            try:
                await self.card_messages.show(post, chat_id)
                shown += 1
            except ChatGone:
                log.warning("Reviewer %s cannot be reached: write to the bot first.", chat_id)
            except DeliveryError as error:
                failures.append(error)
        again = [error for error in failures if not shown or isinstance(error, DeliveryPostponed)]
        if again:
            raise again[0]
