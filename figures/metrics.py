"""Which metric a number is of: typed candidates, words of the clause, constructions before scores."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from figures.match import Hit
from figures.passage import Passage, distance
from figures.quantities import Quantity
from figures.rulebook import MetricRule, rulebook

_W = rulebook().weights


class Cue(NamedTuple):
    """A word that names a metric, with its offsets and strength."""

    start: int
    end: int
    metric: str
    strong: bool


class MetricReading(NamedTuple):
    """A metric proposed for a quantity: how well it fits and by which rule."""

    metric: str
    score: int
    rule: str
    cue: Cue | None


def cues_in(words: dict[str, list[Hit[str]]], keys: Sequence[str]) -> list[Cue]:
    """Return the metric words of a sentence; one inside a longer one is dropped."""
    cues = [
        Cue(hit.start, hit.end, key, strength == "strong")
        for key in keys
        for strength in ("strong", "weak")
        for hit in words.get(f"metric.{key}.{strength}", ())
    ]
    cues.sort(key=lambda cue: (cue.start, -cue.end))
    kept: list[Cue] = []
    for cue in cues:
        if not any(o.start <= cue.start and cue.end <= o.end and (o.end - o.start) > (cue.end - cue.start) for o in kept[-8:]):
            kept.append(cue)
    return kept


def score(cue: Cue, quantity: Quantity, passage: Passage) -> int:
    """Return how well a metric word fits a quantity, by strength, distance, side, clauses and numbers between."""
    points = _W["strong"] if cue.strong else _W["weak"]
    points += min(cue.end - cue.start, 12) * _W["length"] // 10
    if cue.end <= quantity.start:
        gap = distance(passage.text, cue.end, quantity.start)
        borders = passage.borders(cue.end, quantity.start)
        points -= gap * _W["gap_before"] // 10 + borders * _W["border"]
        points -= passage.between(cue.end, quantity.start) * _W["between"]
        if _bound_to_last(cue, passage):
            points -= _W["bound"]
        return points
    if cue.start >= quantity.end:
        gap = distance(passage.text, quantity.end, cue.start)
        borders = passage.borders(quantity.end, cue.start)
        if not borders and (gap <= 2 or _glued(passage.text[quantity.end : cue.start])):
            points += _W["adjacent"]
        else:
            points -= _W["after"]
        points -= gap * _W["gap_after"] // 10 + borders * _W["border_after"]
        points -= passage.between(quantity.end, cue.start) * _W["between_after"]
        return points
    return points


_GLUE = re.compile(r"\s*(?:of|in|worth of|for)\s+(?:(?:the|its|annual|new|total|fresh|net|group|paying)\s+)*", re.IGNORECASE)


def _glued(gap: str) -> bool:
    return bool(_GLUE.fullmatch(gap))


def _bound_to_last(cue: Cue, passage: Passage) -> bool:
    """Say whether a word belongs to the quantity right before it."""
    for quantity in passage.quantities:
        gap = passage.text[quantity.end : cue.start] if quantity.end <= cue.start else "."
        if not gap.strip(" -") or _glued(gap):
            return True
    return False


def readings_for(
    quantity: Quantity, passage: Passage, cues: Sequence[Cue], allowed: frozenset[str]
) -> list[MetricReading]:
    """Return the metrics that words of the sentence propose, best first."""
    best: dict[str, MetricReading] = {}
    for cue in cues:
        if cue.metric not in allowed:
            continue
        points = score(cue, quantity, passage)
        if cue.metric not in best or points > best[cue.metric].score:
            word = passage.text[cue.start : cue.end]
            best[cue.metric] = MetricReading(cue.metric, points, f"word:{word}", cue)
    return sorted(best.values(), key=lambda reading: -reading.score)


def by_unit(rules: Sequence[MetricRule], unit: str) -> frozenset[str]:
    """Return the metrics that are counted in a unit."""
    return frozenset(rule.metric.key for rule in rules if rule.metric.unit == unit)
