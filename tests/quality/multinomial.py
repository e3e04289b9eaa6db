"""Learn the weights of a multinomial logistic model (figures/multinomial.py) from labelled examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from figures.multinomial import BIAS, Weights

SMALLEST = 0.1  # weights below are left out: a quarter as many tell as much


class Example(NamedTuple):
    """What is labelled: its kind, the clues to it and its label."""

    kind: str
    clues: Sequence[str]
    label: str


def weights_of(rows: Sequence[Example], strict: float, least: int) -> Iterator[tuple[str, list[tuple[str, float]]]]:
    """Yield the weights of the labels for each clue that so many examples have; `strict` is the inverse penalty."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    seen = Counter(clue for row in rows for clue in row.clues)
    vectors = DictVectorizer()
    told = vectors.fit_transform([{clue: 1.0 for clue in row.clues if seen[clue] >= least} for row in rows])
    model = LogisticRegression(C=strict, max_iter=100).fit(told, [row.label for row in rows])
    yield BIAS, [(label, float(weight)) for label, weight in zip(model.classes_, model.intercept_, strict=True)]
    for clue, column in sorted(vectors.vocabulary_.items()):
        weights = zip(model.classes_, model.coef_[:, column], strict=True)
        kept = [(label, float(weight)) for label, weight in weights if abs(weight) >= SMALLEST]
        if kept:
            yield clue, kept


def rows_of(weights: Weights) -> Iterator[str]:
    """Yield the rows of a table of weights, one for each kind and clue."""
    for kind, clues in weights.items():
        for clue, told in clues.items():
            yield "\t".join((kind, clue, *(f"{label} {weight:.2f}" for label, weight in told))) + "\n"
