"""Numbers of somebody who is not watched, told in a sentence that names no firm: a hospital's, a pharmacy's."""

from __future__ import annotations

import re

from figures.deals import Owner
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern

_STRANGERS = pattern("attribution.strangers")
_HOSPITAL = re.compile(
    r"\b(?:hospitals?|clinics?|trust)\b[^.;]{0,60}\b(?:did|does|do|perform(?:s|ed)?|carr(?:ies|ied) out|conducted)\b"
    r"[^.;]{0,30}$"
)
_WITH_ITS = re.compile(r"\b(?:with|using|on|by) (?:its|the company|the firm|our|their|these|such)\b|\bits\b")


def is_of_hospital(owner: Owner, quantity: Quantity, passage: Passage) -> bool:
    """Say whether a hospital's operations are counted in a sentence that names neither firm nor machine."""
    if owner.entity is not None and owner.entity.kind == "company":
        return False
    start, end = passage.sentence.start, passage.sentence.end
    if passage.products or _WITH_ITS.search(passage.small, start, end):
        return False
    return _HOSPITAL.search(passage.small, start, quantity.start) is not None


_BACKERS = re.compile(
    r"\W*(?:[A-Za-z-]+ ){0,2}(?:[Ii]nvestors|[Bb]ackers|[Ss]hareholders|[Ff]unds)\b.{0,80}"
    r"\b(?:had |have )?(?:put|invested|injected|paid)\b"
)


def is_strangers(passage: Passage, clause: int, quantity: Quantity) -> bool:
    """Say whether a clause, or a sentence that names no firm, is about somebody else: "The pharmacy, with sales of"."""
    if _BACKERS.match(passage.text, clause, quantity.start):
        return False  # "Investors had put in £133 million": the firm has it
    if _STRANGERS.match(passage.text, clause, quantity.start):
        return True
    named = any(e.kind in ("company", "company_word") and e.start < quantity.start for e in passage.entities)
    return not named and _STRANGERS.match(passage.text, passage.sentence.start, quantity.start) is not None
