"""What "it", "the company", 该公司 or "the country" stand for, by the names and the sentences before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from figures.course import Course, Topic, topic_of
from figures.locatives import is_of_which, is_where
from figures.passage import Passage
from figures.rulebook import pattern
from figures.subjects import Entity

STANDING = ("company_word", "pronoun", "market_word")
_SOURCE = re.compile(r"\b[Aa]ccording to $")
_TURN = re.compile(r"(?:;|, while|, whereas|, but) ")  # "Ecovacs gained, while Roborock spends: its own profit sank"


def fits(topic: Topic, allowed: frozenset[str]) -> bool:
    """Say whether a topic is of a kind that a metric can be told of; `allowed` are the metric's kinds of subject."""
    return topic.kind in allowed or topic.kind == "rival" or (topic.kind == "place" and "market" in allowed)


def topic_of_anaphor(
    entity: Entity, earlier: Sequence[Entity], course: Course, allowed: frozenset[str], passage: Passage
) -> Topic | None:
    """Return the topic that "it" or "the company" sets for a number, None where it sets none."""
    if entity.role == "oblique" and entity.kind != "company_word":
        return None
    if entity.kind == "company_word" and _SOURCE.search(passage.text, max(0, entity.start - 14), entity.start):
        return None  # "according to the firm, fewer than 100 robots were sold around the world"
    if entity.kind == "market_word" and (
        ("company" in allowed and is_of_which(entity, earlier, passage)) or is_where(entity, earlier, allowed, passage)
    ):
        return None
    if entity.speaker and _STRANGER_SPEAKS.search(passage.text, entity.end, passage.sentence.end):
        return Topic("rival", "")
    on_firm = course.topic is not None and course.topic.kind == "company"
    on_firm = on_firm and not any(name.kind == "market" for name in earlier)
    if on_firm and entity.kind == "pronoun" and _FORECAST.match(passage.text, entity.end) and _is_house(earlier):
        return Topic("rival", "")  # "Interact Analysis has cut its estimate of this year's sales by 11%"
    apposed = _apposed_to(entity, earlier, passage)
    if apposed is not None:
        return topic_of(apposed)
    about = course.topic is not None and course.topic.kind == "company" and "company" in allowed
    if about and passage.small[entity.start : entity.end] == "there":
        return None  # "bookings there have risen"
    if entity.kind == "company_word" and _HELD.search(passage.text, max(0, entity.start - 32), entity.start):
        return _held(entity, course, allowed)
    turn = max((hit.end() for hit in _TURN.finditer(passage.text, passage.sentence.start, entity.start)), default=0)
    latest = [name for name in earlier if name.start >= turn]
    led = any(name.kind in ("company", "rival") and name.role in ("agent", "owner") for name in latest)
    topic = antecedent_of(entity, latest if led else earlier, course)
    return topic if topic is not None and fits(topic, allowed) else None


_STRANGER_SPEAKS = pattern("anaphors.stranger_speaks")
_FORECAST = re.compile(
    r" (?:[a-z-]+ ){0,2}?(?:estimates?|forecasts?|outlook|projections?|call|prediction|tally|count|survey|index)\b"
)


def _is_house(earlier: Sequence[Entity]) -> bool:
    """Say whether a research house, and no firm, has acted so far in a sentence."""
    led = [name for name in earlier if name.role == "agent" and name.kind in ("house", "company", "company_word")]
    return bool(led) and led[-1].kind == "house"


_HELD = pattern("anaphors.held")


def _held(entity: Entity, course: Course, allowed: frozenset[str]) -> Topic | None:
    """Return the firm that somebody has a stake in or puts money into, which is never the one who does."""
    told = course.topic if course.topic is not None and course.topic.kind == "company" else course.main
    topic = told if told is not None and told.kind == "company" else _told_before(entity, course)
    return topic if topic is not None and fits(topic, allowed) else None


def _apposed_to(entity: Entity, earlier: Sequence[Entity], passage: Passage) -> Entity | None:
    """Return the firm that a word only describes: "At Yaskawa, the first robot company to report, orders surged"."""
    name = earlier[-1] if earlier else None
    if name is None or entity.kind != "company_word" or name.kind not in ("company", "rival"):
        return None
    return name if passage.text[name.end : entity.start] == ", " else None


def antecedent_of(entity: Entity, earlier: Sequence[Entity], course: Course) -> Topic | None:
    """Return what "the company", "its", 该公司 or "the country" stand for."""
    wanted = ("market", "place") if entity.kind == "market_word" else ("company", "rival", "parent")
    side = entity.part or (entity.person and entity.role == "agent")  # "when X came in, he collected"
    if entity.kind == "market_word":  # 中国市场, 全国
        beside = (n for n in earlier if n.role != "oblique" and n.kind in wanted and entity.start in (n.start, n.end))
        named = next(beside, None)
        if named is not None:
            return topic_of(named)
    besides = course.topic is not None and course.topic.kind == "rival"
    for name in earlier:
        if besides and entity.kind == "pronoun" and name.kind == "company_word" and name.role == "agent":
            return antecedent_of(name, earlier[: earlier.index(name)], course)  # "The firm has 30; last year it sold 9"
        if name.kind in wanted and name.role in ("agent", "owner") and not (side and name.kind == "rival"):
            return topic_of(name)
    firms = [name for name in earlier if name.kind == "company"]
    about = course.topic is not None and course.topic.kind == "market"
    if about and entity.kind == "pronoun" and len(firms) == 1 and firms[0].role == "oblique":
        return topic_of(firms[0])  # "Fanuc's customers have come back: its orders increased"
    market = next((name for name in earlier if name.kind == "market" and name.role in ("agent", "owner")), None)
    if market is not None and market.role == "owner" and entity.kind == "pronoun" and not entity.person:
        return topic_of(market)  # "China's installations climbed; its factories run 2.03 million"
    return _told_before(entity, course)


def _told_before(entity: Entity, course: Course) -> Topic | None:
    """Return what a word stands for by the sentences before it."""
    topic = course.topic
    main = course.main if course.main is not None and course.main.kind == "company" else None
    answers = entity.speaker and course.interview and topic is not None
    if main is not None and (entity.part or answers):
        return main
    if entity.part and course.lately is not None:
        return course.lately  # "… houses Kuka. The German-born subsidiary makes 34,000"
    if entity.kind == "company_word" and topic is not None and topic.kind == "rival":
        if course.recent is not None:
            return course.recent
        if main is not None and course.opener == main:
            return main  # a rival that came up within the paragraph is not "the company"
    if topic is None:
        only = entity.kind == "company_word" and len(course.named) == 1
        return Topic("company", min(course.named)) if only else None
    if entity.kind == "market_word":
        return topic if topic.kind in ("market", "place") else None
    if topic.kind == "rival" and main is not None and entity.person:
        return main
    if topic.kind in ("company", "rival") or entity.kind == "pronoun":
        return topic
    return course.main if course.main is None or main is not None else Topic("rival", "")
