"""/health: how the store, the queues and the processes are, and what is wrong now."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.commands.health.conditions import GONE_S, HealthSnapshot, missing_replicas
from bot.commands.health.durations import say_duration
from bot.commands.post.permissions import require_confidential_chat, require_reviewer
from bot.models.chat import Language, Request
from bot.models.health import ActiveAlert, Replica, StoreFigures
from bot.models.post_states import WORKED_ON
from bot.ports.chat import Permissions, Reply
from bot.ports.health import AlertMarks
from bot.ports.posts import PostControls
from bot.ports.usage import ModelSwitch
from bot.texts import administration, usage
from bot.texts import health as texts


@dataclass(frozen=True, slots=True)
class HealthCommand:
    """Shows it.

    Args:
        take_snapshot: reads the figures.
        marks: what is wrong.
        controls: whether posts are paused.
        switch: whether model calls are.
        permissions: reviewers may see it, among themselves.
    """

    take_snapshot: Callable[[], Awaitable[HealthSnapshot]]
    marks: AlertMarks
    controls: PostControls
    switch: ModelSwitch
    permissions: Permissions

    async def health(self, request: Request, reply: Reply) -> None:
        """`/health`."""
        await require_reviewer(self.permissions, request.sender.id)
        await require_confidential_chat(self.permissions, request, "health")
        language = request.language
        snapshot, active = await self.take_snapshot(), await self.marks.active()
        await reply.send(
            "\n".join(
                (
                    _store(snapshot.store, language),
                    *_replicas(snapshot, language),
                    *await self._paused(language),
                    *_wrong(active, language),
                )
            )
        )

    async def _paused(self, language: Language) -> list[str]:
        """What an administrator has paused."""
        lines = []
        if (name := await self.controls.paused_by()) is not None:
            lines.append(administration.IS_PAUSED.to(language, name=name))
        if (name := await self.switch.paused_by()) is not None:
            lines.append(usage.IS_PAUSED.to(language, name=name))
        return lines


def _store(store: StoreFigures, language: Language) -> str:
    used_mb = f"{store.memory_bytes / 1e6:,.0f}"
    limit_mb, percent = f"{store.memory_limit_bytes / 1e6:,.0f}", f"{store.memory_percent:.0f}"
    memory = texts.MEMORY_OF if store.memory_limit_bytes else texts.MEMORY
    lines = [
        texts.HEALTH.to(
            language,
            memory=memory.to(language, used_mb=used_mb, limit_mb=limit_mb, percent=percent),
            inbox=_inbox(store, language),
            posts=_posts(store, language),
        )
    ]
    if store.inbox_dead or store.posts_dead:
        updates, posts = store.inbox_dead, store.posts_dead
        lines.append(texts.GIVEN_UP.to(language, updates=updates, posts=posts))
    return "\n".join(lines)


def _inbox(store: StoreFigures, language: Language) -> str:
    count = store.inbox_waiting - 1  # this command itself is one of them
    if count <= 0:
        return texts.EMPTY.to(language)
    oldest = say_duration(store.inbox_oldest_s, language)
    return texts.WAITING.to(language, count=count, oldest=oldest)


def _posts(store: StoreFigures, language: Language) -> str:
    working = sum(store.posts.get(state, 0) for state in WORKED_ON)
    line = texts.POSTS.to(language, working=working, review=store.posts.get("review", 0))
    if store.posts_oldest_s < 1:
        return line
    oldest = say_duration(store.posts_oldest_s, language)
    return line + texts.POSTS_WAIT.to(language, oldest=oldest)


def _replicas(snapshot: HealthSnapshot, language: Language) -> list[str]:
    missing = missing_replicas(snapshot.replicas)
    shown = [row for row in snapshot.replicas if row.silent_s <= GONE_S or row in missing]
    lines = [texts.REPLICAS.to(language, count=len(shown) - len(missing))]
    for replica in shown:
        runs = say_duration(replica.runs_s, language)
        state = _state(replica, language)
        lines.append(texts.REPLICA.to(language, name=replica.name, runs=runs, state=state))
        lines += [
            texts.ERROR.to(language, ago=say_duration(age_s, language), name=name)
            for age_s, name in replica.errors
        ]
    return lines


def _state(replica: Replica, language: Language) -> str:
    if replica.silent_s > GONE_S:
        return texts.SILENT.to(language, silent=say_duration(replica.silent_s, language))
    return replica.trouble or texts.TAKES_UPDATES.to(language)


def _wrong(active: Sequence[ActiveAlert], language: Language) -> list[str]:
    if not active:
        return [texts.NOTHING_WRONG.to(language)]
    lines = [texts.WRONG_NOW.to(language)]
    for alert in active:
        what, since = texts.NAMES[alert.kind], say_duration(alert.age_s, language)
        lines.append(texts.WRONG_LINE.to(language, what=what.to(language), since=since))
    return lines
