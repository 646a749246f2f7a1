"""Settings: config.yaml, the environment and .env become small frozen values.

Nobody below the composition root sees `Settings`; each part of the house is handed the few values
it needs.
"""

from bot.settings.loading import load_settings
from bot.settings.sections import Settings

__all__ = ["Settings", "load_settings"]
