"""/pending, /approve, /reject and the buttons of review cards."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import cast

from bot.commands.button_action import parse_arguments, parse_number
from bot.commands.post.permissions import (
    parse_id_and_rest,
    require_confidential_chat,
    require_other_author,
    require_reviewer,
)
from bot.errors import PostError, StaleButton
from bot.models.chat import ButtonPress, Request
from bot.models.flood import NEXT_PART_S
from bot.models.post import CardMessage, Post
from bot.models.post_states import POST_STATES
from bot.moderation.card_messages import CardMessages
from bot.moderation.decisions import Decisions, require_waiting
from bot.ports.chat import Permissions, Reply
from bot.ports.posts import PostControls, ReviewQueue
from bot.texts import Text, administration
from bot.texts import post as texts

_SHOWN = 5
_MAX_REASON_CHARS = 500
_PRESET_REASONS = cast("Mapping[str, Text]", texts.PRESET_REASONS)


@dataclass(frozen=True, slots=True)
class ReviewCommands:
    """What reviewers do. Whether the person may review is asked at every command and press.

    Args:
        queue: what waits.
        decisions: decides about it.
        controls: whether posts are paused.
        permissions: who may review.
        cards: shows cards.
    """

    queue: ReviewQueue
    decisions: Decisions
    controls: PostControls
    permissions: Permissions
    cards: CardMessages

    async def pending(self, request: Request, reply: Reply) -> None:
        """`/pending`: the cards of the posts that have waited longest."""
        await require_reviewer(self.permissions, request.sender.id)
        await require_confidential_chat(self.permissions, request, "pending")
        await self._remember_language(request)
        paused = await self._paused_line(request)
        counts = await self.queue.counts()
        total = counts.get("review", 0) + counts.get("unknown", 0)
        posts = [
            *await self.queue.waiting("unknown", _SHOWN),
            *await self.queue.waiting("review", _SHOWN),
        ][:_SHOWN]
        if not posts:
            await reply.send(paused + texts.NOTHING_PENDING.to(request.language))
            return
        await reply.send(paused + texts.PENDING.to(request.language, count=total))
        for post in posts:
            await self._show(post, request)
        if total > len(posts):
            more = total - len(posts)
            await reply.send(texts.PENDING_MORE.to(request.language, count=more))

    async def approve(self, request: Request, reply: Reply) -> None:
        """`/approve ID`: publish the text that the sender has seen; else show it first."""
        post_id, _ = await self._parse(request, texts.APPROVE_USAGE)
        post = await self._seen_post(post_id, request, reply, "approve")
        if post is None:
            return
        await self.decisions.approve(post, by=request.sender, version=post.version)
        sentence = await self._approved()
        await reply.send(sentence.to(request.language, id=post_id))

    async def reject(self, request: Request, reply: Reply) -> None:
        """`/reject ID [reason]`: refuse the text that the sender has seen; the author is told why."""
        post_id, reason = await self._parse(request, texts.REJECT_USAGE)
        post = await self._seen_post(post_id, request, reply, "reject")
        if post is None:
            return
        reason = reason[:_MAX_REASON_CHARS]
        by, version = request.sender, post.version
        await self.decisions.reject(post, by=by, reason=reason, version=version)
        await reply.send(texts.REJECTED.to(request.language, id=post_id))

    async def counted(self, request: Request) -> str:
        """For `/stats`: how many posts are in each state."""
        await require_reviewer(self.permissions, request.sender.id)
        counts = await self.queue.counts()
        language = request.language
        lines = [
            texts.STATS_LINE.to(language, state=rules.name.to(language), count=counts[state])
            for state, rules in POST_STATES.items()
            if counts.get(state)
        ]
        paused = await self._paused_line(request)
        if not lines:
            return paused + texts.NO_STATS.to(language)
        return paused + "\n".join((texts.STATS.to(language), *lines))

    async def approve_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`review:ok:<id>:<version>`."""
        post, version = await self._post_of_another(press)
        sentence = await self._approved()
        decision = self.decisions.approve(post, by=press.sender, version=version)
        await self._decided(decision, sentence, press, reply)

    async def reject_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`review:no:<id>:<version>`: reject at once; the card then offers preset reasons."""
        post, version = await self._post_of_another(press)
        decision = self.decisions.reject(post, by=press.sender, version=version)
        await self._decided(decision, texts.REJECTED, press, reply)

    async def reason_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`review:why:<id>:<version>:<reason>`: tell the author the reason as well."""
        post, version = await self._pressed_post(press)
        reason = _PRESET_REASONS.get(press.action.rpartition(":")[2])
        if reason is None:
            raise StaleButton
        words = reason.to(post.draft.language)
        decision = self.decisions.add_reason(post, words, by=press.sender, version=version)
        await self._decided(decision, texts.REASON_ADDED, press, reply)

    async def own_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`review:own:<id>:<version>`: let the cards show the author's wording."""
        await self._choose_wording(press, reply, own=True)

    async def polished_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`review:polished:<id>:<version>`: let them show the polished wording again."""
        await self._choose_wording(press, reply, own=False)

    async def polish_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`review:polish:<id>:<version>`: have the model polish what was left as it is."""
        post, version = await self._post_of_another(press)
        decision = self.decisions.ask_polish(post, by=press.sender, version=version)
        await self._decided(decision, texts.POLISH_ASKED, press, reply)

    async def ban_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`review:ban:<id>:<version>`: ask on the card whether it is meant."""
        post, version = await self._bannable(press)
        try:
            require_waiting(post, "review", version)
        except PostError as too_late:
            await self._came_too_late(too_late, press, reply)
            return
        card = CardMessage(press.thread.chat_id, press.message_id, version)
        await self.cards.ask_ban(card, post)
        question = texts.ASK_BAN.to(press.sender.language, id=post.id, name=post.draft.author_name)
        await reply.answer_press(question)

    async def card_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`review:card:<id>:<version>`: show the card as it was."""
        await self._pressed_post(press)
        await self._refresh(press)

    async def ban_confirmed(self, press: ButtonPress, reply: Reply) -> None:
        """`review:ban_yes:<id>:<version>`: reject, and accept no more posts of this author."""
        post, version = await self._bannable(press)
        by = press.sender
        decision = self.decisions.reject(post, by=by, version=version, bans_author=True)
        await self._decided(decision, texts.BANNED_BY_CARD, press, reply)

    async def sent_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`review:sent:<id>:<version>`: a person has seen the post published."""
        post, version = await self._pressed_post(press)
        decision = self.decisions.confirm_sent(post, by=press.sender, version=version)
        await self._decided(decision, texts.CONFIRMED, press, reply)

    async def resend_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`review:again:<id>:<version>`: a person has seen that the post is not there."""
        post, version = await self._pressed_post(press)
        decision = self.decisions.resend(post, by=press.sender, version=version)
        await self._decided(decision, texts.RESENT, press, reply)

    async def _bannable(self, press: ButtonPress) -> tuple[Post, int]:
        post, version = await self._post_of_another(press)
        if await self.permissions.may_review(post.draft.author_id):
            raise PostError(administration.NOT_BANNABLE)
        return post, version

    async def _choose_wording(self, press: ButtonPress, reply: Reply, *, own: bool) -> None:
        post, version = await self._post_of_another(press)
        decision = self.decisions.choose_wording(post, own=own, by=press.sender, version=version)
        sentence = texts.OWN_CHOSEN if own else texts.POLISHED_CHOSEN
        await self._decided(decision, sentence, press, reply)

    async def _decided(
        self, decision: Awaitable[Post], sentence: Text, press: ButtonPress, reply: Reply
    ) -> None:
        """Say what came of a press. A decision updates the cards by itself, a late press this one."""
        try:
            post = await decision
        except PostError as too_late:
            await self._came_too_late(too_late, press, reply)
            return
        values = {"id": post.id, "reason": post.reason, "author": post.draft.author_id}
        await reply.answer_press(sentence.to(press.sender.language, **values))

    async def _came_too_late(self, why: PostError, press: ButtonPress, reply: Reply) -> None:
        await reply.answer_press(why.say(press.sender.language), alert=True)
        await self._refresh(press)

    async def _refresh(self, press: ButtonPress) -> None:
        post_id, version = parse_action(press)
        post = await self.queue.get(post_id)
        if post is not None:
            card = CardMessage(press.thread.chat_id, press.message_id, version)
            await self.cards.refresh_one(card, post)

    async def _approved(self) -> Text:
        """What follows an approval."""
        is_paused = await self.controls.paused_by() is not None
        return texts.APPROVED_WHILE_PAUSED if is_paused else texts.APPROVED

    async def _paused_line(self, request: Request) -> str:
        name = await self.controls.paused_by()
        return administration.IS_PAUSED.to(request.language, name=name) + "\n\n" if name else ""

    async def _parse(self, request: Request, usage: Text) -> tuple[int, str]:
        await require_reviewer(self.permissions, request.sender.id)
        return parse_id_and_rest(request.text, usage)

    async def _pressed_post(self, press: ButtonPress) -> tuple[Post, int]:
        """The post of a pressed card and the version the card shows, for somebody who may review."""
        await require_reviewer(self.permissions, press.sender.id)
        await self._remember_language(press)
        post_id, version = parse_action(press)
        card = CardMessage(press.thread.chat_id, press.message_id, version)
        await self.cards.cards.add_card(post_id, card)  # a process may have died before it could
        return await self.decisions.find(post_id), version

    async def _post_of_another(self, press: ButtonPress) -> tuple[Post, int]:
        post, version = await self._pressed_post(press)
        await require_other_author(self.permissions, post, press.sender)
        return post, version

    async def _seen_post(
        self, post_id: int, request: Request, reply: Reply, command: str
    ) -> Post | None:
        """The post, if its sender has seen this version of it; else it is shown, and None."""
        post = await self.decisions.find(post_id)
        await require_other_author(self.permissions, post, request.sender)
        require_waiting(post, "review")
        if await self._version_seen(post_id, request) == post.version:
            return post
        await require_confidential_chat(self.permissions, request, command)
        await reply.send(texts.LOOK_FIRST.to(request.language, id=post_id))
        await self._show(post, request)
        return None

    async def _show(self, post: Post, request: Request) -> None:
        """Show a card where it was asked for, among other messages that belong together."""
        thread = request.thread
        await self.cards.show(post, thread.chat_id, thread.topic_id, wait_s=NEXT_PART_S)

    async def _version_seen(self, post_id: int, request: Request) -> int:
        """The version on the last card above the command in its chat, else on a card elsewhere.

        A card below the command answers an earlier attempt at it; nobody has read that one.
        """
        chat_id, cards = request.thread.chat_id, await self.queue.cards(post_id)
        here = [
            card.version
            for card in cards
            if card.chat_id == chat_id and card.message_id < request.message_id
        ]
        elsewhere = [card.version for card in cards if card.chat_id != chat_id]
        return max(here or elsewhere, default=0)

    async def _remember_language(self, cause: Request | ButtonPress) -> None:
        """Cards in this private chat have this language from now on."""
        if cause.chat_kind == "private":
            await self.cards.cards.set_language(cause.sender.id, cause.language)


def parse_action(press: ButtonPress) -> tuple[int, int]:
    """Post and version of `review:<verb>:<id>:<version>`, or of `review:why:<id>:<version>:<reason>`."""
    count = 3 if press.action.startswith("review:why:") else 2
    post_id, version, *_ = parse_arguments(press, count)
    return parse_number(post_id), parse_number(version)
