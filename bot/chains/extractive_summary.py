"""The most telling sentences of a text, found without a model.

LexRank (Erkan and Radev 2004) over bigrams of characters, which needs no word list for Chinese;
sentences at the beginning weigh more.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

_SENTENCE = re.compile(r"[^。！？!?\n]*?(?:[。！？!?]+[”」』）)]*|\.(?=\s|$)|\n|$)")
_BULLETS = "•·●○▪◦*- "
_SENTENCES = 300
_EDGE = 0.05
_DAMPING = 0.85
_STEPS = 50
_SAME = 0.6
_SHORT = 8

Vector = dict[str, float]


def extract_sentences(text: str, count: int) -> list[str]:
    """At most `count` sentences in the order of the text, none much like another.

    Only the first 300 sentences are weighed: time grows with their square.
    """
    sentences = [found.strip().lstrip(_BULLETS) for found in _SENTENCE.findall(text)]
    sentences = [found for found in sentences if len(found) >= _SHORT][:_SENTENCES]
    if len(sentences) <= count:
        return sentences
    likeness = _likeness(_vectors(sentences))
    rank = _rank(likeness)
    order = sorted(range(len(sentences)), key=lambda i: -rank[i] * (1 + 1 / (1 + i)))
    chosen: list[int] = []
    for index in order:
        if all(likeness[index].get(other, 0) < _SAME for other in chosen):
            chosen.append(index)
        if len(chosen) == count:
            break
    return [sentences[index] for index in sorted(chosen)]


def _vectors(sentences: Sequence[str]) -> list[Vector]:
    """TF-IDF of character bigrams, of length 1."""
    counts = [Counter(map("".join, pairwise(s))) for s in sentences]
    seen = Counter(bigram for found in counts for bigram in found)
    vectors = []
    for found in counts:
        vector = {b: n * math.log(1 + len(sentences) / seen[b]) for b, n in found.items()}
        length = math.sqrt(sum(weight**2 for weight in vector.values()))
        vectors.append({bigram: weight / length for bigram, weight in vector.items()})
    return vectors


def _likeness(vectors: Sequence[Vector]) -> list[dict[int, float]]:
    """The cosine of each pair that is alike at all."""
    having: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    rows: list[dict[int, float]] = []
    for index, vector in enumerate(vectors):
        row: defaultdict[int, float] = defaultdict(float)
        for bigram, weight in vector.items():
            for other, its in having[bigram]:
                row[other] += weight * its
            having[bigram].append((index, weight))
        rows.append({other: cosine for other, cosine in row.items() if cosine >= _EDGE})
    for index, row_of in enumerate(rows):
        for other, cosine in row_of.items():
            if other < index:
                rows[other][index] = cosine
    return rows


def _rank(likeness: Sequence[dict[int, float]]) -> list[float]:
    """PageRank over the graph of alike sentences."""
    size = len(likeness)
    weights = [sum(row.values()) or 1.0 for row in likeness]
    rank = [1 / size] * size
    for _ in range(_STEPS):
        rank = [
            (1 - _DAMPING) / size
            + _DAMPING * sum(rank[other] * cosine / weights[other] for other, cosine in row.items())
            for row in likeness
        ]
    return rank
