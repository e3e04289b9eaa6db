"""Parts that the grammar of a Chinese sentence tells: labels in a list, arms by their place, 在 and a place."""

from __future__ import annotations

from figures.makers import is_all_it_makes, robots_of, terms_of
from figures.match import lowered
from figures.passage import Passage
from figures.phrases import is_name
from figures.quantities import Quantity
from figures.rulebook import pattern
from models.values import Subject

Span = tuple[int, int]

_TOLD = frozenset(
    {"revenue", "profit", "shipments", "production", "capacity", "installed_base", "procedures", "market_size"}
    | {"order_value", "order_units", "headcount", "firms"}
)
_SITED = frozenset({"headcount", "installed_base", "shipments", "production", "capacity", "revenue"})
_LISTED = pattern("zh_parts.listed")
_NO_LABEL = pattern("zh_parts.no_label")
_STAFF = pattern("zh_parts.staff")
_IN_PLACE = pattern("zh_parts.in_place")


def zh_part(quantity: Quantity, metric: str, passage: Passage, subject: Subject) -> Span | None:
    """Return where the words of a Chinese sentence stand that name the place or the people a number is for."""
    if subject.kind != "company" or metric not in _SITED or _is_english(passage):
        return None
    line = passage.sentence.start
    if metric == "headcount" and (staff := _STAFF.search(passage.text[line : quantity.start])):
        first, last = (line + at for at in staff.span(1))
        return None if is_name(first, last, passage) else (first, last)
    return _arm(quantity, passage) or _place(quantity, passage)


def zh_label(quantity: Quantity, metric: str, passage: Passage, subject: Subject) -> Span | None:
    """Return the label of a number in a Chinese list: 通用自动化类152亿元,智慧电梯电气类49亿元."""
    if metric not in _TOLD or _is_english(passage):
        return None
    line = passage.sentence.start
    match = _LISTED.search(passage.text[line : quantity.start])
    if match is None:
        return None
    start, end = (line + at for at in match.span(1))
    said = passage.small[start:end]
    if _NO_LABEL.search(said) or is_name(start, end, passage):
        return None
    measured = (hits for tag, hits in passage.words.items() if tag.startswith("metric."))
    if any(hit.start < end and start < hit.end for hits in measured for hit in hits):
        return None
    terms = terms_of(subject)
    if _is_own(said, terms) or is_all_it_makes(said, passage.small, terms):
        return None
    return None if any(robot in said for term in terms for robot in robots_of(term)) else (start, end)


def _is_english(passage: Passage) -> bool:
    return passage.text[passage.sentence.start : passage.sentence.end].isascii()


def _is_own(said: str, terms: list[str]) -> bool:
    """Say whether a label only spells a subject out: 北京医疗机器人, of Beijing's medical robots."""
    if any(said in term for term in terms):
        return True
    for term in sorted(terms, key=len, reverse=True):
        said = said.replace(term, "")
    return not said.strip("的市场产业")


def _arm(quantity: Quantity, passage: Passage) -> Span | None:
    """Return the place that an arm of a firm is called after: 库卡中国, 优傲机器人印度."""
    start = passage.clause_of(quantity.start)[0]
    for entity in passage.entities:
        if entity.kind == "company" and passage.sentence.start <= entity.start < quantity.start:
            for hit in passage.hits("scopes.region"):
                beside = hit.start == entity.end and passage.text[hit.start] > "\u2e80"
                if (
                    beside
                    and not _SPOKEN.search(passage.text, hit.end, quantity.start)
                    and (entity.start >= start or not passage.between(hit.end, quantity.start))
                ):
                    return hit.start, hit.end
    return None


_SPOKEN = pattern("zh_parts.spoken")


def _place(quantity: Quantity, passage: Passage) -> Span | None:
    """Return the place where a clause says that something is made, sold or kept: 在宝山累计制造."""
    start, _ = passage.clause_of(quantity.start)
    match = _IN_PLACE.search(passage.text, start, quantity.start)
    if match is None or passage.between(match.end(), quantity.start):
        return None
    said = lowered(match.group(1))
    return None if is_name(*match.span(1), passage) or _NO_LABEL.search(said) else match.span(1)
