"""/post: an author submits posts, changes them and takes them back."""

from dataclasses import dataclass, replace

from bot.commands.button_action import parse_arguments, parse_number
from bot.commands.chat_rules import is_refused
from bot.commands.post.drafts import (
    Material,
    material_of,
    material_of_original,
    own_file,
    require_room,
    split_wish,
)
from bot.commands.post.pictures import MAX_PICTURES, TakenPictures, take_pictures
from bot.errors import DeliveryPostponed, DeliveryRefused, PostError
from bot.models.chat import Button, ButtonPress, Keyboard, Language, Picture, Request
from bot.models.formatting import spans_of
from bot.models.post import Post, PostDraft, Submission
from bot.models.post_states import POST_STATES, REACTS_TO_EDITS
from bot.moderation.author_notices import author_keyboard
from bot.moderation.decisions import Decisions
from bot.moderation.transitions import may_withdraw
from bot.ports.chat import Reply
from bot.ports.posts import PostSubmissions
from bot.texts import Text
from bot.texts import post as texts

_OFFERED_CHARS = 300
_MAX_VERSIONS = 20
"""An edit costs a call of the censor, and Telegram does not limit edits."""


@dataclass(frozen=True, slots=True)
class AuthorCommands:
    """What authors do.

    Args:
        posts: submits and finds them.
        decisions: takes posts back.
        per_hour: posts and edits of an author in an hour, each of which is checked; 0: no limit.
        can_be_decided: is there a censor that lets posts pass, or somebody who reviews?
        has_reviewers: does anybody review? Pictures are always reviewed.
        polishes: is there a model that polishes posts?
    """

    posts: PostSubmissions
    decisions: Decisions
    per_hour: int = 20
    can_be_decided: bool = True
    has_reviewers: bool = True
    polishes: bool = False

    async def submit(self, request: Request, reply: Reply) -> None:
        """Submit the text after the command, or the sender's own message it replies to."""
        if await is_refused("post", request, reply):
            return
        await self._submit(material_of(request), reply)

    async def take_late_picture(self, request: Request, reply: Reply) -> bool:
        """Add a picture that came when the others of its album were a post already; False: it is none.

        It was slow, or the bot was away. Once somebody has decided about the post, its author is told.
        """
        if not request.album or request.files:
            return False
        post = await self.posts.of_album(request.thread.chat_id, request.album)
        if post is None or post.draft.author_id != request.sender.id:
            return False
        taken = await take_pictures(own_file(request), reply)
        pictures = dict.fromkeys((*post.draft.pictures, *taken.pictures))
        can_add = may_withdraw(post) and len(pictures) <= MAX_PICTURES and not taken.is_file
        if can_add and len(pictures) > len(post.draft.pictures):
            await self.decisions.revise(post, replace(post.draft, pictures=tuple(pictures)))
        told = texts.LATE_PICTURE if may_withdraw(post) else texts.TOO_LATE_PICTURE
        told = texts.LATE_PICTURE_ADDED if can_add else told
        state = POST_STATES[post.state].name.to(request.language)
        await reply.send(told.to(request.language, id=post.id, state=state))
        return True

    async def offer(self, request: Request, text: str, reply: Reply) -> None:
        """Ask somebody who seems to want it whether to submit the message, or this part of it."""
        if await is_refused("post", request, reply):
            return
        button = Button(texts.SUBMIT.to(request.language), "post:submit")
        is_whole = text == request.text.strip()
        shown = text if len(text) <= _OFFERED_CHARS else text[:_OFFERED_CHARS] + "…"
        question = (
            texts.OFFER.to(request.language)
            if is_whole
            else texts.OFFER_PART.to(request.language, text=shown)
        )
        await reply.send(question, keyboard=((button,),), quote=True)

    def require_reviewers(self) -> None:
        """Raise PostError where nothing that is submitted could be decided."""
        if not self.can_be_decided:
            raise PostError(texts.NOBODY_REVIEWS)

    async def submit_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """Submit the message that the offer replies to, if its author pressed."""
        message_id = press.message_id if press.has_button else None
        await self._submit(material_of_original(press), reply, message_id=message_id)

    async def revise(self, request: Request, reply: Reply) -> None:
        """Take over the edit of a message that became a post; silent where it became none.

        Telegram also reports an edit when a link preview was added; that changes nothing.
        """
        post = await self._post_of(request)
        if post is None or post.draft.author_id != request.sender.id:
            return
        if post.state not in REACTS_TO_EDITS:
            return
        draft = await self._revised(post, request, reply)
        if draft == post.draft:
            return
        if await self.posts.is_banned(post.draft.author_id):
            raise PostError(texts.EDIT_BANNED, id=post.id)
        if not draft.text:
            raise PostError(texts.EDIT_EMPTY, id=post.id)
        require_room(draft)
        if post.version >= _MAX_VERSIONS:
            raise PostError(texts.EDIT_TOO_OFTEN, id=post.id)
        wait_s = await self.posts.count_edit(post, per_hour=self.per_hour)
        if wait_s > 0:
            minutes = _minutes(wait_s)
            raise PostError(texts.EDIT_TOO_MANY, id=post.id, limit=self.per_hour, minutes=minutes)
        revised = await self.decisions.revise(post, draft)
        await self._tell_status(texts.REVISED, revised, reply)

    async def keep_wording_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`post:own:<id>`: publish what the author wrote; it is checked again without a polish."""
        (post_id,) = map(parse_number, parse_arguments(press, 1))
        post = await self.decisions.find(post_id)
        language = press.sender.language
        if post.draft.author_id != press.sender.id:
            raise PostError(texts.NOT_AUTHOR)
        if post.draft.keeps_wording:
            await reply.answer_press(texts.KEEPS_WORDING_ALREADY.to(language, id=post_id))
            return
        if not may_withdraw(post):
            state = POST_STATES[post.state].name
            raise PostError(texts.TOO_LATE_TO_KEEP, id=post_id, state=state)
        revised = await self.decisions.revise(post, replace(post.draft, keeps_wording=True))
        if not press.has_button:
            await reply.answer_press(texts.KEEPS_WORDING.to(language, id=post_id), alert=True)
            return
        told = texts.KEEPS_WORDING.to(press.language, id=post_id)
        await reply.edit(press.message_id, told, keyboard=self._keyboard(revised, press.language))

    async def withdraw_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`post:withdraw:<id>:<version>`: take a post back."""
        post_id, version = map(parse_number, parse_arguments(press, 2))
        await self.decisions.withdraw(post_id, author_id=press.sender.id, version=version)
        withdrawn = texts.WITHDRAWN
        await reply.answer_press(withdrawn.to(press.sender.language, id=post_id))
        if press.has_button:
            await reply.edit(press.message_id, withdrawn.to(press.language, id=post_id))

    async def _submit(
        self,
        material: Material,
        reply: Reply,
        *,
        message_id: int | None = None,
    ) -> None:
        """Store the draft and say so, in a new message or in the one with the button."""
        self.require_reviewers()
        draft, taken = await material.complete(reply)
        if draft.pictures and not self.has_reviewers:
            raise PostError(texts.NOBODY_REVIEWS)
        if draft.chat_id < 0:
            await self.posts.begin_status(draft.chat_id, draft.message_id)
        submission = await self.posts.submit(draft, per_hour=self.per_hour)
        if submission.outcome == "banned":
            raise PostError(texts.BANNED)
        if submission.outcome == "too_many":
            minutes = _minutes(submission.wait_s)
            raise PostError(texts.TOO_MANY, limit=self.per_hour, minutes=minutes)
        if submission.outcome != "accepted":
            await self._require_same_update(submission)
        if material.album:
            await self.posts.set_album(draft.chat_id, material.album, submission.post_id)
        received = texts.RECEIVED_AS_IS if draft.keeps_wording else texts.RECEIVED
        sentence = received.to(reply.language, id=submission.post_id)
        sentence += _about_pictures(material, taken, reply.language)
        await self._acknowledge(submission.post_id, draft, sentence, reply, message_id)

    async def _revised(self, post: Post, request: Request, reply: Reply) -> PostDraft:
        """The draft with what the edited message has now: the text is that of the captioned one."""
        pictures = await _revised_pictures(post.draft, request, reply)
        if request.message_id != post.draft.message_id:
            return replace(post.draft, pictures=pictures)
        text, wish = split_wish(request.text)
        return replace(
            post.draft,
            text=text,
            spans=spans_of(text, request.written),
            keeps_wording=wish or post.draft.keeps_wording,
            pictures=pictures,
        )

    async def _post_of(self, request: Request) -> Post | None:
        """The post that a message became, or the album that it is a part of."""
        chat_id = request.thread.chat_id
        post = await self.posts.of_message(chat_id, request.message_id)
        if post is None and request.album:
            post = await self.posts.of_album(chat_id, request.album)
        return post

    async def _require_same_update(self, submission: Submission) -> None:
        """Raise PostError where it is an earlier post; another attempt at its update passes."""
        post = await self.posts.get(submission.post_id)
        is_repeated = submission.outcome == "known" and post is not None and may_withdraw(post)
        if post is not None and not is_repeated:
            raise PostError(texts.SAME_TEXT, id=post.id, state=POST_STATES[post.state].name)

    async def _acknowledge(
        self, post_id: int, draft: PostDraft, sentence: str, reply: Reply, message_id: int | None
    ) -> None:
        may_keep = self.polishes and draft.may_be_polished
        keyboard = author_keyboard(post_id, 1, reply.language, may_keep_wording=may_keep)
        if message_id is None:
            message_id = await reply.send(sentence, keyboard=keyboard)
        else:
            await reply.edit(message_id, sentence, keyboard=keyboard)
        if draft.chat_id < 0 and message_id is not None:
            await self.posts.set_status(draft.chat_id, draft.message_id, message_id)

    def _keyboard(self, post: Post, language: Language) -> Keyboard:
        may_keep = self.polishes and post.draft.may_be_polished
        return author_keyboard(post.id, post.version, language, may_keep_wording=may_keep)

    async def _tell_status(self, told: Text, post: Post, reply: Reply) -> None:
        """In a group in the message about the post, else in a new one."""
        sentence = told.to(reply.language, id=post.id)
        keyboard = self._keyboard(post, reply.language)
        place = (post.draft.chat_id, post.draft.message_id)
        status = await self.posts.status_of(*place) if place[0] < 0 else None
        if status:
            try:
                await reply.edit(status, sentence, keyboard=keyboard)
            except DeliveryPostponed:
                raise
            except DeliveryRefused:
                status = None  # it was deleted
        if not status:
            message_id = await reply.send(sentence, keyboard=keyboard)
            if place[0] < 0 and message_id is not None:
                await self.posts.set_status(*place, message_id)


async def _revised_pictures(
    draft: PostDraft, request: Request, reply: Reply
) -> tuple[Picture, ...]:
    """The pictures with that of the edited message as it is now."""
    if not request.album:
        return (await take_pictures(own_file(request), reply)).pictures
    return tuple(
        [
            await _part_of_album(request, reply) if old.message_id == request.message_id else old
            for old in draft.pictures
        ]
    )


async def _part_of_album(request: Request, reply: Reply) -> Picture:
    taken = await take_pictures(own_file(request), reply)
    if taken.is_file:
        raise PostError(texts.ALBUM_TOO_LARGE)
    return taken.pictures[0]


def _about_pictures(material: Material, taken: TakenPictures, language: Language) -> str:
    """What the author is told of pictures that were not taken as they were sent."""
    if material.is_cut_album:
        return texts.ONE_OF_ALBUM.to(language)
    if taken.left_out:
        return texts.FILES_LEFT_OUT.to(language, count=taken.left_out)
    return texts.IMAGE_AS_FILE.to(language) if taken.is_file else ""


def _minutes(seconds: int) -> int:
    """Whole minutes, rounded up."""
    return -(-seconds // 60)
