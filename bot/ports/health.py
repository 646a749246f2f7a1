"""Which alerts were sent; every method raises `StorageDown`."""

from collections.abc import Sequence
from typing import Protocol

from bot.models.health import ActiveAlert, AlertKind


class AlertMarks(Protocol):
    """Remembers which alerts were sent, so that one replica sends each."""

    async def change(self, kind: AlertKind, *, is_wrong: bool, age_s: float = 0.0) -> bool:
        """Note what was seen `age_s` ago; True where that is news, which the caller sends."""

    async def forget(self, kind: AlertKind) -> None:
        """That it began could be sent to nobody: whoever looks next sends it."""

    async def active(self) -> Sequence[ActiveAlert]:
        """What is wrong, longest first."""
