"""What a probe found out."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["ok", "note", "FAIL"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one service answered; `str()` is the line to print. A note is no failure."""

    service: str
    kind: Kind
    detail: str

    @property
    def is_ok(self) -> bool:
        """Can the bot run like that?"""
        return self.kind != "FAIL"

    def __str__(self) -> str:
        return f"{self.kind:<4} {self.service:<14} {self.detail}"


class Failed(Exception):
    """It cannot be used; the text is for the operator."""


class Noted(Exception):
    """It can be used, and the operator should know something; the text says what."""
