"""A Telegram group bot: idiom chains, streamed answers, document summaries, moderated posts."""
