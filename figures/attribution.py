"""Whom a number is about: the nearest name that governs it, or what the text has been about so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from figures.metrics import Cue
from figures.passage import Passage
from figures.quantities import Quantity
from figures.subjects import Entity

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
    label: Topic | None = None  # of the list item at hand


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
    if topic is None:
        return None
    if entity.kind == "market_word":
        return topic if topic.kind in ("market", "place") else None
    if topic.kind in ("company", "rival"):
        return topic
    return topic if entity.kind == "pronoun" else course.main


def owner_of(
    quantity: Quantity, cue: Cue | None, passage: Passage, course: Course, allowed: frozenset[str]
) -> Owner | None:
    """Return whom a number is about; `allowed` are the kinds of subjects that its metric can have."""
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
    behind = _behind(quantity, passage, allowed)
    if behind:
        return behind
    if course.topic and _fits(course.topic, allowed):
        return Owner(course.topic, 60, "carried", None)
    return None


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
    if entity.kind in _STANDING:
        if entity.role == "oblique" and entity.kind != "company_word":
            return None
        topic = _stands_for(entity, earlier, course)
        return topic if topic is not None and _fits(topic, allowed) else None
    topic = _topic_of(entity)
    if not _fits(topic, allowed):
        return None
    if entity.kind == "place":
        return _place(entity, earlier, course, allowed, passage)
    if entity.role == "oblique":
        return None
    if entity.role == "of" and any(e.role in ("agent", "owner") and e.kind in ("company", "rival") for e in earlier):
        return None
    return topic


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


def _linked(cue: Cue | None, passage: Passage, quantity: Quantity, allowed: frozenset[str]) -> Owner | None:
    """Find the name tied to the metric word itself: "sales at Fanuc", "the price of a da Vinci"."""
    if cue is None:
        return None
    for entity in passage.entities:
        if (
            entity.role == "of"
            and 0 <= entity.start - cue.end <= 16
            and entity.kind in ("company", "market", "rival")
            and _fits(_topic_of(entity), allowed)
            and not passage.between(cue.end, entity.start)
        ):
            return Owner(_topic_of(entity), 90, f"{entity.kind}:of {passage.text[cue.start:cue.end]}", entity)
    return None


def _behind(quantity: Quantity, passage: Passage, allowed: frozenset[str]) -> Owner | None:
    """Find a name after the number, where none stands before it."""
    for entity in passage.entities:
        if entity.start < quantity.end or entity.kind not in _NAMES or entity.kind == "place":
            continue
        topic = _topic_of(entity)
        if entity.role == "oblique" or not _fits(topic, allowed):
            continue
        crossed = passage.borders(quantity.end, entity.start)
        return Owner(topic, max(45, 80 - 10 * crossed), f"{entity.kind}:behind", entity)
    return None


def follow(course: Course, passage: Passage) -> None:
    """Note what a sentence was about, for the next."""
    named = [entity for entity in passage.entities if entity.kind in ("company", "market", "rival", "place")]
    leading = [entity for entity in named if entity.role in ("agent", "owner") and entity.kind != "place"]
    standing = [entity for entity in passage.entities if entity.kind in ("company_word", "pronoun")]
    first = leading[0] if leading else None
    if first is None or (standing and standing[0].start < first.start and course.topic is not None):
        of = [entity for entity in named if entity.role == "of" and entity.kind in ("company", "market")]
        first = None if standing or not of else of[0]
    if first is None:
        return
    topic = _topic_of(first)
    if passage.sentence.label_end > passage.sentence.start and passage.sentence.bullet:
        course.label = topic
    course.topic = topic
    if course.main is None and passage.sentence.paragraph <= 1:
        course.main = topic


def enter(course: Course, passage: Passage) -> None:
    """Begin a sentence: a new paragraph returns to what the whole text is about."""
    if passage.sentence.first and course.main is not None and passage.sentence.paragraph > 1:
        course.topic = course.main
