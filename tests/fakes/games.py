"""Games in memory."""

from dataclasses import dataclass, field, replace

from bot.models.chat import Thread
from bot.models.game import (
    EndedGame,
    FoundGame,
    Game,
    GameChange,
    GameReply,
    LeaderboardEntry,
    PlayerRecords,
    Recap,
    WaitingAnswer,
)
from bot.ports.games import Period

_DAY_S = 24 * 3600
_LEASE_S = 30
_ENDED_S = 1800
_PROMPTS = 20


@dataclass
class FakeGameRepository:
    """Implements `ports.games.GameRepository` and `ports.games.Leaderboards`, in UTC.

    `now_s` is the server's time. `rivals` are changes that are applied before the next one.
    """

    games: dict[Thread, Game] = field(default_factory=dict)
    replies: dict[tuple[int, int], GameReply] = field(default_factory=dict)
    points: dict[int, dict[int, LeaderboardEntry]] = field(default_factory=dict)
    rivals: list[GameChange] = field(default_factory=list)
    checks: dict[Thread, int] = field(default_factory=dict)
    now_s: int = 1_800_000_000
    finds: int = 0
    ended: dict[Thread, tuple[int, EndedGame]] = field(default_factory=dict)
    prompts: dict[Thread, list[int]] = field(default_factory=dict)
    weeks: dict[tuple[int, int], dict[int, int]] = field(default_factory=dict)
    kept_records: dict[tuple[int, int], PlayerRecords] = field(default_factory=dict)
    last_days: dict[tuple[int, int], int] = field(default_factory=dict)
    recaps: dict[Thread, Recap] = field(default_factory=dict)
    pictures: dict[tuple[Thread, int], int] = field(default_factory=dict)

    @property
    def _day(self) -> int:
        return self.now_s // _DAY_S

    @property
    def _week(self) -> int:
        return (self._day + 3) // 7

    async def find(self, thread: Thread, update_id: int) -> FoundGame:
        self.finds += 1
        at_s, ended = self.ended.get(thread, (-_ENDED_S, None))
        return FoundGame(
            self.games.get(thread),
            self.replies.get((thread.chat_id, update_id)),
            ended if self.now_s < at_s + _ENDED_S else None,
        )

    async def apply(self, thread: Thread, change: GameChange) -> GameReply | None:
        if self.rivals:
            await self.apply(thread, self.rivals.pop())
        earlier = self.replies.get((thread.chat_id, change.update_id))
        if earlier:
            return earlier
        found = self.games.get(thread)
        if (found and found.version) != (change.before and change.before.version):
            return None
        if change.after:
            is_same_turn = found and found.turn == change.after.turn
            started_s = found.turn_started_s if found and is_same_turn else self.now_s
            self.games[thread] = replace(change.after, turn_started_s=started_s)
            if change.after.is_timed:
                await self.schedule_turn_check(thread, change.after.turn_limit_s // 2)
        else:
            self._end(thread, change)
        for person, (name, points) in change.gains.items():
            self._gain(thread.chat_id, person, name, points)
        self.replies[thread.chat_id, change.update_id] = change.reply
        return change.reply

    def _gain(self, chat_id: int, person: int, name: str, points: int) -> None:
        leaderboard = self.points.setdefault(chat_id, {})
        total = points + (leaderboard[person].points if person in leaderboard else 0)
        leaderboard[person] = LeaderboardEntry(name, total, total)
        week = self.weeks.setdefault((chat_id, self._week), {})
        week[person] = week.get(person, 0) + points
        key, last = (chat_id, person), self.last_days.get((chat_id, person), 0)
        if points > 0 and last != self._day:
            old = self.kept_records.get(key, PlayerRecords())
            days = old.days + 1 if last == self._day - 1 else 1
            most = max(days, old.most_days)
            self.kept_records[key] = replace(old, days=days, most_days=most)
            self.last_days[key] = self._day

    def _end(self, thread: Thread, change: GameChange) -> None:
        ended, final = self.games.pop(thread, None), change.final
        if ended:
            is_quiet = ended.quiet and not ended.match
            self.ended[thread] = (self.now_s, EndedGame(ended.mode, ended.level, is_quiet))
        if final is None:
            return
        self.recaps[thread] = Recap(change.update_id, final.chain, final.scores)
        for person, score in final.scores.items():
            old = self.kept_records.get((thread.chat_id, person), PlayerRecords())
            if score.moves:
                self.kept_records[thread.chat_id, person] = replace(
                    old,
                    streak=max(old.streak, score.longest_streak),
                    best_game=max(old.best_game, score.points),
                    longest_game=max(old.longest_game, len(final.chain)),
                )

    async def recap(self, thread: Thread) -> Recap | None:
        return self.recaps.get(thread)

    async def claim_picture(self, thread: Thread, recap: Recap, update_id: int) -> bool:
        return self.pictures.setdefault((thread, recap.version), update_id) == update_id

    async def release_picture(self, thread: Thread, recap: Recap) -> None:
        self.pictures.pop((thread, recap.version), None)

    async def delete(self, thread: Thread) -> None:
        for kept in (self.games, self.ended, self.recaps, self.prompts):
            kept.pop(thread, None)

    async def add_prompt(self, thread: Thread, message_id: int, replaced: int) -> list[int]:
        prompts = self.prompts.setdefault(thread, [])
        taken = [prompts.pop() for _ in range(min(replaced, len(prompts)))]
        prompts.append(message_id)
        del prompts[:-_PROMPTS]
        return [found for found in taken if found != message_id]

    async def due_turns(self) -> tuple[int, list[Thread]]:
        due = [thread for thread, at_s in self.checks.items() if at_s <= self.now_s]
        for thread in due:
            self.checks[thread] = self.now_s + _LEASE_S
        return self.now_s, due

    async def schedule_turn_check(self, thread: Thread, after_s: int | None) -> None:
        self.checks.pop(thread, None)
        if after_s is not None:
            self.checks[thread] = self.now_s + after_s

    async def leaderboard(
        self, chat_id: int, count: int, period: Period = "all"
    ) -> list[LeaderboardEntry]:
        entries = self.points.get(chat_id, {})
        if period == "week":
            week = self.weeks.get((chat_id, self._week), {})
            entries = {p: replace(entries[p], points=points) for p, points in week.items()}
        return sorted(entries.values(), key=lambda entry: -entry.points)[:count]

    async def records(self, chat_id: int, person_id: int) -> PlayerRecords:
        key = (chat_id, person_id)
        kept = self.kept_records.get(key, PlayerRecords())
        total = self.points.get(chat_id, {}).get(person_id, LeaderboardEntry("", 0)).points
        week = self.weeks.get((chat_id, self._week), {}).get(person_id, 0)
        days = kept.days if self.last_days.get(key, 0) >= self._day - 1 else 0
        return replace(kept, points=total, week=week, days=days)

    async def forget(self, chat_id: int, person_id: int) -> None:
        key = (chat_id, person_id)
        for kept in (self.points.get(chat_id, {}), self.weeks.get((chat_id, self._week), {})):
            kept.pop(person_id, None)
        self.kept_records.pop(key, None)
        self.last_days.pop(key, None)


@dataclass
class FakeAnswerQueue:
    """Implements `ports.games.AnswerQueue`; `now_s` is the server's time."""

    at_once: int
    window_s: float
    gap_s: float
    now_s: float = 0
    times: dict[Thread, list[float]] = field(default_factory=dict)
    answers: dict[Thread, list[WaitingAnswer]] = field(default_factory=dict)
    leased: set[Thread] = field(default_factory=set)

    async def claim(self, thread: Thread, answer: WaitingAnswer) -> float | None:
        times = self.times.setdefault(thread, [])
        recent = [at_s for at_s in times if self.now_s < at_s + self.window_s]
        is_full = len(recent) >= self.at_once
        if self.answers.get(thread) or (is_full and self.now_s < times[-1] + self.gap_s):
            self.answers.setdefault(thread, []).append(answer)
            return None
        since_s = self.now_s - times[-1] if times else float("inf")
        times.append(self.now_s)
        return since_s

    async def waiting(self) -> list[Thread]:
        return [thread for thread, answers in self.answers.items() if answers]

    async def take(self, thread: Thread) -> list[WaitingAnswer]:
        times = self.times.setdefault(thread, [])
        too_early = bool(times) and self.now_s < times[-1] + self.gap_s
        if too_early or thread in self.leased or not self.answers.get(thread):
            return []
        self.leased.add(thread)
        times.append(self.now_s)
        return list(self.answers[thread])

    async def sent(self, thread: Thread, count: int) -> None:
        self.leased.discard(thread)
        del self.answers[thread][:count]
