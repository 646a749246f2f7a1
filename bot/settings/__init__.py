"""The settings as frozen values, from the environment, .env and config.yaml.

Only the composition root uses `Settings`; it passes each part the few values that it needs.
"""

from bot.settings.loading import load_settings
from bot.settings.settings import Settings

__all__ = ["Settings", "load_settings"]
