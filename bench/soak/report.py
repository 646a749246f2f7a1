"""The report of a soak."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Report:
    """Counts of what happened.

    Args:
        title: what was done.
        counts: how often something happened.
        faults: how often something happened that must not; the promise is kept if all are 0.
        examples: some of the faults, to look for their cause.
        details: further lines, for a document.
    """

    title: str
    counts: dict[str, float] = field(default_factory=dict)
    faults: dict[str, int] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)
    details: list[str] = field(default_factory=list)

    @property
    def is_kept(self) -> bool:
        """Are there no faults?"""
        return not any(self.faults.values())

    @property
    def text(self) -> str:
        """The report in a few lines."""
        counts = ", ".join(f"{name} {value:g}" for name, value in self.counts.items())
        faults = ", ".join(f"{name} {value}" for name, value in self.faults.items())
        lines = [self.title, f"  {counts}", f"  {faults}  {'kept' if self.is_kept else 'BROKEN'}"]
        lines += [f"  e.g. {example}" for example in self.examples[:10]]
        return "\n".join([*lines, *(f"  {detail}" for detail in self.details)])

    def add(self, part: "Report") -> None:
        """Take in the report of a further part."""
        name = part.title.partition(":")[0]
        self.title += f"; {part.title}"
        self.counts |= {f"{name} {key}": count for key, count in part.counts.items()}
        self.faults |= {f"{name} {key}": count for key, count in part.faults.items()}
        self.examples += part.examples
        self.details += part.details
