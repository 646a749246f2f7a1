"""Decisions of people: of reviewers about posts that wait, of authors about their own.

A decision compares the post's state and version in the store; of two at the same time one wins and
the other is told who did.
"""

from dataclasses import dataclass

from bot.errors import PostError
from bot.models.post import Post, PostDraft, PostState, Transition
from bot.moderation.states import change_of, may_revise, may_withdraw
from bot.ports.posts import PostRepository
from bot.texts import administration as moderate
from bot.texts import post as texts


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decides about posts.

    Each method returns the post after the decision and raises `errors.PostError` where there is no
    such post, it waits for no such decision, or `version`, which the decider has seen, is not its
    version any more (a button of an old card). `by` is the decider's name.
    """

    desk: PostRepository

    async def approve(self, post_id: int, *, by: str, version: int) -> Post:
        """Publish exactly the text that was shown at `version`: what its author wrote."""
        post = await self._waiting(post_id, "review", version)
        return await self._decide(post, Transition("sending", final=post.text), by)

    async def rewrite(self, post_id: int, text: str, *, by: str, version: int) -> Post:
        """Publish a reviewer's wording of the text that stood on the card at `version`."""
        post = await self._waiting(post_id, "review", version)
        return await self._decide(post, Transition("sending", final=text, why="rewritten"), by)

    async def waits(self, post_id: int, *, version: int | None = None) -> Post:
        """The post, if it waits for review (with the text of `version`, where one is given)."""
        return await self._waiting(post_id, "review", version)

    async def reject(
        self,
        post_id: int,
        *,
        by: str,
        version: int,
        reason: str = "",
        bans: bool = False,
    ) -> Post:
        """Do not publish; the author is told the reason. `bans`: take no more posts of theirs."""
        post = await self._waiting(post_id, "review", version)
        return await self._decide(post, Transition("rejected", reason=reason, bans=bans), by)

    async def add_reason(self, post_id: int, reason: str, *, by: str, version: int) -> Post:
        """Tell the author of a post that a person rejected, afterwards, why."""
        post = await self._waiting(post_id, "rejected", version)
        return await self._decide(post, Transition("rejected", reason=reason), by)

    async def confirm_sent(self, post_id: int, *, by: str, version: int) -> Post:
        """A person has seen it published."""
        post = await self._waiting(post_id, "unknown", version)
        return await self._decide(post, Transition("published"), by)

    async def resend(self, post_id: int, *, by: str, version: int) -> Post:
        """A person has seen that it is not there: deliver it again."""
        post = await self._waiting(post_id, "unknown", version)
        return await self._decide(post, Transition("sending"), by)

    async def retry(self, post_id: int, *, by: str) -> Post:
        """Take a given-up post up again: its delivery where it was approved, else its check."""
        post = await self._find(post_id)
        if post.state != "dead":
            raise PostError(moderate.NOT_DEAD, id=post_id, state=texts.STATES[post.state])
        to: PostState = "sending" if post.final else "queued"
        return await self._decide(post, Transition(to, reason="", why="retried"), by)

    async def retract(self, post: Post, *, by: str) -> Post:
        """Note that what was published is no more; `post` as it was when its message went."""
        return await self._decide(post, Transition("retracted", why="undone"), by)

    async def revise(self, post: Post, draft: PostDraft) -> Post:
        """Put an edited text in the place of what no person has approved yet; check it anew.

        It may move on through the checks meanwhile; raises PostError where it was decided.
        """
        while may_revise(post):
            change = change_of(post, Transition("queued", draft=draft, why="revised"))
            if await self.desk.decide(post, change, by=draft.author_name):
                return await self._find(post.id)
            post = await self._find(post.id)
        raise PostError(texts.EDIT_TOO_LATE, id=post.id, state=texts.STATES[post.state])

    async def withdraw(self, post_id: int, *, author_id: int, version: int) -> Post:
        """Take one's own post back before it is published.

        It may have moved on through the checks meanwhile; a person's decision stands in the way.
        """
        post = await self._find(post_id)
        if post.draft.author_id != author_id:
            raise PostError(texts.NOT_AUTHOR)
        if may_withdraw(post) and post.version != version:
            raise PostError(texts.WITHDRAW_OLD, id=post_id)
        while may_withdraw(post) and post.version == version:
            change = change_of(post, Transition("withdrawn"))
            if await self.desk.decide(post, change, by=post.draft.author_name):
                break
            post = await self._find(post_id)
        else:
            state = texts.STATES[post.state]
            raise PostError(texts.NOT_WITHDRAWABLE, id=post_id, state=state)
        return await self._find(post_id)

    async def _waiting(self, post_id: int, state: PostState, version: int | None) -> Post:
        post = await self._find(post_id)
        if post.state != state:
            raise _too_late(post)
        if version not in (None, post.version):
            raise PostError(texts.OLD_BUTTON, id=post_id)
        return post

    async def _decide(self, post: Post, change: Transition, by: str) -> Post:
        won = await self.desk.decide(post, change_of(post, change), by=by)
        after = await self._find(post.id)
        if not won:
            raise _too_late(after)
        return after

    async def _find(self, post_id: int) -> Post:
        post = await self.desk.get(post_id)
        if post is None:
            raise PostError(texts.NO_SUCH_POST, id=post_id)
        return post


def _too_late(post: Post) -> PostError:
    state = texts.STATES[post.state]
    if post.decided_by:
        return PostError(texts.ALREADY_BY, id=post.id, name=post.decided_by, state=state)
    return PostError(texts.ALREADY, id=post.id, state=state)
