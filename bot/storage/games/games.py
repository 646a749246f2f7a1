"""Games of 成语接龙 (idiom chain) in Redis; implements `ports.game.Games`."""

import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import asdict
from typing import Any

from bot.models.chat import Thread
from bot.models.game import FoundGame, Game, GameChange, GameReply, LeaderboardEntry, Move, Score
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.scripts import load_script

_DUE_AT_ONCE, _DUE_LEASE_S = 20, 30


class RedisGames:
    """A change is one script: it compares the version and remembers what the update was told.

    Args:
        redis: where they are.
        lessons_seen: told the version of the taught idioms whenever a game is found, before anybody
            judges in it; it is read with the game.
    """

    def __init__(
        self, redis: Redis, lessons_seen: Callable[[int], Awaitable[None]] | None = None
    ) -> None:
        self._redis = redis
        self._lessons_seen = lessons_seen
        self._apply = load_script(redis, "games/apply.lua")
        self._due = load_script(redis, "games/due_turns.lua")
        self._watch = load_script(redis, "games/schedule_turn_check.lua")

    async def active(self, thread: Thread) -> bool:
        """Is a game on?"""
        return bool(await self._redis.exists(keys.game(thread)))

    async def find(self, thread: Thread, update_id: int) -> FoundGame:
        """The game, and what this update was told if it was applied before."""
        pipeline = self._redis.pipeline()
        pipeline.hgetall(keys.game(thread))
        pipeline.lrange(keys.game_chain(thread), 0, -1)
        pipeline.get(keys.game_reply(thread, update_id))
        pipeline.get(keys.custom_idioms("version"))
        fields, chain, told, lessons = await pipeline.execute()
        if self._lessons_seen:
            await self._lessons_seen(int(lessons or 0))
        return FoundGame(_game(fields, chain) if fields else None, _told(told) if told else None)

    async def apply(self, thread: Thread, change: GameChange) -> GameReply | None:
        """Make the change if nothing else came first; None where something did."""
        after = change.after
        if after and after.is_timed:
            # Too early does no harm, since the game tells when it is due; a turn never looked at does.
            await self.watch(thread, after.limit_s // 2)
        told = await self._apply(
            keys=[
                keys.game(thread),
                keys.game_chain(thread),
                keys.game_reply(thread, change.update_id),
                keys.leaderboard(thread.chat_id),
                keys.player_names(thread.chat_id),
            ],
            args=list(_arguments(change)),
        )
        return _told(told) if told else None

    async def due(self) -> tuple[int, list[Thread]]:
        """The server's time (s) and the threads whose turn has to be looked at, given once."""
        now, threads = await self._due(keys=[keys.TURN_CHECKS], args=[_DUE_AT_ONCE, _DUE_LEASE_S])
        return int(now), [_thread(key) for key in threads]

    async def watch(self, thread: Thread, after_s: int | None) -> None:
        """Look at the thread's turn in so many seconds; None: no more."""
        if after_s is None:
            await self._redis.zrem(keys.TURN_CHECKS, thread.key)
        else:
            await self._watch(keys=[keys.TURN_CHECKS], args=[thread.key, after_s])

    async def standings(self, chat_id: int, count: int) -> list[LeaderboardEntry]:
        """The best of the chat over all its games, the best first."""
        board: list[tuple[str, float]] = await self._redis.execute_command(
            "ZREVRANGE", keys.leaderboard(chat_id), 0, count - 1, "WITHSCORES", withscores=True
        )
        if not board:
            return []
        people = [person for person, _ in board]
        names: list[str | None] = await self._redis.execute_command(
            "HMGET", keys.player_names(chat_id), *people
        )
        return [
            LeaderboardEntry(name or person, int(points))
            for (person, points), name in zip(board, names, strict=True)
        ]

    async def forget(self, chat_id: int, person_id: int) -> None:
        """Take a person off the chat's board, name and points."""
        pipeline = self._redis.pipeline()
        pipeline.zrem(keys.leaderboard(chat_id), str(person_id))
        pipeline.hdel(keys.player_names(chat_id), str(person_id))
        await pipeline.execute()


def _arguments(change: GameChange) -> Iterator[str | int]:
    before, after = change.before, change.after
    yield before.version if before else ""
    yield after.version if after else ""
    yield after.turn if after else ""
    yield _state(after) if after else ""
    yield json.dumps(asdict(change.told), ensure_ascii=False)
    yield from (keys.GAME_S, keys.GAME_REPLY_S)
    new = after.chain[len(before.chain) if before else 0 :] if after else ()
    yield len(new)
    yield from (f"{move.by}:{move.word}" for move in new)
    for person, (name, points) in change.gains.items():
        yield from (person, name, points)


def _state(game: Game) -> str:
    scores = {str(person): asdict(score) for person, score in game.scores.items()}
    state: dict[str, Any] = {
        "mode": game.mode,
        "level": game.level,
        "scores": scores,
        "hints": game.hints,
    }
    if game.limit_s:
        state |= {"limit_s": game.limit_s, "idle": game.idle, "language": game.language}
    return json.dumps(state, ensure_ascii=False)


def _game(fields: dict[str, str], chain: list[str]) -> Game:
    state = json.loads(fields["state"])
    return Game(
        version=int(fields["version"]),
        mode=state["mode"],
        level=state["level"],
        chain=tuple(_move(entry) for entry in chain),
        scores={int(person): Score(**score) for person, score in state["scores"].items()},
        turn=int(fields["turn"]),
        hints=state["hints"],
        turn_at=int(fields["at"]),
        limit_s=state.get("limit_s", 0),
        idle=state.get("idle", 0),
        language=state.get("language", "zh"),
    )


def _thread(key: str) -> Thread:
    chat_id, topic_id = map(int, key.split(":"))
    return Thread(chat_id, topic_id or None)


def _move(entry: str) -> Move:
    person, word = entry.split(":", 1)
    return Move(word, int(person))


def _told(text: str) -> GameReply:
    found: dict[str, Any] = json.loads(text)
    return GameReply(**found)
