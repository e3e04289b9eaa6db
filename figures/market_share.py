"""Whose share of a market a percentage is, and why it is none: of nothing larger, of its own total, held by others."""

from __future__ import annotations

import re

from figures.course import Course, topic_of
from figures.deals import Owner
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern

_OR_SO_MUCH = re.compile(r",? or (?:about |some |roughly |nearly |over |more than )?$")
# A share must be of something larger than the subject.
_LARGER = pattern("negatives.larger")
_HOLDERS = pattern("negatives.holders")
# A market's share is of a larger one: of the world, a continent, a nation.
_WORLDWIDE = pattern("negatives.worldwide")
_OF_WHICH = pattern("negatives.of_which")
_OF_WORLD = re.compile(r" of [^,.;]{0,60}\b(?:world|worldwide|global|globally|planet)\b")
_REGION_TAKES = pattern("negatives.region_takes")


def share_fault(quantity: Quantity, passage: Passage, kind: str, name_end: int = -1) -> str:
    """Return why a percentage is no market share of the subject, or nothing; whose name ends at `name_end`."""
    start, _ = passage.clause_of(quantity.start)
    part = _OF_WHICH.search(passage.text, passage.sentence.start, quantity.start)
    if part and name_end <= part.start():
        return "make-up of the subject's own total"
    if kind == "company" and _REGION_TAKES.search(passage.text, passage.sentence.start, quantity.start):
        return "make-up of the subject's own total"
    around = passage.text[passage.sentence.start : passage.sentence.end]
    named = re.match(r"\s*(?:market )?share\b|(?:的)?(?:市场)?份额", passage.text[quantity.end : quantity.end + 16])
    if not named and not _LARGER.search(around):
        return "a share of nothing larger"
    before = passage.text[max(passage.sentence.start, quantity.start - 24) : quantity.start]
    if kind == "company" and _OR_SO_MUCH.search(before) and passage.text.startswith(" of the total", quantity.end):
        return "make-up of the subject's own total"
    if kind == "market" and not _WORLDWIDE.search(around):
        return "a share of nothing larger"
    if kind == "market" and _OF_WORLD.match(passage.small, quantity.end):
        return ""  # "Japanese suppliers build 38% of the industrial robots sold in the world"
    if kind == "market" and _HOLDERS.search(passage.text[max(passage.sentence.start, start - 40) : quantity.start]):
        return "a share that others hold in the market"
    return ""


def sharer_of(owner: Owner, quantity: Quantity, passage: Passage, course: Course) -> Owner | None:
    """Return the firm or nation whose share of a market is told, which is never all the world's."""
    return _sharer(quantity, passage, course) or _nation(owner, quantity, passage, course)


def _sharer(quantity: Quantity, passage: Passage, course: Course) -> Owner | None:
    """Return the firm whose share of a market is told: the market beside it is only what it is a share of."""
    for entity in reversed(passage.entities):
        if entity.start < quantity.start and entity.kind in ("company", "rival") and entity.role in ("agent", "owner"):
            return Owner(topic_of(entity), 85, f"{entity.kind}:share", entity)
    if course.topic is not None and course.topic.kind in ("company", "rival"):
        return Owner(course.topic, 65, "carried:share", None)
    return None


_ALL_THE_WORLD = pattern("attribution.all_the_world")


def _nation(owner: Owner, quantity: Quantity, passage: Passage, course: Course) -> Owner | None:
    """Return the nation whose share of the world is told, which is never the world's; None where nobody is named."""
    whole = owner.entity
    if whole is None or not _ALL_THE_WORLD.fullmatch(passage.small[whole.start : whole.end]):
        return owner
    for entity in passage.entities:
        of_all = _ALL_THE_WORLD.fullmatch(passage.small[entity.start : entity.end])
        if entity.kind == "market" and entity.end <= quantity.start and not of_all:
            return Owner(topic_of(entity), 75, "market:share", entity)
    told = course.topic
    if told is not None and told.kind == "market" and told.subject != owner.topic.subject:
        return Owner(told, 60, "carried:share", None)
    return None
