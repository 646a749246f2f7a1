"""Loads Lua scripts; each lies beside the module that uses it."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, cast

from redis.exceptions import NoScriptError

from bot.errors import NotCopied
from bot.storage.connection import Redis
from bot.storage.failures import translate_errors

_FOLDER = Path(__file__).parent
_COPY_WITHIN_MS = 1000


class Script:
    """Lua that is called by its hash, and sent where the server does not know it.

    redis-py's sends it to every master of a cluster, of which one may be dead.
    """

    def __init__(self, redis: Redis, text: str) -> None:
        self._redis = redis
        self._text = text
        self._hash = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()

    async def __call__(
        self, keys: Sequence[str], args: Iterable[str | int | float | bytes] = ()
    ) -> Any:  # noqa: ANN401 -- what the script returns
        """Run it on the server that has these keys, which share a hash tag; raises `StorageDown`."""
        call: tuple[Any, ...] = (len(keys), *keys, *args)
        try:
            return await self._redis.evalsha(self._hash, *call)
        except NoScriptError:
            return await self._redis.eval(self._text, *call)

    async def copied(self, keys: Sequence[str], args: Iterable[str | int | float | bytes]) -> Any:  # noqa: ANN401 -- as above
        """As a call, but what it wrote has reached a copy: a master that has lost its place has none.

        Raises:
            NotCopied: the script has run, but no copy has what it wrote.
        """
        with translate_errors():
            async with self._redis.client() as connection:  # WAIT is about its own connection
                returned = await Script(cast("Redis", connection), self._text)(keys, args)
                if not await connection.wait(1, _COPY_WITHIN_MS):
                    raise NotCopied
        return returned


def load_script(redis: Redis, *files: str, constants: str = "") -> Script:
    """One script of several files, in this order; paths are relative to `bot/storage`.

    Args:
        redis: where it runs.
        files: the last one is the script, the others define functions.
        constants: Lua that comes before them.
    """
    texts = [(_FOLDER / file).read_text(encoding="utf-8") for file in files]
    return Script(redis, "\n".join([constants, *texts]))
