"""Decisions of people: of reviewers about posts that wait, of authors about their own.

A decision compares the post's state and version in the store; of two at the same time one is
applied, and the other person is told who was first.
"""

from dataclasses import dataclass, fields, replace

from bot.errors import PostError
from bot.models.chat import Person
from bot.models.post import Appeal, Post, PostDraft, Transition
from bot.models.post_states import POST_STATES, UNDECIDED, Actor, PostState
from bot.moderation.transitions import checked, may_withdraw
from bot.ports.posts import PostDecider
from bot.texts import administration
from bot.texts import post as texts


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decides about posts.

    Each method takes the post as it was found, returns it as it is after the decision, and raises
    `errors.PostError` where it waits for no such decision or `version`, which the person has seen, is
    not its version any more (the button of an old card). `by` is who decides.
    """

    posts: PostDecider

    async def find(self, post_id: int) -> Post:
        """The post; raises `errors.PostError` where there is none."""
        post = await self.posts.get(post_id)
        if post is None:
            raise PostError(texts.NO_SUCH_POST, id=post_id)
        return post

    async def approve(self, post: Post, *, by: Person, version: int) -> Post:
        """Publish exactly the text that the card of `version` shows."""
        require_waiting(post, "review", version)
        return await self._decide(post, Transition("sending", final=post.proposal), by)

    async def choose_wording(self, post: Post, *, own: bool, by: Person, version: int) -> Post:
        """Show its author's wording on the cards, or the polished one; older cards become void."""
        require_waiting(post, "review", version)
        if not post.polished:
            raise PostError(texts.OLD_BUTTON, id=post.id)
        chosen = (
            Transition("review", wording="own", audit_reason="own_wording")
            if own
            else Transition("review", wording="", audit_reason="polished_wording")
        )
        return await self._decide(post, chosen, by)

    async def ask_polish(self, post: Post, *, by: Person, version: int) -> Post:
        """Have the model polish it after all; then it comes back for review."""
        require_waiting(post, "review", version)
        if post.draft.keeps_wording or post.polished:
            raise PostError(texts.OLD_BUTTON, id=post.id)
        asked = Transition(
            "polishing", wording="asked", polish_note="", audit_reason="polish_asked"
        )
        return await self._decide(post, asked, by)

    async def rewrite(self, post: Post, text: str, *, by: Person, version: int) -> Post:
        """Publish a reviewer's wording of the text that was on the card at `version`."""
        require_waiting(post, "review", version)
        rewritten = Transition("sending", final=text, audit_reason="rewritten", clean_in="")
        return await self._decide(post, rewritten, by)

    async def reject(
        self, post: Post, *, by: Person, version: int, reason: str = "", bans_author: bool = False
    ) -> Post:
        """Do not publish; the author is told the reason."""
        require_waiting(post, "review", version)
        rejected = Transition("rejected", reason=reason, bans_author=bans_author)
        return await self._decide(post, rejected, by)

    async def add_reason(self, post: Post, reason: str, *, by: Person, version: int) -> Post:
        """Tell the author of a post that a person rejected, afterwards, why."""
        require_waiting(post, "rejected", version)
        return await self._decide(post, Transition("rejected", reason=reason), by)

    async def confirm_sent(self, post: Post, *, by: Person, version: int) -> Post:
        """A person has seen it published."""
        require_waiting(post, "unknown", version)
        return await self._decide(post, Transition("published"), by)

    async def resend(self, post: Post, *, by: Person, version: int) -> Post:
        """A person has seen that it is not there: deliver it again."""
        require_waiting(post, "unknown", version)
        return await self._decide(post, Transition("sending"), by)

    async def retry(self, post: Post, *, by: Person) -> Post:
        """Try a post again that was given up: its delivery where it was approved, else its check."""
        if post.state != "dead":
            state = POST_STATES[post.state].name
            raise PostError(administration.NOT_DEAD, id=post.id, state=state)
        retried = (
            Transition("sending", reason="", audit_reason="retried")
            if post.final
            else Transition("queued", draft=post.draft, audit_reason="retried")  # judged anew
        )
        return await self._decide(post, retried, by)

    async def retract(self, post: Post, *, by: Person) -> Post:
        """Note that its published message was deleted; `post` as it was then."""
        return await self._decide(post, Transition("retracted", audit_reason="undone"), by)

    async def revise(self, post: Post, draft: PostDraft) -> Post:
        """Replace the draft of a post that nobody has decided about, and check it again.

        It may move on through the checks meanwhile. What was revised meanwhile stays, where this
        revision does not concern it.
        """
        read = post.draft
        while post.state in UNDECIDED:
            changed = _rebased(draft, read, post.draft)
            revised = Transition("queued", draft=changed, audit_reason="revised")
            after = await self._apply(post, revised, "author", author_of(draft))
            if after is not None:
                return after
            post = await self.find(post.id)
        state = POST_STATES[post.state].name
        raise PostError(texts.EDIT_TOO_LATE, id=post.id, state=state)

    async def withdraw(self, post_id: int, *, author_id: int, version: int) -> Post:
        """Take one's own post back before it is published.

        It may have moved on through the checks meanwhile, but a person's decision stands.
        """
        post = await self.find(post_id)
        if post.draft.author_id != author_id:
            raise PostError(texts.NOT_AUTHOR)
        if may_withdraw(post) and post.version != version:
            raise PostError(texts.WITHDRAW_OLD, id=post_id)
        while may_withdraw(post) and post.version == version:
            withdrawn = Transition("withdrawn")
            after = await self._apply(post, withdrawn, "author", author_of(post.draft))
            if after is not None:
                return after
            post = await self.find(post_id)
        state = POST_STATES[post.state].name
        raise PostError(texts.NOT_WITHDRAWABLE, id=post_id, state=state)

    async def appeal(self, post: Post, appeal: Appeal, *, by: Person) -> Post:
        """Bring a rejected post back to the reviewers, with its author's reason."""
        require_waiting(post, "rejected")
        appealed = Transition("review", reason="", appeal=appeal, audit_reason="appealed")
        after = await self._apply(post, appealed, "appellant", by)
        if after is None:
            raise _too_late(await self.find(post.id))
        return after

    async def _decide(self, post: Post, transition: Transition, by: Person) -> Post:
        after = await self._apply(post, transition, "reviewer", by)
        if after is None:
            raise _too_late(await self.find(post.id))
        return after

    async def _apply(
        self, post: Post, transition: Transition, actor: Actor, by: Person
    ) -> Post | None:
        return await self.posts.decide(post, checked(post, transition, actor), by=by)


def author_of(draft: PostDraft) -> Person:
    """Who submitted it."""
    return Person(draft.author_id, draft.author_name, draft.language)


def _rebased(revised: PostDraft, read: PostDraft, current: PostDraft) -> PostDraft:
    """The current draft with what `revised` changed in the one that was read."""
    values = ((field.name, getattr(revised, field.name)) for field in fields(PostDraft))
    return replace(
        current, **{name: value for name, value in values if value != getattr(read, name)}
    )


def require_waiting(post: Post, state: PostState, version: int | None = None) -> None:
    """Raise PostError where the post is not in that state, or not at that version."""
    if post.state != state:
        raise _too_late(post)
    if version not in (None, post.version):
        raise PostError(texts.OLD_BUTTON, id=post.id)


def _too_late(post: Post) -> PostError:
    state = POST_STATES[post.state].name
    if post.decided_by:
        return PostError(texts.ALREADY_BY, id=post.id, name=post.decided_by, state=state)
    return PostError(texts.ALREADY, id=post.id, state=state)
