"""Whether a bare number can count what a sentence is about: no year, no rank, no model number."""

from __future__ import annotations

import re

from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern

# What may follow a number that counts nothing but what the sentence is about.
_BARE = pattern("metrics.bare")
_SINCE_YEAR = re.compile(r"\b(?:since|in|from|until|founded) \Z")
# 300 Stretches, 5,000 Nova 8s: models in the plural, no Germans
_MODELS = re.compile(r" (?:[A-Z][\w-]* ){0,2}(?:[A-Z][a-z]+(?<![ae]n)(?<!ers)s|\d{1,3}s)(?=[ ,.;:)]|$)")
_ITS_THINGS = re.compile(r"['’]s? (?!\d)")
_LARGEST_BARE = 5e7  # larger ones are money whose currency the text leaves out
_COUNTED_BARE = 20  # smaller bare numbers are ranks, ages and model numbers more often than counts


def counts_nothing_else(quantity: Quantity, passage: Passage) -> bool:
    """Say whether a bare number can be a count of what the sentence is about."""
    if any(0 <= hit.start - quantity.end <= 2 for hit in passage.products):
        return True
    if (
        quantity.value < _COUNTED_BARE
        and not any(
            0 <= quantity.start - entity.end <= 7 and entity.kind in ("company", "rival") for entity in passage.entities
        )
        and not any(0 <= quantity.start - hit.end <= 8 for hit in passage.hits("metric.shipments.strong"))
    ):
        return False
    if quantity.value < 1 or quantity.value != int(quantity.value):
        return False
    if 1900 <= quantity.value <= 2100 and "," not in quantity.digits:
        return False
    if (
        1700 <= quantity.value < 1900
        and "," not in quantity.digits
        and _SINCE_YEAR.search(passage.text, 0, quantity.start)
    ):
        return False
    if quantity.value > _LARGEST_BARE:
        return False
    if _MODELS.match(passage.text, quantity.end):
        return True
    if passage.text.startswith(" of ", quantity.end):  # 2,000 of Boston Dynamics' Spots
        owner = next((e for e in passage.entities if 0 <= e.start - quantity.end - len(" of ") <= len("the ")), None)
        if owner is not None and owner.kind == "company" and _ITS_THINGS.match(passage.text, owner.end):
            return True
    return bool(_BARE.match(passage.text, quantity.end, quantity.end + 24))
