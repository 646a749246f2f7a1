"""The adapter to Telegram: updates become requests, replies become Bot API calls."""
