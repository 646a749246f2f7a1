"""Games in memory."""

from bot.models.chat import Thread
from bot.models.game import Change, Game, Standing, Table, Told


class FakeGames:
    """Implements `ports.game.Games`; `rivals` are changes that come first."""

    def __init__(self) -> None:
        self.games: dict[Thread, Game] = {}
        self.told: dict[tuple[Thread, int], Told] = {}
        self.points: dict[int, dict[int, Standing]] = {}
        self.rivals: list[Change] = []

    async def active(self, thread: Thread) -> bool:
        return thread in self.games

    async def find(self, thread: Thread, update_id: int) -> Table:
        return Table(self.games.get(thread), self.told.get((thread, update_id)))

    async def apply(self, thread: Thread, change: Change) -> Told | None:
        if self.rivals:
            await self.apply(thread, self.rivals.pop())
        earlier = self.told.get((thread, change.update_id))
        if earlier:
            return earlier
        found = self.games.get(thread)
        if (found and found.version) != (change.before and change.before.version):
            return None
        if change.after:
            self.games[thread] = change.after
        else:
            self.games.pop(thread, None)
        board = self.points.setdefault(thread.chat_id, {})
        for person, (name, points) in change.gains.items():
            old = board.get(person, Standing(name, 0))
            board[person] = Standing(name, old.points + points)
        self.told[thread, change.update_id] = change.told
        return change.told

    async def standings(self, chat_id: int, count: int) -> list[Standing]:
        best = sorted(self.points.get(chat_id, {}).values(), key=lambda s: -s.points)
        return best[:count]

    async def forget(self, chat_id: int, person_id: int) -> None:
        self.points.get(chat_id, {}).pop(person_id, None)
