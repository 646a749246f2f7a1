"""Fault injection into the local Bot API server: errors, delays, lost answers; a log of calls."""

import asyncio
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal

from aiohttp import web

from bot.playground.server.api_error import BotApiError
from bot.playground.server.bot_api_endpoints import RunMethod
from bot.playground.server.parameters import Parameters

CALLS_KEPT = 10_000
_HANG_S = 3600
_JSON_PARAMETERS = frozenset(
    [
        "reply_markup",
        "entities",
        "caption_entities",
        "reply_parameters",
        "commands",
        "scope",
        "allowed_updates",
        "link_preview_options",
    ]
)


@dataclass(slots=True)
class InjectedFault:
    """What goes wrong with the next `times` calls of `method` (`*`: any), in one chat or in all.

    `after_delivery`: the call is done, then its answer is cut off (`cut`) or never sent (`hang`).
    """

    method: str
    chat_id: int | None = None
    error_code: int | None = None
    description: str = ""
    retry_after: int | None = None
    times: int = 1
    after_delivery: Literal["cut", "hang"] | None = None
    delay_s: float = 0

    def error(self) -> BotApiError | None:
        """The error that is answered instead of running the method, if any."""
        if self.retry_after is not None:
            text = self.description or f"Too Many Requests: retry after {self.retry_after}"
            return BotApiError(self.error_code or 429, text, {"retry_after": self.retry_after})
        if self.error_code is not None:
            return BotApiError(self.error_code, self.description or "Internal Server Error")
        return None


class FaultInjection:
    """A call middleware of the server: applies the planned faults and logs every call."""

    def __init__(self) -> None:
        self.calls: deque[dict[str, Any]] = deque(maxlen=CALLS_KEPT)
        self._planned: list[InjectedFault] = []

    def plan(self, fault: InjectedFault) -> None:
        """Apply this fault to the next calls that it matches."""
        self._planned.append(fault)

    async def __call__(
        self, request: web.Request, method: str, parameters: Parameters, run: RunMethod
    ) -> object:
        """Run one call, with its fault if one is planned."""
        fault = self._next(method, parameters.chat_id())
        if fault is None:
            with self._logged(method, parameters):
                return await run()
        await asyncio.sleep(fault.delay_s)
        with self._logged(method, parameters):
            if (error := fault.error()) is not None:
                raise error
            result = await run()
        if fault.after_delivery is not None:
            await _lose_answer(request, fault)
        return result

    def _next(self, method: str, chat_id: int | None) -> InjectedFault | None:
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

    @contextmanager
    def _logged(self, method: str, parameters: Parameters) -> Iterator[None]:
        started_ms = round(time.time() * 1000, 3)
        error: str | None = "the client hung up"
        try:
            yield
            error = None
        except BotApiError as raised:
            error = raised.description
            raise
        finally:
            self.calls.append(
                {
                    "time_ms": started_ms,
                    "method": method,
                    "params": _readable(parameters),
                    "ok": error is None,
                    "error": error,
                }
            )


def _readable(parameters: Parameters) -> dict[str, Any]:
    """Parameters for the log: JSON parsed, uploads by name and size."""
    shown: dict[str, Any] = dict(parameters.values)
    for name in _JSON_PARAMETERS & shown.keys():
        with suppress(BotApiError):
            shown[name] = parameters.structure(name, name)
    uploads = {name: [file.filename, len(file.data)] for name, file in parameters.uploads.items()}
    return shown | uploads


async def _lose_answer(request: web.Request, fault: InjectedFault) -> None:
    if fault.after_delivery == "hang":
        await asyncio.sleep(_HANG_S)
    if request.transport is not None:
        request.transport.abort()
