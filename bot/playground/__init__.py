"""The bot on a local Bot API server, with a chat page in the browser."""
