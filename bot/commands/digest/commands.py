"""/summarize 200, /summarize 3h, 大家刚才聊了什么: a digest of what was said in a group."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.commands.chat_rules import is_refused
from bot.commands.digest.links import citing
from bot.commands.digest.spans import DigestSpan, read_span
from bot.commands.long_summary import ASKS_ABOVE_PARTS, ask_first
from bot.commands.stoppable_answer import AnswerStreams, Ending
from bot.errors import ModelSilent
from bot.models.answer import Answer
from bot.models.chat import Request
from bot.models.chat_log import LoggedMessage
from bot.models.language import Language
from bot.models.llm import Progress
from bot.models.summary_offer import SummaryOffer
from bot.models.usage import Caller
from bot.ports.chat import GroupFacts, Reply
from bot.ports.chat_log import ChatLog
from bot.ports.llm import Digester
from bot.ports.summary_offers import SummaryOffers
from bot.streaming.editor import StreamEditor
from bot.texts import digest as texts
from bot.texts import summarize as summary_texts

_FEW = 3


@dataclass(frozen=True, slots=True)
class DigestCommand:
    """Writes digests for those who ask; what they get, everybody in the group may read.

    Args:
        log: what was said.
        now_s: the time of the store (Unix time).
        digester: writes.
        streams: digests grow and can be stopped, as answers do.
        facts: the group's name in links, and whether the bot sees its messages.
        zone: of its days and hours.
        offers: keeps what somebody is asked about first.
    """

    log: ChatLog
    now_s: Callable[[], Awaitable[float]]
    digester: Digester
    streams: AnswerStreams
    facts: GroupFacts
    zone: ZoneInfo
    offers: SummaryOffers

    async def digest(
        self,
        request: Request,
        reply: Reply,
        earlier: Answer | None = None,
        *,
        is_confirmed: bool = False,
    ) -> None:
        """Sum up the messages that the request names, in a topic those of the topic.

        Where they are many, ask first, unless that was answered. `earlier`: the attempt that is
        replaced. Raises a `ModelError` where the budget is spent.
        """
        language = request.language
        if request.chat_kind != "group":
            await reply.send(texts.IN_PRIVATE.to(language), expires=True)
            return
        if await is_refused("summarize", request, reply):
            return
        if request.settings.digest is None:
            await reply.send(texts.NOT_ON.to(language), expires=True)
            return
        thread = request.thread
        span = read_span(request.text, await self.now_s(), self.zone)
        messages = span.of(
            [
                message
                for message in await self.log.read(thread.chat_id)
                if thread.topic_id in (None, message.topic_id)
            ]
        )
        if len(messages) < _FEW:
            await reply.send(await self._too_few(len(messages), span, request), expires=True)
            return
        await self.digester.check(Caller.of(request))
        plan = await self.digester.plan(messages, zone=self.zone)
        if plan.parts > ASKS_ABOVE_PARTS and not (is_confirmed or earlier):
            await self.digester.check(Caller.of(request), plan.tokens)
            await self._ask_first(plan.parts, request, reply)
            return
        await self._stream(messages, span, request, reply, earlier)

    async def _ask_first(self, parts: int, request: Request, reply: Reply) -> None:
        offer = SummaryOffer(
            request.sender.id, request.message_id, parts, request.text, is_digest=True
        )
        question = await ask_first(offer, request.language, self.offers)
        await reply.send(question.note, keyboard=question.keyboard)

    async def _too_few(self, count: int, span: DigestSpan, request: Request) -> str:
        language = request.language
        text = texts.FEW if count else texts.NOTHING
        said = text.to(language, span=span.label(language), count=count)
        has_privacy_mode = not await self.facts.hears_all(request.thread.chat_id)
        return said + (texts.PRIVACY_MODE.to(language) if has_privacy_mode else "")

    async def _stream(
        self,
        messages: list[LoggedMessage],
        span: DigestSpan,
        request: Request,
        reply: Reply,
        earlier: Answer | None,
    ) -> None:
        language, chat_id = request.language, request.thread.chat_id
        username = await self.facts.username(chat_id)

        async def write(editor: StreamEditor) -> Ending:
            editor.show(texts.SUMMARISING.to(language, count=len(messages)))
            before = header(span, messages, language) + "\n\n"
            digest = self.digester.digest(
                messages,
                cite=citing(chat_id, username, self.zone, language),
                zone=self.zone,
                caller=Caller.of(request),
                language=language,
            )
            async for item in digest:
                if isinstance(item, Progress):
                    part = min(item.done + 1, item.total)
                    editor.show(summary_texts.PART.to(language, part=part, total=item.total))
                elif item.text:
                    editor.append(before + item.text)
                    before = ""
            if before:
                raise ModelSilent
            return Ending()

        await self.streams.stream(request, reply, write, command="digest", earlier=earlier)


def header(span: DigestSpan, messages: list[LoggedMessage], language: Language) -> str:
    """The first line of a digest."""
    people = len({message.sender_id for message in messages})
    return texts.HEADER.to(language, span=span.label(language), count=len(messages), people=people)
