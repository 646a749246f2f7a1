"""Builds /settings: which lines it has depends on the configuration."""

from bot.commands.settings.answer_lines import answer_lines
from bot.commands.settings.commands import SettingsCommands
from bot.commands.settings.lines import build_lines, memory_lines, trust_local_line
from bot.ports.chat import Permissions
from bot.settings import Settings
from bot.storage.chat_settings.chat_settings import RedisChatSettings
from bot.storage.connection import Redis


def build_settings_commands(
    settings: Settings, redis: Redis, permissions: Permissions, *, hears_groups: bool
) -> SettingsCommands:
    """The commands; without a model there is nothing to remember. `hears_groups`: no privacy mode."""
    memory = settings.memory
    has_model = settings.model_provider != "offline"
    of_model = (
        *answer_lines(settings.answer_choices),
        *memory_lines(memory.kind, memory.window),
    )
    has_channel = settings.moderation.publish_chat_id is not None
    lines = build_lines(*of_model if has_model else (), has_channel=has_channel)
    if settings.censor_provider == "local":
        lines = (*lines, trust_local_line())
    return SettingsCommands(
        RedisChatSettings(redis), lines, permissions, settings.zone, hears_groups
    )
