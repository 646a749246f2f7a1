"""Protocols of what the bot needs from outside: chats, stores, models, a censor."""
