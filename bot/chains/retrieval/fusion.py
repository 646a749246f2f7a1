"""Merges rankings whose scores cannot be compared: reciprocal rank fusion.

Cormack, Clarke and Büttcher 2009.
"""

from collections.abc import Sequence

_RANK_CONSTANT = 60
"""Of the paper; it keeps the first places from deciding alone."""


def fuse(rankings: Sequence[Sequence[int]]) -> list[int]:
    """The indexes of all rankings, best first.

    >>> fuse([[3, 1, 2], [1, 4]])
    [1, 3, 4, 2]
    """
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, index in enumerate(ranking, start=1):
            scores[index] = scores.get(index, 0) + 1 / (_RANK_CONSTANT + rank)
    return sorted(scores, key=lambda index: (-scores[index], index))
