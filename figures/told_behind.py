"""Owners whom the words behind a number name for certain, and those behind whom others act: customers, backers."""

from __future__ import annotations

import re

from figures.course import topic_of
from figures.deals import Owner
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern

_COUNTED = frozenset({"order_units", "shipments", "production", "installed_base"})
_OF_OR_FROM = pattern("attribution.of_or_from")
_TAG_ON = pattern("attribution.tag_on")
_CUSTOMER_OF = pattern("attribution.customer_of")
_DONE_BY = pattern("attribution.done_by")
_DONE_WITH = pattern("attribution.done_with")
_INTO = pattern("attribution.into")
_BACKERS = pattern("attribution.backers")


def worth_on(quantity: Quantity, passage: Passage) -> Owner | None:
    """Return the firm that a price tag is put on: "a $39 billion price tag on Figure AI"."""
    return _named_after(_TAG_ON, quantity, passage)


def _whose(quantity: Quantity, passage: Passage) -> Owner | None:
    """Return whose robots are counted, whoever takes them: "400 of Galbot's robots", "1,000 robots from AgiBot"."""
    named = next((e for e in passage.entities if e.kind == "company" and e.start == quantity.end + 1), None)
    if named is not None and quantity.kind == "number" and not passage.text.startswith(("'", "’"), named.end):
        return Owner(topic_of(named), 85, "company:its robots", named)  # 700 Kuka robots
    return _named_after(_OF_OR_FROM, quantity, passage)


def _customer_of(quantity: Quantity, passage: Passage) -> Owner | None:
    """Return the firm whose customer orders: "Pudu's largest customer has doubled its order"."""
    for entity in passage.entities:
        if entity.kind == "company" and entity.end < quantity.start and _CUSTOMER_OF.match(passage.text, entity.end):
            return Owner(topic_of(entity), 80, "company:its customer", entity)
    return None


def told_behind(metric: str, quantity: Quantity, passage: Passage) -> Owner | None:
    """Return an owner that the words after the number name for certain, or those who give or operate."""
    if (
        metric in ("order_units", "order_value", "shipments")
        and (seller := _customer_of(quantity, passage)) is not None
    ):
        return seller
    if metric in _COUNTED:
        return _whose(quantity, passage) or _named_after(_DONE_BY, quantity, passage)
    if metric == "procedures":
        return _machine_of(quantity, passage) or _named_after(_DONE_WITH, quantity, passage)
    if metric == "funding":
        return _named_after(_INTO, quantity, passage) or _backed(quantity, passage)
    attributable = metric == "profit" and "attributable" in passage.small[passage.sentence.start : quantity.start]
    return _backed(quantity, passage) if attributable else _named_after(_DONE_BY, quantity, passage)


def _named_after(words: re.Pattern[str], quantity: Quantity, passage: Passage) -> Owner | None:
    """Return the watched firm that stands behind these words and the number."""
    made = words.match(passage.text, quantity.end, passage.sentence.end)
    named = next((e for e in passage.entities if e.kind == "company" and e.start == made.end()), None) if made else None
    if named is None or (made and made.groupdict().get("of") and not passage.text.startswith(("'", "’"), named.end)):
        return None
    return Owner(topic_of(named), 85, "company:whose", named)


_BY_MEANS_OF = pattern("attribution.by_means_of")


def _machine_of(quantity: Quantity, passage: Passage) -> Owner | None:
    """Return whose machine surgeons operate with, where nobody else is watched: "with MedBot's robots"."""
    firms = [e for e in passage.entities if e.kind == "company"]
    if len({e.subject for e in firms}) != 1 or any(e.role == "agent" for e in firms):
        return None
    named = firms[0]
    if any(e.kind == "market" and e.end <= quantity.start for e in passage.entities):
        return None
    lead = passage.text[max(passage.sentence.start, named.start - 24) : named.start]
    return Owner(topic_of(named), 80, "company:machine", named) if _BY_MEANS_OF.search(lead) else None


def _backed(quantity: Quantity, passage: Passage) -> Owner | None:
    """Return the firm whose backers put in money or earn it: "1X's backers stumped up $100 million"."""
    for entity in passage.entities:
        if entity.kind == "company" and entity.end < quantity.start and _BACKERS.match(passage.text, entity.end):
            return Owner(topic_of(entity), 85, "company:backed", entity)
    return None
