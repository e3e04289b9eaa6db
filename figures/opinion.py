"""A second opinion on a number: how likely it is of each metric, or no figure about someone watched, by its clues.

Rules say which metric a number is of and whose it is; what they have not met they misread with the same assurance. A
multinomial logistic model over the clues to a number has other blind spots (docs/decisions/0011). There is one for each
kind of number; its weights stand in rules/opinion.tsv, learned by tests/quality/opinion.py from the labelled sets.
"""

from __future__ import annotations

import math
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

WEIGHTS = Path(__file__).parent / "rules" / "opinion.tsv"
NONE = "none"  # the label of a number that is no figure about anybody watched
BIAS = ""  # the clue that every number has

# By kind of number and clue: the weight of each label, in log-odds.
Weights = Mapping[str, Mapping[str, Sequence[tuple[str, float]]]]

_PARTS = 1000  # of one that a weight is kept to
_FIELD = 32  # bits of a label's sum: some hundred weights of a few units each
_MIDDLE = 1 << (_FIELD - 1)


def kind_of_model(kind: str) -> str:
    """Return which model a kind of quantity is for."""
    return kind if kind in ("money", "percent") else "count"


class _Model:
    """The weights of one kind of number.

    Those of a clue, one a label, stand in one integer, a field each: adding two such integers adds all labels at once,
    four times as fast as adding them one by one.
    """

    def __init__(self, clues: Mapping[str, Sequence[tuple[str, float]]]) -> None:
        self.labels = [label for label, _ in clues[BIAS]]
        places = {label: place * _FIELD for place, label in enumerate(self.labels)}
        self._packed = {
            clue: sum(round(weight * _PARTS) << places[label] for label, weight in told) for clue, told in clues.items()
        }
        # What is added at last, so that no field is below zero and borrows from the next.
        self._start = self._packed.pop(BIAS) + sum(_MIDDLE << place for place in places.values())

    def scores(self, clues: Iterable[str]) -> list[float]:
        """Return the sum of the weights of each label."""
        packed = sum(filter(None, map(self._packed.get, clues)), self._start)
        fields = array("I", packed.to_bytes(len(self.labels) * _FIELD // 8, sys.byteorder))
        told = fields if sys.byteorder == "little" else reversed(fields)
        return [(field - _MIDDLE) / _PARTS for field in told]


class Opinion:
    """Says how likely each reading of a number is; a label is `measure:metric`, or `none`."""

    def __init__(self, weights: Weights) -> None:
        self._models = {kind: _Model(clues) for kind, clues in weights.items()}

    def likely(self, kind: str, clues: Iterable[str]) -> dict[str, float]:
        """Return the probability of each label of a number of this kind; they add up to 1."""
        model = self._models.get(kind)
        if model is None:
            return {NONE: 1.0}
        scores = model.scores(clues)
        most = max(scores)
        powers = [math.exp(score - most) for score in scores]
        whole = math.fsum(powers)
        return {label: power / whole for label, power in zip(model.labels, powers, strict=True)}


@cache
def opinion() -> Opinion:
    """Return the model whose weights stand in the table."""
    return Opinion(read_weights(WEIGHTS.read_text(encoding="utf-8")))


def read_weights(table: str) -> Weights:
    """Read a table of a row for each kind and clue: `kind, clue, label weight, label weight, …`, parted by tabs."""
    weights: dict[str, dict[str, list[tuple[str, float]]]] = {}
    for row in table.splitlines():
        kind, clue, *told = row.split("\t")
        pairs = (each.rsplit(" ", 1) for each in told)
        weights.setdefault(kind, {})[clue] = [(label, float(weight)) for label, weight in pairs]
    return weights
