"""Whether a number has happened, is expected, or is what the subject means to reach."""

from __future__ import annotations

import re
from datetime import date

from figures.draft import Draft
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
# What others say that a firm is or would be worth is no aim of its own.
_OTHERS_SAY = frozenset({"valuation", "deal_value"})
_LEAD = 30  # characters before a number in which "from" or 较 makes it the old one
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


def status_of(draft: Draft, kind: SubjectKind, period: str | None, published: date) -> tuple[Status, str]:
    """Return the status of a number and the rule that read it."""
    quantity, passage, metric = draft.quantity, draft.passage, draft.metric
    found = _strongest(quantity, passage)
    past = period is not None and period_bounds(period)[1] < published
    ahead = period is not None and period_bounds(period)[0] > published
    if found is None:
        return _unsaid(quantity, passage, ahead=ahead)
    tag, word = found
    happened = _happened(tag, word, quantity, passage) if past else ""
    if tag == "actual" or happened:
        return "actual", f"status:{happened or word}"
    if metric in _AGREED and tag == "future" and not ahead:
        return "actual", f"status:agreed, {word}"
    around = passage.text[passage.sentence.start : passage.sentence.end]
    reported = _REPORTED.search(around) is not None
    if tag == "future":
        own = kind == "company" if not _PLANNED.search(around) else not _SOURCE.search(around)
        meant = own and not reported and metric not in _OTHERS_SAY
    else:
        meant = tag == "target" and not reported
    return ("target" if meant else "forecast"), f"status:{word}"


def _unsaid(quantity: Quantity, passage: Passage, *, ahead: bool) -> tuple[Status, str]:
    """Return the status of a number that no word of status governs."""
    if _ESTIMATED.search(passage.text, passage.clause_of(quantity.start)[0], quantity.end + 2):
        return "forecast", "status:estimate"
    return ("forecast", "status:period ahead") if ahead else ("actual", "status:plain")


def _happened(tag: str, word: str, quantity: Quantity, passage: Passage) -> str:
    """Return why a number of a time gone by has happened whatever the word of status, or nothing."""
    if tag in ("target", "future"):
        return "past"
    lead = max(0, quantity.start - _LEAD)
    if not is_revision(passage) and _OLD_SIDE.search(passage.text, lead, quantity.start):
        return "what it is compared with"
    return f"estimated, {word}" if word.lower() in _ESTIMATING else ""


def _strongest(quantity: Quantity, passage: Passage) -> tuple[str, str] | None:
    """Return class and word of the status that governs a number most closely; plain future where nothing else does."""
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
