"""Games of 成语接龙 (idiom chain) in Redis; implements `ports.games.GameRepository`."""

import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import asdict
from typing import Any

from bot.models.chat import Thread
from bot.models.game import (
    EndedGame,
    FoundGame,
    Game,
    GameChange,
    GameReply,
    LeaderboardEntry,
    Move,
    Score,
)
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.scripts import load_script

_TURNS_AT_ONCE, _TURN_LEASE_S = 20, 30
_PROMPTS = 20


class RedisGames:
    """Applies each change in one script, which compares the game's version.

    Args:
        redis: where the games are.
        catch_up: called with the version of the custom idioms, which is read with each game, so that
            the game is judged by them.
    """

    def __init__(
        self, redis: Redis, catch_up: Callable[[int], Awaitable[None]] | None = None
    ) -> None:
        self._redis = redis
        self._catch_up = catch_up
        self._apply = load_script(redis, "games/apply.lua")
        self._due_turns = load_script(redis, "games/due_turns.lua")
        self._schedule = load_script(redis, "games/schedule_turn_check.lua")

    async def find(self, thread: Thread, update_id: int) -> FoundGame:
        """Load the game, and the reply that this update got if it was applied before."""
        pipeline = self._redis.pipeline()
        pipeline.hgetall(keys.game(thread))
        pipeline.lrange(keys.game_chain(thread), 0, -1)
        pipeline.get(keys.game_reply(thread, update_id))
        pipeline.get(keys.custom_idioms("version"))
        pipeline.get(keys.ended_game(thread))
        fields, chain, reply, custom_idioms_version, ended = await pipeline.execute()
        if self._catch_up:
            await self._catch_up(int(custom_idioms_version or 0))
        return FoundGame(
            _game(fields, chain) if fields else None,
            _reply(reply) if reply else None,
            _ended(ended) if ended else None,
        )

    async def apply(self, thread: Thread, change: GameChange) -> GameReply | None:
        """Apply a change; None if another update changed the game first."""
        after = change.after
        if after and after.is_timed:
            # Too early does no harm, since the check looks at the turn; a turn that is never checked does.
            await self.schedule_turn_check(thread, after.turn_limit_s // 2)
        reply = await self._apply(
            keys=[
                keys.game(thread),
                keys.game_chain(thread),
                keys.game_reply(thread, change.update_id),
                keys.leaderboard(thread.chat_id),
                keys.player_names(thread.chat_id),
                keys.ended_game(thread),
            ],
            args=list(_arguments(change)),
        )
        return _reply(reply) if reply else None

    async def add_prompt(self, thread: Thread, message_id: int, replaced: int) -> list[int]:
        """Remember a message with buttons; take up to `replaced` of the others, the newest first."""
        key = keys.game_prompts(thread)
        pipeline = self._redis.pipeline()
        pipeline.rpop(key, replaced)
        pipeline.rpush(key, message_id)
        pipeline.ltrim(key, -_PROMPTS, -1)
        pipeline.expire(key, keys.GAME_S)
        taken, *_ = await pipeline.execute()
        return [found for found in map(int, taken or ()) if found != message_id]

    async def due_turns(self) -> tuple[int, list[Thread]]:
        """The server's time (s since 1970) and the threads whose turn must be checked now."""
        now, threads = await self._due_turns(
            keys=[keys.TURN_CHECKS], args=[_TURNS_AT_ONCE, _TURN_LEASE_S]
        )
        return int(now), [_thread(key) for key in threads]

    async def schedule_turn_check(self, thread: Thread, after_s: int | None) -> None:
        """Check the thread's turn in so many seconds; None: never."""
        if after_s is None:
            await self._redis.zrem(keys.TURN_CHECKS, thread.key)
        else:
            await self._schedule(keys=[keys.TURN_CHECKS], args=[thread.key, after_s])

    async def leaderboard(self, chat_id: int, count: int) -> list[LeaderboardEntry]:
        """The people with the most points over all games of the chat, the first one first."""
        ranked: list[tuple[str, float]] = await self._redis.execute_command(
            "ZREVRANGE", keys.leaderboard(chat_id), 0, count - 1, "WITHSCORES", withscores=True
        )
        if not ranked:
            return []
        people = [person for person, _ in ranked]
        names: list[str | None] = await self._redis.execute_command(
            "HMGET", keys.player_names(chat_id), *people
        )
        return [
            LeaderboardEntry(name or person, int(points))
            for (person, points), name in zip(ranked, names, strict=True)
        ]

    async def forget(self, chat_id: int, person_id: int) -> None:
        """Delete a person's name and points from the chat's leaderboard."""
        pipeline = self._redis.pipeline()
        pipeline.zrem(keys.leaderboard(chat_id), str(person_id))
        pipeline.hdel(keys.player_names(chat_id), str(person_id))
        await pipeline.execute()


def _arguments(change: GameChange) -> Iterator[str | int]:
    before, after = change.before, change.after
    yield before.version if before else ""
    yield after.version if after else ""
    yield after.turn if after else ""
    yield _state(game) if (game := after or before) else ""
    yield json.dumps(asdict(change.reply), ensure_ascii=False)
    yield from (keys.GAME_S if after else keys.GAME_ENDED_S, keys.GAME_REPLY_S)
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
        "starter": game.starter,
    }
    if game.language:
        state["language"] = game.language
    if game.quiet:
        state["quiet"] = True
    if game.end_votes:
        state["end_votes"] = game.end_votes
    if game.turn_limit_s:
        state |= {"turn_limit_s": game.turn_limit_s, "idle_turns": game.idle_turns}
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
        turn_started_s=int(fields["turn_started_s"]),
        turn_limit_s=state.get("turn_limit_s", 0),
        idle_turns=state.get("idle_turns", 0),
        language=state.get("language"),
        starter=state.get("starter", 0),
        end_votes=tuple(state.get("end_votes", ())),
        quiet=state.get("quiet", False),
    )


def _ended(text: str) -> EndedGame:
    state = json.loads(text)
    return EndedGame(state["mode"], state["level"], state.get("quiet", False))


def _thread(key: str) -> Thread:
    chat_id, topic_id = map(int, key.split(":"))
    return Thread(chat_id, topic_id or None)


def _move(entry: str) -> Move:
    person, word = entry.split(":", 1)
    return Move(word, int(person))


def _reply(text: str) -> GameReply:
    found: dict[str, Any] = json.loads(text)
    return GameReply(**found)
