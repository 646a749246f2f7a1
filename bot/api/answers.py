"""Answers questions over HTTP with the same commands, model and stores as on Telegram."""

import logging
import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from bot.api.reply import CollectingReply
from bot.api.running_answer import Event, Progress
from bot.api.turn import Turn
from bot.commands.document_answers import DocumentAnswers, PassagesFound
from bot.commands.free_text_rules import game_text
from bot.commands.idiom.commands import IdiomCommands, TextResult
from bot.commands.intent import cut_argument, read_alias
from bot.commands.routing import decide
from bot.commands.several_documents import load_several, unread_lines
from bot.commands.summary_source import FromFile, FromLink, FromSeveral, FromText, find_source
from bot.commands.summary_wishes import read_wish
from bot.errors import ModelSilent, NotFound, StorageDown
from bot.models.chat import Request
from bot.models.document import Document, LoadProgress
from bot.models.llm import DEFAULT_OPTIONS, AnswerOptions, Chunk, Exchange, Question
from bot.models.llm import Progress as PartProgress
from bot.ports.chat import Reply
from bot.ports.documents import DocumentLoader, DocumentStore
from bot.ports.llm import Answerer, ConversationHistory, Router, Summarizer
from bot.ports.usage import UsageMeter
from bot.texts import api as texts
from bot.texts import memory as memory_texts
from bot.texts import summarize as summarize_texts

log = logging.getLogger(__name__)

Command = Callable[[Request, Reply], Awaitable[None]]

_COMMAND = re.compile(r"/(?P<name>[A-Za-z0-9_]{1,32})(?:\s+(?P<rest>.*))?", re.DOTALL)
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_LEAST_CHARS = 100
"""Of a text that is summarised where nobody said so."""
NOT_STORED = frozenset({"forget", "reset", "stop"})
"""Commands whose answers would be all that a conversation holds after them."""


@dataclass(frozen=True, slots=True)
class Query:
    """What a program asks.

    Args:
        text: may be a command (`/idiom …`).
        routed: the text decides itself what it asks for, as free text does in a chat.
        options: of the answer.
        document_id: of the document that it is about; empty: none.
    """

    text: str
    routed: bool = False
    options: AnswerOptions = DEFAULT_OPTIONS
    document_id: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """Makes the events of an answer; every method that yields raises a `BotError`.

    Args:
        answerer: with its memory.
        summarizer: of documents, links and texts.
        router: finds what free text asks for where no rule is sure.
        loader: of links.
        documents: that were uploaded.
        document_answers: answers questions about them.
        history: of all conversations.
        meter: says whether a model call may begin.
        commands: by name; what they reply is one piece.
        idiom: the game, for free text.
        answerer_stores: the exchanges that it answers; without a model it does not.
    """

    answerer: Answerer
    summarizer: Summarizer
    router: Router
    loader: DocumentLoader
    documents: DocumentStore
    document_answers: DocumentAnswers
    history: ConversationHistory
    meter: UsageMeter
    commands: Mapping[str, Command]
    idiom: IdiomCommands
    answerer_stores: bool

    def events(self, turn: Turn, query: Query) -> AsyncGenerator[Event, None]:
        """The answer to a question."""
        command = _COMMAND.fullmatch(query.text.strip())
        if command is None:
            return self._route(turn, query) if query.routed else self._ask(turn, query)
        name, rest = command["name"].lower(), (command["rest"] or "").strip()
        if name == "ask" and rest:
            return self._ask(turn, replace(query, text=rest))
        if name == "summarize" and rest:
            return self._summarize_text(turn, rest)
        return self._run(turn, name, rest, query.text)

    async def _ask(self, turn: Turn, query: Query) -> AsyncGenerator[Event, None]:
        pieces: list[str] = []
        async for item in await self._answer(turn, query):
            if isinstance(item, PassagesFound):
                yield Progress("retrieving", item.passages)
                yield Progress("generating", item.passages)
                continue
            turn.tokens = item.tokens or turn.tokens
            if item.text:
                pieces.append(item.text)
                yield item.text
        if not self.answerer_stores:
            await self._store(turn, query.text, "".join(pieces))

    async def _answer(self, turn: Turn, query: Query) -> AsyncIterator[PassagesFound | Chunk]:
        """The answer from the document that the question is about, or without one."""
        question = Question(
            turn.thread,
            query.text,
            turn.caller,
            language=turn.language,
            cause=turn.number,
            options=query.options,
        )
        if not query.document_id:
            return self.answerer.answer(question)
        document = await self.document(turn, query.document_id)
        await self.meter.check(turn.caller)
        return self.document_answers.answer(document, question)

    async def _route(self, turn: Turn, query: Query) -> AsyncGenerator[Event, None]:
        """What free text asks for: a running game first, since that costs nothing; then the router."""
        request = turn.request(query.text)
        reply = CollectingReply(turn.language)
        alias = read_alias(query.text)
        if alias and alias.destination == "idiom":
            await self.idiom.play(replace(request, text=alias.rest), reply)
        elif await self.idiom.play_text(request, reply) is not TextResult.TOOK_PART:
            async for event in await self._routed(turn, query, request):
                yield event
            return
        await self._store(turn, query.text, reply.markdown)
        yield reply.markdown

    async def _routed(self, turn: Turn, query: Query, request: Request) -> AsyncIterator[Event]:
        if _LINK.fullmatch(query.text.strip()):
            return self._summarize_text(turn, query.text)
        intent = await decide(query.text, self.router, turn.caller)
        if intent.destination == "idiom":
            return self._run(turn, "idiom", game_text(query.text), query.text)
        if intent.destination == "summarize":
            argument = cut_argument(query.text, "summarize")
            source = find_source(replace(request, text=argument.text))
            is_long = isinstance(source, FromText) and len(source.text) >= _LEAST_CHARS
            if is_long or isinstance(source, FromLink | FromSeveral):
                return self._summarize_text(turn, argument.text, argument.wish)
        return self._ask(turn, query)

    async def _run(
        self, turn: Turn, name: str, rest: str, text: str
    ) -> AsyncGenerator[Event, None]:
        command = self.commands.get(name)
        if command is None:
            known = " ".join(f"/{known}" for known in sorted(self.commands))
            yield texts.NO_COMMAND.to(turn.language, name=name, known=known)
            return
        reply = CollectingReply(turn.language)
        await command(turn.request(rest, name), reply)
        if name not in NOT_STORED:
            await self._store(turn, text, reply.markdown)
        yield reply.markdown

    async def _summarize_text(
        self, turn: Turn, text: str, wish: str = ""
    ) -> AsyncGenerator[Event, None]:
        """Links with a wish around them, or the text itself."""
        source = find_source(turn.request(text))
        if isinstance(source, FromLink):
            async for event in self.summarize_link(turn, source.url, source.instruction):
                yield event
        elif isinstance(source, FromSeveral):
            async for event in self._summarize_links(turn, source):
                yield event
        else:
            async for event in self.summarize(turn, Document(text), wish):
                yield event

    async def _summarize_links(
        self, turn: Turn, source: FromSeveral
    ) -> AsyncGenerator[Event, None]:
        """The summary of each of several links, and of all."""

        async def load(_: int, one: FromFile | FromLink) -> Document:
            if isinstance(one, FromFile):
                raise TypeError(one)  # over HTTP a file is sent by itself
            return await self.loader.load_link(one.url, _ignore)

        await self.summarizer.check(turn.caller)
        document = await load_several(source.sources, load)
        async for event in self.summarize(turn, document, source.instruction):
            yield event

    async def summarize_link(
        self, turn: Turn, url: str, instruction: str = ""
    ) -> AsyncGenerator[Event, None]:
        """The summary of a page or file on the web."""
        await self.summarizer.check(turn.caller)
        document = await self.loader.load_link(url, _ignore)
        asked = memory_texts.SUMMARY_OF_LINK.to(turn.language, name=url, wish=instruction)
        async for event in self.summarize(turn, document, instruction, asked=asked):
            yield event

    async def summarize(
        self, turn: Turn, document: Document, instruction: str = "", *, asked: str = ""
    ) -> AsyncGenerator[Event, None]:
        """The summary of a document; `asked`: how the conversation remembers what was asked."""
        await self.summarizer.check(turn.caller)
        wish = read_wish(instruction, turn.language)
        plan = await self.summarizer.plan(document, wish)
        await self.summarizer.check(turn.caller, plan.tokens)
        yield Progress("generating", plan.parts, 0)
        pieces: list[str] = []
        summary = self.summarizer.summarize(document, caller=turn.caller, wish=wish)
        async for item in summary:
            if isinstance(item, PartProgress):
                yield Progress("generating", item.total, item.done)
            elif item.text:
                pieces.append(item.text)
                yield item.text
        if not pieces:
            raise ModelSilent
        notes = unread_lines(document.unread, turn.language)
        if document.truncated:
            notes.append(summarize_texts.TRUNCATED.to(turn.language))
        for note in notes:
            pieces.append(f"\n\n{note}")
            yield pieces[-1]
        question = asked or self._asked(document, turn)
        await self._store(turn, question.strip(), "".join(pieces))

    async def document(self, turn: Turn, document_id: str) -> Document:
        """An uploaded document, which the conversation uses from here on; raises NotFound."""
        document = await self.documents.get(turn.key.name, document_id, turn.thread.chat_id)
        if document is None:
            raise NotFound(texts.NO_DOCUMENT)
        return document

    def _asked(self, document: Document, turn: Turn) -> str:
        if not document.title:
            return memory_texts.SUMMARY_OF_TEXT.to(turn.language, wish="")
        return memory_texts.SUMMARY_OF_FILE.to(turn.language, name=document.title, wish="")

    async def _store(self, turn: Turn, question: str, answer: str) -> None:
        """Add an exchange unless whoever answered did so: the answerer with a model does."""
        if turn.conversation is None or not answer:
            return
        exchange = Exchange(question, answer, cause=turn.number)
        try:
            stored = await self.history.tail(turn.thread, 1)
            if not any(earlier.cause == turn.number for earlier in stored):
                await self.history.append(turn.thread, exchange)
        except StorageDown:
            # The client has the answer; a missing memory of it must not turn it into an error.
            log.warning("Redis does not answer: an exchange was not stored.")


def _ignore(_: LoadProgress) -> None: ...
