"""The plant, office or town that a count of an English text is for: named beside it, or told of just before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from figures.metrics import is_ordinal
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern

Span = tuple[int, int]

_BACK = 320  # characters of a paragraph before a sentence in which "the plant" is named
_BEHIND = 40  # characters after a number in which its plant may be named
_CLAUSES = 3  # borders of clauses between a plant and the number that is for it
_NAMED = pattern("sites.named")
_RIGHT_BEFORE = pattern("sites.right_before")
_WHERE_IT_IS = pattern("sites.where_it_is")
_NO_NAME = pattern("sites.no_name")
_HAS_ROOM = pattern("sites.has_room")
_MEANT = pattern("sites.meant")
_IT = re.compile(r"\W*(?:It|There)\b")
_AMONG_OTHERS = re.compile(r"(?:, [A-Z][\w'-]+(?: [A-Z][\w'-]+)*)+,? and [A-Z]")  # plants in Turin, Salem and Tata
_THERE = re.compile(r"\bthere\b(?! (?:is|are|was|were|will|would|has|have|to be)\b)")
_SENTENCE_LEADS = pattern("sites.leads")
_PLACE = pattern("sites.place")


def site_beside(quantity: Quantity, passage: Passage, *, made: bool) -> Span | None:
    """Return the name of the site in a number's own sentence; `made`: of what is or can be made, not of people."""
    line, best = passage.sentence, None
    beside = _RIGHT_BEFORE.search(passage.text, line.start, quantity.start)
    if beside is not None and not _NO_NAME.match(beside.group(1)) and passage.between(line.start, beside.start()):
        return beside.span(1)
    if made and is_ordinal(quantity, passage):
        return None  # the thousandth left the Salem works: all that were ever made
    for start, end in _sites(passage, line.start, line.end):
        if (end <= quantity.start and passage.borders(start, quantity.start) <= _CLAUSES) or (
            best is None and 0 <= start - quantity.end < _BEHIND and not passage.borders(quantity.end, start)
        ):
            best = start, end
    if best is not None:
        return best
    if made and (room := _HAS_ROOM.search(passage.text, line.start, quantity.start)):
        return None if _NO_NAME.match(room.group(1)) else room.span(1)
    lead = _SENTENCE_LEADS.match(passage.text, line.start, quantity.start)
    if lead is not None and not _NO_NAME.match(lead.group(1)) and not _is_firm(passage, *lead.span(1)):
        return lead.span(1)
    return None


def site_before(quantity: Quantity, passage: Passage, *, made: bool) -> Span | None:
    """Return the name of the site that "the plant", "there" or, of what is made, "it" stands for."""
    text, line = passage.text, passage.sentence
    there = _THERE.search(text, line.start, min(line.end, quantity.end + _BEHIND))
    meant = _MEANT.search(text, line.start, quantity.start)
    it = made and not (there or meant) and _IT.match(text, line.start) is not None
    if not (there or meant or it):
        return None
    paragraph = text.rfind("\n", 0, line.start) + 1
    if it:  # only the sentence before tells what it is
        paragraph = max(paragraph, text.rfind(". ", 0, max(0, line.start - 2)) + 1)
    found = list(_sites(passage, max(paragraph, line.start - _BACK), line.start))
    if there:
        found += [m.span(1) for m in _PLACE.finditer(text, max(paragraph, line.start - _BACK), there.start())]
        found = [span for span in found if not _NO_NAME.match(text, span[0])]
    return max(found, default=None)


def _sites(passage: Passage, start: int, end: int) -> Iterator[Span]:
    """Yield the names of plants, works and offices: the Salem factory, a plant in Salem."""
    for construction in (_NAMED, _WHERE_IT_IS):
        for match in construction.finditer(passage.text, start, end):
            if not (_is_nobody(passage, *match.span(1)) or _AMONG_OTHERS.match(passage.text, match.end(1))):
                yield match.span(1)


def _is_nobody(passage: Passage, start: int, end: int) -> bool:
    return _NO_NAME.match(passage.text, start) is not None or _is_firm(passage, start, end)


def _is_firm(passage: Passage, start: int, end: int) -> bool:
    return any(e.start < end and start < e.end and e.kind in ("company", "rival", "house") for e in passage.entities)
