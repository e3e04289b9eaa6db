"""The part that prepositions and adverbs hang on a metric's word or a number: "sales to chip makers"."""

from __future__ import annotations

from collections.abc import Callable

from figures.match import lowered
from figures.metrics import Cue
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern

Span = tuple[int, int]

_ADVERB = pattern("governed.adverb")
_PREPOSITIONAL = pattern("governed.prepositional")
_BEHIND = pattern("governed.behind")
_NO_PART = pattern("governed.no_part")
_EXCLUDING = pattern("governed.excluding")
_LED = pattern("governed.led")
_EARNED_BY = pattern("governed.earned")
_CUSTOMERS = frozenset({"customers", "clients", "buyers", "hospitals"})
_STAFF = pattern("governed.staff")
_SOLD = frozenset({"revenue", "profit", "order_value", "order_units", "shipments", "procedures"})
_EARNED = frozenset({"revenue", "profit"})
_NAMES = frozenset({"company", "rival", "house", "market", "group", "pronoun"})


def governed_part(
    quantity: Quantity, metric: str, cue: Cue | None, passage: Passage, all_it_makes: Callable[[str], bool]
) -> Span | None:
    """Return where the words stand that an English sentence hangs on the metric's word, or on the number behind it."""
    text, line = passage.text, passage.sentence
    if cue is None or not text[line.start : line.end].isascii():
        return None
    if metric == "headcount":
        kind = _STAFF.match(text, quantity.end) if cue.start >= quantity.end else None
        return None if kind is None or kind.end(1) != cue.end else kind.span(1)
    if metric not in _SOLD:
        return None
    led = _LED.match(text, line.start, quantity.start)
    if led is not None and _is_part(*led.span(1), passage, all_it_makes, _CUSTOMERS):
        return led.span(1)
    earned = _EARNED_BY.search(text[line.start : quantity.start]) if metric in _EARNED else None
    if earned is not None:
        first, last = (line.start + at for at in earned.span(1))
        if _is_part(first, last, passage, all_it_makes):
            return first, last
    left_out = _EXCLUDING.match(text, line.start, quantity.start)
    if left_out is not None:
        return left_out.span(1)
    if cue.end <= quantity.start and not passage.between(cue.end, quantity.start):
        adverb = _ADVERB.match(text, cue.end, quantity.start)
        if adverb is not None:
            return adverb.span(1)
        found = _PREPOSITIONAL.match(text, cue.end, quantity.start + 1)
        if found is not None and _is_part(*found.span(1), passage, all_it_makes):
            return found.span(1)
    return _behind(quantity, passage, all_it_makes) if metric in _EARNED and quantity.kind == "money" else None


def _behind(quantity: Quantity, passage: Passage, all_it_makes: Callable[[str], bool]) -> Span | None:
    """Return the part that stands behind money: "$2 million came from robotaxis", "$3 million was earned abroad"."""
    behind = _BEHIND.match(passage.text, quantity.end)
    if behind is None:
        return None
    first, last = behind.span(behind.lastindex or 1)
    return (first, last) if _is_part(first, last, passage, all_it_makes) else None


def _is_part(
    start: int,
    end: int,
    passage: Passage,
    all_it_makes: Callable[[str], bool],
    allowed: frozenset[str] = frozenset(),
) -> bool:
    """Say whether words can name a part: no time, no money, not the firm itself, not all that it makes."""
    words = lowered(passage.text[start:end]).split()
    if any(_NO_PART.fullmatch(word) for word in words if word not in allowed) or all_it_makes(words[-1]):
        return False
    return not any(e.start < end and start < e.end and e.kind in _NAMES for e in passage.entities)
