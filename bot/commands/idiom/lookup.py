"""/idiom 查 (look up): what the dictionary says about an idiom, and a model's explanation of it."""

import logging
from contextlib import suppress
from dataclasses import dataclass

from bot.commands.idiom.custom_idiom_loader import CustomIdiomLoader
from bot.commands.idiom.renderer import dictionary_entry
from bot.errors import ModelError, StorageDown
from bot.models.chat import Language, Request
from bot.models.game import DictionaryEntry
from bot.models.usage import Caller
from bot.ports.chat import Reply
from bot.ports.llm import IdiomExplainer
from bot.streaming.bold import with_bold
from bot.streaming.editor import StreamEditor
from bot.texts import idiom as texts

_log = logging.getLogger(__name__)
_MAX_QUOTED = 20


@dataclass(frozen=True, slots=True)
class IdiomLookup:
    """Looks up idioms.

    Args:
        custom_idioms: keeps the dictionary up to date.
        explainer: explains an idiom by a model; None: the dictionary alone answers.
    """

    custom_idioms: CustomIdiomLoader
    explainer: IdiomExplainer | None = None

    async def look_up(self, word: str, request: Request, reply: Reply) -> None:
        """Send the entry, and stream the model's explanation below it where a meaning is missing."""
        with suppress(StorageDown):  # the dictionary as it was last loaded will do
            await self.custom_idioms.refresh()
        language = request.language
        entry = self.custom_idioms.engine.look_up(word) if word else None
        if entry is None:
            await reply.send(self._unknown(word, language))
        elif self.explainer is None or (entry.gloss if language == "en" else entry.meaning):
            await reply.send(with_bold(dictionary_entry(entry, language)))
        else:
            await self._explain(entry, self.explainer, request, reply)

    async def _explain(
        self, entry: DictionaryEntry, explainer: IdiomExplainer, request: Request, reply: Reply
    ) -> None:
        language, caller = request.language, Caller.of(request)
        async with StreamEditor(reply) as editor:
            editor.append(dictionary_entry(entry, language, meaning_follows=True))
            note, has_begun = "", False
            try:
                async for chunk in explainer.explain(entry.word, language, caller):
                    if chunk.text and not has_begun:
                        editor.append(f"\n\n{texts.ENTRY_BY_MODEL.to(language)}\n")
                        has_begun = True
                    editor.append(chunk.text)
            except (ModelError, StorageDown) as error:
                _log.warning("Explaining an idiom failed: %r", error.__cause__ or error)
                note = "" if error.said_before else error.say(language)
            await editor.finish(note)

    def _unknown(self, word: str, language: Language) -> str:
        if not word:
            return texts.LOOK_UP_USAGE.to(language)
        unknown = texts.ENTRY_UNKNOWN.to(language, word=word[:_MAX_QUOTED])
        suggestion = self.custom_idioms.engine.judge(word, None).suggestion
        if suggestion:
            return unknown + texts.ENTRY_DID_YOU_MEAN.to(language, suggestion=suggestion)
        return unknown + texts.ENTRY_PROPOSE.to(language)
