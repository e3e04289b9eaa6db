"""Who is sold, valued or supplied: the other side of a deal, an investment or an order."""

from __future__ import annotations

import re
from typing import NamedTuple

from figures.course import INVESTS, JOINED, OBJECT, Course, Topic, topic_of
from figures.metrics import Cue
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern
from figures.subjects import Entity


class Owner(NamedTuple):
    """Whom a number is about, how surely (0 to 100), and by which rule."""

    topic: Topic
    sureness: int
    rule: str
    entity: Entity | None


def _watched(passage: Passage) -> list[Entity]:
    return [entity for entity in passage.entities if entity.kind == "company"]


_STAKE = re.compile(r" for (?:a |an |its )?(?:\d[\d.]*%|majority|minority|controlling)? ?stake\b(?! (?:in|of)\b)")
_FOR_PART_OF = re.compile(
    r" (?:for|on) (?:(?:an? |the )?(?:further |another |remaining |other |additional )?"
    r"(?:\d[\d.]* ?(?:%|per ?cent|percent)|half|most|all|control)(?: stake| interest| holding)? (?:of|in) )?(?:the )?"
)
_TARGET_REACH = 28  # characters from "acquire" to what is acquired


_BUYS = re.compile(
    r"^[^,;]{0,40}\b(?:buy|bought|buying|acquir\w+|purchas\w+|take over|taking over|took over|snap\w* up|swallow\w*)\b"
)


def _paid_between(passage: Passage, left: int, right: int) -> bool:
    """Say whether an amount of money lies between two offsets; "40% of AutoStore" is still what is bought."""
    return any(q.kind == "money" and left <= q.start and q.end <= right for q in passage.quantities)


def parties_of(quantity: Quantity, cue: Cue, passage: Passage, course: Course) -> list[Owner]:
    """Return the watched firms of a deal: what is bought, and who buys control of it."""
    found: dict[str, Owner] = {}
    before = [e for e in passage.entities if e.end <= min(cue.start, quantity.start) and e.kind in ("company", "rival")]
    for entity in passage.entities:
        if entity.kind not in ("company", "company_word"):
            continue
        target = 0 <= entity.start - cue.end <= _TARGET_REACH and not _paid_between(passage, cue.end, entity.start)
        sold = passage.text[max(0, entity.start - 8) : entity.start]
        target = target or _FOR_PART_OF.fullmatch(passage.text[quantity.end : entity.start]) is not None
        target = target or (OBJECT.search(sold) is not None and entity.end <= cue.start)
        agent = bool(before) and entity == before[-1] and entity.role in ("agent", "owner", "of")
        buys = entity in before and entity.role in ("agent", "owner")
        agent = agent or (buys and _BUYS.search(passage.text, entity.end, cue.start) is not None)
        if not (target or agent) or (entity.kind == "company_word" and not target):
            continue
        topic = topic_of(entity) if entity.kind == "company" else course.main or course.topic
        if topic is not None and topic.kind == "company":
            found.setdefault(topic.subject, Owner(topic, 85, "deal:target" if target else "deal:party", entity))
    if (
        not found
        and cue.strong
        and course.main is not None
        and course.main.kind == "company"
        and (not passage.sentence.bullet or course.topic == course.main)
    ):
        standing = any(e.kind in ("company_word", "pronoun") for e in passage.entities)
        others = (
            not standing
            and not _STAKE.match(passage.text, quantity.end)
            and any(e.kind == "rival" and e.role in ("agent", "owner") for e in passage.entities)
        )
        carried = course.main if not others and (course.topic is None or course.topic.kind != "rival") else None
        if carried:
            found[carried.subject] = Owner(carried, 60, "deal:carried", None)
    return list(found.values())


_ACTIVE = pattern("attribution.active")


def valued_in(quantity: Quantity, cue: Cue, passage: Passage, course: Course) -> Owner | None:
    """Return what an investor values: the object of the verb, not its subject."""
    if cue.end > quantity.start or not _ACTIVE.search(passage.text[cue.start : cue.end]):
        return None
    gap = passage.text[cue.end : quantity.start]
    if re.match(r"\s*(?:at|to be)\b", gap) and not passage.text[cue.start : cue.end].endswith("ing"):
        return None
    for entity in passage.entities:
        if cue.end <= entity.start < quantity.start and entity.kind == "company":
            return Owner(topic_of(entity), 92, "valued", entity)
    if gap.strip() and re.search(r"\b(?:it|the|its|them)\b", passage.text[cue.start : quantity.start]):
        agents = [
            e
            for e in passage.entities
            if e.end <= cue.start
            and e.kind == "company"
            and (e.role in ("agent", "owner") or passage.text.startswith(("'s ", "' "), e.end))
        ]
        if agents:
            return Owner(topic_of(agents[-1]), 80, "valued", agents[-1])
        topic = course.topic if course.topic and course.topic.kind == "company" else course.main
        if topic is not None and topic.kind == "company":
            return Owner(topic, 70, "valued:carried", None)
    return None


# "with orders of ¥650 billion": no act of buying


def invested_in(owner: Owner, quantity: Quantity, passage: Passage, course: Course) -> Owner | None:
    """Return the firm that gets the money where the name beside it puts it in: "EQT led the $100 million round"."""
    entity = owner.entity
    if entity is None or not INVESTS.search(passage.text, entity.end, quantity.start):
        return None
    if _OWN_FUNDING.search(passage.text, entity.start, quantity.start):
        return None
    others = [e for e in passage.entities if e.kind in ("company", "rival") and e.start >= quantity.end]
    if others and others[0].kind == "rival" and others[0].role != "agent":
        return None
    named = [e for e in _watched(passage) if e.end <= entity.start or e.start >= quantity.end]
    if named:
        return Owner(topic_of(named[-1]), 70, "invested in", named[-1])
    topic = course.topic if course.topic is not None else course.main
    return Owner(topic, 60, "invested in:carried", None) if topic is not None and topic.kind == "company" else None


_OWN_FUNDING = re.compile(r"\b(?:its|their)(?: own| total)? (?:funding|valuation|war chest)\b")
_BOUGHT_FROM = re.compile(
    r"\b(?:order(?:ed|s|ing)?|bought|buys?|buying|purchas(?:ed|es|ing)|leas(?:ed|es|ing))\b[^.;]{0,80}\bfrom (?:the )?$"
)
_BUYING = pattern("attribution.buying")
_SELLER = pattern("attribution.seller")
_SELLER_REACH = 70  # characters from the order, or its number, to the name of the seller


def seller_of(quantity: Quantity, cue: Cue, passage: Passage) -> Owner | None:
    """Return the watched firm that something is bought from: "92 robots that the chain had ordered from Hangou"."""
    for entity in _watched(passage):
        start = passage.sentence.start
        if entity.end <= quantity.start and _BOUGHT_FROM.search(passage.text, start, entity.start):
            return Owner(topic_of(entity), 85, "seller:from", entity)  # "ordered 132 carriers from X, for €6.4 million"
    if not _BUYING.search(passage.small, cue.start, cue.end):
        return None
    for entity in _watched(passage):
        last = max(cue.end, quantity.end)
        if entity.start < cue.end or not -_SELLER_REACH < entity.start - last < _SELLER_REACH:
            continue
        if _SELLER.search(passage.text, cue.end, entity.start) and passage.borders(cue.end, entity.start) <= 1:
            return Owner(topic_of(entity), 85, "seller:from", entity)
    return None


_NOUN = re.compile(r"\b(?:with|of|in|on|its|the|for|had|has|have) (?=orders\b)")


def sold_to(owner: Owner, passage: Passage, course: Course, *, surely: bool) -> Owner | None:
    """Return the seller where the name that governs an order is its buyer, which it is `surely` or by its verb."""
    entity = owner.entity
    if entity is None:
        return None
    bought = surely or any(
        entity.end <= hit.start <= entity.end + 24 and not _NOUN.search(passage.text, entity.end, hit.end)
        for hit in passage.hits("roles.buyer")
    )
    seller = next((other for other in _watched(passage) if other.role != "agent" or other.start < entity.start), None)
    if bought and seller is not None:
        return Owner(topic_of(seller), 70, "seller", seller)
    main = course.topic if course.topic and course.topic.kind == "company" else course.main
    if bought and main is not None and main.kind == "company":
        return Owner(main, 60, "seller:carried", None)
    return None


def list_with(entity: Entity, passage: Passage) -> list[Entity]:
    """Return the names in the list that a name closes, itself included."""
    names = [other for other in passage.entities if other.kind in ("company", "rival") and other.end <= entity.end]
    listed = [entity]
    for other in reversed(names):
        if other.start >= listed[0].start:
            continue
        if topic_of(other) == topic_of(listed[0]) and other.kind == "company":
            continue
        if not JOINED.fullmatch(passage.text[other.end : listed[0].start]) or other.role not in ("agent", "owner"):
            break
        listed.insert(0, other)
    return listed


def each_of(listed: list[Entity], quantity: Quantity, passage: Passage) -> list[Owner]:
    """A number of a list of firms is nobody's, unless the text says each."""
    gap = passage.small[listed[-1].end : quantity.start]
    if re.search(r"\beach\b|\bboth\b|各|均|都", gap) and "together" not in gap:
        return [Owner(topic_of(entity), 80, "each", entity) for entity in listed]
    return [Owner(Topic("rival", ""), 80, "joint", listed[-1])]
