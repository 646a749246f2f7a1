"""Games in memory."""

from dataclasses import replace

from bot.models.chat import Thread
from bot.models.game import FoundGame, Game, GameChange, GameReply, LeaderboardEntry


class FakeGameRepository:
    """Implements `ports.game.Games`; `rivals` are changes that come first."""

    def __init__(self) -> None:
        self.games: dict[Thread, Game] = {}
        self.told: dict[tuple[Thread, int], GameReply] = {}
        self.points: dict[int, dict[int, LeaderboardEntry]] = {}
        self.rivals: list[GameChange] = []
        self.now = 0
        self.watched: dict[Thread, int] = {}

    async def active(self, thread: Thread) -> bool:
        return thread in self.games

    async def find(self, thread: Thread, update_id: int) -> FoundGame:
        return FoundGame(self.games.get(thread), self.told.get((thread, update_id)))

    async def apply(self, thread: Thread, change: GameChange) -> GameReply | None:
        if self.rivals:
            await self.apply(thread, self.rivals.pop())
        earlier = self.told.get((thread, change.update_id))
        if earlier:
            return earlier
        found = self.games.get(thread)
        if (found and found.version) != (change.before and change.before.version):
            return None
        if change.after:
            is_new = not found or found.turn != change.after.turn
            at = self.now if is_new else change.after.turn_at
            self.games[thread] = replace(change.after, turn_at=at)
            if change.after.is_timed:
                await self.watch(thread, change.after.limit_s // 2)
        else:
            self.games.pop(thread, None)
        board = self.points.setdefault(thread.chat_id, {})
        for person, (name, points) in change.gains.items():
            old = board.get(person, LeaderboardEntry(name, 0))
            board[person] = LeaderboardEntry(name, old.points + points)
        self.told[thread, change.update_id] = change.told
        return change.told

    async def due(self) -> tuple[int, list[Thread]]:
        return self.now, [thread for thread, at in self.watched.items() if at <= self.now]

    async def watch(self, thread: Thread, after_s: int | None) -> None:
        self.watched.pop(thread, None)
        if after_s is not None:
            self.watched[thread] = self.now + after_s

    async def standings(self, chat_id: int, count: int) -> list[LeaderboardEntry]:
        best = sorted(self.points.get(chat_id, {}).values(), key=lambda s: -s.points)
        return best[:count]

    async def forget(self, chat_id: int, person_id: int) -> None:
        self.points.get(chat_id, {}).pop(person_id, None)
