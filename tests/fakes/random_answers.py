"""Answers at random: any text, any pace, any mishap; and what the chat shows of them in the end."""

import asyncio
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.models.chat import Button, Span, StyledText
from bot.playground.server.initial_state import GROUP_ID
from bot.ports.chat import Reply
from bot.streaming.editor import StreamEditor
from bot.streaming.markdown import render
from bot.texts import common
from tests.fakes.in_memory_telegram import FaultPlan, InMemoryTelegram
from tests.fakes.markdown_letters import PIECES, missing

PERSON, OTHER = 101, 102
_LENGTHS = (1, 12, 100, 400, 2_000, 5_000, 12_000, 30_000)


@dataclass(frozen=True)
class RunResult:
    """What one run came to."""

    seed: int
    answers: int
    characters: int
    calls: int
    floods: int
    early: int
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What a model writes: pieces, the pauses between them, and the sentence where it failed."""

    pieces: list[str]
    gaps_s: list[float]
    note: str

    @classmethod
    def at_random(cls, dice: random.Random) -> "Answer":
        text = _text(dice)
        size = (
            dice.choice([1, 2, 5, 40, 300]) if len(text) < 2_000 else dice.choice([40, 300, 2_000])
        )
        pieces = [text[at : at + size] for at in range(0, len(text), size)]
        note = ""
        if dice.random() < 0.25:
            pieces = pieces[: dice.randrange(len(pieces) + 1)]
            note = common.MODEL_CUT.zh
        gap_s = dice.choice([0, 0.03, 0.2])
        return cls(pieces, [dice.expovariate(1 / gap_s) if gap_s else 0 for _ in pieces], note)

    @property
    def visible(self) -> str:
        """What a reader sees in the end by our renderer, white space aside."""
        text = render(self.markdown).text
        return squeezed((text if text.strip() else self.markdown) + self.note)

    @property
    def markdown(self) -> str:
        """All the model wrote."""
        return "".join(self.pieces)


def squeezed(text: str) -> str:
    """Without white space."""
    return re.sub(r"\s+", "", text)


def _text(dice: random.Random) -> str:
    length = dice.randint(1, dice.choice(_LENGTHS))
    text = ""
    while len(text) < length:
        text += dice.choice(PIECES)
    return text[:length]


async def play(seed: int) -> RunResult:
    """One run: one or two answers at once, in a private chat or in a group."""
    dice = random.Random(seed)
    trouble = FaultPlan(dice, share=dice.choice([0.1, 0.3, 0.7]), most=dice.randint(0, 8))
    telegram = InMemoryTelegram(trouble)
    chat_id = dice.choice([PERSON, GROUP_ID])
    askers = [PERSON, OTHER][: 1 if chat_id == PERSON else dice.randint(1, 2)]
    answers = [Answer.at_random(dice) for _ in askers]
    replies = [telegram.asked(asker, chat_id) for asker in askers]
    sent = await asyncio.gather(*map(_write, replies, answers, askers))
    return RunResult(
        seed,
        len(answers),
        sum(len(answer.visible) for answer in answers),
        telegram.calls,
        telegram.refused,
        telegram.early,
        tuple(_faults(telegram, chat_id, answers, sent)),
    )


async def _write(reply: Reply, answer: Answer, asker: int) -> tuple[int, ...]:
    keyboard = ((Button("⏹", f"stop:{asker}"),),)
    async with StreamEditor(reply, keyboard=keyboard) as editor:
        for piece, gap_s in zip(answer.pieces, answer.gaps_s, strict=True):
            editor.append(piece)
            await asyncio.sleep(gap_s)
        return await editor.finish(answer.note)


def _faults(
    telegram: InMemoryTelegram,
    chat_id: int,
    answers: list[Answer],
    sent: Sequence[tuple[int, ...]],
) -> Iterator[str]:
    shown = telegram.shown(chat_id)
    for answer, ids in zip(answers, sent, strict=True):
        messages = [shown[number] for number in ids if number in shown]
        text = squeezed("".join(message["text"] for message in messages))
        if text != answer.visible:
            yield f"the chat shows {text[:60]!r}…, the model wrote {answer.visible[:60]!r}…"
        lost = missing(f"{answer.markdown}\n\n{answer.note}", map(_styled, messages))
        if lost:
            yield f"the chat does not show {lost[:60]!r}…"
        if list(ids) != sorted(ids):
            yield "the messages stand in another order"
    for number in shown.keys() - {number for ids in sent for number in ids}:
        yield f"left over: {shown[number]['text'][:60]!r}"
    if any("reply_markup" in message for message in shown.values()):
        yield "a button is left over"
    if telegram.early:
        yield f"{telegram.early} calls before retry_after had passed"


def _styled(message: dict[str, Any]) -> StyledText:
    return StyledText(
        message["text"],
        tuple(
            Span(one["type"], one["offset"], one["length"], one.get("url"), one.get("language"))
            for one in message.get("entities", ())
        ),
    )
