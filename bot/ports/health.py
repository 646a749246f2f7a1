"""Which alerts were told; every method raises `StorageDown`."""

from collections.abc import Sequence
from typing import Protocol

from bot.models.health import ActiveAlert, AlertKind


class AlertMarks(Protocol):
    """Remembers which alerts were told, so that of all replicas one tells."""

    async def change(self, kind: AlertKind, *, is_wrong: bool, age_s: float = 0.0) -> bool:
        """Note what was seen `age_s` ago; True where that is news, which the caller tells."""

    async def forget(self, kind: AlertKind) -> None:
        """Nobody could be told that it began: whoever looks next tells."""

    async def active(self) -> Sequence[ActiveAlert]:
        """What is wrong, longest first."""
