"""/idiom add and /idiom del: members teach the bot idioms that the dictionary lacks.

Anybody proposes; whoever may review posts takes or refuses, by a button or by proposing themselves.
What was taken counts in every chat.
"""

from dataclasses import dataclass

from bot.commands.idiom.custom_dictionary import CustomDictionary
from bot.commands.idiom.proposal_cards import ProposalCards, card_buttons, card_text, state_text
from bot.commands.post.permissions import require_reviewer
from bot.errors import CustomIdiomError
from bot.idioms import reading
from bot.idioms.lexicon import lexicon
from bot.idioms.normalise import key
from bot.idioms.pinyin import marked
from bot.models.chat import ButtonPress, Request
from bot.models.custom_idiom import IdiomDraft, Proposal, ProposalState
from bot.models.post import CardMessage
from bot.ports.chat import Permissions, Reply
from bot.ports.custom_idioms import CustomIdiomRepository
from bot.ports.posts import Censor
from bot.streaming.bold import with_bold
from bot.texts import custom_idiom as texts

_LENGTHS = range(3, 9)
_PER_DAY = 5
"""An evening's ideas; each costs a reviewer a look, and somebody who plays pranks has no more."""
_AT_MOST_WAITING = 200
"""More than anybody looks through: many pranksters together fill no more than this."""
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ProposalCommands:
    """What people teach. The right to decide is asked for at every press.

    Args:
        lessons: proposals and what was taken.
        taught: this process's dictionary, which learns what was taken.
        members: who may decide.
        censor: knows words that are not fit for the group; nobody waits for it.
        board: shows cards.
        review_chat_id: the group in which waiting proposals may be listed.
    """

    lessons: CustomIdiomRepository
    taught: CustomDictionary
    members: Permissions
    censor: Censor
    board: ProposalCards
    review_chat_id: int | None = None

    async def add(self, text: str, request: Request, reply: Reply) -> None:
        """`/idiom add X [pinyin]`: propose X; alone it lists for reviewers what waits."""
        reviews = await self.members.may_review(request.sender.id)
        if not text.strip():
            await self._list(request, reply, reviews=reviews)
            return
        # An update that is handled again finds the idiom waiting, or known already.
        earlier = await self.lessons.filed(request.update_id)
        proposal_id = earlier or await self._propose(text, request, reviews=reviews)
        if reviews:
            await self._take(proposal_id, request, reply)
            return
        proposal = await self._found(proposal_id)
        word, pinyin = proposal.draft.word, marked(proposal.draft.pinyin)
        await reply.send(texts.PROPOSED.to(request.language, word=word, pinyin=pinyin))
        await self.board.announce(proposal)

    async def drop(self, text: str, request: Request, reply: Reply) -> None:
        """`/idiom del X`: take back what was taught."""
        await require_reviewer(self.members, request.sender.id)
        word = key(text)
        if not word:
            raise CustomIdiomError(texts.DROP_USAGE)
        await self.taught.refresh()
        by, update_id = request.sender.name, request.update_id
        if await self.lessons.drop(word, by=by, update_id=update_id):
            await self.taught.refresh()
            await reply.send(texts.DROPPED.to(request.language, word=word))
        elif lexicon().standard(word):
            raise CustomIdiomError(texts.SHIPPED, word=word)
        else:
            raise CustomIdiomError(texts.NOT_TAUGHT, word=word[: _LENGTHS.stop])

    async def take_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`idiom:take:<id>`: players may use it."""
        await self._pressed("taken", press, reply)

    async def offer_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`idiom:offer:<id>`: players may use it, and so may the bot."""
        await self._pressed("offered", press, reply)

    async def refuse_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`idiom:refuse:<id>`."""
        await self._pressed("refused", press, reply)

    async def _propose(self, text: str, request: Request, *, reviews: bool) -> int:
        """File what is proposed and return its number; raises CustomIdiomError where that is not possible."""
        await self.taught.refresh()
        draft = await self._draft(text, request)
        if not (reviews or self.board.chats):
            raise CustomIdiomError(texts.NOBODY)
        per_day = 0 if reviews else _PER_DAY
        filed = await self.lessons.propose(
            draft, request.update_id, per_day=per_day, at_most=_AT_MOST_WAITING
        )
        match filed.kind:
            case "known":
                raise CustomIdiomError(texts.KNOWN, word=draft.word)
            case "too_many":
                raise CustomIdiomError(texts.TOO_MANY, count=_PER_DAY)
            case "full":
                raise CustomIdiomError(texts.FULL)
            case "waits" if not reviews:
                raise CustomIdiomError(texts.WAITS, word=draft.word)
        return filed.id

    async def _draft(self, text: str, request: Request) -> IdiomDraft:
        """What is proposed; raises CustomIdiomError where it cannot be learnt."""
        word = key(text)
        if len(word) not in _LENGTHS:
            raise CustomIdiomError(texts.LENGTH)
        known = lexicon().idioms.get(word)
        if known and known.standard:
            raise CustomIdiomError(texts.VARIANT, word=word, standard=known.standard)
        if known:
            raise CustomIdiomError(texts.KNOWN, word=word)
        verdict = await self.censor.check(word)
        if verdict.kind == "reject" or "word" in verdict.labels:
            raise CustomIdiomError(texts.UNFIT, word=word)
        pinyin = reading.typed(text) or reading.derived(word)
        if pinyin is None or pinyin.count(" ") + 1 != len(word):
            raise CustomIdiomError(texts.ASK_PINYIN, word=word)
        like = reading.looks_like(word, pinyin)
        if like:
            raise CustomIdiomError(texts.LOOKS_LIKE, standard=like)
        return IdiomDraft(word, pinyin, request.sender, request.thread)

    async def _take(self, proposal_id: int, request: Request, reply: Reply) -> None:
        """A reviewer's own idiom is taken at once; so is one that waited for a reviewer."""
        before = await self._found(proposal_id)
        by, update_id = request.sender.name, request.update_id
        won = await self.lessons.decide(proposal_id, "taken", by=by, update_id=update_id)
        await self.taught.refresh()
        proposal = await self._found(proposal_id)
        card = with_bold(card_text(proposal, request.language))
        message_id = await reply.send(card, keyboard=card_buttons(proposal, request.language))
        await self.board.refresh(proposal)
        await self.lessons.add_card(proposal_id, CardMessage(request.thread.chat_id, message_id))
        if won and before.draft.author.id != request.sender.id:
            await self.board.tell_author(proposal)

    async def _pressed(self, state: ProposalState, press: ButtonPress, reply: Reply) -> None:
        await require_reviewer(self.members, press.sender.id)
        proposal_id = int(press.action.rpartition(":")[2])
        before = await self._found(proposal_id)
        by, update_id = press.sender.name, press.update_id
        won = await self.lessons.decide(proposal_id, state, by=by, update_id=update_id)
        proposal = await self._found(proposal_id)
        if won:
            word = before.draft.word
            await reply.answer_press(texts.DECIDED[state].to(press.language, word=word))
            await self.taught.refresh()
        else:
            now = state_text(proposal, press.language)
            await reply.answer_press(texts.LATE.to(press.language, state=now), alert=True)
        await self.lessons.add_card(
            proposal_id, CardMessage(press.thread.chat_id, press.message_id)
        )
        await self.board.refresh(proposal)
        if won and before.draft.author.id != press.sender.id:
            await self.board.tell_author(proposal)

    async def _list(self, request: Request, reply: Reply, *, reviews: bool) -> None:
        if not reviews:
            raise CustomIdiomError(texts.USAGE)
        thread = request.thread
        if request.chat_kind == "group" and thread.chat_id != self.review_chat_id:
            raise CustomIdiomError(texts.PENDING_PRIVATELY)
        count, waiting = await self.lessons.pending(_SHOWN)
        if not waiting:
            await reply.send(texts.NOTHING_PENDING.to(request.language))
            return
        await reply.send(texts.PENDING.to(request.language, count=count))
        for proposal in waiting:
            await self.board.show(proposal, thread.chat_id, thread.topic_id)
        if count > len(waiting):
            more = count - len(waiting)
            await reply.send(texts.PENDING_MORE.to(request.language, count=more))

    async def _found(self, proposal_id: int) -> Proposal:
        proposal = await self.lessons.get(proposal_id)
        if proposal is None:
            raise CustomIdiomError(texts.FORGOTTEN)
        return proposal
