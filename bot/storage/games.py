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
        self._apply = load_script(redis, "idiom_apply")
        self._due = load_script(redis, "idiom_due")
        self._watch = load_script(redis, "idiom_watch")

    async def is_active(self, thread: Thread) -> bool:
        """Is a game on?"""
        return bool(await self._redis.exists(_game_key(thread)))

    async def find(self, thread: Thread, update_id: int) -> FoundGame:
        """The game, and what this update was told if it was applied before."""
        pipeline = self._redis.pipeline()
        pipeline.hgetall(_game_key(thread))
        pipeline.lrange(_chain_key(thread), 0, -1)
        pipeline.get(_told_key(thread, update_id))
        pipeline.get(keys.lessons("version"))
        fields, chain, told, lessons = await pipeline.execute()
        if self._lessons_seen:
            await self._lessons_seen(int(lessons or 0))
        return FoundGame(_game(fields, chain) if fields else None, _told(told) if told else None)

    async def apply(self, thread: Thread, change: GameChange) -> GameReply | None:
        """Make the change if nothing else came first; None where something did."""
        after = change.after
        if after and after.is_timed:
            # Too early does no harm, since the game tells when it is due; a turn never looked at does.
            await self.schedule_turn_check(thread, after.turn_limit_s // 2)
        told = await self._apply(
            keys=[
                _game_key(thread),
                _chain_key(thread),
                _told_key(thread, change.update_id),
                keys.idiom(thread.chat_id, "board"),
                keys.idiom(thread.chat_id, "names"),
            ],
            args=list(_arguments(change)),
        )
        return _told(told) if told else None

    async def due_turns(self) -> tuple[int, list[Thread]]:
        """The server's time (s) and the threads whose turn has to be looked at, given once."""
        now, threads = await self._due(keys=[keys.IDIOM_DUE], args=[_DUE_AT_ONCE, _DUE_LEASE_S])
        return int(now), [_thread(key) for key in threads]

    async def schedule_turn_check(self, thread: Thread, after_s: int | None) -> None:
        """Look at the thread's turn in so many seconds; None: no more."""
        if after_s is None:
            await self._redis.zrem(keys.IDIOM_DUE, thread.key)
        else:
            await self._watch(keys=[keys.IDIOM_DUE], args=[thread.key, after_s])

    async def leaderboard(self, chat_id: int, count: int) -> list[LeaderboardEntry]:
        """The best of the chat over all its games, the best first."""
        board: list[tuple[str, float]] = await self._redis.execute_command(
            "ZREVRANGE", keys.idiom(chat_id, "board"), 0, count - 1, "WITHSCORES", withscores=True
        )
        if not board:
            return []
        people = [person for person, _ in board]
        names: list[str | None] = await self._redis.execute_command(
            "HMGET", keys.idiom(chat_id, "names"), *people
        )
        return [
            LeaderboardEntry(name or person, int(points))
            for (person, points), name in zip(board, names, strict=True)
        ]

    async def forget(self, chat_id: int, person_id: int) -> None:
        """Take a person off the chat's board, name and points."""
        pipeline = self._redis.pipeline()
        pipeline.zrem(keys.idiom(chat_id, "board"), str(person_id))
        pipeline.hdel(keys.idiom(chat_id, "names"), str(person_id))
        await pipeline.execute()


def _arguments(change: GameChange) -> Iterator[str | int]:
    before, after = change.before, change.after
    yield before.version if before else ""
    yield after.version if after else ""
    yield after.turn if after else ""
    yield _state(after) if after else ""
    yield json.dumps(asdict(change.reply), ensure_ascii=False)
    yield from (keys.GAME_TTL_S, keys.TOLD_TTL_S)
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
    if game.turn_limit_s:
        state |= {
            "limit_s": game.turn_limit_s,
            "idle": game.idle_turns,
            "language": game.language,
        }
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
        turn_started_s=int(fields["at"]),
        turn_limit_s=state.get("limit_s", 0),
        idle_turns=state.get("idle", 0),
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


def _game_key(thread: Thread) -> str:
    return keys.idiom(thread.chat_id, thread.topic_id or 0, "game")


def _chain_key(thread: Thread) -> str:
    return keys.idiom(thread.chat_id, thread.topic_id or 0, "chain")


def _told_key(thread: Thread, update_id: int) -> str:
    return keys.idiom(thread.chat_id, "told", update_id)
