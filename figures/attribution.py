"""Whom a number is about: the nearest name that governs it, or what the text has been about so far."""

from __future__ import annotations

import re
from collections.abc import Sequence

from figures.anaphors import STANDING, antecedent_of, fits, topic_of_anaphor
from figures.course import JOINED, Course, Topic, topic_of
from figures.deals import Owner, each_of, invested_in, list_with, parties_of, seller_of, sold_to, valued_in
from figures.locatives import is_elsewhere, is_of_a_place, topic_of_place
from figures.market_share import sharer_of
from figures.metrics import Cue, MetricReading
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern
from figures.subjects import Entity
from figures.told_behind import told_behind, worth_on


def owners_of(
    quantity: Quantity, reading: MetricReading, passage: Passage, course: Course, allowed: frozenset[str]
) -> list[Owner]:
    """Return whom a number is about, nobody, one, or each of several; `allowed` are the subjects a metric can have."""
    metric, cue = reading.metric, reading.cue
    if metric == "deal_value" and cue is not None:
        dealt = parties_of(quantity, cue, passage, course)
        if dealt:
            return dealt
    if metric == "valuation" and cue is not None:
        valued = worth_on(quantity, passage) or valued_in(quantity, cue, passage, course)
        if valued:
            return [valued]
    ordered = (_ordered_from(quantity, cue, passage) if metric in _ORDERED else None) or told_behind(
        metric, quantity, passage
    )
    whole = metric == "market_share" and cue is not None and passage.small.endswith("of", cue.start, cue.end)
    owner = ordered or _owner(quantity, None if whole else cue, passage, course, allowed)
    owner = _foretold(owner, quantity, passage, course, allowed) if owner is not None else None
    if owner is None or owner.entity is None:
        owner = _of_paragraph_before(metric, passage, course) or owner
    if metric == "market_share" and owner is not None and owner.topic.kind == "market":
        owner = sharer_of(owner, quantity, passage, course)
    if owner is None:
        return []
    if owner.topic.kind == "rival":
        owner = _beside_rival(owner, metric, quantity, passage, course, allowed)
    if owner.entity is not None and owner.entity.kind == "company":
        listed = list_with(owner.entity, passage)
        if len(listed) > 1:
            return each_of(listed, quantity, passage)
        if _is_joint(owner.entity, quantity, passage):
            return [Owner(Topic("rival", ""), 80, "joint", owner.entity)]
    return [owner]


def _beside_rival(
    owner: Owner, metric: str, quantity: Quantity, passage: Passage, course: Course, allowed: frozenset[str]
) -> Owner:
    """Return whose a number is beside a name that is not watched: whom it invests in, who sells to it, or its own."""
    if metric == "deal_value" and _PART_OF_IT.match(passage.small, quantity.end):
        owner = _held(owner, quantity, course, "bought into") or owner
    if metric == "funding" and _INTO_IT.match(passage.small, quantity.end):
        owner = _held(owner, quantity, course, "put into") or owner
    if metric in ("funding", "valuation") and owner.topic.kind == "rival":
        owner = invested_in(owner, quantity, passage, course) or owner
    if metric in ("order_value", "order_units", "price"):
        owner = sold_to(owner, passage, course, surely=_is_customer(owner, passage)) or owner
    if owner.topic.kind == "rival" and metric in _ORDERED:
        owner = _branch(owner, passage, course, allowed) or owner
    return owner


_PART_OF_IT = pattern("attribution.part_of_it")
_INTO_IT = pattern("attribution.into_it")


def _held(owner: Owner, quantity: Quantity, course: Course, how: str) -> Owner | None:
    """Return the firm that the text is about, where whoever stands beside a number buys a part of it or backs it."""
    told = course.topic if course.topic is not None and course.topic.kind == "company" else course.main
    if told is None or told.kind != "company" or owner.entity is None or owner.entity.start > quantity.start:
        return None
    return Owner(told, 60, how, None)


def _former_or_latter(quantity: Quantity, passage: Passage) -> Owner | None:
    """Return which of two firms 前者 or 后者 stands for."""
    start, _ = passage.clause_of(quantity.start)
    at = max(passage.text.rfind(word, start, quantity.start) for word in ("前者", "后者"))
    if at < 0:
        return None
    named = [e for e in passage.entities if e.kind in ("company", "rival") and e.end <= at]
    if len(named) != _PAIR:
        return None
    entity = named[0] if passage.text[at] == "前" else named[1]
    return Owner(topic_of(entity), 80, f"{entity.kind}:one of two", entity)


_PAIR = 2


def _is_joint(entity: Entity, quantity: Quantity, passage: Passage) -> bool:
    """Say whether a firm and the next one have a number together: 汉钩和北陵去年合计卖出1.3万台."""
    beside = (e for e in passage.entities if entity.end < e.start < quantity.start and e.kind in ("company", "rival"))
    other = next(beside, None)
    if other is None or not JOINED.fullmatch(passage.text[entity.end : other.start]):
        return False
    return any(other.end <= hit.start < quantity.start for hit in passage.hits("roles.joint"))


_ORDERED = frozenset({"order_units", "order_value", "shipments"})
_FORETELLING = pattern("attribution.foretelling")


def _foretold(owner: Owner, quantity: Quantity, passage: Passage, course: Course, allowed: frozenset[str]) -> Owner:
    """Leave what an unknown name foretells to the market in question: "Canvass looks for a total of 22 million"."""
    if owner.topic.kind != "rival" or owner.entity is None or owner.entity.end > quantity.start:
        return owner
    if "market" not in allowed or not _FORETELLING.search(passage.text, owner.entity.end, quantity.start):
        return owner
    if course.topic is not None and course.topic.kind == "market":
        return Owner(course.topic, 60, "foretold of the market", None)
    markets = [e for e in passage.entities if e.kind == "market" and e.start < quantity.start]
    house = owner.entity.kind in ("pronoun", "company_word")  # "it predicts global sales of 21,000 humanoids"
    return Owner(topic_of(markets[-1]), 60, "foretold of the market", markets[-1]) if house and markets else owner


_BUYERS = pattern("attribution.buyers")


def _branch(owner: Owner, passage: Passage, course: Course, allowed: frozenset[str]) -> Owner | None:
    """Return the market of which a branch of customers takes its part: "Automotive OEMs bought 2,106 of them"."""
    told = course.topic
    if told is None or told.kind != "market" or "market" not in allowed or owner.entity is None:
        return None
    if not _BUYERS.fullmatch(passage.text[owner.entity.start : owner.entity.end]):
        return None
    return Owner(told, 70, "a branch of customers", None)


_CUSTOMER = pattern("attribution.customer")


def _is_customer(owner: Owner, passage: Passage) -> bool:
    """Say whether whom a number stands beside is somebody who buys: "a fashion retailer signed for 22 million"."""
    return owner.entity is not None and bool(_CUSTOMER.fullmatch(passage.text[owner.entity.start : owner.entity.end]))


_ORDERED_FROM = pattern("attribution.ordered_from")


def _ordered_from(quantity: Quantity, cue: Cue | None, passage: Passage) -> Owner | None:
    """Return the firm that somebody orders from: 向极智嘉订购148台, "92 robots that the chain ordered from Hai"."""
    seller = seller_of(quantity, cue, passage) if cue is not None else None
    if seller is not None:
        return seller
    for entity in reversed(passage.entities):
        if entity.kind in ("company", "rival") and entity.end < quantity.start:
            asked = passage.text[entity.start - 1 : entity.start] in ("向", "从", "找", "跟")
            if asked and _ORDERED_FROM.match(passage.text, entity.end):
                return Owner(topic_of(entity), 90, f"{entity.kind}:ordered from", entity)
            return None
    return None


def _owner(
    quantity: Quantity, cue: Cue | None, passage: Passage, course: Course, allowed: frozenset[str]
) -> Owner | None:
    """Return the nearest name that governs a number, or what the text has been about."""
    entities = passage.entities
    either = _former_or_latter(quantity, passage)
    if either is not None:
        return either
    before = [entity for entity in entities if entity.start < quantity.start]
    linked = _set_against(quantity, passage) or _linked(cue, passage, quantity, allowed) or _employer(quantity, passage)
    if linked:
        return linked
    for index in range(len(before) - 1, -1, -1):
        entity = before[index]
        topic = _governs(entity, before[:index], course, allowed, passage, quantity)
        if topic is not None:
            crossed = passage.borders(entity.end, quantity.start)
            return Owner(topic, max(40, 95 - 8 * crossed), f"{entity.kind}:{entity.role}", entity)
    behind = _behind(quantity, passage, course, allowed)
    if behind and behind.topic.kind == "market" and is_of_a_place(quantity, passage):
        return Owner(Topic("rival", ""), 80, "of a place", None)
    if behind:
        return behind
    return _carried(quantity, passage, course, allowed)


# What a firm has and a market has not: "Over nine months revenue was 14.9 billion won, and the workforce numbered 367".
_OF_FIRMS = frozenset({"revenue", "profit", "headcount", "funding", "valuation"})


def _of_paragraph_before(metric: str, passage: Passage, course: Course) -> Owner | None:
    """Return the firm of the paragraph before, where a text on a market opens one that names nobody."""
    told = course.before
    about = course.topic is not None and course.topic.kind == "market"
    if metric not in _OF_FIRMS or not about or told is None or told.kind != "company":
        return None
    return Owner(told, 55, "carried:paragraph", None) if passage.sentence.first and not passage.entities else None


def _carried(quantity: Quantity, passage: Passage, course: Course, allowed: frozenset[str]) -> Owner | None:
    """Return what the text has been about, for a sentence that names nobody."""
    besides = course.topic is not None and course.topic.kind == "rival"
    speaks = any(hit.start < quantity.start for hit in passage.hits("roles.person"))
    if besides and speaks and course.main is not None and course.main.kind == "company":
        return Owner(course.main, 55, "carried:speaker", None)
    if course.topic and fits(course.topic, allowed):
        if course.topic.kind == "company" and _is_of_the_world(passage):
            return Owner(Topic("rival", ""), 60, "a house on the world", None)
        if course.topic.kind == "rival" and "company" not in allowed:
            return None
        return Owner(course.topic, 60, "carried", None)
    return None


_WORKS_FOR = pattern("attribution.works_for")


def _employer(quantity: Quantity, passage: Passage) -> Owner | None:
    """Return whom people work for: "Some 1,100 people work for Pudu"."""
    if quantity.kind not in ("count", "number"):
        return None
    for entity in passage.entities:
        gap = passage.text[quantity.end : entity.start]
        named = entity.start > quantity.end and entity.kind in ("company", "rival")
        if named and _WORKS_FOR.search(gap) and not passage.borders(quantity.end, entity.start):
            return Owner(topic_of(entity), 88, f"{entity.kind}:works for", entity)
    return None


_AGAINST = pattern("attribution.against")
_MADE_BY = pattern("attribution.made_by")


def _set_against(quantity: Quantity, passage: Passage) -> Owner | None:
    """Return whose a number is that is set against another: "11.8 million against 12.4 million for a Weigao"."""
    by = _MADE_BY.match(passage.text, quantity.end)
    if by is None:
        return None
    if not _AGAINST.search(passage.text, max(passage.sentence.start, quantity.start - 24), quantity.start):
        return None
    named = next((e for e in passage.entities if e.start == by.start(1) and e.kind in ("company", "market")), None)
    return Owner(topic_of(named) if named else Topic("rival", ""), 80, "set against", named)


_WORLD = pattern("attribution.world")
_NATIONAL = pattern("attribution.national")


def _is_of_the_world(passage: Passage) -> bool:
    """Say whether a research house speaks of all the world in a sentence that names no firm."""
    houses = any(entity.kind == "house" for entity in passage.entities)
    firms = any(entity.kind in ("company", "company_word", "pronoun") for entity in passage.entities)
    if houses and not firms and _NATIONAL.search(passage.text, passage.sentence.start, passage.sentence.end):
        return True
    return houses and not firms and bool(_WORLD.search(passage.text, passage.sentence.start, passage.sentence.end))


_GENITIVE = frozenset({"的", "'s", "的约", "的近"})


def _governs(
    entity: Entity,
    earlier: Sequence[Entity],
    course: Course,
    allowed: frozenset[str],
    passage: Passage,
    quantity: Quantity,
) -> Topic | None:
    """Return the topic an entity before a number sets for it, None where it does not govern it."""
    if entity.kind in ("company", "rival") and passage.text[entity.end : quantity.start].strip() in _GENITIVE:
        return topic_of(entity)
    if entity.kind in STANDING:
        return topic_of_anaphor(entity, earlier, course, allowed, passage)
    topic = topic_of(entity)
    if entity.kind == "house" or not fits(topic, allowed) or _in_closed_aside(entity, passage, quantity):
        return None
    if entity.kind == "place":
        return topic_of_place(entity, earlier, course, allowed, passage)
    if entity.kind == "market" and is_elsewhere(entity, earlier, course, allowed, passage):
        return None
    if entity.kind in ("company", "rival") and entity.role == "oblique" and _relates(entity, passage, quantity):
        return topic  # "the largest comes from Estun, which will invest …"
    start, _ = passage.clause_of(entity.start)
    opens = entity.role == "of" and passage.text[start : entity.start].strip().lower() in ("at", "and at", "while at")
    led = not opens and any(e.role in ("agent", "owner") and e.kind in ("company", "rival") for e in earlier)
    return None if entity.role == "oblique" or (entity.role == "of" and led) else topic


_WHICH = pattern("attribution.which")


def _relates(entity: Entity, passage: Passage, quantity: Quantity) -> bool:
    """Say whether a number stands in the relative clause that follows a name, whatever part the name plays."""
    if not _WHICH.match(passage.text, entity.end) or passage.borders(entity.end, quantity.start) > _RELATIVE_CLAUSES:
        return False
    return not any(
        entity.end < other.start < quantity.start and other.kind in ("company", "rival", "company_word")
        for other in passage.entities
    )


_RELATIVE_CLAUSES = 3  # borders of clauses within a relative clause


_RELATIVE = pattern("attribution.relative")


def _in_closed_aside(entity: Entity, passage: Passage, quantity: Quantity) -> bool:
    """Say whether a name stands in a relative clause that has ended: "X, in which Samsung holds 35%, will spend"."""
    start, end = passage.clause_of(entity.start)
    if end > quantity.start:
        return False
    lead = passage.text[start : entity.start]
    return bool(_RELATIVE.search(passage.text[max(start - 12, 0) : entity.start]) or _RELATIVE.search(lead))


_OF_LINK = re.compile(r"\s*(?:of|at|for|in|by)\s+(?:the |its |all )?|的", re.IGNORECASE)


def _linked(cue: Cue | None, passage: Passage, quantity: Quantity, allowed: frozenset[str]) -> Owner | None:
    """Find the name tied to the metric word itself: "sales at Fanuc", "the price of a da Vinci"."""
    if cue is None:
        return None
    for entity in passage.entities:
        if (
            (entity.role == "of" or passage.text.startswith(" by ", cue.end))
            and _OF_LINK.fullmatch(passage.text[cue.end : entity.start])
            and entity.kind in ("company", "market", "rival")
            and fits(topic_of(entity), allowed)
            and not passage.between(cue.end, entity.start)
        ):
            return Owner(topic_of(entity), 90, f"{entity.kind}:of {passage.text[cue.start : cue.end]}", entity)
    return None


_OWN_NUMBER = pattern("passage.own_number")
# "81,400 robots were delivered to Chinese buyers": they are the market's
_TAKERS = re.compile(
    r"(?:'s|’s)? (?:[a-z]+ ){0,2}?(?:buyers|customers|users|factories|hospitals|manufacturers|plants|households)\b"
)
_SAYS = re.compile(
    r" (?:also )?(?:believes|believed|estimates|estimated|reckons|reckoned|predicts|predicted|forecasts|thinks)\b"
)


def _behind(quantity: Quantity, passage: Passage, course: Course, allowed: frozenset[str]) -> Owner | None:
    """Find a name after the number, where none stands before it."""
    for entity in passage.entities:
        if entity.start < quantity.end or entity.kind in ("place", "house"):
            continue
        crossed = passage.borders(quantity.end, entity.start)
        if entity.kind in STANDING:
            told = passage.text[entity.start : entity.end] == "I"  # "1,700, I'm told"
            told = told or (entity.kind == "company_word" and _SAYS.match(passage.text, entity.end) is not None)
            topic = None if told else antecedent_of(entity, (), course)
            if topic is None or not fits(topic, allowed) or entity.kind == "market_word":
                continue
            return Owner(topic, 65, f"{entity.kind}:behind", None)
        topic = topic_of(entity)
        taken = entity.kind == "market" and _TAKERS.match(passage.text, entity.end) is not None
        if (entity.role == "oblique" and not taken) or not fits(topic, allowed):
            continue
        if entity.kind == "company" and _OWN_NUMBER.match(passage.text, entity.end):
            continue  # "900 were shipped, with Hangou on 310"
        if entity.kind == "rival" and "company" not in allowed:
            continue
        if crossed and course.topic is not None and course.topic != topic and fits(course.topic, allowed):
            return None
        if entity.kind == "company" and entity.role == "of" and not crossed:
            return (
                None
                if course.topic is not None and fits(course.topic, allowed)
                else Owner(topic, 60, "company:behind of", entity)
            )
        return Owner(topic, max(45, 80 - 10 * crossed), f"{entity.kind}:behind", entity)
    return None
