"""/mypost: an author follows posts, and finds the buttons that take them back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.commands.button_action import parse_arguments, parse_number
from bot.errors import PostError
from bot.models.chat import Button, ButtonPress, Keyboard, Language, Request, StyledText
from bot.models.post import Post
from bot.models.post_states import POST_STATES
from bot.models.styled_text import joined, styled
from bot.moderation.decisions import Decisions
from bot.moderation.transitions import may_withdraw
from bot.ports.chat import Messenger, Reply
from bot.ports.posts import PostSubmissions
from bot.texts import post as texts

_LISTED = 10
_KEPT = 50
"""Posts of an author that the store lists."""
_EXCERPT_CHARS = 24
_IN_A_ROW = 3
"""Buttons of the list."""


@dataclass(frozen=True, slots=True)
class OwnPosts:
    """Lists them.

    Args:
        posts: finds them.
        decisions: takes them back.
        messenger: knows the supergroups that groups became.
    """

    posts: PostSubmissions
    decisions: Decisions
    messenger: Messenger

    async def show(self, request: Request, reply: Reply) -> None:
        """`/mypost`: the author's last posts, their state and place, and buttons to withdraw them.

        A group sees only what was submitted in front of it.
        """
        posts = await self._listed(request)
        if not posts:
            is_private = request.chat_kind == "private"
            raise PostError(texts.NO_POSTS if is_private else texts.NO_POSTS_HERE)
        await reply.send(
            await self._text(posts, request.language), keyboard=_buttons(posts, request)
        )

    async def withdraw_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`post:take_back:<id>:<version>`: take a post of the list back; the list stays, as it is now."""
        post_id, version = map(parse_number, parse_arguments(press, 2))
        await self.decisions.withdraw(post_id, author_id=press.sender.id, version=version)
        await reply.answer_press(texts.WITHDRAWN.to(press.sender.language, id=post_id))
        if press.has_button:
            posts = await self._listed(press)
            text = await self._text(posts, press.language)
            await reply.edit(press.message_id, text, keyboard=_buttons(posts, press))

    async def _listed(self, asked: Request | ButtonPress) -> list[Post]:
        is_private = asked.chat_kind == "private"
        posts = await self.posts.of_author(asked.sender.id, _LISTED if is_private else _KEPT)
        if is_private:
            return list(posts)
        return [post for post in posts if await self._is_of(asked, post)][:_LISTED]

    async def _text(self, posts: Sequence[Post], language: Language) -> StyledText:
        lines = [await self._line(post, language) for post in posts]
        return joined(texts.MINE.to(language), *lines)

    async def _is_of(self, asked: Request | ButtonPress, post: Post) -> bool:
        """Was it submitted in the chat where that is asked?"""
        return await self.messenger.current_chat(post.draft.chat_id) == asked.thread.chat_id

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


def _buttons(posts: Iterable[Post], asked: Request | ButtonPress) -> Keyboard:
    buttons = [
        Button(
            texts.WITHDRAW_ONE.to(asked.language, id=post.id),
            f"post:take_back:{post.id}:{post.version}",
        )
        for post in posts
        if may_withdraw(post)
    ]
    return tuple(tuple(buttons[at : at + _IN_A_ROW]) for at in range(0, len(buttons), _IN_A_ROW))
