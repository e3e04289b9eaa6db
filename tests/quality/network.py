"""Learn the network of figures/opinion.py from labelled numbers: gradient descent by Adam, with dropout and decay.

Adam: Kingma and Ba, 2015 (arXiv 1412.6980); dropout: Srivastava et al., 2014; decay beside the gradient: Loshchilov and
Hutter, 2019 (arXiv 1711.05101). The same weights come of the same numbers on the same machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from figures.opinion import Array, Network, labels_of

UNITS = 64  # of a trace; 96 and 128 were no better, 32 worse
ROUNDS = 5  # over all documents
RATE = 5e-4  # the step of the first round, falling to none
DOCUMENTS = 10  # a step
DROPPED = 0.3  # share of a trace's units left out in a step, so that none is relied on
DECAY = 1.0  # of clues' vectors, times the step
LEAST = 5  # numbers that a clue must be seen with
_SMALL, _SMALLER = 0.01, 0.1  # spread of the weights at first: of clues' vectors, of the labels'
_KEPT_1, _KEPT_2, _TINY = 0.9, 0.999, 1e-8  # Adam's own
_LINKS = ("before", "earlier", "after")

Ints = NDArray[np.int64]


class Number(NamedTuple):
    """A number of a labelled document: its kind, its clues, its label: empty where nothing is to be learned of it."""

    document: str
    sentence: int  # where it starts
    kind: str
    clues: Sequence[str]
    label: str


class _Lesson(NamedTuple):
    """All numbers as arrays."""

    clues: Any  # sparse: numbers x clues
    wanted: Ints  # the label of each number
    counts: Array  # 1 where something is to be learned of it
    possible: NDArray[np.bool_]  # numbers x labels
    links: Mapping[str, tuple[Ints, Ints]]  # by kind of link: numbers, and which number they look at
    documents: Sequence[tuple[int, int]]  # first number and the one after the last


def learned_network(given: Sequence[Number], seed: int = 0) -> Network:
    """Return the network that numbers teach, which stand in the order of their documents."""
    seen = Counter(clue for number in given for clue in number.clues)
    rows = {clue: row for row, clue in enumerate(sorted(clue for clue, times in seen.items() if times >= LEAST))}
    told = sorted({(number.kind, number.label) for number in given if number.label})
    labels = {kind: [label for _, label in each] for kind, each in groupby(told, key=lambda pair: pair[0])}
    places = {label: place for place, label in enumerate(labels_of(labels))}
    random = np.random.default_rng(seed)
    weights = dict(_first(random, len(rows), len(places)))
    _descend(weights, _lesson(given, rows, labels, places), random)
    vectors = weights.pop("vectors")
    scale = np.maximum(np.abs(vectors).max(axis=0), np.finfo(np.float32).tiny) / np.iinfo(np.int8).max
    return Network(rows, labels, np.rint(vectors / scale).astype(np.int8), scale, **weights)


def _first(random: np.random.Generator, clues: int, labels: int) -> Iterator[tuple[str, Array]]:
    yield "vectors", (random.standard_normal((clues, UNITS)) * _SMALL).astype(np.float32)
    yield "start", np.zeros(UNITS, np.float32)
    yield "bias", np.zeros(labels, np.float32)
    for name in ("own", *_LINKS):
        yield name, (random.standard_normal((UNITS, labels)) * (_SMALLER if name == "own" else _SMALL)).astype("f")


def _lesson(
    given: Sequence[Number], rows: Mapping[str, int], labels: Mapping[str, Sequence[str]], places: Mapping[str, int]
) -> _Lesson:
    from scipy.sparse import csr_matrix

    known = [[rows[clue] for clue in number.clues if clue in rows] for number in given]
    ends = np.cumsum([0, *map(len, known)])
    ones = np.ones(ends[-1], np.float32)
    clues = csr_matrix((ones, [row for each in known for row in each], ends), shape=(len(given), len(rows)))
    possible = {kind: np.isin(np.arange(len(places)), [places[label] for label in labels[kind]]) for kind in labels}
    starts = [at for at, number in enumerate(given) if not at or number.document != given[at - 1].document]
    return _Lesson(
        clues,
        np.array([places.get(number.label, 0) for number in given]),
        np.array([float(bool(number.label)) for number in given], np.float32),
        np.array([possible[number.kind] for number in given]),
        dict(_links(given)),
        list(pairwise([*starts, len(given)])),
    )


def _links(given: Sequence[Number]) -> Iterator[tuple[str, tuple[Ints, Ints]]]:
    """Yield which numbers look at which others."""
    next_to = [(at, at + 1) for at in range(len(given) - 1) if given[at].document == given[at + 1].document]
    same = [pair for pair in next_to if given[pair[0]].sentence == given[pair[1]].sentence]
    apart = sorted(set(next_to) - set(same))
    yield "before", _columns([(later, first) for first, later in same])
    yield "earlier", _columns([(later, first) for first, later in apart])
    yield "after", _columns(same)


def _columns(pairs: Sequence[tuple[int, int]]) -> tuple[Ints, Ints]:
    columns = np.array(pairs, np.int64).reshape(-1, 2)
    return columns[:, 0], columns[:, 1]


def _descend(weights: dict[str, Array], lesson: _Lesson, random: np.random.Generator) -> None:
    """Change the weights in place, step by step."""
    means = {name: np.zeros_like(each) for name, each in weights.items()}
    squares = {name: np.zeros_like(each) for name, each in weights.items()}
    step = 0
    for round_ in range(ROUNDS):
        order = random.permutation(len(lesson.documents))
        rate = RATE * (1 - round_ / ROUNDS)
        for first in range(0, len(order), DOCUMENTS):
            step += 1
            rows = np.concatenate([np.arange(*lesson.documents[each]) for each in order[first : first + DOCUMENTS]])
            gradients, met = _gradients(weights, lesson, rows, random)
            for name, gradient in gradients.items():
                part: Any = met if name == "vectors" else slice(None)  # clues not met stay as they are
                mean = means[name][part] = _KEPT_1 * means[name][part] + (1 - _KEPT_1) * gradient
                square = squares[name][part] = _KEPT_2 * squares[name][part] + (1 - _KEPT_2) * gradient**2
                move = mean / (1 - _KEPT_1**step) / (np.sqrt(square / (1 - _KEPT_2**step)) + _TINY)
                decay = DECAY * weights[name][part] if name == "vectors" else 0.0
                weights[name][part] -= rate * (move + decay)


def _gradients(
    weights: Mapping[str, Array], lesson: _Lesson, rows: Ints, random: np.random.Generator
) -> tuple[dict[str, Array], Ints]:
    """Return the gradient of the mean cross entropy of some whole documents, and the clues met in them."""
    clues = lesson.clues[rows]
    kept = (random.random((len(rows), UNITS)) >= DROPPED).astype(np.float32) / (1 - DROPPED)
    summed = clues @ weights["vectors"] + weights["start"]
    traces = np.maximum(summed, 0) * kept
    places = np.full(len(lesson.wanted), -1)
    places[rows] = np.arange(len(rows))
    links = {name: _within(places, *pair) for name, pair in lesson.links.items()}
    scores = traces @ weights["own"] + weights["bias"]
    for name, (here, there) in links.items():
        scores[here] += traces[there] @ weights[name]
    error = _shares(scores, lesson.possible[rows])
    error[np.arange(len(rows)), lesson.wanted[rows]] -= 1
    error *= lesson.counts[rows][:, None] / len(rows)
    gradients = {"bias": error.sum(axis=0), "own": traces.T @ error}
    back = error @ weights["own"].T
    for name, (here, there) in links.items():
        gradients[name] = traces[there].T @ error[here]
        back[there] += error[here] @ weights[name].T  # nobody is looked at twice by the same kind of link
    back *= kept * (summed > 0)
    met = np.unique(clues.indices)
    return {**gradients, "start": back.sum(axis=0), "vectors": clues[:, met].T @ back}, met


def _within(places: Ints, here: Ints, there: Ints) -> tuple[Ints, Ints]:
    """Return the links of the numbers of a step by their places in it; links never leave a document."""
    inside = places[here] >= 0
    return places[here[inside]], places[there[inside]]


def _shares(scores: Array, possible: NDArray[np.bool_]) -> Array:
    told = np.where(possible, scores, -np.inf)
    powers = np.exp(told - told.max(axis=1, keepdims=True))
    shares: Array = powers / powers.sum(axis=1, keepdims=True)
    return shares
