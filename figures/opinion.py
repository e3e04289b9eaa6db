"""A second opinion on a number: how likely it is of each metric, or no figure about someone watched, by its clues.

Rules say which metric a number is of and whose it is; what they have not met they misread with the same assurance. A
small neural network over the words around a number, what the rules make of it, and the numbers beside it has other
blind spots (docs/decisions/0018). Its weights stand in rules/opinion.npz, learned by tests/quality/opinion.py from the
labelled sets.

Each clue has a vector. What is above zero in the sum of a number's vectors is its trace; this, and the traces of the
number before and of the one after in the same sentence, are weighed for each label.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

WEIGHTS = Path(__file__).parent / "rules" / "opinion.npz"
NONE = "none"  # the label of a number that is no figure about anybody watched

Array = NDArray[np.float32]


class Network(NamedTuple):
    """The weights: of `units` steps a clue, and of each label for each unit of a trace.

    Clues are added up in whole steps, so that it makes no difference in which order.
    """

    clues: Mapping[str, int]  # a clue's row of the vectors
    labels: Mapping[str, Sequence[str]]  # those that a kind of number may have, by kind
    vectors: NDArray[np.int8]  # clues x units
    scale: Array  # units: how much a step is
    start: Array  # units
    bias: Array  # labels, in alphabetical order
    own: Array  # units x labels, as all that follow
    before: Array  # of the number before, in the same sentence
    earlier: Array  # of the number before, in an earlier one
    after: Array  # of the number after, in the same sentence


_ARRAYS = Network._fields[2:]


def kind_of_model(kind: str) -> str:
    """Return which labels a kind of quantity may have."""
    return kind if kind in ("money", "percent") else "count"


class Opinion:
    """Says how likely each reading of a number is; a label is `measure:metric`, or `none`."""

    def __init__(self, network: Network) -> None:
        self._net = network
        places = {label: place for place, label in enumerate(labels_of(network.labels))}
        self._known = {kind: [places[label] for label in labels] for kind, labels in network.labels.items()}

    def likely(
        self, numbers: Sequence[tuple[str, Iterable[str]]], earlier: Array | None = None
    ) -> tuple[list[dict[str, float]], Array | None]:
        """Return the probability of each label for the numbers of a sentence, and the trace of the last.

        Each number is given by its kind and clues, `earlier` is the trace of the last number before the sentence. The
        probabilities of a number add up to 1.
        """
        net = self._net
        traces = [self._trace(clues) for _, clues in numbers]
        told = []
        for place, (kind, _) in enumerate(numbers):
            scores = net.bias + traces[place] @ net.own
            if place:
                scores += traces[place - 1] @ net.before
            elif earlier is not None:
                scores += earlier @ net.earlier
            if place + 1 < len(numbers):
                scores += traces[place + 1] @ net.after
            told.append(self._shares(kind, scores))
        return told, traces[-1] if traces else earlier

    def _trace(self, clues: Iterable[str]) -> Array:
        net = self._net
        rows = np.array([row for row in map(net.clues.get, clues) if row is not None], np.intp)
        steps = net.vectors.take(rows, axis=0).sum(axis=0, dtype=np.int32).astype(np.float32)
        trace: Array = np.maximum(net.start + steps * net.scale, 0)
        return trace

    def _shares(self, kind: str, scores: Array) -> dict[str, float]:
        labels = self._net.labels.get(kind)
        if labels is None:
            return {NONE: 1.0}
        known = scores[self._known[kind]]
        powers = np.exp(known - known.max())
        return dict(zip(labels, (powers / powers.sum()).tolist(), strict=True))


def labels_of(labels: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the labels of all kinds of numbers in alphabetical order."""
    return sorted({label for told in labels.values() for label in told})


@cache
def opinion() -> Opinion:
    """Return the model whose weights stand in the table."""
    return Opinion(read_network(WEIGHTS))


def write_network(path: Path, network: Network) -> None:
    """Write weights to a file of numpy's."""
    np.savez_compressed(
        path,
        allow_pickle=False,
        clues=_packed(sorted(network.clues, key=network.clues.__getitem__)),
        **{f"labels {kind}": _packed(labels) for kind, labels in network.labels.items()},
        **{name: getattr(network, name) for name in _ARRAYS},
    )


def read_network(path: Path) -> Network:
    """Read what write_network wrote."""
    with np.load(path) as told:
        clues = {clue: row for row, clue in enumerate(_unpacked(told["clues"]))}
        kinds = (name.partition(" ")[2] for name in told.files if name.startswith("labels "))
        labels = {kind: _unpacked(told[f"labels {kind}"]) for kind in kinds}
        return Network(clues, labels, **{name: told[name] for name in _ARRAYS})


def _packed(words: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(words).encode(), np.uint8)


def _unpacked(words: NDArray[np.uint8]) -> list[str]:
    return words.tobytes().decode().split("\n")
