"""/mypost: an author follows posts, and finds the buttons that take them back."""

from dataclasses import dataclass

from bot.errors import PostError
from bot.models.chat import Button, Language, Request, StyledText
from bot.models.post import Post
from bot.models.post_states import POST_STATES
from bot.models.styled_text import joined, styled
from bot.moderation.transitions import may_withdraw
from bot.ports.chat import Messenger, Reply
from bot.ports.posts import PostSubmissions
from bot.texts import post as texts

_LISTED = 10
_KEPT = 50
"""Posts of an author that the store lists."""
_EXCERPT_CHARS = 24


@dataclass(frozen=True, slots=True)
class OwnPosts:
    """Lists them.

    Args:
        posts: finds them.
        messenger: knows the supergroups that groups became.
    """

    posts: PostSubmissions
    messenger: Messenger

    async def show(self, request: Request, reply: Reply) -> None:
        """`/mypost`: the author's last posts, their state and place, and buttons to withdraw them.

        A group sees only what was submitted in front of it.
        """
        is_private = request.chat_kind == "private"
        posts = await self.posts.of_author(request.sender.id, _LISTED if is_private else _KEPT)
        if not is_private:
            posts = [post for post in posts if await self._is_of(request, post)][:_LISTED]
        if not posts:
            raise PostError(texts.NO_POSTS if is_private else texts.NO_POSTS_HERE)
        lines = [await self._line(post, request.language) for post in posts]
        buttons = tuple(
            (_withdraw_button(post, texts.WITHDRAW_ONE.to(request.language, id=post.id)),)
            for post in posts
            if may_withdraw(post)
        )
        await reply.send(joined(texts.MINE.to(request.language), *lines), keyboard=buttons)

    async def _is_of(self, request: Request, post: Post) -> bool:
        """Was it submitted in the chat of the request?"""
        return await self.messenger.current_chat(post.draft.chat_id) == request.thread.chat_id

    async def _line(self, post: Post, language: Language) -> StyledText:
        """Begins on a new line; the state of a published post is a link to it."""
        state = POST_STATES[post.state].name.to(language)
        place = await self.posts.place(post.id)
        if place:
            state += texts.AHEAD.to(language, count=place)
        excerpt = excerpt_of(post.final or post.text)
        line = texts.MINE_LINE.to(language, id=post.id, state=state, excerpt=excerpt)
        if post.state in ("rejected", "dead") and post.reason:
            line += texts.WITH_REASON.to(language, reason=post.reason)
        if post.state != "published" or not post.published_link:
            return StyledText(f"\n{line}")
        head, found, tail = line.partition(state)
        return joined("\n", head, styled(found, "text_link", url=post.published_link), tail)


def excerpt_of(text: str) -> str:
    """The beginning of `text` on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _EXCERPT_CHARS else line[:_EXCERPT_CHARS] + "…"


def _withdraw_button(post: Post, label: str) -> Button:
    return Button(label, f"post:withdraw:{post.id}:{post.version}")
