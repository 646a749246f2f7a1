"""Games of 成语接龙 (idiom chain) in Redis; implements `ports.games.GameRepository`."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime, tzinfo
from typing import Any

from bot.models.chat import Thread
from bot.models.game import (
    EndedGame,
    FoundGame,
    Game,
    GameChange,
    GameReply,
    Match,
    Move,
    Recap,
    Score,
)
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.known_fields import known
from bot.storage.scripts import load_script

_TURNS_AT_ONCE, _TURN_LEASE_S = 20, 30
_PROMPTS = 20


class RedisGames:
    """Applies each change in one script, which compares the game's version.

    Args:
        redis: where the games are.
        catch_up: called with the version of the custom idioms, which is read with each game, so that
            the game is judged by them.
        zone: whose midnight begins a day, and a week on Mondays.
    """

    def __init__(
        self,
        redis: Redis,
        catch_up: Callable[[int], Awaitable[None]] | None = None,
        zone: tzinfo = UTC,
    ) -> None:
        self._redis = redis
        self._zone = zone
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
        pipeline.get(keys.ended_game(thread))
        (fields, chain, reply, ended), custom_idioms_version = await asyncio.gather(
            pipeline.execute(), self._redis.get(keys.custom_idioms("version"))
        )
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
                keys.idiom(thread.chat_id, "leaderboard"),
                keys.idiom(thread.chat_id, "names"),
                keys.ended_game(thread),
                keys.idiom(thread.chat_id, "week"),
                keys.idiom(thread.chat_id, "records"),
                keys.idiom_in(thread, "recap"),
            ],
            args=list(self._arguments(change)),
        )
        return _reply(reply) if reply else None

    async def delete(self, thread: Thread) -> None:
        """Delete the game, and what is kept of the one that ended last."""
        places = (keys.game(thread), keys.game_chain(thread), keys.ended_game(thread))
        kept = (keys.idiom_in(thread, "recap"), keys.idiom_in(thread, "prompts"))
        await self._redis.delete(*places, *kept)

    async def add_prompt(self, thread: Thread, message_id: int, replaced: int) -> list[int]:
        """Remember a message with buttons; take up to `replaced` of the others, the newest first."""
        key = keys.idiom_in(thread, "prompts")
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

    async def recap(self, thread: Thread) -> Recap | None:
        """The game that ended last, for a day."""
        text = await self._redis.get(keys.idiom_in(thread, "recap"))
        if text is None:
            return None
        found = json.loads(text)
        chain = tuple(_move(entry) for entry in found["chain"])
        return Recap(found["version"], chain, _scores(found["scores"]))

    async def claim_picture(self, thread: Thread, recap: Recap, update_id: int) -> bool:
        """May the update have the game drawn?"""
        key = keys.idiom_in(thread, "recap", recap.version)
        if await self._redis.set(key, update_id, nx=True, ex=keys.RECAP_S):
            return True
        return bool(await self._redis.get(key) == str(update_id))

    async def release_picture(self, thread: Thread, recap: Recap) -> None:
        """The picture was not sent."""
        await self._redis.delete(keys.idiom_in(thread, "recap", recap.version))

    def _arguments(self, change: GameChange) -> Iterator[str | int]:
        before, after = change.before, change.after
        yield before.version if before else ""
        yield after.version if after else ""
        yield after.turn if after else ""
        yield _state(game) if (game := after or change.final or before) else ""
        yield json.dumps(asdict(change.reply), ensure_ascii=False)
        yield from (keys.GAME_S if after else keys.GAME_ENDED_S, keys.GAME_REPLY_S)
        yield utc_offset_s(self._zone)
        yield from ("" if after else _recap(change), keys.RECAP_S)
        new = after.chain[len(before.chain) if before else 0 :] if after else ()
        yield from (len(new), len(change.gains))
        yield from map(_entry, new)
        for person, (name, points) in change.gains.items():
            yield from (person, name, points)
        if change.final and after is None:
            yield from _records(change.final)


def utc_offset_s(zone: tzinfo) -> int:
    """How far the local time is ahead of UTC now."""
    offset = datetime.now(zone).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def _recap(change: GameChange) -> str:
    """What `recap` finds; empty where nothing was played."""
    final = change.final
    if final is None:
        return ""
    chain = list(map(_entry, final.chain))
    found = {"version": change.update_id, "chain": chain, "scores": _written_scores(final)}
    return json.dumps(found, ensure_ascii=False)


def _records(final: Game) -> Iterator[str | int]:
    """`<person>:<record>` and its value, of all who played."""
    for person, score in final.scores.items():
        if score.moves:
            yield from (f"{person}:streak", score.longest_streak)
            yield from (f"{person}:best_game", score.points)
            yield from (f"{person}:longest_game", len(final.chain))


def _written_scores(game: Game) -> dict[str, dict[str, Any]]:
    return {str(person): asdict(score) for person, score in game.scores.items()}


def _scores(found: dict[str, Any]) -> dict[int, Score]:
    return {int(person): known(Score, score) for person, score in found.items()}


def _state(game: Game) -> str:
    state: dict[str, Any] = {
        "mode": game.mode,
        "level": game.level,
        "scores": _written_scores(game),
        "hints": game.hints,
        "starter": game.starter,
    }
    if game.language:
        state["language"] = game.language
    if game.quiet:
        state["quiet"] = True
    if game.match:
        state["match"] = asdict(game.match)
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
        scores=_scores(state["scores"]),
        turn=int(fields["turn"]),
        hints=state["hints"],
        turn_started_s=int(fields["turn_started_s"]),
        turn_limit_s=state.get("turn_limit_s", 0),
        idle_turns=state.get("idle_turns", 0),
        language=state.get("language"),
        starter=state.get("starter", 0),
        end_votes=tuple(state.get("end_votes", ())),
        quiet=state.get("quiet", False),
        match=_match(state["match"]) if "match" in state else None,
    )


def _match(found: dict[str, Any]) -> Match:
    red, blue = found["sides"]
    return known(Match, found | {"sides": (tuple(red), tuple(blue))})


def _ended(text: str) -> EndedGame:
    state = json.loads(text)
    is_quiet = state.get("quiet", False) and "match" not in state
    return EndedGame(state["mode"], state["level"], is_quiet)


def _thread(key: str) -> Thread:
    chat_id, topic_id = map(int, key.split(":"))
    return Thread(chat_id, topic_id or None)


def _move(entry: str) -> Move:
    person, word = entry.split(":", 1)
    return Move(word, int(person))


def _entry(move: Move) -> str:
    return f"{move.by}:{move.word}"


def _reply(text: str) -> GameReply:
    found: dict[str, Any] = json.loads(text)
    return known(GameReply, found)
