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
    WaitingAnswer,
)

_LEASE_S = 30
_ENDED_S = 1800
_PROMPTS = 20


@dataclass
class FakeGameRepository:
    """Implements `ports.games.GameRepository`.

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
            self.games.pop(thread, None)
            if found:
                self.ended[thread] = (self.now_s, EndedGame(found.mode, found.level, found.quiet))
        leaderboard = self.points.setdefault(thread.chat_id, {})
        for person, (name, points) in change.gains.items():
            old = leaderboard.get(person, LeaderboardEntry(name, 0))
            leaderboard[person] = LeaderboardEntry(name, old.points + points)
        self.replies[thread.chat_id, change.update_id] = change.reply
        return change.reply

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

    async def leaderboard(self, chat_id: int, count: int) -> list[LeaderboardEntry]:
        best = sorted(self.points.get(chat_id, {}).values(), key=lambda entry: -entry.points)
        return best[:count]

    async def forget(self, chat_id: int, person_id: int) -> None:
        self.points.get(chat_id, {}).pop(person_id, None)


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
