"""The Lua of posts: its shared functions, after the constants of the table of states."""

from collections.abc import Iterable
from typing import Final

from bot.models.post_states import FINAL, LISTED, TAKEN_BACK, WORKED_ON
from bot.storage.connection import Redis
from bot.storage.queue.leased_queue import QUEUE_LUA
from bot.storage.scripts import Script, load_script


def _lua_set(name: str, states: Iterable[str]) -> str:
    return f"local {name} = {{{', '.join(f'{state} = true' for state in sorted(states))}}}"


STATE_CONSTANTS: Final = "\n".join(
    _lua_set(f"POST_{name}", states)
    for name, states in {
        "WORKED_ON": WORKED_ON,
        "LISTED": LISTED,
        "FINAL": FINAL,
        "TAKEN_BACK": TAKEN_BACK,
    }.items()
)
"""`local POST_FINAL = {dead = true, …}` and so on."""


def load_post_script(redis: Redis, file: str) -> Script:
    """The script `file` of this folder after the functions it needs."""
    return load_script(
        redis, QUEUE_LUA, "posts/posts.lua", f"posts/{file}", constants=STATE_CONSTANTS
    )
