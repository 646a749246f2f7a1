"""/idiom 每日 (daily): one puzzle a day, the same for everybody, with a result that can be shared."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from bot.idioms import PlayedIdioms, judge
from bot.idioms.daily import TRIES, mark_of, puzzle_of, puzzle_with, solution, steps_left
from bot.idioms.engine import GameEngine
from bot.models.chat import Button, ButtonPress, Keyboard, Language, Request
from bot.models.daily import DailyProgress, DailyPuzzle, DailyStatistics, DailyTry
from bot.models.game import Verdict
from bot.ports.awaited_inputs import AwaitedInputs
from bot.ports.chat import Reply
from bot.ports.daily import DailyPuzzles
from bot.streaming.bold import with_bold
from bot.texts import idiom_daily as texts


@dataclass(frozen=True, slots=True)
class DailyPuzzleCommands:
    """Plays the puzzle of the day with each person.

    Args:
        puzzles: what people made of it.
        inputs: lets a person's next message be a try.
        engine: knows the idioms.
        zone: whose midnight begins a day.
        clock: seconds since 1970.
    """

    puzzles: DailyPuzzles
    inputs: AwaitedInputs
    engine: GameEngine
    zone: tzinfo
    clock: Callable[[], float] = time.time

    @property
    def today(self) -> DailyPuzzle:
        """The puzzle of the day."""
        return puzzle_of(datetime.fromtimestamp(self.clock(), self.zone).date())

    async def statistics(self, person_id: int) -> DailyStatistics:
        """What the person has made of all puzzles; a streak ends where a day was left out."""
        progress = await self.puzzles.progress(person_id)
        is_alive = progress.last_solved >= self.today.number - 1
        return progress.statistics if is_alive else replace(progress.statistics, streak=0)

    async def play(self, argument: str, request: Request, reply: Reply) -> None:
        """Show the puzzle of the day, or try `argument`."""
        puzzle = self.today
        before = await self.puzzles.progress(request.sender.id)
        progress = _at(puzzle, before, request)
        if progress != before:
            await self.puzzles.save(request.sender.id, progress)
        if argument:
            await self._try(argument, progress, request, reply)
            return
        language = request.language
        if _is_over(progress):
            await reply.send(texts.DONE.to(language))
            await _send_result(puzzle, progress, reply, language)
            return
        await self._await(request, progress)
        shown = _puzzle(puzzle, progress, language, in_group=request.chat_kind == "group")
        await reply.send(with_bold(shown))

    async def take(self, request: Request, reply: Reply, *, is_game_on: bool) -> bool:
        """Try what a message says that was awaited; False where it is about something else.

        `is_game_on`: what is no try may be a move.
        """
        puzzle = self.today
        progress = _at(puzzle, await self.puzzles.progress(request.sender.id), request)
        verdict = self._judge(request.text, puzzle, progress)
        if verdict.kind == "give_up" and not is_game_on:
            await reply.send(texts.GIVE_UP.to(request.language, tries=TRIES))
            return True
        if verdict.kind == "hint" and not is_game_on:
            char = _kept(puzzle, progress)[-1][-1]
            await reply.send(with_bold(texts.NO_HELP.to(request.language, char=char)))
            return True
        mistakes = () if is_game_on else ("wrong_head", "repeated", "not_idiom")
        if verdict.kind not in ("valid", *mistakes) or not verdict.sure:
            return False
        await self.play(request.text, request, reply)
        return True

    async def way_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """Handle the button 👀: only who has played the puzzle sees their own way."""
        language = press.sender.language
        progress = await self.puzzles.progress(press.sender.id)
        number = press.action.rpartition(":")[2]
        if str(progress.number) != number or not _is_over(progress):
            await reply.answer_press(texts.NO_WAY_YET.to(language), alert=True)
            return
        puzzle = puzzle_with(progress.number)
        chain = " → ".join([*_kept(puzzle, progress), *([puzzle.goal] * progress.is_solved)])
        await reply.answer_press(texts.WAY.to(language, chain=chain), alert=True)

    async def _try(
        self, text: str, progress: DailyProgress, request: Request, reply: Reply
    ) -> None:
        """One try; an update that comes again is answered again, and counts once."""
        puzzle, language = self.today, request.language
        if progress.update_id != request.update_id and not _is_over(progress):
            verdict, kept = self._judge(text, puzzle, progress), _kept(puzzle, progress)
            if verdict.kind != "valid" or not verdict.idiom:
                await self._await(request, progress)
                await reply.send(_mistake(verdict, kept[-1][-1], language))
                return
            progress = _after(puzzle, progress, verdict.idiom, request.update_id)
            await self.puzzles.save(request.sender.id, progress)
        elif _is_over(progress) and progress.update_id != request.update_id:
            await reply.send(texts.DONE.to(language))
            return
        if not _is_over(progress):
            await self._await(request, progress)
            await reply.send(with_bold(_tried(puzzle, progress, language)))
            return
        await self.inputs.drop(request.thread, request.sender.id)
        await reply.send(_ending(puzzle, progress, language))
        await _send_result(puzzle, progress, reply, language)

    def _judge(self, text: str, puzzle: DailyPuzzle, progress: DailyProgress) -> Verdict:
        return judge(
            text,
            last=_kept(puzzle, progress)[-1],
            used=_used(puzzle, progress),
            mode="exact",
            addressed=True,
            dictionary=self.engine.dictionary,
        )

    async def _await(self, request: Request, progress: DailyProgress) -> None:
        await self.inputs.expect(request.thread, request.sender.id, "daily", progress.wish)


def _at(puzzle: DailyPuzzle, progress: DailyProgress, request: Request) -> DailyProgress:
    """The person's attempt at `puzzle`; a new one where their last was at another."""
    if progress.number == puzzle.number:
        return progress
    return DailyProgress(
        puzzle.number,
        wish=request.update_id,
        last_solved=progress.last_solved,
        statistics=progress.statistics,
    )


def _is_over(progress: DailyProgress) -> bool:
    return progress.is_solved or len(progress.tries) >= TRIES


def _kept(puzzle: DailyPuzzle, progress: DailyProgress) -> list[str]:
    """The chain so far, with the start."""
    return [puzzle.start, *(t.word for t in progress.tries if t.mark != "dead_end")]


def _used(puzzle: DailyPuzzle, progress: DailyProgress) -> PlayedIdioms:
    return PlayedIdioms([puzzle.start, puzzle.goal, *(t.word for t in progress.tries)])


def _after(
    puzzle: DailyPuzzle, progress: DailyProgress, word: str, update_id: int
) -> DailyProgress:
    """The progress after a right idiom."""
    left = TRIES - len(progress.tries) - 1
    mark = mark_of(puzzle, _kept(puzzle, progress)[-1], word, left)
    is_solved = mark != "dead_end" and steps_left(puzzle, word) == 0
    tries = (*progress.tries, DailyTry(word, mark))
    after = replace(progress, tries=tries, is_solved=is_solved, update_id=update_id)
    return _finished(after) if _is_over(after) else after


def _finished(progress: DailyProgress) -> DailyProgress:
    """The progress with its result counted."""
    old = progress.statistics
    if not progress.is_solved:
        return replace(progress, statistics=replace(old, played=old.played + 1, streak=0))
    streak = old.streak + 1 if progress.last_solved == progress.number - 1 else 1
    statistics = DailyStatistics(old.played + 1, old.solved + 1, streak, max(old.longest, streak))
    return replace(progress, last_solved=progress.number, statistics=statistics)


def _puzzle(
    puzzle: DailyPuzzle, progress: DailyProgress, language: Language, *, in_group: bool
) -> str:
    if progress.tries:
        return _tried(puzzle, progress, language)
    told = texts.PUZZLE.to(
        language,
        number=puzzle.number,
        start=puzzle.start,
        goal=puzzle.goal,
        first=puzzle.start[-1],
        last=puzzle.goal[0],
        tries=TRIES,
    )
    how = texts.HOW_IN_GROUP if in_group else texts.HOW
    return f"{told}\n{how.to(language)}"


def _tried(puzzle: DailyPuzzle, progress: DailyProgress, language: Language) -> str:
    """How a person stands after a try."""
    kept, last = _kept(puzzle, progress), progress.tries[-1]
    if last.mark == "dead_end":
        news = texts.DEAD_END.to(language, word=last.word)
    else:
        sentence = texts.CLOSER if last.mark == "closer" else texts.DETOUR
        news = sentence.to(language, steps=steps_left(puzzle, last.word))
    return texts.TRIED.to(
        language,
        marks=_marks(progress),
        left=TRIES - len(progress.tries),
        chain=" → ".join(kept),
        goal=puzzle.goal,
        news=news,
        char=kept[-1][-1],
        last=puzzle.goal[0],
    )


def _mistake(verdict: Verdict, char: str, language: Language) -> str:
    """Why a message was no try."""
    if verdict.suggestion:
        return texts.NOT_IDIOM_NEAR.to(language, suggestion=verdict.suggestion)
    kind = verdict.kind if verdict.kind in texts.MISTAKES else "not_idiom"
    return texts.MISTAKES[kind].to(language, word=verdict.idiom, char=char)


def _ending(puzzle: DailyPuzzle, progress: DailyProgress, language: Language) -> str:
    if progress.is_solved:
        return texts.SOLVED.to(language, streak=progress.statistics.streak)
    way = " → ".join([puzzle.start, *solution(puzzle, puzzle.start), puzzle.goal])
    return texts.FAILED.to(language, tries=TRIES, solution=way)


async def _send_result(
    puzzle: DailyPuzzle, progress: DailyProgress, reply: Reply, language: Language
) -> None:
    """The result without a word of the solution."""
    score = len(progress.tries) if progress.is_solved else "X"
    result = texts.RESULT.to(
        language,
        number=puzzle.number,
        score=score,
        tries=TRIES,
        marks=_marks(progress),
        start=puzzle.start,
        goal=puzzle.goal,
    )
    await reply.send(result, keyboard=_way_button(puzzle, language))


def _way_button(puzzle: DailyPuzzle, language: Language) -> Keyboard:
    return ((Button(texts.BUTTON_WAY.to(language), f"idiom:way:{puzzle.number}"),),)


def _marks(progress: DailyProgress) -> str:
    return "".join(texts.MARKS[t.mark] for t in progress.tries)
