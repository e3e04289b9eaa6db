"""Whom a number is about: the nearest name that governs it, or what the text has been about so far."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from figures.metrics import Cue
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern
from figures.subjects import Entity, Watch

TopicKind = Literal["company", "market", "rival", "place"]


class Topic(NamedTuple):
    """What the text is about at a point; `subject` is empty for a rival or an unwatched place."""

    kind: TopicKind
    subject: str


@dataclass(slots=True)
class Course:
    """What the text has been about up to a sentence."""

    main: Topic | None = None  # of the title, or of the first sentence
    topic: Topic | None = None
    listing: bool = False  # the sentence before was an item of a list
    recent: Topic | None = None  # the watched firm named in the sentence before, beside another that was its topic
    heading: tuple[str, ...] = ()  # metrics that the title names, for the items of a list
    asked: frozenset[str] = frozenset()  # metrics that a question has just named
    currency: str = ""  # of the last amount of money
    metric: str = ""  # of the last number read, and where
    unit: str = ""
    measure: str = ""
    paragraph: int = -1


class Owner(NamedTuple):
    """Whom a number is about, how surely (0 to 100), and by which rule."""

    topic: Topic
    sureness: int
    rule: str
    entity: Entity | None


_NAMES = ("company", "market", "rival", "place", "parent")
_STANDING = ("company_word", "pronoun", "market_word")


def _topic_of(entity: Entity) -> Topic:
    if entity.kind == "company":
        return Topic("company", entity.subject)
    if entity.kind == "market":
        return Topic("market", entity.subject)
    return Topic("place" if entity.kind == "place" else "rival", "")


def _stands_for(entity: Entity, earlier: Sequence[Entity], course: Course) -> Topic | None:
    """Return what "the company", "its", 该公司 or "the country" stand for."""
    wanted = ("market", "place") if entity.kind == "market_word" else ("company", "rival", "parent")
    for name in earlier:
        if name.kind in wanted and name.role in ("agent", "owner"):
            return _topic_of(name)
    topic = course.topic
    if entity.kind == "company_word" and topic is not None and topic.kind == "rival" and course.recent is not None:
        return course.recent
    if topic is None:
        return None
    if entity.kind == "market_word":
        return topic if topic.kind in ("market", "place") else None
    if topic.kind == "rival" and course.main is not None and course.main.kind == "company" and entity.person:
        return course.main
    if topic.kind in ("company", "rival"):
        return topic
    return topic if entity.kind == "pronoun" else course.main


def owners_of(
    quantity: Quantity, metric: str, cue: Cue | None, passage: Passage, course: Course, allowed: frozenset[str]
) -> list[Owner]:
    """Return whom a number is about, nobody, one, or each of several; `allowed` are the subjects a metric can have."""
    if metric == "deal_value" and cue is not None:
        dealt = _dealt(quantity, cue, passage, course)
        if dealt:
            return dealt
    if metric == "valuation" and cue is not None:
        valued = _valued(quantity, cue, passage, course)
        if valued:
            return [valued]
    owner = _owner(quantity, cue, passage, course, allowed)
    if metric == "market_share" and owner is not None and owner.topic.kind == "market":
        owner = _sharer(quantity, passage, course) or owner
    if owner is None:
        return []
    if owner.topic.kind == "rival" and metric in ("order_value", "order_units", "price"):
        owner = _sold_to(owner, passage, course) or owner
    if owner.entity is not None and owner.entity.kind == "company":
        listed = _list_with(owner.entity, passage)
        if len(listed) > 1:
            return _each(listed, quantity, passage)
    return [owner]


def _owner(
    quantity: Quantity, cue: Cue | None, passage: Passage, course: Course, allowed: frozenset[str]
) -> Owner | None:
    """Return the nearest name that governs a number, or what the text has been about."""
    entities = passage.entities
    before = [entity for entity in entities if entity.start < quantity.start]
    linked = _linked(cue, passage, quantity, allowed)
    if linked:
        return linked
    for index in range(len(before) - 1, -1, -1):
        entity = before[index]
        topic = _governs(entity, before[:index], course, allowed, passage, quantity)
        if topic is not None:
            crossed = passage.borders(entity.end, quantity.start)
            return Owner(topic, max(40, 95 - 8 * crossed), f"{entity.kind}:{entity.role}", entity)
    behind = _behind(quantity, passage, course, allowed)
    if behind:
        return behind
    if course.topic and course.topic.kind == "rival" and course.main and course.main.kind == "company":
        if any(hit.start < quantity.start for hit in passage.hits("roles.person")):
            return Owner(course.main, 55, "carried:speaker", None)
    if course.topic and _fits(course.topic, allowed):
        if course.topic.kind == "company" and _is_of_the_world(passage):
            return Owner(Topic("rival", ""), 60, "a house on the world", None)
        return Owner(course.topic, 60, "carried", None)
    return None


_WORLD = pattern("attribution.world")


def _is_of_the_world(passage: Passage) -> bool:
    """Say whether a research house speaks of all the world in a sentence that names no firm."""
    houses = any(entity.kind == "house" for entity in passage.entities)
    firms = any(entity.kind in ("company", "company_word", "pronoun") for entity in passage.entities)
    return houses and not firms and bool(_WORLD.search(passage.text, passage.sentence.start, passage.sentence.end))


def _sharer(quantity: Quantity, passage: Passage, course: Course) -> Owner | None:
    """Return the firm whose share of a market is told: the market beside it is only what it is a share of."""
    for entity in reversed(passage.entities):
        if entity.start < quantity.start and entity.kind in ("company", "rival") and entity.role in ("agent", "owner"):
            return Owner(_topic_of(entity), 85, f"{entity.kind}:share", entity)
    if course.topic is not None and course.topic.kind in ("company", "rival"):
        return Owner(course.topic, 65, "carried:share", None)
    return None


def _watched(passage: Passage) -> list[Entity]:
    return [entity for entity in passage.entities if entity.kind == "company"]


_TARGET_REACH = 28  # characters from "acquire" to what is acquired


def _dealt(quantity: Quantity, cue: Cue, passage: Passage, course: Course) -> list[Owner]:
    """Return the watched firms of a deal: what is bought, and who buys control of it."""
    found: dict[str, Owner] = {}
    before = [e for e in passage.entities if e.end <= min(cue.start, quantity.start) and e.kind in ("company", "rival")]
    for entity in passage.entities:
        if entity.kind not in ("company", "company_word"):
            continue
        target = 0 <= entity.start - cue.end <= _TARGET_REACH and not passage.between(cue.end, entity.start)
        agent = bool(before) and entity == before[-1] and entity.role in ("agent", "owner", "of")
        if not (target or agent) or (entity.kind == "company_word" and not target):
            continue
        topic = _topic_of(entity) if entity.kind == "company" else course.main or course.topic
        if topic is not None and topic.kind == "company":
            found.setdefault(topic.subject, Owner(topic, 85, "deal:target" if target else "deal:party", entity))
    if (
        not found
        and cue.strong
        and course.main is not None
        and course.main.kind == "company"
        and not passage.sentence.bullet
    ):
        carried = course.main if course.topic is None or course.topic.kind != "rival" else None
        if carried:
            found[carried.subject] = Owner(carried, 60, "deal:carried", None)
    return list(found.values())


_ACTIVE = pattern("attribution.active")


def _valued(quantity: Quantity, cue: Cue, passage: Passage, course: Course) -> Owner | None:
    """Return what an investor values: the object of the verb, not its subject."""
    if cue.end > quantity.start or not _ACTIVE.search(passage.text[cue.start : cue.end]):
        return None
    gap = passage.text[cue.end : quantity.start]
    if re.match(r"\s*(?:at|to be)\b", gap) and not passage.text[cue.start : cue.end].endswith("ing"):
        return None
    for entity in passage.entities:
        if cue.end <= entity.start < quantity.start and entity.kind == "company":
            return Owner(_topic_of(entity), 92, "valued", entity)
    if gap.strip() and re.search(r"\b(?:it|the|its|them)\b", passage.text[cue.start : quantity.start]):
        agents = [
            e for e in passage.entities if e.end <= cue.start and e.kind == "company" and e.role in ("agent", "owner")
        ]
        if agents:
            return Owner(_topic_of(agents[-1]), 80, "valued", agents[-1])
        topic = course.topic if course.topic and course.topic.kind == "company" else course.main
        if topic is not None and topic.kind == "company":
            return Owner(topic, 70, "valued:carried", None)
    return None


def _sold_to(owner: Owner, passage: Passage, course: Course) -> Owner | None:
    """Return the seller where the name that governs an order is its buyer."""
    entity = owner.entity
    if entity is None:
        return None
    bought = any(entity.end <= hit.start <= entity.end + 24 for hit in passage.hits("roles.buyer"))
    seller = next((other for other in _watched(passage) if other.role != "agent" or other.start < entity.start), None)
    if bought and seller is not None:
        return Owner(_topic_of(seller), 70, "seller", seller)
    main = course.topic if course.topic and course.topic.kind == "company" else course.main
    if bought and main is not None and main.kind == "company":
        return Owner(main, 60, "seller:carried", None)
    return None


_JOINED = pattern("attribution.joined")


def _list_with(entity: Entity, passage: Passage) -> list[Entity]:
    """Return the names in the list that a name closes, itself included."""
    names = [other for other in passage.entities if other.kind in ("company", "rival") and other.end <= entity.end]
    listed = [entity]
    for other in reversed(names):
        if other.start >= listed[0].start:
            continue
        if _topic_of(other) == _topic_of(listed[0]) and other.kind == "company":
            continue
        if not _JOINED.fullmatch(passage.text[other.end : listed[0].start]) or other.role not in ("agent", "owner"):
            break
        listed.insert(0, other)
    return listed


def _each(listed: list[Entity], quantity: Quantity, passage: Passage) -> list[Owner]:
    """A number of a list of firms is nobody's, unless the text says each."""
    gap = passage.small[listed[-1].end : quantity.start]
    if re.search(r"\beach\b|\bboth\b|各|均|都", gap) and "together" not in gap:
        return [Owner(_topic_of(entity), 80, "each", entity) for entity in listed]
    return [Owner(Topic("rival", ""), 80, "joint", listed[-1])]


def _fits(topic: Topic, allowed: frozenset[str]) -> bool:
    return topic.kind in allowed or topic.kind == "rival" or (topic.kind == "place" and "market" in allowed)


def _governs(
    entity: Entity,
    earlier: Sequence[Entity],
    course: Course,
    allowed: frozenset[str],
    passage: Passage,
    quantity: Quantity,
) -> Topic | None:
    """Return the topic an entity before a number sets for it, None where it does not govern it."""
    if entity.kind == "house":
        return None
    if entity.kind in ("company", "rival") and passage.text[entity.end : quantity.start].strip() in (
        "的",
        "'s",
        "的约",
        "的近",
    ):
        return _topic_of(entity)
    if entity.kind in _STANDING:
        if entity.role == "oblique" and entity.kind != "company_word":
            return None
        topic = _stands_for(entity, earlier, course)
        return topic if topic is not None and _fits(topic, allowed) else None
    topic = _topic_of(entity)
    if not _fits(topic, allowed):
        return None
    if entity.kind == "market" and _is_denominator(entity, passage):
        return None
    if entity.kind == "market" and (
        _is_where(entity, earlier, allowed, passage) or _is_at_home(entity, course, allowed, passage)
    ):
        return None
    if entity.kind == "place":
        return _place(entity, earlier, course, allowed, passage)
    if entity.role == "oblique":
        return None
    if entity.role == "of" and any(e.role in ("agent", "owner") and e.kind in ("company", "rival") for e in earlier):
        return None
    return topic


_AT_HEAD = 8  # characters: a place so near a clause's start is what the clause is about


def _is_where(entity: Entity, earlier: Sequence[Entity], allowed: frozenset[str], passage: Passage) -> bool:
    """Say whether a market's place only tells where a firm named before it in the clause does something."""
    start, _ = passage.clause_of(entity.start)
    inside = "company" in allowed and entity.start - start > _AT_HEAD
    return any(
        e.kind in ("company", "rival", "company_word")
        and (e.start >= start or (inside and e.kind == "company"))
        and e.role != "oblique"
        and not any(e.end <= hit.start < entity.start for hit in passage.hits("roles.speech"))
        for e in earlier
    )


_OF_THE = pattern("attribution.of_the")


def _is_denominator(entity: Entity, passage: Passage) -> bool:
    """Say whether a market is only what a share is of: "36% of the world's robot dogs"."""
    return bool(_OF_THE.search(passage.text[max(0, entity.start - 20) : entity.start]))


_HOME = frozenset({"国内", "全国", "我国", "domestic"})


def _is_at_home(entity: Entity, course: Course, allowed: frozenset[str], passage: Passage) -> bool:
    """Say whether "at home" only tells where the firm that the text is about does something."""
    about = course.topic is not None and course.topic.kind == "company" and "company" in allowed
    return about and passage.small[entity.start : entity.end] in _HOME


def _place(
    entity: Entity, earlier: Sequence[Entity], course: Course, allowed: frozenset[str], passage: Passage
) -> Topic | None:
    """A place takes a number only from a market: at the head of a clause, where a market is the topic."""
    if "market" not in allowed or course.topic is None or course.topic.kind not in ("market", "place"):
        return None
    if any(e.kind in ("company", "rival", "market") for e in earlier):
        return None
    start, _ = passage.clause_of(entity.start)
    lead = passage.text[start : entity.start].strip().lower()
    return Topic("place", "") if lead in ("", "in", "and", "for", "while") or entity.role == "owner" else None


_OF_LINK = re.compile(r"\s*(?:of|at|for|in)\s+(?:the |its |all )?|的", re.IGNORECASE)


def _linked(cue: Cue | None, passage: Passage, quantity: Quantity, allowed: frozenset[str]) -> Owner | None:
    """Find the name tied to the metric word itself: "sales at Fanuc", "the price of a da Vinci"."""
    if cue is None:
        return None
    for entity in passage.entities:
        if (
            entity.role == "of"
            and _OF_LINK.fullmatch(passage.text[cue.end : entity.start])
            and entity.kind in ("company", "market", "rival")
            and _fits(_topic_of(entity), allowed)
            and not passage.between(cue.end, entity.start)
        ):
            return Owner(_topic_of(entity), 90, f"{entity.kind}:of {passage.text[cue.start : cue.end]}", entity)
    return None


def _behind(quantity: Quantity, passage: Passage, course: Course, allowed: frozenset[str]) -> Owner | None:
    """Find a name after the number, where none stands before it."""
    for entity in passage.entities:
        if entity.start < quantity.end or entity.kind in ("place", "house"):
            continue
        crossed = passage.borders(quantity.end, entity.start)
        if entity.kind in _STANDING:
            topic = _stands_for(entity, (), course)
            if topic is None or not _fits(topic, allowed) or entity.kind == "market_word":
                continue
            return Owner(topic, 65, f"{entity.kind}:behind", None)
        topic = _topic_of(entity)
        if entity.role == "oblique" or not _fits(topic, allowed):
            continue
        if crossed and course.topic is not None and course.topic != topic and _fits(course.topic, allowed):
            return None
        if entity.kind == "company" and entity.role == "of" and not crossed:
            return (
                None
                if course.topic is not None and _fits(course.topic, allowed)
                else Owner(topic, 60, "company:behind of", entity)
            )
        return Owner(topic, max(45, 80 - 10 * crossed), f"{entity.kind}:behind", entity)
    return None


def follow(course: Course, passage: Passage) -> None:
    """Note what a sentence was about, for the next."""
    named = [entity for entity in passage.entities if entity.kind in ("company", "market", "rival")]
    watched = [entity for entity in named if entity.kind == "company"]
    course.recent = _topic_of(watched[-1]) if watched and _topic_of(watched[-1]) == course.main else None
    leading = [entity for entity in named if entity.role in ("agent", "owner")]
    standing = [entity for entity in passage.entities if entity.kind in ("company_word", "pronoun")]
    first = leading[0] if leading else None
    if first is not None and first.kind == "rival" and passage.sentence.paragraph == 0:
        first = next((entity for entity in leading if entity.kind != "rival"), first)
    if first is not None and first.kind == "rival" and _opens_list(first, passage):
        return
    if first is None or (standing and standing[0].start < first.start and course.topic is not None):
        of = [entity for entity in named if entity.role == "of" and entity.kind in ("company", "market")]
        first = of[0] if of and not (standing and standing[0].start < of[0].start) else None
    if first is None:
        return
    course.topic = _topic_of(first)
    labelled = passage.sentence.label_end > passage.sentence.start and passage.sentence.paragraph > 0
    if course.main is None and passage.sentence.paragraph <= 1 and not labelled:
        course.main = course.topic


def _opens_list(entity: Entity, passage: Passage) -> bool:
    """Say whether a rival is one of several: "SoftBank and Tencent are among the shareholders"."""
    others = [other for other in passage.entities if other.start >= entity.end and other.kind in ("rival", "company")]
    return bool(others) and bool(_JOINED.fullmatch(passage.text[entity.end : others[0].start]))


def enter(course: Course, passage: Passage) -> None:
    """Begin a sentence: a new paragraph or item returns to what the whole text is about."""
    if passage.sentence.first and passage.sentence.paragraph > 1:
        if course.main is not None:
            course.topic = course.main
        elif course.listing:
            course.topic = None
    course.listing = passage.sentence.label_end > passage.sentence.start or passage.sentence.bullet


_KINDS = pattern("attribution.kinds")


def is_other_kind(owner: Owner, quantity: Quantity, passage: Passage, watch: Watch) -> bool:
    """Say whether a number carried over to a market is of another kind of robot: "output of service robots grew"."""
    if owner.topic.kind != "market":
        return False
    subject = watch.by_name.get(owner.topic.subject)
    if subject is None:
        return False
    own = _KINDS.search(passage.text, quantity.start, min(len(passage.text), quantity.end + 18))
    if own and subject is not None and subject.kind == "market":
        said = own.group().lower()
        if not any(
            term in said or said.rstrip("s") in term for group in subject.terms for term in map(str.lower, group)
        ):
            return True
    if owner.entity is not None and owner.entity.kind == "market":
        return False
    kinds = [
        match.group().lower() for match in _KINDS.finditer(passage.text, passage.sentence.start, passage.sentence.end)
    ]
    terms = [term.lower() for group in subject.terms for term in group]
    return bool(kinds) and not any(term in kind or kind.rstrip("s") in term for kind in kinds for term in terms)
