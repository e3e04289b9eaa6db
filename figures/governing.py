"""Which word of status governs a number: the nearest one that reaches it, whatever stands between."""

from __future__ import annotations

import re

from figures.passage import Passage, distance
from figures.quantities import Quantity
from figures.rulebook import pattern

_REACH = 130  # from a word of status to the number it governs
_BORDER_COST = 30  # a clause between them weighs as many characters
_LAST_WORDS = 12  # characters: "…, officials forecast." closes a sentence
_BEHIND_COST = 25  # what standing after the number weighs
_NOWADAYS = frozenset({"目前", "现有"})
_MEANT = 4  # characters between 预计 and the 实现 that it governs
_OPENING = 14  # characters: a forecast that opens its sentence governs all its parts
_IDLE = pattern("status.idle")


def governing(quantity: Quantity, passage: Passage, *, behind: bool = True) -> tuple[str, str] | None:
    """Return class and word of the status that governs a number most closely; plain future where nothing else does."""
    best: dict[str, tuple[int, str]] = {}
    for tag in ("target", "forecast", "future", "actual"):
        for hit in passage.hits(f"status.{tag}"):
            cost = _cost(hit.start, hit.end, quantity, passage)
            word = passage.text[hit.start : hit.end]
            if (
                cost is None
                or (hit.start >= quantity.end and not behind)
                or word == "May"
                or _is_idle(hit.start, hit.end, passage)
                or (word == "截至" and _NAMES_PERIOD.match(passage.text, hit.end))
                or (word == "料" and _NO_EXPECTING.match(passage.text, hit.start))
                or (tag == "actual" and not _is_beside(hit.start, hit.end, cost, quantity, passage))
            ):
                continue
            if not _reaches(hit.start, hit.end, quantity, passage):
                continue
            if tag == "target" and any(0 <= hit.start - f.end <= 1 for f in passage.hits("status.forecast")):
                continue  # 有望挑战
            if tag == "future" and word[0] > "\u2e80" and _of_another(hit.end, quantity, passage):
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


_NAMES_PERIOD = pattern("status.names_period")
_NO_EXPECTING = pattern("status.no_expecting")


def _is_idle(start: int, end: int, passage: Passage) -> bool:
    """Say whether a word of status says something else: "customers may rent one", "a target price"."""
    text = passage.text
    if text[start] > "\u2e80":
        return False
    return any(match.end() == end for match in _IDLE.finditer(text, max(0, start - _IDLE_REACH), end))


_IDLE_REACH = 24  # characters before a word of status that can make it another


def _of_another(end: int, quantity: Quantity, passage: Passage) -> bool:
    """Say whether 将 stands in a clause after which somebody else begins one of their own."""
    between = (e for e in passage.entities if end <= e.start < quantity.start and e.kind in ("company", "rival"))
    return any(e.role in ("agent", "owner") and e.start == passage.clause_of(e.start)[0] for e in between)


def _is_beside(start: int, end: int, cost: int, quantity: Quantity, passage: Passage) -> bool:
    """Say whether a word of what is so stands right by a number, no other between."""
    meant = (hit for tag in ("target", "forecast", "future") for hit in passage.hits(f"status.{tag}"))
    if passage.text[start:end] not in _NOWADAYS and any(
        0 <= start - hit.end <= _MEANT and not passage.borders(hit.end, start) for hit in meant
    ):
        return False  # 预计实现
    return cost <= _BORDER_COST and not passage.between(end, quantity.start)


_MEASURE = pattern("status.measure")
_BY_OTHERS = pattern("status.by_others")
_COMPARED_WITH_FORECAST = pattern("status.compared_with_forecast")
_BREAK = pattern("status.break")
_CLAUSE_ANEW = pattern("status.clause_anew")
_VERB_ANEW = pattern("status.verb_anew")
_INFINITIVE = re.compile(r"\bto [a-z]+\b")


def _reaches(start: int, end: int, quantity: Quantity, passage: Passage) -> bool:
    """Say whether a word governs beyond itself: 建成后 only onward, 低于预期的 in its clause."""
    text = passage.text
    if start >= quantity.end:
        if text[start:end].isascii():
            if _COMPARED_WITH_FORECAST.search(text, quantity.end, start):
                return False
            return _VERB_ANEW.search(text, quantity.end, start) is None
        return not (passage.borders(quantity.end, start) or text[end - 1] == "后")
    if end > quantity.start:
        return True
    if text[start:end].isascii():
        if "," in text[end : quantity.start] and _BY_OTHERS.search(text, passage.sentence.start, start):
            return False
        anew = _CLAUSE_ANEW.search(text, end, quantity.start)
        return anew is None or _INFINITIVE.search(text, anew.end(), quantity.start) is not None
    if _MEASURE.search(text[max(passage.sentence.start, start - 14) : min(end + 1, passage.sentence.end)]):
        return not passage.borders(end, quantity.start)
    opening = start - passage.sentence.start <= _OPENING
    return opening or _BREAK.search(text, end, quantity.start) is None


def _cost(start: int, end: int, quantity: Quantity, passage: Passage) -> int | None:
    if end <= quantity.start:
        cost = distance(passage.text, end, quantity.start) + _BORDER_COST * passage.borders(end, quantity.start)
    elif start >= quantity.end:
        if passage.between(quantity.end, start):
            return None
        crossed = passage.borders(quantity.end, start)
        if crossed and passage.between(end, passage.sentence.end):
            return None  # starts with 140 people; by 2025 the management wants 260
        if crossed > 1 or (crossed and passage.sentence.end - end > _LAST_WORDS):
            return None
        cost = _BEHIND_COST + distance(passage.text, quantity.end, start) + _BORDER_COST * crossed
    else:
        return None
    return cost if cost <= _REACH else None
