"""Markets and places that only tell where something is done, what a share is of, or whose clause it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from figures.course import Course, Topic
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern
from figures.subjects import Entity

_ELLIPTIC = re.compile(
    r"['’]s(?: (?:had|was|were|came to|stood at|reached|rose|fell|at|to|by))? (?:[$€£¥₩]|[A-Z]{2,3}\$? ?)?\d"
)
_AT_HEAD = 8  # characters: a place so near a clause's start is what the clause is about
_AT_HOME = pattern("attribution.at_home")
_OF_THE = pattern("attribution.of_the")
_HOME = frozenset({"国内", "全国", "domestic"})
_PLACE_LEADS = frozenset(
    {"", "in", "and", "for", "while", "the", "in the", "and the", "while the", "but", "but the", "as for"}
)


def is_of_a_place(quantity: Quantity, passage: Passage) -> bool:
    """Say whether a Chinese clause begins with a place of its own: 欧洲去年安装量下滑8%,中国市场…."""
    start, _ = passage.clause_of(quantity.start)
    places = (e for e in passage.entities if e.kind == "place" and start <= e.start < quantity.start)
    return any(passage.text[e.start] > "\u2e80" and e.start - start <= _AT_HEAD for e in places)


def is_of_which(entity: Entity, earlier: Sequence[Entity], passage: Passage) -> bool:
    """Say whether a market is a part of what a firm named before does: 订单增加12%,其中中国市场增长三成."""
    start, _ = passage.clause_of(entity.start)
    told = passage.text[start : entity.start].lstrip()
    part = told.startswith("其中") or _AT_HOME.match(passage.text, start) is not None
    return part and any(e.kind in ("company", "company_word") and e.role != "oblique" for e in earlier)


def is_elsewhere(
    entity: Entity, earlier: Sequence[Entity], course: Course, allowed: frozenset[str], passage: Passage
) -> bool:
    """Say whether a market's words only tell where something is, or what a share is of."""
    return (
        _is_denominator(entity, passage)
        or is_where(entity, earlier, allowed, passage)
        or _is_at_home(entity, course, allowed, passage)
    )


def is_where(entity: Entity, earlier: Sequence[Entity], allowed: frozenset[str], passage: Passage) -> bool:
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


def _is_denominator(entity: Entity, passage: Passage) -> bool:
    """Say whether a market is only what a share is of: "36% of the world's robot dogs"."""
    return bool(_OF_THE.search(passage.text[max(0, entity.start - 20) : entity.start]))


def _is_at_home(entity: Entity, course: Course, allowed: frozenset[str], passage: Passage) -> bool:
    """Say whether "at home" only tells where the firm that the text is about does something."""
    about = course.topic is not None and course.topic.kind == "company" and "company" in allowed
    return about and passage.small[entity.start : entity.end] in _HOME


def topic_of_place(
    entity: Entity, earlier: Sequence[Entity], course: Course, allowed: frozenset[str], passage: Passage
) -> Topic | None:
    """A place takes a number only from a market: at the head of a clause, where a market is the topic."""
    if "market" not in allowed or course.topic is None or course.topic.kind not in ("market", "place"):
        return None
    if _ELLIPTIC.match(passage.text, entity.end):
        return Topic("place", "")  # "Beijing's industry had 7.7 billion; Shanghai's had 6.9 billion"
    if any(e.kind in ("company", "rival", "market") for e in earlier):
        return None
    start, _ = passage.clause_of(entity.start)
    lead = passage.text[start : entity.start].strip().lower()
    return Topic("place", "") if lead in _PLACE_LEADS or entity.role == "owner" else None
