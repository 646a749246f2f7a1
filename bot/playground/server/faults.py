"""Failures that a test orders: refusals, delays, connections cut before or after the deed."""

from dataclasses import dataclass
from typing import Literal

from bot.playground.server.refusals import Refusal


@dataclass(slots=True)
class Fault:
    """What goes wrong with the next `times` calls of `method` (`*`: any), in one chat or in all.

    `after_delivery`: the call is done, then its answer is cut off (`cut`) or never comes (`hang`).
    """

    method: str
    chat_id: int | None = None
    error_code: int | None = None
    description: str = ""
    retry_after: int | None = None
    times: int = 1
    after_delivery: Literal["cut", "hang"] | None = None
    delay_s: float = 0

    def refusal(self) -> Refusal | None:
        """The error that is answered in place of the deed, if any."""
        if self.retry_after is not None:
            text = self.description or f"Too Many Requests: retry after {self.retry_after}"
            return Refusal(self.error_code or 429, text, {"retry_after": self.retry_after})
        if self.error_code is not None:
            return Refusal(self.error_code, self.description or "Internal Server Error")
        return None


class Faults:
    """The failures still to come."""

    def __init__(self) -> None:
        self._planned: list[Fault] = []

    def plan(self, fault: Fault) -> None:
        """Order a failure."""
        self._planned.append(fault)

    def clear(self) -> None:
        """Order none any more."""
        self._planned.clear()

    def next(self, method: str, chat_id: int | None) -> Fault | None:
        """The failure of this call; each is used up after its `times`."""
        for fault in self._planned:
            if fault.method.lower() not in {"*", method.lower()}:
                continue
            if fault.chat_id is not None and fault.chat_id != chat_id:
                continue
            fault.times -= 1
            if fault.times <= 0:
                self._planned.remove(fault)
            return fault
        return None
