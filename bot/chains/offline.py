"""What the bot does without a model: it says so, looks idioms up, excerpts, leaves posts alone.

Nothing here or below imports langchain: a bot without a model starts faster and smaller.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator

from bot.chains.extractive_summary import extract_sentences
from bot.chains.routing_rules import route_by_rules
from bot.chains.services import LlmServices
from bot.models.chat import Language, Person, Thread
from bot.models.document import Document
from bot.models.game import DictionaryEntry
from bot.models.llm import Chunk, Destination, Progress
from bot.texts import model as texts

LookUp = Callable[[str], DictionaryEntry | None]

_SENTENCES = 6
_HAN = re.compile(r"[\u4e00-\u9fff]+(?:[，,][\u4e00-\u9fff]+)?")
_SIZES = (4, 9, 8, 7, 6, 5, 3, 10, 12)
_LOOKED_AT = 60


def build(look_up: LookUp) -> LlmServices:
    """Everything that talks, without a model; `look_up` is what the dictionary knows of a word."""
    return LlmServices(
        answers=OfflineAnswerer(look_up),
        summaries=OfflineSummarizer(),
        polisher=OfflinePolisher(),
        router=RuleRouter(),
    )


class OfflineAnswerer:
    """Implements `ports.talk.Answers`: only what the dictionary knows of an idiom."""

    def __init__(self, look_up: LookUp) -> None:
        self._look_up = look_up

    async def answer(
        self,
        thread: Thread,
        question: str,
        *,
        speaker: Person | None = None,
        quoted: str | None = None,
        language: Language = "zh",
        cause: int | None = None,
    ) -> AsyncIterator[Chunk]:
        """The entry of the first idiom in the question, else that there is no model."""
        found = (self._look_up(word) for word in _candidates(question))
        entry = next(filter(None, found), None)
        yield Chunk(_told(entry, language) if entry else texts.OFFLINE_ANSWER.to(language))


def _candidates(question: str) -> Iterator[str]:
    """The stretches of Chinese characters that may be an idiom, the commonest length first."""
    stretches = _HAN.findall(question[:_LOOKED_AT])
    for size in _SIZES:
        for stretch in stretches:
            for start in range(len(stretch) - size + 1):
                yield stretch[start : start + size]


def _told(entry: DictionaryEntry, language: Language) -> str:
    meaning = (
        texts.OFFLINE_MEANING.to(language, gloss=entry.gloss)
        if entry.gloss
        else texts.OFFLINE_NO_MEANING.to(language)
    )
    return texts.OFFLINE_IDIOM.to(language, word=entry.word, pinyin=entry.pinyin, meaning=meaning)


class OfflineSummarizer:
    """Implements `ports.talk.Summaries` by sentences of the original."""

    async def summarize(
        self, document: Document, *, wish: str = "", language: Language = "zh"
    ) -> AsyncIterator[Chunk | Progress]:
        """An excerpt that says it is one, with the page of each sentence."""
        sentences = await asyncio.to_thread(extract_sentences, document.text, _SENTENCES)
        yield Chunk(texts.OFFLINE_EXCERPT.to(language) + "\n\n")
        for sentence in sentences or [document.text.strip()[:500]]:
            yield Chunk(f"- {sentence}{_page_of(sentence, document)}\n")


def _page_of(sentence: str, document: Document) -> str:
    for number, text in document.pages:
        if sentence in text:
            return f" [p{number}]"
    return ""


class OfflinePolisher:
    """Implements `ports.talk.Polisher`: a post stays as it is."""

    async def polish(self, text: str) -> str:
        """The text, unchanged."""
        return text


class RuleRouter:
    """Implements `ports.talk.Router` by rules."""

    async def route(self, text: str) -> Destination:
        """Where the text wants to go."""
        return route_by_rules(text)
