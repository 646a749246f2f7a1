"""Backups: everything the bot keeps as one file, and back into an empty store."""
