"""Extracts the most informative sentences of a text, without a model.

LexRank (Erkan and Radev 2004) over character bigrams, which need no Chinese word segmentation.
Sentences at the beginning weigh more.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

_SENTENCE = re.compile(r"[^。！？!?\n]*?(?:[。！？!?]+[”」』）)]*|\.(?=\s|$)|\n|$)")
_BULLETS = "•·●○▪◦*- "
_MAX_SENTENCES = 300
"""Time grows with the square of their number."""
_MIN_CHARS = 8
_MIN_SIMILARITY = 0.05
"""Of two sentences that are linked in the graph."""
_MAX_SIMILARITY = 0.6
"""Of two sentences that are both chosen."""
_DAMPING = 0.85
_ITERATIONS = 50

Vector = dict[str, float]


def extract_sentences(text: str, count: int) -> list[str]:
    """Return at most `count` of the first 300 sentences, in the order of the text.

    No two of them are very similar.
    """
    sentences = [found.strip().lstrip(_BULLETS) for found in _SENTENCE.findall(text)]
    sentences = [found for found in sentences if len(found) >= _MIN_CHARS][:_MAX_SENTENCES]
    if len(sentences) <= count:
        return sentences
    similarity = _similarity(_vectors(sentences))
    rank = _page_rank(similarity)
    order = sorted(range(len(sentences)), key=lambda i: -rank[i] * (1 + 1 / (1 + i)))
    chosen: list[int] = []
    for index in order:
        if all(similarity[index].get(other, 0) < _MAX_SIMILARITY for other in chosen):
            chosen.append(index)
        if len(chosen) == count:
            break
    return [sentences[index] for index in sorted(chosen)]


def _vectors(sentences: Sequence[str]) -> list[Vector]:
    """TF-IDF of character bigrams, normalised to length 1."""
    counts = [Counter(map("".join, pairwise(s))) for s in sentences]
    seen = Counter(bigram for found in counts for bigram in found)
    vectors = []
    for found in counts:
        vector = {b: n * math.log(1 + len(sentences) / seen[b]) for b, n in found.items()}
        length = math.sqrt(sum(weight**2 for weight in vector.values()))
        vectors.append({bigram: weight / length for bigram, weight in vector.items()})
    return vectors


def _similarity(vectors: Sequence[Vector]) -> list[dict[int, float]]:
    """The cosine of each pair, as rows of a symmetric sparse matrix."""
    postings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    rows: list[dict[int, float]] = []
    for index, vector in enumerate(vectors):
        row: defaultdict[int, float] = defaultdict(float)
        for bigram, weight in vector.items():
            for other, other_weight in postings[bigram]:
                row[other] += weight * other_weight
            postings[bigram].append((index, weight))
        rows.append({other: cosine for other, cosine in row.items() if cosine >= _MIN_SIMILARITY})
    for index, row_of in enumerate(rows):
        for other, cosine in row_of.items():
            if other < index:
                rows[other][index] = cosine
    return rows


def _page_rank(similarity: Sequence[dict[int, float]]) -> list[float]:
    """PageRank over the graph of similar sentences."""
    size = len(similarity)
    weights = [sum(row.values()) or 1.0 for row in similarity]
    rank = [1 / size] * size
    for _ in range(_ITERATIONS):
        rank = [
            (1 - _DAMPING) / size
            + _DAMPING * sum(rank[other] * cosine / weights[other] for other, cosine in row.items())
            for row in similarity
        ]
    return rank
