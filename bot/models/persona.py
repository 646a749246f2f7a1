"""A way of answering that a chat can choose."""

from collections.abc import Mapping
from dataclasses import dataclass, field

RESERVED_NAMES = frozenset({"default", "auto"})
"""What stands for no persona, in the HTTP chat too."""


@dataclass(frozen=True, slots=True)
class Persona:
    """One of `prompts` in config.yaml.

    Args:
        prompt: the system prompt, before the general one.
        description: of the questions that it is for; empty: no question is routed to it.
        inputs: what it is asked with: the name of each and the question for it, in order.
    """

    prompt: str
    description: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
