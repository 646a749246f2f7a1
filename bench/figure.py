"""One measured figure: its values, its bar, and a line of the table."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

HEAD = ("figure", "bar", "median (min to max, runs)", "met", "command")


@dataclass(frozen=True, slots=True)
class Figure:
    """Values of one run of the bench, all in `unit`.

    Args:
        name: what was measured.
        unit: of `values` and `below`.
        below: the bar; the median must stay under it.
        values: at least one.
        command: measures this again.
        is_floor: the median must reach the bar instead.
    """

    name: str
    unit: str
    below: float
    values: Sequence[float]
    command: str
    is_floor: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the median keeps to the bar."""
        middle = median(self.values)
        return middle >= self.below if self.is_floor else middle < self.below

    @property
    def cells(self) -> tuple[str, str, str, str, str]:
        """The cells of its line, as HEAD names them."""
        low, high = _short(min(self.values)), _short(max(self.values))
        measured = (
            f"{_short(median(self.values))} {self.unit} ({low} to {high}, {len(self.values)})"
        )
        bar = f"{'at least' if self.is_floor else '<'} {self.below:g} {self.unit}"
        return self.name, bar, measured, "yes" if self.is_met else "NO", self.command


def table(figures: Sequence[Figure]) -> str:
    """A Markdown table, a line a figure."""
    rows = [HEAD, ("---",) * len(HEAD), *(figure.cells for figure in figures)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _short(value: float) -> str:
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"
