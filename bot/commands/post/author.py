"""/post and /mypost: an author hands in posts, follows them and takes them back."""

from dataclasses import dataclass, replace

from bot.errors import PostError
from bot.models.chat import Button, ButtonPress, FileRef, Keyboard, Language, QuotedMessage, Request
from bot.models.post import Post, PostDraft, Submission
from bot.moderation.decisions import Decisions
from bot.moderation.review_card import length_of, limit_of
from bot.moderation.states import may_withdraw
from bot.ports.chat import Reply
from bot.ports.posts import PostRepository
from bot.texts import post as texts

_SHOWN = 10
_EXCERPT = 24
_MOST_VERSIONS = 20
"""An edit costs a call of the censor, and Telegram lets a message be edited without end."""


@dataclass(frozen=True, slots=True)
class AuthorCommands:
    """What authors do.

    Args:
        desk: the posts.
        decisions: takes posts back.
        per_hour: posts an author may hand in; 0: no limit.
        has_way_out: can a post be decided at all: by a censor that lets posts pass, or by somebody
            who reviews?
        has_reviewers: is there anybody? Pictures are always theirs to decide.
    """

    desk: PostRepository
    decisions: Decisions
    per_hour: int = 20
    has_way_out: bool = True
    has_reviewers: bool = True

    async def submit(self, request: Request, reply: Reply) -> None:
        """Take the text after the command, or the own message it replies to."""
        if request.album:
            await self.desk.add_album(request.thread.chat_id, request.album)
        await self._hand_in(_draft_of(request), reply, is_of_album=bool(request.album))

    async def knows_album(self, request: Request) -> bool:
        """Is it a further picture of an album that was handed in? Its author was told of them."""
        return bool(request.album) and await self.desk.has_album(
            request.thread.chat_id, request.album
        )

    async def offer(self, request: Request, reply: Reply) -> None:
        """Ask somebody who seems to want it whether to submit the message."""
        button = Button(texts.SUBMIT.to(request.language), "post:submit")
        await reply.send(texts.OFFER.to(request.language), keyboard=((button,),), quote=True)

    async def submit_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """Submit the message that the pressed one replies to, if its author pressed."""
        original = press.original
        if original is None or not original.text:
            raise PostError(texts.OFFER_LOST)
        if original.sender_id != press.sender.id:
            raise PostError(texts.NOT_AUTHOR)
        empty = PostDraft(
            author_id=press.sender.id,
            author_name=press.sender.name,
            language=press.language,
            chat_id=press.thread.chat_id,
            topic_id=press.thread.topic_id,
            message_id=original.message_id,
            text="",
        )
        await self._hand_in(_quoted_draft(empty, original), reply, message_id=press.message_id)

    async def revise(self, request: Request, reply: Reply) -> None:
        """Take the edit of a message that became a post; silent where it became none.

        Telegram also reports an edit where only a preview came; that changes nothing.
        """
        post = await self.desk.of_message(request.thread.chat_id, request.message_id)
        if post is None or post.draft.author_id != request.sender.id:
            return
        draft = replace(post.draft, text=request.text.strip(), photo=_photo_of(request.file))
        if (draft.text, draft.photo) == (post.text, post.draft.photo) or not _is_open(post):
            return
        if await self.desk.is_banned(post.draft.author_id):
            raise PostError(texts.EDIT_BANNED, id=post.id)
        if not draft.text:
            raise PostError(texts.EDIT_EMPTY, id=post.id)
        require_room(draft)
        if post.version >= _MOST_VERSIONS:
            raise PostError(texts.EDIT_TOO_OFTEN, id=post.id)
        revised = await self.decisions.revise(post, draft)
        sentence = texts.REVISED.to(request.language, id=post.id)
        button = _withdraw_button(revised, texts.WITHDRAW.to(request.language))
        await reply.send(sentence, keyboard=((button,),))

    async def mine(self, request: Request, reply: Reply) -> None:
        """List the author's last posts with their state and place, and a way to withdraw them."""
        posts = await self.desk.of_author(request.sender.id, _SHOWN)
        if not posts:
            raise PostError(texts.NO_POSTS)
        lines = [await self._line(post, request.language) for post in posts]
        buttons = tuple(
            (_withdraw_button(post, texts.WITHDRAW_ONE.to(request.language, id=post.id)),)
            for post in posts
            if may_withdraw(post)
        )
        text = "\n".join((texts.MINE.to(request.language), *lines))
        await reply.send(text, keyboard=buttons)

    async def withdraw_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """Take a post back; `post:withdraw:<id>:<version>`."""
        post_id, version = map(int, press.action.split(":")[2:])
        await self.decisions.withdraw(post_id, author_id=press.sender.id, version=version)
        sentence = texts.WITHDRAWN.to(press.language, id=post_id)
        await reply.answer_press(sentence)
        await reply.edit(press.message_id, sentence)

    async def _hand_in(
        self,
        draft: PostDraft,
        reply: Reply,
        *,
        message_id: int | None = None,
        is_of_album: bool = False,
    ) -> None:
        """Store the draft and say so, in a new message or in the one with the button."""
        if not self.has_way_out or (draft.photo and not self.has_reviewers):
            raise PostError(texts.NOBODY_REVIEWS)
        require_room(draft)
        submission = await self.desk.submit(draft, per_hour=self.per_hour)
        if submission.outcome == "banned":
            raise PostError(texts.BANNED)
        if submission.outcome == "too_many":
            minutes = -(-submission.wait_s // 60)
            raise PostError(texts.TOO_MANY, limit=self.per_hour, minutes=minutes)
        if submission.outcome != "accepted":
            await self._require_under_way(submission)
        sentence = texts.RECEIVED.to(reply.language, id=submission.post_id)
        if is_of_album:
            sentence += texts.ONE_OF_ALBUM.to(reply.language)
        await self._acknowledge(submission.post_id, sentence, reply, message_id)

    async def _require_under_way(self, submission: Submission) -> None:
        """Raise PostError where it is an earlier post; another try at its update passes."""
        post = await self.desk.get(submission.post_id)
        is_repeated = submission.outcome == "known" and post is not None and may_withdraw(post)
        if post is not None and not is_repeated:
            raise PostError(texts.SAME_TEXT, id=post.id, state=texts.STATES[post.state])

    async def _acknowledge(
        self, post_id: int, sentence: str, reply: Reply, message_id: int | None
    ) -> None:
        action = f"post:withdraw:{post_id}:1"
        keyboard: Keyboard = ((Button(texts.WITHDRAW.to(reply.language), action),),)
        if message_id is None:
            await reply.send(sentence, keyboard=keyboard)
        else:
            await reply.edit(message_id, sentence, keyboard=keyboard)

    async def _line(self, post: Post, language: Language) -> str:
        state = texts.STATES[post.state].to(language)
        place = await self.desk.place(post.id)
        if place:
            state += texts.AHEAD.to(language, count=place)
        line = texts.MINE_LINE.to(language, id=post.id, state=state, excerpt=excerpt_of(post.text))
        if post.state in ("rejected", "dead") and post.reason:
            line += texts.WITH_REASON.to(language, reason=post.reason)
        return line


def excerpt_of(text: str) -> str:
    """The beginning of `text` on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _EXCERPT else line[:_EXCERPT] + "…"


def _is_open(post: Post) -> bool:
    """Does an edit of its message concern it still, if only to say that it comes too late?"""
    return post.state not in ("rejected", "withdrawn", "retracted", "dead")


def require_room(draft: PostDraft) -> None:
    """Raise PostError where the text is longer than the platform shows."""
    length, limit = length_of(draft.text), limit_of(draft)
    if length > limit:
        too_long = texts.CAPTION_TOO_LONG if draft.photo else texts.TOO_LONG
        raise PostError(too_long, length=length, limit=limit)


def _draft_of(request: Request) -> PostDraft:
    """What the request hands in; raises PostError where there is nothing that can be posted."""
    draft = PostDraft(
        author_id=request.sender.id,
        author_name=request.sender.name,
        language=request.language,
        chat_id=request.thread.chat_id,
        topic_id=request.thread.topic_id,
        message_id=request.message_id,
        text=request.text.strip(),
        photo=_photo_of(request.file),
    )
    if draft.text:
        return draft
    if draft.photo:
        raise PostError(texts.CAPTION_MISSING)
    if request.quoted is None:
        raise PostError(texts.HELP)
    if request.quoted.sender_id != draft.author_id:
        raise PostError(texts.NOT_YOURS)
    return _quoted_draft(draft, request.quoted)


def _quoted_draft(draft: PostDraft, quoted: QuotedMessage) -> PostDraft:
    photo, text = _photo_of(quoted.file), quoted.text.strip()
    if not text:
        raise PostError(texts.CAPTION_MISSING if photo else texts.HELP)
    return replace(draft, message_id=quoted.message_id, text=text, photo=photo)


def _photo_of(file: FileRef | None) -> str:
    """The picture's id, empty without a file; raises PostError where it is another kind."""
    if file is None:
        return ""
    if file.kind != "photo":
        raise PostError(texts.TEXT_ONLY)
    return file.file_id


def _withdraw_button(post: Post, label: str) -> Button:
    return Button(label, f"post:withdraw:{post.id}:{post.version}")
