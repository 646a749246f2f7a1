"""The ✏️ button of a review card: a reviewer sends another wording, which is published instead."""

from dataclasses import dataclass, replace

from bot.commands.intent import is_cancel
from bot.commands.post.drafts import require_room
from bot.commands.post.permissions import require_other_author, require_reviewer
from bot.commands.post.review import parse_action
from bot.errors import PostError
from bot.models.chat import ButtonPress, Language, Person, Request, Span, StyledText
from bot.models.post import CardMessage, Post
from bot.models.utf16 import MESSAGE_UNITS, utf16_len
from bot.moderation.card_messages import CardMessages
from bot.moderation.decisions import Decisions, require_waiting
from bot.ports.chat import Permissions, Reply
from bot.ports.posts import ReviewQueue
from bot.texts import post as texts
from bot.texts.help import NOT_AWAITED


@dataclass(frozen=True, slots=True)
class RewordingCommands:
    """Asks for another wording and publishes it.

    Args:
        queue: knows which messages ask for one.
        decisions: decides about posts.
        permissions: who may review.
        cards: updates cards.
    """

    queue: ReviewQueue
    decisions: Decisions
    permissions: Permissions
    cards: CardMessages

    async def rewrite_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`review:edit:<id>:<version>`: ask for the new text; it comes as a reply."""
        await require_reviewer(self.permissions, press.sender.id)
        post_id, version = parse_action(press)
        post = await self.decisions.find(post_id)
        await require_other_author(self.permissions, post, press.sender)
        try:
            require_waiting(post, "review", version)
        except PostError as too_late:
            await reply.answer_press(too_late.say(press.sender.language), alert=True)
            card = CardMessage(press.thread.chat_id, press.message_id, version)
            await self.cards.refresh_one(card, post)
            return
        message_id = await reply.send_now(
            _prompt(post, press.sender, press.language), force_reply=True
        )
        asked_in = await self.cards.messenger.current_chat(press.thread.chat_id)
        prompt = CardMessage(asked_in, message_id, version)
        await self.queue.add_rewrite_prompt(prompt, post_id)

    async def take_rewrite(self, request: Request, reply: Reply) -> bool:
        """Publish the text of a reply to such a prompt, unless it says 算了; False where it is no such reply."""
        quoted = request.quoted
        if quoted is None or not quoted.by_bot or not request.text:
            return False
        prompted = await self.queue.prompted_by(request.thread.chat_id, quoted.message_id)
        if prompted is None:
            return False
        await require_reviewer(self.permissions, request.sender.id)
        if is_cancel(request.text):
            await reply.send(NOT_AWAITED.to(request.language))
            return True
        post_id, version = prompted
        post = await self.decisions.find(post_id)
        require_waiting(post, "review", version)
        require_room(replace(post.draft, text=request.text))
        await require_other_author(self.permissions, post, request.sender)
        await self.decisions.rewrite(post, request.text, by=request.sender, version=version)
        await reply.send(texts.REWRITTEN.to(request.language, id=post_id))
        return True


def _prompt(post: Post, asked: Person, language: Language) -> StyledText:
    """The question for another wording, with the text to copy where both fit in one message.

    It mentions who is asked: in a group only that person's app opens an answer (Bot API: ForceReply).
    """
    question = texts.REWRITE_PROMPT.to(language, id=post.id, name=asked.name)
    name_start = utf16_len(question[: question.index(asked.name)])
    name = Span("text_mention", name_start, utf16_len(asked.name), user_id=asked.id)
    head = question + texts.REWRITE_ORIGINAL.to(language)
    start, length = utf16_len(head), utf16_len(post.proposal)
    if start + length > MESSAGE_UNITS:
        return StyledText(question, (name,))
    return StyledText(head + post.proposal, (name, Span("pre", start, length)))
