"""How the store and the replicas are, and which alerts were told; every method raises `StorageDown`."""

from collections.abc import Sequence
from typing import Protocol

from bot.models.health import ActiveAlert, AlertKind, Replica, StoreFigures


class StoreHealth(Protocol):
    """Reads figures of the store."""

    async def figures(self) -> StoreFigures:
        """What it holds now."""


class Replicas(Protocol):
    """The processes that share the store."""

    async def all(self) -> Sequence[Replica]:
        """Those that have reported in the last hour and did not say that they end."""


class AlertMarks(Protocol):
    """Remembers which alerts were told, so that of all replicas one tells."""

    async def change(self, kind: AlertKind, *, is_wrong: bool, age_s: float = 0.0) -> bool:
        """Note what was seen `age_s` ago; True where that is news, which the caller tells."""

    async def forget(self, kind: AlertKind) -> None:
        """Nobody could be told that it began: whoever looks next tells."""

    async def active(self) -> Sequence[ActiveAlert]:
        """What is wrong, longest first."""
