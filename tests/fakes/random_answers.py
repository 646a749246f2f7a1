"""Random answers over random faults, and whether the chat shows them in the end."""

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
    """What one run counted, and what the chat shows wrongly."""

    seed: int
    answers: int
    characters: int
    calls: int
    floods: int
    early: int
    twice: int
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What a model writes: chunks, the pauses between them, and the note where it broke off."""

    chunks: list[str]
    gaps_s: list[float]
    note: str

    @classmethod
    def generate(cls, rng: random.Random) -> "Answer":
        text = _text(rng)
        size = rng.choice([1, 2, 5, 40, 300]) if len(text) < 2_000 else rng.choice([40, 300, 2_000])
        chunks = [text[at : at + size] for at in range(0, len(text), size)]
        note = ""
        if rng.random() < 0.25:
            chunks = chunks[: rng.randrange(len(chunks) + 1)]
            note = common.MODEL_CUT.zh
        gap_s = rng.choice([0, 0.03, 0.2])
        return cls(chunks, [rng.expovariate(1 / gap_s) if gap_s else 0 for _ in chunks], note)

    @property
    def visible(self) -> str:
        """What a reader sees in the end, without white space."""
        text = render(self.markdown).text
        return squeezed((text if text.strip() else self.markdown) + self.note)

    @property
    def markdown(self) -> str:
        """All that the model wrote."""
        return "".join(self.chunks)


def squeezed(text: str) -> str:
    """Without white space, and with surplus mentions as the model wrote them."""
    return re.sub(r"\s+", "", text).replace("＠", "@")


def _text(rng: random.Random) -> str:
    length = rng.randint(1, rng.choice(_LENGTHS))
    text = ""
    while len(text) < length:
        text += rng.choice(PIECES)
    return text[:length]


async def play(seed: int) -> RunResult:
    """One run: one or two answers at once, in a private chat or in a group."""
    rng = random.Random(seed)
    faults = FaultPlan(rng, share=rng.choice([0.1, 0.3, 0.7]), most=rng.randint(0, 8))
    telegram = InMemoryTelegram(faults)
    chat_id = rng.choice([PERSON, GROUP_ID])
    askers = [PERSON, OTHER][: 1 if chat_id == PERSON else rng.randint(1, 2)]
    answers = [Answer.generate(rng) for _ in askers]
    sent: list[list[int]] = [[] for _ in askers]
    replies = [
        telegram.asked(asker, chat_id, ids=ids) for asker, ids in zip(askers, sent, strict=True)
    ]
    # Of its own, so that a seed still plays what it played before there were signs of work.
    think_s = [random.Random(f"{seed} {asker}").choice([0, 0, 0.5, 4, 45]) for asker in askers]
    await asyncio.gather(*map(_write, replies, answers, askers, think_s))
    return RunResult(
        seed,
        len(answers),
        sum(len(answer.visible) for answer in answers),
        telegram.calls,
        telegram.refused,
        telegram.early,
        len(_second_copies(telegram, chat_id, sent)),
        tuple(_faults(telegram, chat_id, answers, sent)),
    )


async def _write(reply: Reply, answer: Answer, asker: int, think_s: float) -> None:
    keyboard = ((Button("⏹", f"stop:{asker}"),),)
    async with StreamEditor(reply, keyboard=keyboard) as editor:
        await asyncio.sleep(think_s)
        for chunk, gap_s in zip(answer.chunks, answer.gaps_s, strict=True):
            editor.append(chunk)
            await asyncio.sleep(gap_s)
        await editor.finish(answer.note)


def _faults(
    telegram: InMemoryTelegram,
    chat_id: int,
    answers: list[Answer],
    sent: Sequence[Sequence[int]],
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
            yield "the messages are in another order"
    finished = {number for ids in sent for number in ids}
    for number in shown.keys() - finished - _second_copies(telegram, chat_id, sent):
        yield f"left over: {shown[number]['text'][:60]!r}"
    if any("reply_markup" in shown[number] for number in finished & shown.keys()):
        yield "a button is left over"
    if telegram.early:
        yield f"{telegram.early} calls before retry_after had passed"


def _second_copies(
    telegram: InMemoryTelegram, chat_id: int, sent: Sequence[Sequence[int]]
) -> set[int]:
    """Messages whose delivery was unknown, so that the same text was sent again (ADR 0072)."""
    finished = {number for ids in sent for number in ids}
    return {
        number
        for number in telegram.unknown & telegram.shown(chat_id).keys() - finished
        if any(
            later > number and text == telegram.sent[number]
            for later, text in telegram.sent.items()
        )
    }


def _styled(message: dict[str, Any]) -> StyledText:
    return StyledText(
        message["text"],
        tuple(
            Span(one["type"], one["offset"], one["length"], one.get("url"), one.get("language"))
            for one in message.get("entities", ())
        ),
    )
