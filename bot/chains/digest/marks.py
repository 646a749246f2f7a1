"""Turns the message numbers in a digest into links, while it is streamed.

A mark `[12]` becomes a link where message 12 is there and says it: it has half of the terms of the
sentence, a third where the sentence names its sender, or the sentence has half of its. Where several are
marked, each may say one clause. All numbers and names of the sentence must stand in the messages that are
marked together, and where it names members, a message of somebody else is none of theirs. Any other mark
is dropped (docs/decisions/0024-group-digest.md).
"""

import re
from collections.abc import Callable, Iterator, Sequence

from bot.chains.retrieval.citations import MIN_SHARE, exact_terms, has_cjk, last_sentence, share
from bot.chains.retrieval.terms import searchable
from bot.chains.streamed_marks import StreamedMarks
from bot.models.chat_log import LoggedMessage

_MAX_LINKS = 3
"""After one sentence."""
_MAX_HELD_CHARS = 80
_MAX_SENTENCE_CHARS = 1000
_MIN_SHARE_OF_SENDER = 1 / 3
_MIN_NAME_CHARS = 2
"""A shorter name may be a part of any word."""

_ONE = r"[\[［【]\s*#?\d{1,5}(?:\s*[,，、;；\-–~～]\s*#?\d{1,5})*\s*[\]］】]"
_MARKS = re.compile(rf"[ \t]*{_ONE}(?:[ \t,，、]*{_ONE})*")
_OPENING = re.compile(rf"(?:[ \t,，、]*{_ONE})*[ \t,，、]*(?:[\[［【][^\]］】\n]*)?$")
"""What may become marks, and the space before them, which goes with them."""
_NUMBER = re.compile(r"\d+")
_CLAUSE_END = re.compile(r"[，,：:、]")
_WORD = re.compile(r"\w")
_HIDDEN_LINK = re.compile(r"\](?=[(\[])")
_MENTION = re.compile(r"(?<![A-Za-z0-9.])@")


class MessageMarks(StreamedMarks):
    """Passes a digest on, with links for the marks that hold.

    Of what the model wrote, no @name is a mention, and no link hides its address.

    Args:
        messages: the first one has number 1.
        cite: the Markdown that leads to a message.
    """

    def __init__(
        self, messages: Sequence[LoggedMessage], cite: Callable[[LoggedMessage], str]
    ) -> None:
        super().__init__(_MARKS, _OPENING, max_held_chars=_MAX_HELD_CHARS)
        self._messages = messages
        self._cite = cite
        self._names = {m.sender for m in messages if len(m.sender) >= _MIN_NAME_CHARS}
        self._written = ""
        """Since the last mark."""
        self._is_marked = False
        self._last = ""
        """The last character that was shown."""

    def _with_mark(self, shown: str, mark: str) -> str:
        self._is_marked = True
        links = "".join(f" {self._cite(message)}" for message in self._holding(mark))
        self._last = links[-1:] or self._last  # without a link the text around it meets
        return shown + links

    def _write(self, text: str) -> str:
        if self._is_marked and _WORD.search(text):
            self._written, self._is_marked = "", False
        self._written = (self._written + text)[-_MAX_SENTENCE_CHARS:]
        before, self._last = self._last, (text[-1:] or self._last)
        return _harmless(before + text)[len(before) :]

    def _holding(self, marks: str) -> Iterator[LoggedMessage]:
        """The messages of these marks that say what stands before them."""
        sentence = last_sentence(self._written)
        numbers = dict.fromkeys(map(int, _NUMBER.findall(marks)))
        marked = [self._messages[n - 1] for n in numbers if 0 < n <= len(self._messages)]
        together = searchable("\n".join(f"{message.sender}\n{message.text}" for message in marked))
        if any(term not in together for term in exact_terms(sentence)):
            return
        named = {name for name in self._names if name in sentence}
        # Of several messages each may say one clause.
        said = [sentence, *(_CLAUSE_END.split(sentence) if len(marked) > 1 else ())]
        holding = [
            message
            for message in marked
            if (not named or message.sender in named) and any(says(message, one) for one in said)
        ]
        yield from holding[:_MAX_LINKS]


def says(message: LoggedMessage, sentence: str) -> bool:
    """Does a message say this, as far as words tell?

    Between two languages a number or a name of the sentence must stand in its text.

    >>> says(LoggedMessage(1, 1, "小明", "会议改到周三下午吧", 0), "小明提议会议改到周三")
    True
    >>> says(LoggedMessage(1, 1, "小明", "中午吃什么", 0), "小明提议会议改到周三")
    False
    """
    text = searchable(message.text)
    if has_cjk(sentence) != has_cjk(message.text):
        return any(term in text for term in exact_terms(sentence))
    least = _MIN_SHARE_OF_SENDER if message.sender in sentence else MIN_SHARE
    has_sentence = share(text + searchable(message.sender), sentence) >= least
    return has_sentence or share(searchable(sentence), message.text) >= MIN_SHARE


def _harmless(text: str) -> str:
    return _MENTION.sub("＠", _HIDDEN_LINK.sub("] ", text))
