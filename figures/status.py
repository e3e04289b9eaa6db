"""Whether a number has happened, is expected, or is what the subject means to reach."""

from __future__ import annotations

from datetime import date

from figures.notation import period_bounds
from figures.passage import Passage, distance
from figures.quantities import Quantity
from models.values import Status

_DENIAL_REACH = 110  # characters from a denial to the number it denies
_NEGATION_REACH = 24
_REACH = 90  # characters from a word of status to the number it governs


def is_denied(passage: Passage, quantity: Quantity) -> bool:
    """Say whether the sentence denies or retracts the number, or only supposes it."""
    for hit in passage.hits("status.denied"):
        left, right = min(hit.start, quantity.start), max(hit.start, quantity.start)
        if distance(passage.text, left, right) <= _DENIAL_REACH and passage.borders(left, right) <= 2:
            return True
    for hit in passage.hits("status.negated"):
        gap = quantity.start - hit.end
        if 0 <= gap <= _NEGATION_REACH and not passage.borders(hit.end, quantity.start):
            return True
    first, last = passage.clause_of(quantity.start)
    return any(first <= hit.start < quantity.start for hit in passage.hits("status.hypothetical")) and last > first


def status_of(quantity: Quantity, passage: Passage, period: str | None, published: date) -> tuple[Status, str]:
    """Return the status of a number and the rule that read it."""
    ahead = period is not None and period_bounds(period)[1] > published
    past = period is not None and period_bounds(period)[1] < published
    best: tuple[int, Status, str] | None = None
    statuses: tuple[tuple[str, Status], ...] = (("status.target", "target"), ("status.forecast", "forecast"))
    for tag, status in statuses:
        for hit in passage.hits(tag):
            if hit.end <= quantity.start:
                gap = distance(passage.text, hit.end, quantity.start)
                cost = gap + 25 * passage.borders(hit.end, quantity.start)
            elif hit.start >= quantity.end:
                gap = distance(passage.text, quantity.end, hit.start)
                cost = gap * 2 + 20 + 40 * passage.borders(quantity.end, hit.start)
            else:
                cost = 0
            if cost > _REACH:
                continue
            key = (-cost, status, passage.text[hit.start : hit.end])
            if best is None or key > best:
                best = key
    if best is not None and not (past and best[1] == "target"):
        return best[1], f"status:{best[2]}"
    if ahead and best is None and period is not None and period_bounds(period)[0] > published:
        return "forecast", "status:period ahead"
    return "actual", "status:plain"
