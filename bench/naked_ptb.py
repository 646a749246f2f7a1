"""The echo bot of PTB's documentation with concurrent updates, to compare with.

python -m bench.naked_ptb URL TOKEN
"""

import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer with the same text."""
    if update.message is not None and update.message.text is not None:
        await update.message.reply_text(update.message.text)


def main() -> None:
    """Poll until SIGTERM."""
    url, token = sys.argv[1:]
    application = (
        Application.builder()
        .token(token)
        .base_url(f"{url}/bot")
        .concurrent_updates(True)  # noqa: FBT003 -- PTB's signature
        .build()
    )
    application.add_handler(MessageHandler(filters.ALL, echo))
    application.run_polling()


if __name__ == "__main__":
    main()
