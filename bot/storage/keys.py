"""Every key in Redis: its name, its value and its time to live, in one table.

Keys that one script touches together share a hash tag `{...}`, so that Redis Cluster keeps them on
one node.

| key                      | type   | value                                            | time to live |
|--------------------------|--------|--------------------------------------------------|--------------|
| `history:{<thread>}`     | list   | JSON exchange, oldest first, at most memory.keep | 30 days      |
| `cache:<key>`            | string | a text that can be made again                    | as asked     |
| `slots:{<service>}`      | zset   | slot -> free at, µs                              | none         |
| `{<queue>}:…`            |        | a leased queue: see lua/lib/leased_queue.lua     | none         |
| `webhook:secret`         | string | what Telegram sends with each webhook call       | none         |
| `idiom:{<chat>}:<topic>:game`  | hash   | version, turn, at (server seconds), state (JSON without chain) | 30 days |
| `idiom:{<chat>}:<topic>:chain` | list   | `<person>:<idiom>`, oldest first                 | 30 days      |
| `idiom:{<chat>}:told:<update>` | string | JSON answer to an update that changed a game     | 1 day        |
| `idiom:{<chat>}:board`         | zset   | person -> points over all games of the chat      | none         |
| `idiom:{<chat>}:names`         | hash   | person -> name as last seen                      | none         |
"""

from collections.abc import Callable

from bot.models.chat import Thread

HISTORY_TTL_S = 30 * 24 * 3600


def history(thread: Thread) -> str:
    """The finished exchanges of a thread."""
    return f"history:{{{thread.key}}}"


WEBHOOK_SECRET = "webhook:secret"  # noqa: S105 -- the name of a key


def cache(key: str) -> str:
    """A cached text."""
    return f"cache:{key}"


OF_A_THREAD: tuple[Callable[[Thread], str], ...] = (history,)
"""Every key that belongs to one thread: it moves along when a group becomes a supergroup."""


GAME_TTL_S = 30 * 24 * 3600
TOLD_TTL_S = 24 * 3600


def idiom(chat_id: int, *parts: object) -> str:
    """A key of the idiom games of a chat; all of a chat's share a hash tag."""
    return ":".join((f"idiom:{{{chat_id}}}", *map(str, parts)))


POSTS_QUEUE = "posts"
POSTS = f"{{{POSTS_QUEUE}}}"
"""The hash tag of everything about posts, their queue included."""
POSTS_KEPT_S = 180 * 24 * 3600


def access_token(name: str) -> str:
    """An access token that the fleet shares."""
    return f"token:{{{name}}}"


def access_token_fetch(name: str) -> str:
    """Held by whoever fetches that token."""
    return f"token:{{{name}}}:fetch"
