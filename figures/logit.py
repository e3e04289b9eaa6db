"""A conditional logit model (McFadden 1974): how likely each of some choices is, by the weights of the clues to it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

Weights = Mapping[str, int]  # of each clue, in hundredths of log-odds: whole numbers add up alike in any order
Choice = TypeVar("Choice")
_PARTS = 100


def likely(choices: Mapping[Choice, Iterable[str]], weights: Weights) -> dict[Choice, float]:
    """Return the probability of each choice; they add up to 1."""
    weight = weights.get
    scores = {choice: sum(filter(None, map(weight, clues))) for choice, clues in choices.items()}
    most = max(scores.values())
    powers = {choice: math.exp((score - most) / _PARTS) for choice, score in scores.items()}
    whole = math.fsum(powers.values())
    return {choice: power / whole for choice, power in powers.items()}


def read_weights(path: Path) -> Weights:
    """Read a table of a row for each clue: `clue, weight in log-odds`, parted by a tab."""
    rows = (row.split("\t") for row in path.read_text(encoding="utf-8").splitlines())
    return {clue: round(float(weight) * _PARTS) for clue, weight in rows}
