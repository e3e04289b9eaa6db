"""Multinomial logistic models as tables of weights: how likely each label of something is by its clues."""

from __future__ import annotations

import math
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence

BIAS = ""  # the clue that all have

# By kind and clue: the weight of each label, in log-odds.
Weights = Mapping[str, Mapping[str, Sequence[tuple[str, float]]]]

_PARTS = 1000  # of one that a weight is kept to
_FIELD = 32  # bits of a label's sum: some hundred weights of a few units each
_MIDDLE = 1 << (_FIELD - 1)


class _Model:
    """The weights of one kind.

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


class Multinomial:
    """Says how likely each label is: one model for each kind of what is labelled."""

    def __init__(self, weights: Weights) -> None:
        self._models = {kind: _Model(clues) for kind, clues in weights.items()}

    def likely(self, kind: str, clues: Iterable[str]) -> dict[str, float]:
        """Return the probability of each label for this kind; they add up to 1. Nothing is known of other kinds."""
        model = self._models.get(kind)
        if model is None:
            return {}
        scores = model.scores(clues)
        most = max(scores)
        powers = [math.exp(score - most) for score in scores]
        whole = math.fsum(powers)
        return {label: power / whole for label, power in zip(model.labels, powers, strict=True)}


def read_weights(table: str) -> Weights:
    """Read a table of a row for each kind and clue: `kind, clue, label weight, label weight, …`, parted by tabs."""
    weights: dict[str, dict[str, list[tuple[str, float]]]] = {}
    for row in table.splitlines():
        kind, clue, *told = row.split("\t")
        pairs = (each.rsplit(" ", 1) for each in told)
        weights.setdefault(kind, {})[clue] = [(label, float(weight)) for label, weight in pairs]
    return weights
