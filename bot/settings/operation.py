"""The sections for whoever runs the bot: metrics, alerts, and what models cost."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PositiveInt

Percent = Annotated[int, Field(ge=1, le=100)]
Port = Annotated[int, Field(ge=1, le=65535)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PriceSection(_Section):
    """What a million tokens of a model cost."""

    read: Annotated[float, Field(ge=0, alias="in")]
    written: Annotated[float, Field(ge=0, alias="out")]


class Metrics(_Section):
    """Metrics and health over HTTP."""

    host: str = "127.0.0.1"
    port: Port | None = None


class Alerts(_Section):
    """When the review chat is told that something is wrong."""

    queue_min: PositiveInt = 5
    quota_percent: Percent = 90
    memory_percent: Percent = 80
