"""Writes a page with every sentence of the bot, to be read through: `python -m bench.texts FILE`.

Each is shown in Chinese, in traditional characters and in English, with the names of its values.
"""

import html
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from bot.app.traditional import to_traditional
from bot.texts import Text
from tests.test_code_rules import all_texts
from tests.text_calls import fields_of

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 1rem; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
td { border-top: 1px solid #ccc; padding: .4rem; vertical-align: top; white-space: pre-wrap; }
td:first-child { width: 12rem; font-size: .8rem; overflow-wrap: anywhere; }
b { color: #05a; font-weight: normal; }
"""


def page() -> str:
    """The page, an area a table."""
    areas = groupby(all_texts(), key=lambda named: named[0].rpartition(".")[0])
    body = "".join(_table(area.rpartition(".")[2], list(rows)) for area, rows in areas)
    return f"<!doctype html><meta charset=utf-8><title>Texts</title><style>{_STYLE}</style>{body}"


def _table(area: str, rows: list[tuple[str, Text]]) -> str:
    lines = "".join(
        f"<tr><td>{name.rpartition('.')[2]}"
        f"{''.join(f'<br>{cell}' for cell in sorted(fields_of(text)))}</td>"
        + "".join(f"<td>{_shown(sentence)}</td>" for sentence in _versions(text))
        + "</tr>"
        for name, text in rows
    )
    return f"<h2>{area}</h2><table>{lines}</table>"


def _versions(text: Text) -> Iterator[str]:
    yield from (text.zh, to_traditional(text.zh), text.en)


def _shown(sentence: str) -> str:
    return html.escape(sentence).replace("{", "<b>{").replace("}", "}</b>")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
