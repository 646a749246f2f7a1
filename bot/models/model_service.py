"""The language model service in use, as people are told of it."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class ModelService:
    """The service; `host` and `model` are empty where there is none."""

    provider: Literal["tongyi", "openai", "offline"] = "offline"
    host: str = ""
    model: str = ""
