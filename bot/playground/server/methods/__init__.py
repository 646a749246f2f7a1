"""The methods of the Bot API, one function each; names are matched in any case, as Telegram does."""

from bot.playground.server.methods import account, chats, files, incoming, messages, transfers
from bot.playground.server.methods.method import Method

METHODS: dict[str, tuple[str, Method]] = {
    name.lower(): (name, method)
    for table in (
        account.METHODS,
        chats.METHODS,
        files.METHODS,
        incoming.METHODS,
        messages.METHODS,
        transfers.METHODS,
    )
    for name, method in table.items()
}
"""By lower-cased name: the name as Telegram writes it, and the function."""
