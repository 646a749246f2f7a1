"""A measured figure with its bar, and the table of figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

HEAD = ("figure", "bar", "median (min to max, runs)", "met", "command")


@dataclass(frozen=True, slots=True)
class Figure:
    """The values of one run of the bench.

    Args:
        name: what was measured.
        unit: of `values` and `below`.
        below: the bar; the median must be lower.
        values: at least one.
        command: measures the figure again.
        is_floor: the median must be at least the bar instead.
    """

    name: str
    unit: str
    below: float
    values: Sequence[float]
    command: str
    is_floor: bool = False

    @property
    def is_met(self) -> bool:
        """Does the median meet the bar?"""
        middle = median(self.values)
        return middle >= self.below if self.is_floor else middle < self.below

    @property
    def cells(self) -> tuple[str, str, str, str, str]:
        """The cells of its line, in the order of HEAD."""
        low, high = _short(min(self.values)), _short(max(self.values))
        measured = (
            f"{_short(median(self.values))} {self.unit} ({low} to {high}, {len(self.values)})"
        )
        bar = f"{'at least' if self.is_floor else '<'} {self.below:g} {self.unit}"
        return self.name, bar, measured, "yes" if self.is_met else "NO", self.command


def table(figures: Sequence[Figure]) -> str:
    """A Markdown table with a line for each figure."""
    rows = [HEAD, ("---",) * len(HEAD), *(figure.cells for figure in figures)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _short(value: float) -> str:
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"
