"""Decides what a message wants: a sure rule, else the classifier."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from bot.commands.intent.classifier import Classifier, shipped_classifier
from bot.commands.intent.likely_rules import LIKELY, TAIL
from bot.commands.intent.rules import Rule
from bot.commands.intent.sure_rules import QUESTIONS, SURE
from bot.commands.intent.tokens import Tokens, tokenise
from bot.models.llm import Destination
from bot.moderation.text_normaliser import normalise

_HEAD_CHARS = 160
"""Read of a message: an order stands at its beginning, or in its last sentence."""
_CUT_OFF = "~"
_TAIL_CHARS = 40
_SURE_CHARS = 30
"""A text before an order; where it is shorter, the order may be a part of what is told."""
_AFTER_TEXT = "。！？!?~～. "
_END_OF_SENTENCE = re.compile(r"[\n。！？!?;；…]|(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")
_QUOTATION_MARKS = (("“", "”"), ("「", "」"), ("『", "』"), ("《", "》"), ("‘", "’"), ("（", "）"))
_TALKS_TO_MODEL = re.compile(
    r"(?:忽略|无视|不要管|忘记|绕过).{0,12}(?:指令|指示|提示|规则|要求|设定|限制|审核)"
    r"|(?:忽略|无视|不要管|别管)(?:上文|前文|以上|上面|前面)"
    r"|(?:ignore|disregard|forget|override|bypass).{0,24}(?:instruction|rule|prompt|above|previous|review)"
    r"|系统提示|提示词|system ?prompt|你现在是|从现在起你|开发者模式|developer mode|jailbreak"
    r"|</?(?:message|system|user|document)|next_inputs|\"destination\"|^\W*(?:system|系统|assistant)\W*[:：]"
)
"""What is written for a language model, not for the bot: such a text gives no orders by the way."""


@dataclass(frozen=True, slots=True)
class Intent:
    """The command that a message wants.

    `is_sure`: decide without asking a model. Else it is what the classifier decides where no model can.
    """

    destination: Destination
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A rule that fits a message, and where: in `tokens`, of the beginning or the last sentence."""

    rule: Rule
    found: re.Match[str]
    tokens: Tokens
    before: str = ""

    @property
    def is_sure(self) -> bool:
        """A last sentence is a sure order only after a text of some length."""
        return self.rule.is_sure and (self.rule.cut != "before" or len(self.before) >= _SURE_CHARS)


def recognise(text: str, classifier: Classifier | None = None) -> Intent:
    """What the message wants, by a sure rule, else by the classifier; by default the shipped one.

    >>> recognise("帮我投稿：春天来了")
    Intent(destination='post', is_sure=True)
    >>> recognise("他说“我想投稿”是什么意思").destination
    'ask'
    """
    reading = next(readings(text), None)
    is_sure = reading is not None and reading.is_sure
    if reading and is_sure and reading.rule not in QUESTIONS:
        return Intent(reading.rule.destination, is_sure=True)
    guess = (classifier or shipped_classifier()).classify(text)
    if guess == "post" and _is_for_model(text):
        guess = "ask"
    # A question is sure only where the classifier agrees: it may be about the bot.
    return Intent(guess, is_sure=is_sure and guess == "ask")


def readings(text: str) -> Iterator[Reading]:
    """Every rule that fits the message, the most certain first; what is not sure only cuts the text."""
    head = tokenise(text[:_HEAD_CHARS])
    kinds = head.kinds + (_CUT_OFF if len(text) > _HEAD_CHARS else "")
    yield from _fitting(SURE, kinds, head)
    is_for_model = _is_for_model(text)
    for reading in chain(_of_last_sentence(text), _fitting(LIKELY, kinds, head)):
        if not (is_for_model and reading.rule.destination == "post"):
            yield reading


def _is_for_model(text: str) -> bool:
    return bool(_TALKS_TO_MODEL.search(normalise(text[:_HEAD_CHARS]).text))


def _of_last_sentence(text: str) -> Iterator[Reading]:
    last = _last_sentence(text)
    if last:
        before, sentence = last
        tail = tokenise(sentence)
        yield from _fitting(TAIL, tail.kinds, tail, before)


def _fitting(
    rules: Iterable[Rule], kinds: str, tokens: Tokens, before: str = ""
) -> Iterator[Reading]:
    for rule in rules:
        found = rule.pattern.match(kinds)
        if found:
            yield Reading(rule, found, tokens, before)


def _last_sentence(text: str) -> tuple[str, str] | None:
    """The last sentence, where it is short, and the text before it."""
    body = text.rstrip()
    core = body.rstrip(_AFTER_TEXT)
    window_start = max(0, len(core) - _TAIL_CHARS - 1)
    ends = [found.end() for found in _END_OF_SENTENCE.finditer(core, window_start)]
    if not ends or _is_open_quotation(body[: ends[-1]]):
        return None
    return body[: ends[-1]].strip(), body[ends[-1] :].strip()


def _is_open_quotation(before: str) -> bool:
    """Does the last sentence stand within quotation marks?"""
    pairs = any(before.count(begin) > before.count(end) for begin, end in _QUOTATION_MARKS)
    return pairs or before.count('"') % 2 == 1
