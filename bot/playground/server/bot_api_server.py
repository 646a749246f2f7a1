"""One server's parts, wired together; every Bot API method gets this object."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.playground.server.parameters import Parameters
from bot.playground.server.rate_limits import RateLimits
from bot.playground.server.state import ServerState
from bot.playground.server.update_queue import UpdateQueue
from bot.playground.server.user_actions import UserActions
from bot.playground.server.webhook_sender import WebhookSender


@dataclass(slots=True)
class BotApiServer:
    """State, the bot's token, rate limits (None: none), and what works on the state."""

    state: ServerState
    token: str
    rate_limits: RateLimits | None = None
    updates: UpdateQueue = field(init=False)
    user_actions: UserActions = field(init=False)
    webhook_sender: WebhookSender = field(init=False)

    def __post_init__(self) -> None:
        self.updates = UpdateQueue(self.state)
        self.user_actions = UserActions(self.state, self.updates)
        self.webhook_sender = WebhookSender(self.state, self.updates)


Method: TypeAlias = Callable[[BotApiServer, Parameters], object | Awaitable[object]]
"""A Bot API method: returns its `result` or raises BotApiError."""
