"""Decides what a message wants: a sure rule, else the classifier."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.commands.intent.classifier import Classifier, shipped_classifier
from bot.commands.intent.rules import Rule
from bot.commands.intent.sure_rules import QUESTIONS, SURE, SURE_LAST
from bot.commands.intent.tokens import TokenisedText, tokenise
from bot.commands.intent.topics import names_part_of_game
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


def recognise(text: str, classifier: Classifier | None = None) -> Intent:
    """What the message wants, by a sure rule, else by the classifier; by default the shipped one.

    >>> recognise("帮我投稿：春天来了")
    Intent(destination='post', is_sure=True)
    >>> recognise("他说“我想投稿”是什么意思").destination
    'ask'
    """
    if names_part_of_game(text):
        return Intent("idiom", is_sure=True)
    rule = _sure_rule(text)
    if rule and rule not in QUESTIONS:
        return Intent(rule.destination, is_sure=True)
    guess = (classifier or shipped_classifier()).classify(text)
    if guess == "post" and _is_for_model(text):
        guess = "ask"
    # A question is sure only where the classifier agrees: it may be about the bot.
    return Intent(guess, is_sure=rule is not None and guess == "ask")


def _sure_rule(text: str) -> Rule | None:
    """The first sure rule that fits the beginning of a message, or its last sentence after a text."""
    head = tokenise(text[:_HEAD_CHARS])
    kinds = head.kinds + (_CUT_OFF if len(text) > _HEAD_CHARS else "")
    found = _first_that_fits(SURE, kinds, head)
    last = None if found else _last_sentence(text)
    if last and len(last[0]) >= _SURE_CHARS:
        tail = tokenise(last[1])
        found = _first_that_fits(SURE_LAST, tail.kinds, tail)
    return found


def _first_that_fits(rules: Iterable[Rule], kinds: str, tokens: TokenisedText) -> Rule | None:
    for rule in rules:
        if rule.pattern.match(kinds) and not (rule.unless and rule.unless.search(tokens.said)):
            return rule
    return None


def _is_for_model(text: str) -> bool:
    return bool(_TALKS_TO_MODEL.search(normalise(text[:_HEAD_CHARS]).text))


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
