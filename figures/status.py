"""Whether a number has happened, is expected, or is what the subject means to reach."""

from __future__ import annotations

import re
from datetime import date

from figures.notation import period_bounds
from figures.passage import Passage, distance
from figures.quantities import Quantity
from figures.rulebook import pattern
from models.values import Status, SubjectKind

_DENIAL_REACH = 110  # characters from a denial to the number it denies
_NEGATION_REACH = 24
_REACH = 130  # from a word of status to the number it governs
_BORDER_COST = 30  # a clause between them weighs as many characters
_LAST_WORDS = 12  # "…, officials forecast." closes a sentence
_BEHIND_COST = 25  # so does standing after the number
# An order that will be delivered has been won.
_AGREED = frozenset({"order_value", "order_units", "deal_value"})
_ESTIMATED = re.compile(r"\b(?:FY|fiscal )?(?:20)?\d\dE\b|\bestimates? (?:to|of)\b|(?<=\d)E\b")
# Of a time gone by these tell an estimate of what happened, not a forecast.
_ESTIMATING = frozenset(
    {
        "reckons",
        "reckon",
        "believes",
        "believe",
        "thinks",
        "think",
        "sees",
        "likely",
        "测算",
        "推算",
        "could",
        "may",
        "might",
        "should",
        "outlook",
        "consensus",
    }
)
_OLD_SIDE = pattern("status.old_side")
_PLANNED = pattern("status.planned")
_SOURCE = pattern("status.source")
_REPORTED = pattern("status.reported")


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


_TAKEN_BACK = pattern("status.taken_back")


def takes_back(passage: Passage) -> bool:
    """Say whether a sentence takes back the one before it: "That was wrong"."""
    return bool(_TAKEN_BACK.match(passage.text, passage.sentence.start))


_REVISED = pattern("status.revised")


def is_revision(passage: Passage) -> bool:
    """Say whether a sentence revises a forecast: its old and new number are of the same period."""
    return bool(_REVISED.search(passage.text, passage.sentence.start, passage.sentence.end))


def status_of(
    quantity: Quantity, metric: str, kind: SubjectKind, passage: Passage, period: str | None, published: date
) -> tuple[Status, str]:
    """Return the status of a number and the rule that read it."""
    found = _strongest(quantity, passage)
    past = period is not None and period_bounds(period)[1] < published
    ahead = period is not None and period_bounds(period)[0] > published
    around = passage.text[passage.sentence.start : passage.sentence.end]
    if found is None:
        if _ESTIMATED.search(passage.text, passage.clause_of(quantity.start)[0], quantity.end + 2):
            return "forecast", "status:estimate"
        return ("forecast", "status:period ahead") if ahead else ("actual", "status:plain")
    tag, word = found
    if tag == "actual":
        return "actual", f"status:{word}"
    if past and tag in ("target", "future"):
        return "actual", "status:past"
    if metric in _AGREED and tag == "future" and not ahead:
        return "actual", f"status:agreed, {word}"
    if (
        past
        and not is_revision(passage)
        and _OLD_SIDE.search(passage.text, max(0, quantity.start - 30), quantity.start)
    ):
        return "actual", "status:what it is compared with"
    if past and word.lower() in _ESTIMATING:
        return "actual", f"status:estimated, {word}"
    if tag == "target":
        return ("forecast" if _REPORTED.search(around) else "target"), f"status:{word}"
    if tag == "future":
        own = kind == "company" if not _PLANNED.search(around) else not _SOURCE.search(around)
        reported = _REPORTED.search(around) or metric in ("valuation", "deal_value")
        return ("target" if own and not reported else "forecast"), f"status:{word}"
    return "forecast", f"status:{word}"


def _strongest(quantity: Quantity, passage: Passage) -> tuple[str, str] | None:
    """Return the class and word of status that governs a number most closely; plain future only where nothing else does."""
    best: dict[str, tuple[int, str]] = {}
    for tag in ("target", "forecast", "future", "actual"):
        for hit in passage.hits(f"status.{tag}"):
            cost = _cost(hit.start, hit.end, quantity, passage)
            word = passage.text[hit.start : hit.end]
            if cost is None or word == "May" or (tag == "actual" and cost > _BORDER_COST):
                continue
            if tag not in best or cost < best[tag][0]:
                best[tag] = cost, word
    strong = [(cost, tag, word) for tag, (cost, word) in best.items() if tag != "future"]
    if strong:
        cost, tag, word = min(strong)
        if tag == "actual" and "future" in best and best["future"][0] < cost:
            return "future", best["future"][1]
        return tag, word
    return ("future", best["future"][1]) if "future" in best else None


def _cost(start: int, end: int, quantity: Quantity, passage: Passage) -> int | None:
    if end <= quantity.start:
        cost = distance(passage.text, end, quantity.start) + _BORDER_COST * passage.borders(end, quantity.start)
    elif start >= quantity.end:
        if passage.between(quantity.end, start):
            return None
        crossed = passage.borders(quantity.end, start)
        if crossed > 1 or (crossed and passage.sentence.end - end > _LAST_WORDS):
            return None
        cost = _BEHIND_COST + distance(passage.text, quantity.end, start) + _BORDER_COST * crossed
    else:
        return None
    return cost if cost <= _REACH else None
