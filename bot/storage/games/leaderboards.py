"""Points and records of the people of each chat; implements `ports.games.Leaderboards`.

`apply.lua` writes them with the change of the game that earned them.
"""

from datetime import UTC, tzinfo

from bot.models.game import LeaderboardEntry, PlayerRecords
from bot.ports.games import Period
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.games.games import utc_offset_s

_RECORDS = ("streak", "best_game", "longest_game", "days", "most_days")
_LAST_DAY = "day"


class RedisLeaderboards:
    """Reads and deletes them.

    Args:
        redis: shared by the replicas.
        zone: whose midnight begins a day.
    """

    def __init__(self, redis: Redis, zone: tzinfo = UTC) -> None:
        self._redis = redis
        self._zone = zone

    async def leaderboard(
        self, chat_id: int, count: int, period: Period = "all"
    ) -> list[LeaderboardEntry]:
        """The people with the most points over the games of the chat, the first one first."""
        board = keys.idiom(chat_id, "week" if period == "week" else "leaderboard")
        ranked: list[tuple[str, float]] = await self._redis.execute_command(
            "ZREVRANGE", board, 0, count - 1, "WITHSCORES", withscores=True
        )
        if not ranked:
            return []
        people = [person for person, _ in ranked]
        pipeline = self._redis.pipeline()
        pipeline.hmget(keys.idiom(chat_id, "names"), people)
        pipeline.zmscore(keys.idiom(chat_id, "leaderboard"), people)
        names, totals = await pipeline.execute()
        return [
            LeaderboardEntry(name or person, int(points), int(total or 0))
            for (person, points), name, total in zip(ranked, names, totals, strict=True)
        ]

    async def records(self, chat_id: int, person_id: int) -> PlayerRecords:
        """What the person has achieved there; days in a row end where a day was left out."""
        person = str(person_id)
        pipeline = self._redis.pipeline()
        pipeline.zscore(keys.idiom(chat_id, "leaderboard"), person)
        pipeline.zscore(keys.idiom(chat_id, "week"), person)
        fields = [f"{person}:{record}" for record in (*_RECORDS, _LAST_DAY)]
        pipeline.hmget(keys.idiom(chat_id, "records"), fields)
        pipeline.time()
        points, week, found, (now_s, _) = await pipeline.execute()
        *values, last_day = (int(value or 0) for value in found)
        records = dict(zip(_RECORDS, values, strict=True))
        today = (int(now_s) + utc_offset_s(self._zone)) // 86400
        if last_day < today - 1:
            records["days"] = 0
        return PlayerRecords(int(points or 0), int(week or 0), **records)

    async def forget(self, chat_id: int, person_id: int) -> None:
        """Delete a person's name, points and records in the chat."""
        person = str(person_id)
        pipeline = self._redis.pipeline()
        pipeline.zrem(keys.idiom(chat_id, "leaderboard"), person)
        pipeline.zrem(keys.idiom(chat_id, "week"), person)
        pipeline.hdel(keys.idiom(chat_id, "names"), person)
        fields = (f"{person}:{record}" for record in (*_RECORDS, _LAST_DAY))
        pipeline.hdel(keys.idiom(chat_id, "records"), *fields)
        await pipeline.execute()
