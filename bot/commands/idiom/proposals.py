"""/idiom add and /idiom del: people propose idioms that the dictionary lacks, reviewers decide.

Whoever may review posts approves or rejects a proposal with a button, or approves it by proposing
the same idiom. An approved idiom counts in every chat.
"""

import re
from dataclasses import dataclass, replace

from bot.commands.button_action import parse_arguments, parse_number
from bot.commands.idiom.custom_idiom_loader import CustomIdiomLoader
from bot.commands.idiom.proposal_cards import DECISIONS, ProposalCards, card_buttons, render_state
from bot.commands.idiom.subcommands import parse_subcommand
from bot.commands.intent import read_alias
from bot.commands.post.permissions import require_reviewer
from bot.errors import CustomIdiomError
from bot.idioms import Dictionary
from bot.idioms.normalise import word_key
from bot.idioms.pinyin import derive_pinyin, parse_pinyin, with_tone_marks
from bot.idioms.similar_idioms import misspelt_idiom
from bot.models.chat import Button, ButtonPress, Request
from bot.models.custom_idiom import IdiomDraft, Proposal, ProposalState
from bot.models.post import CardMessage
from bot.ports.chat import Permissions, Reply
from bot.ports.custom_idioms import CustomIdiomRepository
from bot.ports.posts import Censor
from bot.streaming.bold import with_bold
from bot.texts import custom_idiom as texts

_LENGTHS = range(3, 9)
_PER_DAY = 5
"""Enough for serious ideas; each proposal costs a reviewer a look, and pranksters get no more."""
_MAX_PENDING = 200
"""More than reviewers look through, however many pranksters there are."""
_MAX_LISTED = 5
_MAX_MEANING = 120
_MEANING = re.compile(
    r"\s*(?:[：:（(—\n]|[，,\s]\s*(?=意思|释义|形容|比喻|指|meaning))\s*(?:意思|释义|meaning)?(?:就?是)?[：:]?\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ProposalCommands:
    """Proposals of custom idioms. The permission to decide is checked at every press.

    Args:
        repository: proposals and custom idioms.
        custom_idioms: loads approved ones into this process's dictionary.
        permissions: who may review.
        censor: knows words that are unfit for the group; must not wait for a provider.
        cards: shows proposals to reviewers.
    """

    repository: CustomIdiomRepository
    custom_idioms: CustomIdiomLoader
    permissions: Permissions
    censor: Censor
    cards: ProposalCards

    @property
    def _dictionary(self) -> Dictionary:
        return self.custom_idioms.engine.dictionary

    async def add(self, text: str, request: Request, reply: Reply) -> None:
        """Handle `/idiom add X [pinyin]`: propose X; without X list what is pending, for reviewers."""
        may_review = await self.permissions.may_review(request.sender.id)
        if not text.strip():
            await self._list_pending(request, reply, may_review=may_review)
            return
        await self._submit(text, request, reply, may_review=may_review)

    async def confirm_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """Handle the button below the pinyin that the bot guessed; it replies to the proposal."""
        original = press.original
        if original is None:
            raise CustomIdiomError(texts.FORGOTTEN)
        if original.sender_id != press.sender.id:
            await reply.answer_press(texts.NOT_YOUR_PROPOSAL.to(press.sender.language), alert=True)
            return
        may_review = await self.permissions.may_review(press.sender.id)
        alias = read_alias(original.text)
        parsed = parse_subcommand(alias.rest if alias else original.text)
        await self._submit(
            parsed[1] if parsed else "", press, reply, may_review=may_review, is_confirmed=True
        )
        await reply.remove_keyboard(press.message_id)

    async def _submit(
        self,
        text: str,
        update: Request | ButtonPress,
        reply: Reply,
        *,
        may_review: bool,
        is_confirmed: bool = False,
    ) -> None:
        """Store a proposal, or ask first whether the guessed pinyin is right."""
        # An update that is handled again would find the idiom pending or known.
        proposal_id = await self.repository.proposal_of_update(update.update_id)
        if proposal_id is None:
            await self.custom_idioms.refresh()
            draft, is_sure = await self._draft(text, update)
            if not (is_sure or is_confirmed):
                await self._ask_for_confirmation(draft, reply)
                return
            proposal_id = await self._propose(draft, update, may_review=may_review)
        if may_review:
            await self._approve(proposal_id, update, reply)
            return
        proposal = await self._get(proposal_id)
        word, pinyin = proposal.draft.word, with_tone_marks(proposal.draft.pinyin)
        said = texts.PROPOSED.to(update.language, word=word, pinyin=pinyin)
        if not proposal.draft.meaning:
            said = f"{said}\n{texts.NO_MEANING.to(update.language, word=word)}"
        await reply.send(said)
        await self.cards.announce(proposal)

    async def _ask_for_confirmation(self, draft: IdiomDraft, reply: Reply) -> None:
        pinyin = with_tone_marks(draft.pinyin)
        button = Button(texts.CONFIRM_BUTTON.to(reply.language), "idiom:confirm")
        question = texts.CONFIRM_PINYIN.to(reply.language, word=draft.word, pinyin=pinyin)
        await reply.send(question, keyboard=((button,),), quote=True)

    async def remove(self, text: str, request: Request, reply: Reply) -> None:
        """Handle `/idiom del X`: remove a custom idiom."""
        await require_reviewer(self.permissions, request.sender.id)
        word = word_key(text)
        if not word:
            raise CustomIdiomError(texts.REMOVE_USAGE)
        await self.custom_idioms.refresh()
        by, update_id = request.sender.name, request.update_id
        if await self.repository.remove(word, by=by, update_id=update_id):
            await self.custom_idioms.refresh()
            await reply.send(texts.REMOVED.to(request.language, word=word))
        elif self._dictionary.find(word):
            raise CustomIdiomError(texts.SHIPPED, word=word)
        else:
            raise CustomIdiomError(texts.NOT_CUSTOM, word=word[: _LENGTHS.stop])

    async def decide_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """Handle the buttons of a card: `idiom:<decision>:<proposal id>`."""
        await require_reviewer(self.permissions, press.sender.id)
        [number] = parse_arguments(press, 1)
        state, proposal_id = DECISIONS[press.action.split(":")[1]], parse_number(number)
        has_decided, proposal = await self._decide(proposal_id, state, press)
        if has_decided:
            word = proposal.draft.word
            await reply.answer_press(texts.DECIDED[state].to(press.sender.language, word=word))
        else:
            now = render_state(proposal, press.sender.language)
            await reply.answer_press(texts.LATE.to(press.sender.language, state=now), alert=True)
        card = CardMessage(press.thread.chat_id, press.message_id)
        await self.repository.add_card(proposal_id, card)
        await self.cards.update(proposal)
        if has_decided:
            await self._notify_author(proposal, press)

    async def _propose(
        self, draft: IdiomDraft, update: Request | ButtonPress, *, may_review: bool
    ) -> int:
        """Store what is proposed and return its id; raises CustomIdiomError if it cannot be proposed."""
        if not (may_review or self.cards.chats):
            raise CustomIdiomError(texts.NO_REVIEWERS)
        per_day = 0 if may_review else _PER_DAY
        result = await self.repository.propose(
            draft, update.update_id, per_day=per_day, at_most=_MAX_PENDING
        )
        match result.kind:
            case "known":
                raise CustomIdiomError(texts.KNOWN, word=draft.word)
            case "too_many":
                raise CustomIdiomError(texts.TOO_MANY, count=_PER_DAY)
            case "full":
                raise CustomIdiomError(texts.FULL)
            case "pending" if not may_review:
                raise CustomIdiomError(texts.ALREADY_PENDING, word=draft.word)
        return result.id

    async def _draft(self, text: str, update: Request | ButtonPress) -> tuple[IdiomDraft, bool]:
        """Read a proposal, and whether its pinyin is sure.

        Raises CustomIdiomError if it cannot become a custom idiom.
        """
        typed, meaning = parse_proposal(text)
        word, dictionary = word_key(typed), self._dictionary
        if len(word) not in _LENGTHS:
            raise CustomIdiomError(texts.LENGTH)
        known = dictionary.idioms.get(word)
        if known and known.standard_form:
            raise CustomIdiomError(texts.VARIANT, word=word, standard=known.standard_form)
        if known:
            raise CustomIdiomError(texts.KNOWN, word=word)
        verdict = await self.censor.check(f"{word} {meaning}".strip())
        if verdict.kind == "reject" or "word" in verdict.labels:
            raise CustomIdiomError(texts.UNFIT, word=word)
        given = parse_pinyin(typed, dictionary)
        read = (given, True) if given else derive_pinyin(word, dictionary)
        if read is None or read[0].count(" ") + 1 != len(word):
            raise CustomIdiomError(texts.ASK_PINYIN, word=word)
        pinyin, is_sure = read
        meant = misspelt_idiom(word, pinyin, dictionary)
        if meant:
            raise CustomIdiomError(texts.MISSPELT, standard=meant)
        author = replace(update.sender, language=update.language)
        return IdiomDraft(word, pinyin, author, update.thread, meaning), is_sure

    async def _approve(
        self, proposal_id: int, request: Request | ButtonPress, reply: Reply
    ) -> None:
        """A reviewer's own proposal is approved at once, and so is a pending one they propose again."""
        has_decided, proposal = await self._decide(proposal_id, "approved", request)
        card = with_bold(self.cards.render(proposal, request.language))
        message_id = await reply.send_now(card, keyboard=card_buttons(proposal, request.language))
        await self.cards.update(proposal)
        own_card = CardMessage(request.thread.chat_id, message_id)
        await self.repository.add_card(proposal_id, own_card)
        if has_decided:
            await self._notify_author(proposal, request)

    async def _decide(
        self, proposal_id: int, state: ProposalState, update: Request | ButtonPress
    ) -> tuple[bool, Proposal]:
        """Decide unless another update was faster; return whether it did, and the proposal now."""
        by, update_id = update.sender.name, update.update_id
        has_decided = await self.repository.decide(proposal_id, state, by=by, update_id=update_id)
        await self.custom_idioms.refresh()
        return has_decided, await self._get(proposal_id)

    async def _notify_author(self, proposal: Proposal, decided_by: Request | ButtonPress) -> None:
        if proposal.draft.author.id != decided_by.sender.id:
            await self.cards.notify_author(proposal)

    async def _list_pending(self, request: Request, reply: Reply, *, may_review: bool) -> None:
        if not may_review:
            raise CustomIdiomError(texts.USAGE)
        thread = request.thread
        is_group = request.chat_kind == "group"
        if is_group and not await self.permissions.is_review_chat(thread.chat_id):
            raise CustomIdiomError(texts.PENDING_IN_PRIVATE)
        count, pending = await self.repository.pending(_MAX_LISTED)
        if not pending:
            await reply.send(texts.NOTHING_PENDING.to(request.language))
            return
        await reply.send(texts.PENDING.to(request.language, count=count))
        for proposal in pending:
            await self.cards.send(proposal, thread.chat_id, thread.topic_id)
        if count > len(pending):
            more = count - len(pending)
            await reply.send(texts.PENDING_MORE.to(request.language, count=more))

    async def _get(self, proposal_id: int) -> Proposal:
        proposal = await self.repository.get(proposal_id)
        if proposal is None:
            raise CustomIdiomError(texts.FORGOTTEN)
        return proposal


def parse_proposal(text: str) -> tuple[str, str]:
    """The idiom with its pinyin, if given, and the meaning: what follows a colon or stands in brackets.

    >>> parse_proposal("躺平摆烂 tang3 ping2 bai3 lan4：彻底不努力了")
    ('躺平摆烂 tang3 ping2 bai3 lan4', '彻底不努力了')
    >>> parse_proposal("躺平摆烂（彻底不努力了）"), parse_proposal("躺平摆烂")
    (('躺平摆烂', '彻底不努力了'), ('躺平摆烂', ''))
    """
    # The colon of "lü" written as "lu:" belongs to the pinyin.
    found = _MEANING.search(re.sub("(?<=[lnLN][uU]):", "\0", text))
    if found is None:
        return text.strip(), ""
    meaning = text[found.end() :].strip().removesuffix("）").removesuffix(")")
    return text[: found.start()].strip(), " ".join(meaning.split())[:_MAX_MEANING]
