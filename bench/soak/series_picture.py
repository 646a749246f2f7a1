"""Draws the dashboard's panels, and the faults of a soak, as one SVG from what Prometheus has recorded."""

import html
import math
from collections.abc import Sequence
from typing import Any

import aiohttp

_WIDTH, _HEIGHT, _COLUMNS, _GAP = 380, 170, 3, 14
_PLOT_TOP, _PLOT_LEFT = 46, 10
_COLOURS = ("#1f77b4", "#d62728", "#2ca02c", "#ff7f0e", "#9467bd", "#8c564b", "#17becf", "#7f7f7f")
_SHOWN = 8
_POINTS = 200
"""Of a line."""
_ROW_HEIGHT, _NAMES_WIDTH = 17, 140

Fault = tuple[str, float]
"""What happened, and when (Unix time, s)."""
Panel = tuple[str, list[tuple[str, str]]]
"""Title, and (query, legend) of each of its lines."""


async def draw(
    url: str,
    panels: Sequence[Panel],
    begin_s: float,
    end_s: float,
    faults: Sequence[Fault] = (),
) -> str:
    """Ask Prometheus for every panel between the two times, and draw them below the faults, if any."""
    rows = math.ceil(len(panels) / _COLUMNS)
    width = _COLUMNS * (_WIDTH + _GAP) + _GAP
    lines_of_faults = _faults(faults, begin_s, end_s, width - 2 * _GAP)
    top = _GAP + (_GAP + _ROW_HEIGHT * (2 + len({name for name, _ in faults})) if faults else 0)
    height = top + rows * (_HEIGHT + _GAP)
    size = f'width="{width}" height="{height}" font-family="sans-serif" font-size="11"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}>',
        '<rect width="100%" height="100%" fill="#f3f3f3"/>',
        lines_of_faults,
    ]
    step_s = max(1, round((end_s - begin_s) / _POINTS))
    async with aiohttp.ClientSession() as session:
        for number, (title, targets) in enumerate(panels):
            lines: list[tuple[str, list[tuple[float, float]]]] = []
            for query, legend in targets:
                span: dict[str, str | float] = {"query": query, "step": step_s}
                span |= {"start": begin_s, "end": end_s}
                async with session.get(f"{url}/api/v1/query_range", params=span) as response:
                    lines += _lines((await response.json())["data"]["result"], legend)
            x = _GAP + number % _COLUMNS * (_WIDTH + _GAP)
            y = top + number // _COLUMNS * (_HEIGHT + _GAP)
            parts.append(
                f'<g transform="translate({x} {y})">{_panel(title, lines, begin_s, end_s)}</g>'
            )
    return "\n".join([*parts, "</svg>"]) + "\n"


def _faults(faults: Sequence[Fault], begin_s: float, end_s: float, width: int) -> str:
    """A row for each kind, with a mark for each time, and the minutes below."""
    if not faults:
        return ""
    names = list(dict.fromkeys(name for name, _ in sorted(faults)))
    height = _ROW_HEIGHT * (2 + len(names))
    plot_width = width - _NAMES_WIDTH - 40

    def x(at_s: float) -> float:
        return _NAMES_WIDTH + (at_s - begin_s) / (end_s - begin_s) * plot_width

    parts = [f'<rect width="{width}" height="{height}" rx="4" fill="#fff"/>']
    for number, name in enumerate(names):
        y = _ROW_HEIGHT * (number + 0.5)
        parts.append(f'<text x="10" y="{y + 12:.1f}">{html.escape(name)}</text>')
        parts += [
            f'<rect x="{x(at):.1f}" y="{y + 3:.1f}" width="3" height="11" fill="#d62728"/>'
            for kind, at in faults
            if kind == name
        ]
    step = max(1, round((end_s - begin_s) / 60 / 10))
    parts += [
        f'<text x="{x(begin_s + 60 * minute):.1f}" y="{height - 8}" fill="#666">{minute} min</text>'
        for minute in range(0, int((end_s - begin_s) / 60) + 1, step)
    ]
    return f'<g transform="translate({_GAP} {_GAP})">{"".join(parts)}</g>'


def _lines(result: Any, legend: str) -> list[tuple[str, list[tuple[float, float]]]]:  # noqa: ANN401 -- JSON
    found = []
    for series in result:
        name = legend
        for label, value in series["metric"].items():
            name = name.replace("{{" + label + "}}", value)
        points = [(float(at), float(value)) for at, value in series["values"]]
        found.append((name, [point for point in points if math.isfinite(point[1])]))
    # Those that show the most, since a panel has room for some.
    return sorted(found, key=lambda line: -max((y for _, y in line[1]), default=0))[:_SHOWN]


def _panel(
    title: str, lines: Sequence[tuple[str, list[tuple[float, float]]]], begin_s: float, end_s: float
) -> str:
    top = max((y for _, points in lines for _, y in points), default=0) or 1
    plot_width, plot_height = _WIDTH - 2 * _PLOT_LEFT, _HEIGHT - _PLOT_TOP - 10
    parts = [
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" rx="4" fill="#fff"/>',
        f'<text x="10" y="17" font-size="13" font-weight="bold">{html.escape(title)}</text>',
        f'<text x="{_WIDTH - 10}" y="17" text-anchor="end" fill="#666">max {_short(top)}</text>',
    ]
    x = 10
    for number, (name, points) in enumerate(lines):
        colour = _COLOURS[number]
        path = " ".join(
            f"{_PLOT_LEFT + (at - begin_s) / (end_s - begin_s) * plot_width:.1f},"
            f"{_PLOT_TOP + plot_height * (1 - y / top):.1f}"
            for at, y in points
        )
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
        )
        if x < _WIDTH - 60:
            parts.append(f'<text x="{x}" y="33" fill="{colour}">{html.escape(name[:24])}</text>')
        x += 6 * min(len(name), 24) + 12
    return "".join(parts)


def _short(number: float) -> str:
    return f"{number / 1e6:.4g} M" if number >= 1e6 else f"{number:.4g}"
