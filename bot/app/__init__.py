"""The composition root: builds the bot from its settings, starts and stops it."""
