"""Whom a number is about: the nearest name that governs it, or what the text has been about so far."""

from __future__ import annotations

import re
from collections.abc import Sequence

from figures.course import JOINED, Course, Topic, topic_of
from figures.deals import Owner, each_of, invested_in, list_with, parties_of, seller_of, sold_to, valued_in
from figures.metrics import Cue, MetricReading
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern
from figures.subjects import Entity, Watch

_NAMES = ("company", "market", "rival", "place", "parent")
_STANDING = ("company_word", "pronoun", "market_word")


def _stands_for(entity: Entity, earlier: Sequence[Entity], course: Course) -> Topic | None:
    """Return what "the company", "its", 该公司 or "the country" stand for."""
    wanted = ("market", "place") if entity.kind == "market_word" else ("company", "rival", "parent")
    side = entity.part or (entity.person and entity.role == "agent")  # "when X came in, he collected"
    if entity.kind == "market_word":  # 中国市场, 全国
        beside = (n for n in earlier if n.role != "oblique" and n.kind in wanted and entity.start in (n.start, n.end))
        named = next(beside, None)
        if named is not None:
            return topic_of(named)
    for name in earlier:
        if name.kind in wanted and name.role in ("agent", "owner") and not (side and name.kind == "rival"):
            return topic_of(name)
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
        valued = valued_in(quantity, cue, passage, course)
        if valued:
            return [valued]
    ordered = _ordered_from(quantity, cue, passage) if metric in _ORDERED else None
    whole = metric == "market_share" and cue is not None and passage.small.endswith("of", cue.start, cue.end)
    owner = ordered or _owner(quantity, None if whole else cue, passage, course, allowed)
    owner = _foretold(owner, quantity, passage, course, allowed) if owner is not None else None
    if metric == "market_share" and owner is not None and owner.topic.kind == "market":
        owner = _sharer(quantity, passage, course) or owner
    if owner is None:
        return []
    if owner.topic.kind == "rival" and metric in ("funding", "valuation"):
        owner = invested_in(owner, quantity, passage, course) or owner
    if owner.topic.kind == "rival" and metric in ("order_value", "order_units", "price"):
        owner = sold_to(owner, passage, course, surely=_is_customer(owner, passage)) or owner
    if owner.entity is not None and owner.entity.kind == "company":
        listed = list_with(owner.entity, passage)
        if len(listed) > 1:
            return each_of(listed, quantity, passage)
        if _is_joint(owner.entity, quantity, passage):
            return [Owner(Topic("rival", ""), 80, "joint", owner.entity)]
    return [owner]


def _is_of_a_place(quantity: Quantity, passage: Passage) -> bool:
    """Say whether a Chinese clause begins with a place of its own: 欧洲去年安装量下滑8%,中国市场…."""
    start, _ = passage.clause_of(quantity.start)
    places = (e for e in passage.entities if e.kind == "place" and start <= e.start < quantity.start)
    return any(passage.text[e.start] > "\u2e80" and e.start - start <= _AT_HEAD for e in places)


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
    about = course.topic is not None and course.topic.kind == "market" and "market" in allowed
    if not about or owner.topic.kind != "rival" or owner.entity is None or owner.entity.end > quantity.start:
        return owner
    foretells = _FORETELLING.search(passage.text, owner.entity.end, quantity.start)
    return Owner(course.topic, 60, "foretold of the market", None) if foretells and course.topic else owner


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
    if behind and behind.topic.kind == "market" and _is_of_a_place(quantity, passage):
        return Owner(Topic("rival", ""), 80, "of a place", None)
    if behind:
        return behind
    return _carried(quantity, passage, course, allowed)


def _carried(quantity: Quantity, passage: Passage, course: Course, allowed: frozenset[str]) -> Owner | None:
    """Return what the text has been about, for a sentence that names nobody."""
    besides = course.topic is not None and course.topic.kind == "rival"
    speaks = any(hit.start < quantity.start for hit in passage.hits("roles.person"))
    if besides and speaks and course.main is not None and course.main.kind == "company":
        return Owner(course.main, 55, "carried:speaker", None)
    if course.topic and _fits(course.topic, allowed):
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


def _sharer(quantity: Quantity, passage: Passage, course: Course) -> Owner | None:
    """Return the firm whose share of a market is told: the market beside it is only what it is a share of."""
    for entity in reversed(passage.entities):
        if entity.start < quantity.start and entity.kind in ("company", "rival") and entity.role in ("agent", "owner"):
            return Owner(topic_of(entity), 85, f"{entity.kind}:share", entity)
    if course.topic is not None and course.topic.kind in ("company", "rival"):
        return Owner(course.topic, 65, "carried:share", None)
    return None


def _fits(topic: Topic, allowed: frozenset[str]) -> bool:
    return topic.kind in allowed or topic.kind == "rival" or (topic.kind == "place" and "market" in allowed)


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
    if entity.kind in _STANDING:
        return _stood_for(entity, earlier, course, allowed, passage)
    topic = topic_of(entity)
    if entity.kind == "house" or not _fits(topic, allowed) or _in_closed_aside(entity, passage, quantity):
        return None
    if entity.kind == "place":
        return _place(entity, earlier, course, allowed, passage)
    if entity.kind == "market" and _is_elsewhere(entity, earlier, course, allowed, passage):
        return None
    if entity.kind == "company" and entity.role == "oblique" and _relates(entity, passage, quantity):
        return topic  # "the largest comes from Estun, which will invest …"
    start, _ = passage.clause_of(entity.start)
    opens = entity.role == "of" and passage.text[start : entity.start].strip().lower() in ("at", "and at", "while at")
    led = not opens and any(e.role in ("agent", "owner") and e.kind in ("company", "rival") for e in earlier)
    return None if entity.role == "oblique" or (entity.role == "of" and led) else topic


_WHICH = re.compile(r", (?:which|who)\b(?! (?:is|was|are|were)\b)")


def _relates(entity: Entity, passage: Passage, quantity: Quantity) -> bool:
    """Say whether a number stands in the relative clause that follows a name, whatever part the name plays."""
    if not _WHICH.match(passage.text, entity.end) or passage.borders(entity.end, quantity.start) > _RELATIVE_CLAUSES:
        return False
    return not any(
        entity.end < other.start < quantity.start and other.kind in ("company", "rival", "company_word")
        for other in passage.entities
    )


_RELATIVE_CLAUSES = 3  # borders of clauses within a relative clause


def _stood_for(
    entity: Entity, earlier: Sequence[Entity], course: Course, allowed: frozenset[str], passage: Passage
) -> Topic | None:
    """Return the topic that "it" or "the company" sets for a number, None where it sets none."""
    if entity.role == "oblique" and entity.kind != "company_word":
        return None
    if entity.kind == "market_word" and "company" in allowed and _is_of_which(entity, earlier, passage):
        return None
    if entity.kind == "market_word" and _is_where(entity, earlier, allowed, passage):
        return None
    about = course.topic is not None and course.topic.kind == "company" and "company" in allowed
    if about and passage.small[entity.start : entity.end] == "there":
        return None  # "bookings there have risen"
    turn = max((hit.end() for hit in _TURN.finditer(passage.text, passage.sentence.start, entity.start)), default=0)
    latest = [name for name in earlier if name.start >= turn]
    led = any(name.kind in ("company", "rival") and name.role in ("agent", "owner") for name in latest)
    topic = _stands_for(entity, latest if led else earlier, course)
    return topic if topic is not None and _fits(topic, allowed) else None


_TURN = re.compile(r"(?:;|, while|, whereas|, but) ")  # "Ecovacs gained, while Roborock spends: its own profit sank"


_AT_HOME = pattern("attribution.at_home")


def _is_of_which(entity: Entity, earlier: Sequence[Entity], passage: Passage) -> bool:
    """Say whether a market is a part of what a firm named before does: 订单增加12%,其中中国市场增长三成."""
    start, _ = passage.clause_of(entity.start)
    told = passage.text[start : entity.start].lstrip()
    part = told.startswith("其中") or _AT_HOME.match(passage.text, start) is not None
    return part and any(e.kind in ("company", "company_word") and e.role != "oblique" for e in earlier)


def _is_elsewhere(
    entity: Entity, earlier: Sequence[Entity], course: Course, allowed: frozenset[str], passage: Passage
) -> bool:
    """Say whether a market's words only tell where something is, or what a share is of."""
    return (
        _is_denominator(entity, passage)
        or _is_where(entity, earlier, allowed, passage)
        or _is_at_home(entity, course, allowed, passage)
    )


_RELATIVE = pattern("attribution.relative")


def _in_closed_aside(entity: Entity, passage: Passage, quantity: Quantity) -> bool:
    """Say whether a name stands in a relative clause that has ended: "X, in which Samsung holds 35%, will spend"."""
    start, end = passage.clause_of(entity.start)
    if end > quantity.start:
        return False
    lead = passage.text[start : entity.start]
    return bool(_RELATIVE.search(passage.text[max(start - 12, 0) : entity.start]) or _RELATIVE.search(lead))


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


_HOME = frozenset({"国内", "全国", "domestic"})


def _is_at_home(entity: Entity, course: Course, allowed: frozenset[str], passage: Passage) -> bool:
    """Say whether "at home" only tells where the firm that the text is about does something."""
    about = course.topic is not None and course.topic.kind == "company" and "company" in allowed
    return about and passage.small[entity.start : entity.end] in _HOME


_PLACE_LEADS = frozenset(
    {"", "in", "and", "for", "while", "the", "in the", "and the", "while the", "but", "but the", "as for"}
)


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
    return Topic("place", "") if lead in _PLACE_LEADS or entity.role == "owner" else None


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
            and _fits(topic_of(entity), allowed)
            and not passage.between(cue.end, entity.start)
        ):
            return Owner(topic_of(entity), 90, f"{entity.kind}:of {passage.text[cue.start : cue.end]}", entity)
    return None


def _behind(quantity: Quantity, passage: Passage, course: Course, allowed: frozenset[str]) -> Owner | None:
    """Find a name after the number, where none stands before it."""
    for entity in passage.entities:
        if entity.start < quantity.end or entity.kind in ("place", "house"):
            continue
        crossed = passage.borders(quantity.end, entity.start)
        if entity.kind in _STANDING:
            told = passage.text[entity.start : entity.end] == "I"  # "1,700, I'm told"
            topic = None if told else _stands_for(entity, (), course)
            if topic is None or not _fits(topic, allowed) or entity.kind == "market_word":
                continue
            return Owner(topic, 65, f"{entity.kind}:behind", None)
        topic = topic_of(entity)
        if entity.role == "oblique" or not _fits(topic, allowed):
            continue
        if entity.kind == "rival" and "company" not in allowed:
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


_KINDS = pattern("attribution.kinds")


def is_other_kind(owner: Owner, quantity: Quantity, passage: Passage, watch: Watch) -> bool:
    """Say whether a number carried over to a market is of another kind of robot: "output of service robots grew"."""
    if owner.topic.kind != "market":
        return False
    subject = watch.by_name.get(owner.topic.subject)
    if subject is None:
        return False
    own = _KINDS.search(passage.small, quantity.start, min(len(passage.text), quantity.end + 18))
    if own and subject is not None and subject.kind == "market":
        said = own.group().lower()
        if not any(
            term in said or said.rstrip("s") in term for group in subject.terms for term in map(str.lower, group)
        ):
            return True
    if owner.entity is not None and owner.entity.kind == "market":
        return False
    kinds = [
        match.group().lower() for match in _KINDS.finditer(passage.small, passage.sentence.start, passage.sentence.end)
    ]
    terms = [term.lower() for group in subject.terms for term in group]
    return bool(kinds) and not any(term in kind or kind.rstrip("s") in term for kind in kinds for term in terms)
