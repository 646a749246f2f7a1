"""The HTTP chat: an adapter as `bot.handlers` is for Telegram, on FastAPI and uvicorn."""
