"""The glue to Telegram: updates become requests, replies become Bot API calls."""
