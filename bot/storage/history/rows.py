"""How an exchange lies in Redis: a JSON list of its fields, without those at the end that are empty.

The same exchange always makes the same row, since rows are found by their value.
"""

import json
from dataclasses import astuple

from bot.models.llm import Exchange

_ALWAYS = 4
"""Fields that every row has: question, answer, speaker and speaker_id."""


def written(exchange: Exchange) -> str:
    """The row of an exchange."""
    row = list(astuple(exchange))
    while len(row) > _ALWAYS and (row[-1] is None or row[-1] is False or row[-1] == ""):
        row.pop()
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def read(row: object) -> Exchange:
    """The exchange of a row; rows of earlier versions have fewer fields."""
    return Exchange(*json.loads(str(row)))
