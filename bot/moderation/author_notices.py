"""What authors hear about their posts: the sentences, and where they stand.

In private each state is a message of its own, so that it is noticed. In a group one message about the
post is edited. A rejection is one message with its reason: the reviewer has a moment to name one.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from bot.errors import ChatGone, DeliveryPostponed, DeliveryRefused
from bot.models.chat import Button, Keyboard, Language, StyledText
from bot.models.post import Post
from bot.models.post_states import PostState
from bot.models.styled_text import joined, styled
from bot.models.work import Outcome
from bot.moderation.text_difference import difference
from bot.ports.chat import Messenger
from bot.ports.posts import ClaimedPost, StatusMessages
from bot.texts import Text
from bot.texts import appeals as appeal_texts
from bot.texts import post as texts

log = logging.getLogger(__name__)

REASON_WAITS = 30
_REASON_POLL_MS = 1000
"""A reviewer names a preset reason by a second press: within half a minute, or the notice goes without."""
_RECEIPT_POLL_MS = 500
_AUTHOR_TEXTS: Mapping[PostState | None, Text] = {
    "rejected": texts.TELL_REJECTED,
    "dead": texts.TELL_DEAD,
    "retracted": texts.TELL_RETRACTED,
}


@dataclass(frozen=True, slots=True)
class AuthorNotices:
    """Tells authors.

    Args:
        messenger: sends and edits.
        statuses: which message is about which post.
        can_appeal: does anybody review?
    """

    messenger: Messenger
    statuses: StatusMessages
    can_appeal: bool = True

    async def tell(self, claimed: ClaimedPost) -> Outcome:
        """Tell the author of one state; raises `errors.DeliveryRefused`, `errors.DeliveryUnknown`."""
        post, about = claimed.post, claimed.about
        if awaits_reason(claimed) and claimed.lease.attempts <= REASON_WAITS:
            return Outcome("retry", delay_ms=_REASON_POLL_MS)
        notice = _notice(post, about)
        if notice is None or _is_needless(claimed):
            return Outcome()
        draft = post.draft
        # What came of an appeal is a message of its own: somebody is waiting for it.
        edits = (draft.chat_id < 0 or about == "rejected") and post.appeal is None
        status = await self.statuses.status_of(draft.chat_id, draft.message_id) if edits else None
        if status == 0:  # what confirms the submission is being sent
            return Outcome("requeue", delay_ms=_RECEIPT_POLL_MS)
        keyboard = self._keyboard_of(post, about) if edits else ()
        if status and await self._edited(post, status, notice, keyboard):
            return Outcome()
        try:
            message_id = await self.messenger.send(
                draft.chat_id, notice, topic_id=draft.topic_id, keyboard=keyboard
            )
        except ChatGone:
            log.info("The author of post %s could not be told.", post.id)
            return Outcome()
        if edits:
            await self.statuses.set_status(draft.chat_id, draft.message_id, message_id)
        return Outcome()

    def _keyboard_of(self, post: Post, about: PostState | None) -> Keyboard:
        language = post.draft.language
        if about == post.state == "rejected" and self.can_appeal:
            return ((Button(appeal_texts.BUTTON.to(language), f"post:appeal:{post.id}"),),)
        if about != "review":
            return ()
        is_polished = post.proposal != post.text
        return author_keyboard(post.id, post.version, language, may_keep_wording=is_polished)

    async def _edited(
        self, post: Post, message_id: int, notice: StyledText, keyboard: Keyboard
    ) -> bool:
        """Put the notice into the message about the post; False where that is gone."""
        try:
            await self.messenger.edit(post.draft.chat_id, message_id, notice, keyboard=keyboard)
        except DeliveryPostponed:
            raise
        except (DeliveryRefused, ChatGone):
            return False
        return True


def awaits_reason(claimed: ClaimedPost) -> bool:
    """Is it a rejection whose reviewer may name a reason in a moment?"""
    is_rejection = claimed.about == "rejected" and claimed.notification == "tell_author"
    return is_rejection and not claimed.post.reason


def author_keyboard(
    post_id: int, version: int, language: Language, *, may_keep_wording: bool
) -> Keyboard:
    """Below the message about a post that is not decided: take it back, or keep it from the model."""
    withdraw = Button(texts.WITHDRAW.to(language), f"post:withdraw:{post_id}:{version}")
    keep = Button(texts.KEEP_WORDING.to(language), f"post:own:{post_id}")
    return ((withdraw, keep),) if may_keep_wording else ((withdraw,),)


def _is_needless(claimed: ClaimedPost) -> bool:
    """A rejection got its reason since, which a later notice says; or its author heard of the review."""
    post = claimed.post
    if claimed.about == "rejected":
        return claimed.about_version < post.version
    is_private = post.draft.chat_id > 0
    has_chosen_wording = post.draft.keeps_wording and claimed.about_version > 1
    return claimed.about == "review" and is_private and has_chosen_wording


def _notice(post: Post, about: PostState | None) -> StyledText | None:
    """What the author is told of that state; None: nothing."""
    language = post.draft.language
    if about == "published":
        return _published(post, language)
    if about == "review":
        tells = post.state == "review" and post.appeal is None
        return StyledText(texts.TELL_REVIEW.to(language, id=post.id)) if tells else None
    if about == "rejected" and post.appeal is not None:
        final = appeal_texts.TELL_REJECTED_BECAUSE if post.reason else appeal_texts.TELL_REJECTED
        return StyledText(final.to(language, id=post.id, reason=post.reason))
    outcome = _AUTHOR_TEXTS.get(about)
    if about == "rejected" and not post.reason:
        outcome = texts.TELL_REJECTED_PLAINLY
    sentence = outcome.to(language, id=post.id, reason=post.reason) if outcome else None
    return StyledText(sentence) if sentence else None


def _published(post: Post, language: Language) -> StyledText:
    """That it is published, where, and what was changed in it."""
    told, changes = texts.TELL_PUBLISHED, list[str | StyledText]()
    if post.final != post.text:
        told = texts.TELL_POLISHED if post.final == post.polished else texts.TELL_REWRITTEN
        changes = ["\n\n", texts.CHANGES.to(language), "\n", difference(post.text, post.final)]
    link = styled(texts.SEE_POST.to(language), "text_link", url=post.published_link)
    where = ("\n", link) if post.published_link else ()
    return joined(told.to(language, id=post.id), *where, *changes)
