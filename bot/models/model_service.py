"""Which service reads what a language model needs, as people are told."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class ModelService:
    """The service; `host` and `model` are empty where there is none."""

    provider: Literal["tongyi", "openai", "offline"] = "offline"
    host: str = ""
    model: str = ""
