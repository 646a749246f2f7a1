"""A linear classifier decides where no rule is sure and no model answers: multinomial logistic regression.

`python -m bench.train_intent` writes its weights from the labelled texts of bench/utterances. They are
integers, so that it decides the same on every machine.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import exp, sqrt
from pathlib import Path

from bot.commands.intent.features import features
from bot.models.llm import Destination

WEIGHTS = Path(__file__).parent / "weights.tsv"
CLASSES: tuple[Destination, ...] = ("ask", "help", "idiom", "post", "summarize")
"""In the order of the columns of the weights."""
SCALE = 16
"""The weights are this many times as large, and rounded."""
BIAS = "bias"
_MIN_POST = 0.6
"""The least probability of a post: an offer to publish small talk annoys."""


@dataclass(frozen=True, slots=True)
class Classifier:
    """`weights`: of each feature for `CLASSES`, separated by spaces, as they stand in the file."""

    weights: Mapping[str, str]

    def classify(self, text: str) -> Destination:
        """The most probable destination; a question where it hardly is a post, or nothing is known.

        >>> shipped_classifier().classify("你都有些什么本事")
        'help'
        """
        probabilities = self.probabilities(text)
        best = max(CLASSES, key=probabilities.__getitem__)
        return "ask" if best == "post" and probabilities["post"] < _MIN_POST else best

    def probabilities(self, text: str) -> dict[Destination, float]:
        """How probable each destination is."""
        known = [self.weights[each] for each in features(text) if each in self.weights]
        biases = map(int, self.weights[BIAS].split())
        if not known:
            return {each: float(each == "ask") for each in CLASSES}
        totals = [sum(map(int, column)) for column in zip(*map(str.split, known), strict=True)]
        length = sqrt(len(known))
        scores = [(each / length + bias) / SCALE for each, bias in zip(totals, biases, strict=True)]
        odds = [exp(score - max(scores)) for score in scores]
        return {each: odd / sum(odds) for each, odd in zip(CLASSES, odds, strict=True)}


@lru_cache(maxsize=1)
def shipped_classifier() -> Classifier:
    """The classifier with the weights of the file, read when first used."""
    lines = WEIGHTS.read_text(encoding="utf-8").split("\n")
    return Classifier(dict(line.split("\t") for line in lines if line and line[0] != "#"))
