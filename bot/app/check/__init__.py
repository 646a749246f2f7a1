"""`python -m bot check`: uses every configured service once, and tells the operator what to do."""

from bot.app.check.probes import check, log_telegram_problems

__all__ = ["check", "log_telegram_problems"]
