"""The Bot API's methods, one function each; their names match in any case, as Telegram's do."""

from bot.playground.server.bot_api_server import Method
from bot.playground.server.methods import (
    bot_profile,
    callback_queries,
    chats,
    files,
    forwarding,
    messages,
    reactions,
    updates,
)

METHODS: dict[str, tuple[str, Method]] = {
    name.lower(): (name, method)
    for module in (
        bot_profile,
        callback_queries,
        chats,
        files,
        forwarding,
        messages,
        reactions,
        updates,
    )
    for name, method in module.METHODS.items()
}
"""By lower-cased name: the name as Telegram writes it, and the function."""
