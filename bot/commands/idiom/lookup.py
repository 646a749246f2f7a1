"""/idiom 查 (look up): what the dictionary knows of an idiom, and what a model says it means."""

import logging
from dataclasses import dataclass

from bot.commands.idiom import renderer as speech
from bot.errors import ModelError
from bot.idioms import judge, look_up
from bot.models.chat import Language, Request
from bot.models.game import DictionaryEntry
from bot.ports.chat import Reply
from bot.ports.llm import IdiomExplainer
from bot.streaming.bold import with_bold
from bot.streaming.editor import StreamEditor
from bot.texts import idiom as texts

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class IdiomLookup:
    """Looks idioms up.

    Args:
        meanings: a model's; None: the dictionary's alone.
    """

    meanings: IdiomExplainer | None = None

    async def look(self, word: str, request: Request, reply: Reply) -> None:
        """Show the entry at once, and let the model's meaning grow below it where one is missing."""
        language = request.language
        entry = look_up(word) if word else None
        if entry is None:
            await reply.send(_unknown(word, language))
        elif self.meanings is None or (entry.gloss and language == "en"):
            await reply.send(with_bold(speech.entry(entry, language)))
        else:
            await self._explain(entry, self.meanings, language, reply)

    async def _explain(
        self, entry: DictionaryEntry, meanings: IdiomExplainer, language: Language, reply: Reply
    ) -> None:
        async with StreamEditor(reply) as editor:
            editor.append(speech.entry(entry, language, is_explained=True))
            note, begun = "", False
            try:
                async for piece in meanings.explain(entry.word, language):
                    if piece.text and not begun:
                        editor.append(f"\n\n{texts.ENTRY_BY_MODEL.to(language)}\n")
                        begun = True
                    editor.append(piece.text)
            except ModelError as error:
                _log.warning("an idiom could not be explained: %r", error.__cause__ or error)
                note = error.say(language)
            await editor.finish(note)


def _unknown(word: str, language: Language) -> str:
    if not word:
        return texts.LOOK_UP_WHAT.to(language)
    unknown = texts.ENTRY_UNKNOWN.to(language, word=word[:20])
    near = judge(word).suggestion
    if near:
        return unknown + texts.ENTRY_DID_YOU_MEAN.to(language, suggestion=near)
    return unknown + texts.ENTRY_TEACH.to(language)
