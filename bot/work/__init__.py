"""The leased worker and the retry policy; knows neither Telegram nor Redis."""
