"""Builds the alerts to the reviewers."""

from bot.app.health import HealthServices
from bot.app.posts import PostServices
from bot.commands.health.alerts import HealthAlerts
from bot.commands.health.conditions import Thresholds
from bot.ports.chat import Messenger
from bot.settings import Settings


def build_alerts(
    settings: Settings, health: HealthServices, posts: PostServices, messenger: Messenger
) -> HealthAlerts:
    """It looks at the figures, and at what this process knows of the censor."""
    limits, moderation = settings.alerts, settings.moderation
    chat_id = moderation.review_chat_id
    return HealthAlerts(
        health.take_snapshot,
        health.marks,
        posts.censor_state,
        messenger,
        (chat_id,) if chat_id else moderation.admins,
        posts.review.cards.language_in,
        Thresholds(limits.queue_min, limits.quota_percent, limits.memory_percent),
    )
