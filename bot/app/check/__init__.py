"""`python -m bot check`: uses every service of the configuration once, and says what an operator has to do."""

from bot.app.check.probes import check, log_telegram_problems

__all__ = ["check", "log_telegram_problems"]
