"""The shape of a method."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from bot.playground.server.parameters import Parameters
from bot.playground.server.service import Service

Method: TypeAlias = Callable[[Service, Parameters], object | Awaitable[object]]
"""Returns `result`, or raises Refusal."""
