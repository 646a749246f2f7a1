"""Trains the classifier of intents (`bot/commands/intent/classifier.py`) on the texts of bench/utterances.

python -m bench.train_intent             writes its weights
python -m bench.train_intent --check     fails where the weights are not what training makes
python -m bench.train_intent --validate  cross-validation: each text is decided by sure rules, then by
                                         weights from which it was left out
"""

import argparse
import hashlib
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.router_score import SETS, Row, Scored, read, report, report_rules
from bot.app.route import Route, route_by_rule
from bot.commands.intent.classifier import BIAS, CLASSES, SCALE, WEIGHTS, Classifier
from bot.commands.intent.features import features
from bot.commands.intent.recognise import recognise

TABLES = ("dev", "held_out", "more", "train")
WRITTEN_FOR_TRAINING = "more"
"""Its texts are pairs that differ in little but the meaning; those of the other tables are as people write."""
_MIN_TEXTS = 2
_MAX_FEATURES = 12_000
_DECAY = 0.02
_STEPS, _STEP_SIZE = 120, 0.3
_KEEP_MEAN, _KEEP_SQUARE, _TINY = 0.9, 0.99, 1e-8
_FOLDS, _SEED = 5, 1
MAX_DIFFERENCE = 0.01

Floats = NDArray[np.float64]
Weights = dict[str, str]


class Sample(NamedTuple):
    """A labelled text of a table, and its features."""

    table: str
    row: Row
    features: Sequence[str]


class Data(NamedTuple):
    """The features of all texts in a row: `starts` says where each text begins, `texts` whose each is."""

    columns: NDArray[np.intp]
    values: Floats
    starts: NDArray[np.intp]
    texts: NDArray[np.intp]


def samples() -> list[Sample]:
    """Every labelled text, once."""
    found: dict[str, Sample] = {}
    for table in TABLES:
        for row in read(SETS / f"{table}.tsv"):
            found.setdefault(row.text, Sample(table, row, features(row.text)))
    return list(found.values())


def train(chosen: Sequence[Sample]) -> Weights:
    """The weights of the features that matter most, trained again without the others."""
    count = Counter(feature for sample in chosen for feature in sample.features)
    names = sorted(name for name, texts in count.items() if texts >= _MIN_TEXTS)
    weights, _ = fit(chosen, names)
    heaviest = np.argsort(-np.abs(weights).max(axis=1), kind="stable")[:_MAX_FEATURES]
    names = [names[at] for at in sorted(heaviest)]
    weights, biases = fit(chosen, names)
    return {BIAS: _written(biases)} | dict(zip(names, map(_written, weights), strict=True))


def fit(chosen: Sequence[Sample], names: Sequence[str]) -> tuple[Floats, Floats]:
    """Weights and biases that make the labels most probable (Adam, with weight decay)."""
    data = _data(chosen, names)
    labels = [CLASSES.index(sample.row.destination) for sample in chosen]
    wanted = np.eye(len(CLASSES))[labels]
    # The bias is the last row.
    weights = np.zeros((len(names) + 1, len(CLASSES)))
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, _STEPS + 1):
        slope = _gradient(data, weights, wanted)
        mean = _KEEP_MEAN * mean + (1 - _KEEP_MEAN) * slope
        square = _KEEP_SQUARE * square + (1 - _KEEP_SQUARE) * slope**2
        size = _STEP_SIZE * (1 - step / (_STEPS + 1))
        direction = mean / (1 - _KEEP_MEAN**step)
        weights -= size * direction / (np.sqrt(square / (1 - _KEEP_SQUARE**step)) + _TINY)
    return weights[:-1], weights[-1]


def _gradient(data: Data, weights: Floats, wanted: Floats) -> Floats:
    """Of the log loss, summed over the texts, and of the weight decay."""
    # Class by class: each step is then on one row of numbers, three times as fast.
    scores = np.stack(
        [np.add.reduceat(row[data.columns] * data.values, data.starts) for row in weights.T], axis=1
    )
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    errors = odds / odds.sum(axis=1, keepdims=True) - wanted
    slope = _DECAY * weights
    slope[-1] = 0
    for at, row in enumerate(errors.T):
        slope[:, at] += np.bincount(data.columns, row[data.texts] * data.values, len(weights))
    return slope


def _data(chosen: Sequence[Sample], names: Sequence[str]) -> Data:
    column = {name: at for at, name in enumerate(names)}
    columns, values, starts, texts = list[int](), list[float](), list[int](), list[int]()
    for text, sample in enumerate(chosen):
        known = [column[feature] for feature in sample.features if feature in column]
        starts.append(len(columns))
        columns += [*known, len(names)]
        values += [*([len(known) ** -0.5] * len(known)), 1.0]
        texts += [text] * (len(known) + 1)
    return Data(np.array(columns), np.array(values), np.array(starts), np.array(texts))


def _written(weights: Floats) -> str:
    """As integers around zero: only their differences count."""
    return " ".join(str(round(float(each))) for each in (weights - weights.mean()) * SCALE)


def validate(all_samples: Sequence[Sample]) -> list[tuple[str, Scored]]:
    """What is decided about each text by weights from which its fold was left out."""
    fold = list(_folds(all_samples))
    decided: list[tuple[str, Scored]] = []
    for left_out in range(_FOLDS):
        seen = [each for each, of in zip(all_samples, fold, strict=True) if of != left_out]
        classifier = Classifier(train(seen))
        for sample, of in zip(all_samples, fold, strict=True):
            if of == left_out:
                intent = recognise(sample.row.text, classifier)
                by_rule = route_by_rule(sample.row.text, intent)
                route = by_rule or Route(intent.destination, "default")
                decided.append((sample.table, Scored(sample.row, route, "")))
    return decided


def _folds(all_samples: Iterable[Sample]) -> Iterator[int]:
    """A fold for each, so that every fold has its share of each table and category."""
    chance = random.Random(_SEED)
    orders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for sample in all_samples:
        order = orders[sample.table, sample.row.category]
        if not order:
            order += chance.sample(range(_FOLDS), _FOLDS)
        yield order.pop()


def checksum() -> str:
    """Of what the weights were made of."""
    tables = (SETS / f"{table}.tsv" for table in TABLES)
    return hashlib.sha256(b"".join(table.read_bytes() for table in tables)).hexdigest()


def written(weights: Weights) -> str:
    head = f"# made by python -m bench.train_intent of {checksum()}: feature, {' '.join(CLASSES)}\n"
    return head + "".join(f"{name}\t{values}\n" for name, values in weights.items())


def difference_of(made: str, written: str) -> float:
    """The share of lines: another numpy adds up in another order, so that the last digit may differ."""
    lines, others = set(made.splitlines()), set(written.splitlines())
    return len(lines - others) / len(lines)


def _report(decided: Sequence[tuple[str, Scored]]) -> None:
    natural = [each for table, each in decided if table != WRITTEN_FOR_TRAINING]
    written = [each for table, each in decided if table == WRITTEN_FOR_TRAINING]
    for title, scored in (("as people write", natural), ("written for training", written)):
        report(f"cross-validation, {title}", scored, with_argument=False)
        right = Counter(each.row.destination for each in scored if each.is_right)
        total = Counter(each.row.destination for each in scored)
        found = Counter(each.route.destination for each in scored)
        for name in CLASSES:
            recall, precision = right[name] / total[name], right[name] / found[name]
            print(f"{name:20} recall {recall:.1%}, precision {precision:.1%}")
        report_rules(scored)


def main() -> int:
    """Train, or check what was trained."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--validate", action="store_true")
    arguments = parser.parse_args()
    if arguments.validate:
        _report(validate(samples()))
        return 0
    text = written(train(samples()))
    if arguments.check:
        difference = difference_of(text, WEIGHTS.read_text(encoding="utf-8"))
        print(f"lines of the weights that differ from what training makes: {difference:.2%}")
        return 0 if difference <= MAX_DIFFERENCE else 1
    WEIGHTS.write_text(text, encoding="utf-8")
    print(f"{text.count(chr(10))} lines, {len(text.encode()):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
