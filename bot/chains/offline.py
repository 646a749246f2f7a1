"""The services without a model: dictionary look-up and excerpts.

Imports no langchain, so that a bot without a model starts 3 s earlier.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator

from bot.chains.digest.excerpt import OfflineDigester
from bot.chains.extractive_summary import extract_sentences
from bot.chains.retrieval.finder import DocumentPassageFinder
from bot.chains.services import LlmServices
from bot.chains.several_summaries import section_title
from bot.models.chat import Language, Thread
from bot.models.document import Document
from bot.models.game import DictionaryEntry
from bot.models.llm import Chunk, Destination, Progress, Question, SummaryPlan
from bot.models.summary_style import NO_WISH, SummaryLength, SummaryWish
from bot.models.usage import Caller
from bot.ports.documents import PassageIndexes
from bot.ports.notices import Notices
from bot.texts import Text
from bot.texts import model as texts

_THANKS = re.compile(
    r"(非常|太|好的?|嗯+|ok)?[\s，,]*(感谢|谢谢|多谢|谢了|谢啦|谢|thanks?( you)?|thx|ty|cheers)"
    r"(你|您|啦|了|哈|哦|呀|大佬|( a lot| so much| very much))*[\s\W]*",
    re.IGNORECASE,
)
_GREETING = re.compile(r"(你好|您好|嗨|哈喽|在吗|在不在|hello|hi|hey)[呀啊哇\s\W]*", re.IGNORECASE)
_GOODBYE = re.compile(
    r"(再见|拜拜|回见|晚安|(good ?)?bye( bye)?|see you( later)?|good ?night)[啦了呀哦\s\W]*",
    re.IGNORECASE,
)
_LAUGHTER = re.compile(r"([哈嘿呵嘻]{2,}|(ha|lo+l|he){2,}|lol|233+|666+)[\s\W]*", re.IGNORECASE)
_MAX_THANKS_CHARS = 30

LookUp = Callable[[str], DictionaryEntry | None]

_SENTENCES: dict[SummaryLength, int] = {"line": 1, "short": 3, "normal": 6, "long": 12}
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]+(?:[，,][\u4e00-\u9fff]+)?")
_IDIOM_LENGTHS = (4, 9, 8, 7, 6, 5, 3, 10, 12)
"""Of idioms in the dictionary; nearly all have four characters."""
_MAX_QUESTION_CHARS = 60
_SAID_EVERY_S = 24 * 3600
"""That there is no model is said once a day in a thread."""


def build(look_up: LookUp, notices: Notices, indexes: PassageIndexes) -> LlmServices:
    """Build all services; `look_up` returns the dictionary entry of a word, if it has one."""
    return LlmServices(
        answerer=OfflineAnswerer(look_up, notices),
        summarizer=OfflineSummarizer(),
        router=OfflineRouter(),
        passages=DocumentPassageFinder(indexes),
        digester=OfflineDigester(),
    )


class OfflineAnswerer:
    """Implements `ports.llm.Answerer` with the idiom dictionary."""

    def __init__(self, look_up: LookUp, notices: Notices) -> None:
        self._look_up = look_up
        self._notices = notices

    async def answer(self, question: Question) -> AsyncIterator[Chunk]:
        """Yield the entry of the first idiom in the question, else say that there is no model.

        Thanks, greetings, laughter, and signs without words, are no questions.
        """
        text, language = question.text.strip(), question.language
        if small_talk := _small_talk(text):
            yield Chunk(small_talk.to(language))
            return
        found = (self._look_up(word) for word in _candidates(text))
        entry = next(filter(None, found), None)
        if entry:
            yield Chunk(_render(entry, language))
        else:
            yield Chunk(await self._no_answer(question.thread, language))

    async def _no_answer(self, thread: Thread, language: Language) -> str:
        is_due = await self._notices.is_due(thread, "no_model", _SAID_EVERY_S)
        return (texts.OFFLINE_ANSWER if is_due else texts.OFFLINE_AGAIN).to(language)


def _small_talk(said: str) -> Text | None:
    """The answer to what is no question."""
    if not any(map(str.isalnum, said)):
        return texts.OFFLINE_SIGN
    if len(said) > _MAX_THANKS_CHARS:
        return None
    if _GREETING.fullmatch(said) or _LAUGHTER.fullmatch(said):
        return texts.OFFLINE_SIGN
    if _THANKS.fullmatch(said):
        return texts.OFFLINE_WELCOME
    return texts.OFFLINE_GOODBYE if _GOODBYE.fullmatch(said) else None


def _candidates(question: str) -> Iterator[str]:
    """Substrings of Chinese characters that may be idioms, the most frequent length first."""
    runs = _HAN_RUN.findall(question[:_MAX_QUESTION_CHARS])
    for length in _IDIOM_LENGTHS:
        for run in runs:
            for start in range(len(run) - length + 1):
                yield run[start : start + length]


def _render(entry: DictionaryEntry, language: Language) -> str:
    meaning = (
        texts.OFFLINE_CHINESE_MEANING.to(language, meaning=entry.meaning)
        if entry.meaning and (language != "en" or not entry.gloss)
        else texts.OFFLINE_MEANING.to(language, gloss=entry.gloss)
        if entry.gloss
        else texts.OFFLINE_NO_MEANING.to(language)
    )
    return texts.OFFLINE_IDIOM.to(language, word=entry.word, pinyin=entry.pinyin, meaning=meaning)


class OfflineSummarizer:
    """Implements `ports.llm.Summarizer` with sentences of the original."""

    async def check(self, caller: Caller, tokens: int = 0) -> None:
        """It costs nothing, so it may always begin."""

    async def plan(self, document: Document, wish: SummaryWish = NO_WISH) -> SummaryPlan:
        """It reads everything at once."""
        return SummaryPlan(1, 0)

    async def summarize(
        self, document: Document, *, caller: Caller, wish: SummaryWish = NO_WISH
    ) -> AsyncIterator[Chunk | Progress]:
        """Yield an excerpt that is labelled as one, with the page of each sentence; of several, each."""
        language, count = wish.language, _SENTENCES[wish.style.length]
        yield Chunk(texts.OFFLINE_EXCERPT.to(language) + "\n\n")
        for number, one in enumerate(document.members or (document,), start=1):
            if document.members:
                yield Chunk(f"\n{section_title(number, one, language)}\n\n")
            for line in await asyncio.to_thread(_excerpt, one, count):
                yield Chunk(line)


def _excerpt(document: Document, count: int) -> list[str]:
    sentences = extract_sentences(document.text, count) or [document.text.strip()[:500]]
    return [f"- {sentence}{_page_of(sentence, document)}\n" for sentence in sentences]


def _page_of(sentence: str, document: Document) -> str:
    for number, text in document.pages:
        if sentence in text:
            return f" [p{number}]"
    return ""


class OfflineRouter:
    """Implements `ports.llm.Router`; the rules of `commands/intent` decide alone."""

    async def route(self, text: str, caller: Caller) -> Destination | None:
        """No answer."""
        return None
