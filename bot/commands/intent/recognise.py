"""Decides by rules what a message wants."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.commands.intent.likely_rules import LIKELY, LIKELY_LAST
from bot.commands.intent.rules import Rule
from bot.commands.intent.sure_rules import SURE, SURE_LAST
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
    r"|(?:ignore|disregard|forget|override|bypass).{0,24}(?:instruction|rule|prompt|above|previous|review)"
    r"|系统提示|提示词|system ?prompt|你现在是|从现在起你|开发者模式|developer mode|jailbreak"
    r"|</?(?:message|system|user|document)|next_inputs|\"destination\"|^\W*(?:system|系统|assistant)\W*[:：]"
)
"""What is written for a language model, not for the bot: such a text gives no orders by the way."""


@dataclass(frozen=True, slots=True)
class Intent:
    """The command that a message wants.

    `is_sure`: decide without asking a model. Else it is the best guess where no model can decide.
    """

    destination: Destination
    is_sure: bool


def recognise(text: str) -> Intent | None:
    """What the message wants, if a rule fits it.

    >>> recognise("帮我投稿：春天来了")
    Intent(destination='post', is_sure=True)
    >>> recognise("他说“我想投稿”是什么意思").destination
    'ask'
    """
    head = tokenise(text[:_HEAD_CHARS])
    kinds = head.kinds + (_CUT_OFF if len(text) > _HEAD_CHARS else "")
    sure = _first_that_fits(SURE, kinds, head)
    if sure:
        return Intent(sure, is_sure=True)
    return _of_last_sentence(text) or _likely(kinds, head)


def _of_last_sentence(text: str) -> Intent | None:
    """An order after a text; sure only where the text has some length."""
    last = _last_sentence(text)
    if last is None:
        return None
    before, sentence = last
    tail = tokenise(sentence)
    found = _first_that_fits(SURE_LAST, tail.kinds, tail)
    if found:
        return Intent(found, is_sure=len(before) >= _SURE_CHARS)
    likely = _first_that_fits(LIKELY_LAST, tail.kinds, tail)
    is_injected = likely == "post" and _talks_to_model(normalise(text[:_HEAD_CHARS]).text)
    return Intent(likely, is_sure=False) if likely and not is_injected else None


def _likely(kinds: str, head: Tokens) -> Intent | None:
    rules = (rule for rule in LIKELY if rule.destination != "post")
    found = _first_that_fits(rules if _talks_to_model(head.plain) else LIKELY, kinds, head)
    return Intent(found, is_sure=False) if found else None


def _first_that_fits(rules: Iterable[Rule], kinds: str, tokens: Tokens) -> Destination | None:
    for rule in rules:
        if rule.pattern.match(kinds) and not (rule.unless and rule.unless.search(tokens.said)):
            return rule.destination
    return None


def _talks_to_model(plain: str) -> bool:
    return bool(_TALKS_TO_MODEL.search(plain))


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
