"""What a soak counted."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Report:
    """Figures by name, and what should have been nothing.

    Args:
        title: what was done.
        counts: how much of it.
        faults: what must not happen, with how often it did; the promise is kept if all are 0.
        examples: some of the faults, for whoever looks for the reason.
    """

    title: str
    counts: dict[str, float] = field(default_factory=dict)
    faults: dict[str, int] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)

    @property
    def is_kept(self) -> bool:
        """Did nothing happen that must not?"""
        return not any(self.faults.values())

    @property
    def text(self) -> str:
        """A few lines."""
        counted = ", ".join(f"{name} {value:g}" for name, value in self.counts.items())
        faults = ", ".join(f"{name} {value}" for name, value in self.faults.items())
        lines = [self.title, f"  {counted}", f"  {faults}  {'kept' if self.is_kept else 'BROKEN'}"]
        return "\n".join([*lines, *(f"  e.g. {example}" for example in self.examples[:10])])
