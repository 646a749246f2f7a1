"""The bot on Telegram: its periodic jobs, its start, and how its stop uses the grace."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from bot.app.core import Core
from bot.app.digest import DigestServices
from bot.app.idiom import IdiomServices
from bot.app.posts import PostServices
from bot.app.scheduler import Job
from bot.commands.health.alerts import HealthAlerts
from bot.handlers.application import TelegramApp
from bot.handlers.webhook import WebhookAddress
from bot.ports.inbox import LeaderLease

_FINAL_EDITS_S = 1.5
"""The part of the stop grace that stopped answers have for their closing sentence."""
_CLAIMS_S = 1
_DROPS_S = 1
_TURN_CHECKS_S = 1
_ANSWERS_S = 0.5
_REMINDERS_S = 60
_DAILY_PUZZLES_S = 60
_DIGESTS_S = 30
_ALERTS_S = 20


@dataclass(frozen=True, slots=True)
class GroupBot:
    """The bot, connected to Telegram and the store."""

    core: Core
    telegram: TelegramApp
    webhook: WebhookAddress | None
    leader_lease: LeaderLease
    posts: PostServices
    idiom: IdiomServices
    digest: DigestServices
    alerts: HealthAlerts

    @property
    def jobs(self) -> Mapping[str, Job]:
        """The scheduler's jobs, by name."""
        jobs = {
            "claim-updates": Job(_CLAIMS_S, self.telegram.worker.claim_due),
            "drop-replies": Job(_DROPS_S, self.telegram.drop_expired),
            "claim-posts": Job(_CLAIMS_S, self.posts.worker.claim_due),
            "review-reminders": Job(_REMINDERS_S, self.posts.reminders.remind),
            "review-digest": Job(_REMINDERS_S, self.posts.digest.send_due),
            "daily-digests": Job(_DIGESTS_S, self.digest.daily.tick),
            "alerts": Job(_ALERTS_S, self.alerts.check),
            "idiom-turns": Job(_TURN_CHECKS_S, self.idiom.turn_timer.tick),
            "idiom-daily": Job(_DAILY_PUZZLES_S, self.idiom.daily_posts.tick),
        }
        if self.idiom.paced_answers:
            jobs["idiom-answers"] = Job(_ANSWERS_S, self.idiom.paced_answers.tick)
        return jobs

    @property
    def address(self) -> str:
        """Its @name."""
        return f"@{self.telegram.bot.username}"

    def trouble(self) -> str:
        """Why no updates are taken, in English for operators; empty where they are."""
        return self.telegram.trouble()

    async def start(self) -> None:
        """Receive updates and work on posts; raises StartError."""
        self.posts.worker.start()
        await self.telegram.start(self.webhook, self.leader_lease)

    async def stop(self, grace_s: float) -> None:
        """Claim nothing more, wait for what is under way, then stop it with a closing sentence."""
        self.posts.worker.stop_claiming()
        await self.telegram.stop_receiving()
        async with asyncio.TaskGroup() as group:
            group.create_task(self.posts.worker.finish(grace_s))
            group.create_task(self._finish_updates(grace_s))
        await self.posts.worker.close()

    async def _finish_updates(self, grace_s: float) -> None:
        if not await self.telegram.finish(grace_s - _FINAL_EDITS_S):
            self.core.cancel_scopes.stop_everything()
            await self.telegram.finish(_FINAL_EDITS_S)
