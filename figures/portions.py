"""The part of a whole that an English sentence names as what brings a number in: "parts contributed $9 million"."""

from __future__ import annotations

from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern

_BROUGHT_IN = pattern("portions.brought_in")
_OF_THIS = pattern("portions.of_this")
_LIST_GOES_ON = pattern("portions.list_goes_on")
_AT = pattern("portions.at")
_WHOLE = pattern("portions.whole")
_LEAD = 160  # characters before a number in which its part may be named
_PORTIONED = frozenset({"revenue", "profit", "market_size", "order_value", "order_units", "shipments"})
_NAMES = frozenset({"company", "rival", "company_word", "pronoun", "house"})


def portion_of(quantity: Quantity, metric: str, passage: Passage) -> tuple[int, int] | None:
    """Return where the words stand that name the part bringing a number in, None where it is the whole that does."""
    line = passage.sentence.start
    if metric not in _PORTIONED or quantity.kind == "percent":
        return None
    start = max(line, quantity.start - _LEAD)
    lead = passage.text[start : quantity.start]
    match = _BROUGHT_IN.search(lead) or _AT.search(lead)
    if match is None and _OF_THIS.match(passage.text, line):
        match = _OF_THIS.fullmatch(passage.text, line, quantity.start)
        start = line if match else start
        match = match or _LIST_GOES_ON.search(lead)
    elif match is None and _goes_on(quantity, metric, passage):
        match = _LIST_GOES_ON.search(lead)
    if match is None:
        return None
    first, last = start + match.start(1), start + match.end(1)
    if match.re is _OF_THIS:
        first, last = match.span(1)
    said = passage.text[first:last]
    named = any(e.start <= first and last <= e.end + 2 and e.kind in _NAMES for e in passage.entities)
    return None if named or _WHOLE.match(said) else (first, last)


def _goes_on(quantity: Quantity, metric: str, passage: Passage) -> bool:
    """Say whether the amount before has a part: "China supplied 59 billion yen and the Americas 50 billion"."""
    amounts = [q for q in passage.quantities if q.end <= quantity.start and q.kind != "percent"]
    return bool(amounts) and amounts[-1].kind == "money" and portion_of(amounts[-1], metric, passage) is not None
