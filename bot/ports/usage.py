"""The budget of model calls: what may begin, what was used, and who changes the limits."""

from collections.abc import Mapping
from typing import Protocol

from bot.models.chat import Person
from bot.models.usage import Caller, CommandUse, ModelUse, Use


class UsageMeter(Protocol):
    """Counts requests and tokens, for all replicas.

    Every method raises `errors.StorageDown`; nothing may begin that cannot be counted.
    """

    async def begin_call(self, caller: Caller) -> None:
        """Let one model call begin; the first call of a request counts as that request.

        Raises `errors.ModelBudgetSpent` over a limit and `errors.ModelPaused`.
        """

    async def check(self, caller: Caller) -> None:
        """Raise what `begin_call` would, and count nothing."""

    async def tokens_left(self, caller: Caller) -> int | None:
        """The least of what the person, the chat and the bot have left today; None: no limit."""

    async def add_tokens(
        self, caller: Caller, call_id: str, tokens: int, use: ModelUse | None = None
    ) -> None:
        """Count what a call used, also by command and model; the same `call_id` counts once."""


class Quotas(Protocol):
    """What people used, and the limits of single persons."""

    async def use_of(self, person_id: int, chat_id: int) -> Use:
        """What a person and a chat used today."""

    async def set_requests_per_day(self, person_id: int, limit: int | None, *, by: Person) -> None:
        """Give a person a limit of their own; None: the general one.

        It is on record with whom it is about and what it was before (`PostControls.orders`).
        """


class CommandUses(Protocol):
    """What all of today was used for."""

    async def uses(self) -> Mapping[tuple[str, str], CommandUse]:
        """(command, model) -> its use; raises `errors.StorageDown`."""


class ModelSwitch(Protocol):
    """Stops all model calls, in all replicas; those under way end by themselves.

    Every order is on record (`PostControls.orders`).
    """

    async def pause(self, by: Person) -> None:
        """Let no further call begin."""

    async def resume(self, by: Person) -> bool:
        """Let them begin again; False: they were not paused."""

    async def paused_by(self) -> str | None:
        """The name of who paused them; None: they are not paused."""


class Usernames(Protocol):
    """The ids of people by their @name, as last seen by the bot."""

    async def saw(self, username: str, person_id: int) -> None:
        """Remember it; never raises."""

    async def id_of(self, username: str) -> int | None:
        """The person who had that name when last seen."""
