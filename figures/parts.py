"""The part of a firm that a number is for: a division, a product, a region, found by its place in the clause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from figures.match import lowered
from figures.metrics import Cue, MetricReading
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern
from models.values import Subject

_GAP_ZH, _GAP_EN = 7, 14  # characters between a segment and the metric's word, in which a verb or 业务 may stand


class Scope(NamedTuple):
    """The text's words for a part or variant, and the rule that read them."""

    words: str | None
    rule: str


WHOLE = Scope(None, "scope:whole")
_MAKER = r"\s?(?:企业|公司|厂商|制造商|龙头|makers?|company|firm|supplier|developer|specialist|start-?up|manufacturer|group|business)"


def scoped(passage: Passage, start: int, end: int, rule: str) -> Scope:
    return Scope(passage.text[start:end], f"scope:{rule}")


def part_of(quantity: Quantity, reading: MetricReading, passage: Passage, subject: Subject) -> Scope:
    """Find the segment, product or region that modifies the metric's word or the counted noun."""
    metric, cue = reading.metric, reading.cue
    start, end = passage.clause_of(quantity.start)
    terms = {lowered(term) for group in subject.terms for term in group}
    tags = ["scopes.segment", "scopes.region"] + (["scopes.staff"] if metric == "headcount" else [])
    best: tuple[int, int, int, str] | None = None
    robot = _robot_sales(cue, passage, subject) or _division(quantity, cue, passage, subject)
    if robot is not None:
        return robot
    for tag, first, last in _modifiers(passage, tags):
        said = passage.small[first:last]
        stem = said.rstrip("s")
        if any(stem in term or (subject.kind == "market" and term in said) for term in terms) or in_name(
            first, last, passage
        ):
            continue
        if any(
            q.start < last and first < q.end and q.noun not in passage.text[first:last]
            for q in passage.quantities
            if q.kind == "money"
        ):
            continue
        if tag == "product" and (metric in _ORDERS and not _TOTALS.search(passage.text, start, end)):
            continue
        if said in _UNIT_NEUTRAL and metric in ("installed_base", "shipments", "production"):
            continue
        if tag == "scopes.segment" and _is_all_it_makes(said, passage.small):
            continue
        rank = _fits(first, last, tag, quantity, cue, passage, start, end)
        if rank is not None and (best is None or (rank, first - last) < (best[0], best[1] - best[2])):
            best = rank, first, last, tag
    return scoped(passage, best[1], best[2], best[3].removeprefix("scopes.")) if best else WHOLE


def _robot_sales(cue: Cue | None, passage: Passage, subject: Subject) -> Scope | None:
    """Robot sales, robot orders: a part of a firm that makes other things too."""
    if cue is None or subject.kind != "company":
        return None
    match = re.search(r"\b([Rr]obots?(?:ics)?) $", passage.text[max(passage.sentence.start, cue.start - 9) : cue.start])
    after = re.match(r" for (robots)\b", passage.text[cue.end : cue.end + 12])
    if match:
        start = cue.start - len(match.group())
        return scoped(passage, start, start + len(match.group(1)), "robot sales")
    return scoped(passage, cue.end + 5, cue.end + 11, "robot sales") if after else None


_ZH_DIVISION = pattern("scope.zh_division")
_EN_DIVISION = pattern("scope.en_division")
_ZH_LEAD = pattern("scope.zh_lead")


def _division(quantity: Quantity, cue: Cue | None, passage: Passage, subject: Subject) -> Scope | None:
    """Find a division by its form: 大家电业务, "the robotics division"."""
    if subject.kind != "company" or cue is None:
        return None
    start, _ = passage.clause_of(min(cue.start, quantity.start))
    lead = passage.text[start : quantity.start]
    match = (_EN_DIVISION if lead.isascii() else _ZH_DIVISION).search(lead)
    if match is None or passage.between(start + match.start(), quantity.start):
        return None
    left = start + match.start(1)
    if not lead.isascii():
        names = [
            e.end
            for e in passage.entities
            if e.kind in ("company", "company_word") and left < e.end <= start + match.end(1)
        ]
        left = max([left, *names])
        trimmed = _ZH_LEAD.match(passage.text[left : start + match.end(1)])
        left += trimmed.end() if trimmed else 0
    elif any(e.start < start + match.end(1) and left < e.end for e in passage.entities):
        return None
    return scoped(passage, left, start + match.end(1), "division") if start + match.end(1) - left >= 3 else None


def _modifiers(passage: Passage, tags: Sequence[str]) -> Iterable[tuple[str, int, int]]:
    for hit in passage.products:
        if hit.entry.kind == "product" and not hit.entry.sole:
            yield "product", hit.start, hit.end
    for tag in tags:
        for word in passage.hits(tag):
            if (
                tag != "scopes.region"
                or passage.text[word.start].isupper()
                or not passage.text[word.start].isascii()
                or passage.small[word.start : word.end] in _LOWER_REGIONS
            ):
                yield tag, word.start, word.end


_ORDERS = frozenset({"order_value", "order_units"})
_TOTALS = pattern("scope.totals")
_UNIT_NEUTRAL = frozenset({"robotaxi", "robotaxis", "fleet"})
_LOWER_REGIONS = frozenset({"overseas", "domestic", "abroad", "international", "foreign", "export"})


def in_name(first: int, last: int, passage: Passage) -> bool:
    return any(
        e.start <= first
        and last <= e.end
        and e.kind in ("company", "rival", "house")
        and (e.start, e.end) != (first, last)
        for e in passage.entities
    )


def _is_all_it_makes(segment: str, small: str) -> bool:
    """Say whether the text calls the firm a maker of just that: "the cobot maker", 协作机器人企业."""
    stem = re.escape(segment.rstrip("s"))
    return re.search(stem + "s?" + _MAKER, small) is not None


_WITH = pattern("scope.with")


def _fits(
    first: int, last: int, tag: str, quantity: Quantity, cue: Cue | None, passage: Passage, start: int, end: int
) -> int | None:
    """Return how closely a part modifies the metric or the number, 0 the closest; None where it does not."""
    text = passage.text
    gap_limit = (
        _GAP_EN if text[first].isascii() and text[last - 1].isascii() and text[last : last + 1].isascii() else _GAP_ZH
    )
    if quantity.start <= first < quantity.end:
        return None if tag == "scopes.segment" and last >= quantity.end - 1 and text[first:last] == quantity.noun else 0
    if cue is not None and start <= first < end:
        if 0 <= cue.start - last <= gap_limit and not passage.between(last, cue.start):
            return 1
        linked = _WITH.fullmatch(text[cue.end : first]) if first >= cue.end else None
        if linked and not passage.between(cue.end, first):
            return 2
    if 0 <= first - quantity.end <= 3 and not text[quantity.end : first].strip(" "):
        return 1
    linked = _WITH.fullmatch(text[quantity.end : first]) if first >= quantity.end else None
    if linked and (tag != "scopes.segment" or "from" in linked.group()):
        return 3
    if (
        tag == "scopes.segment"
        and first - start <= 4
        and last <= quantity.start
        and not passage.between(first, quantity.start)
    ):
        return 4
    if tag == "scopes.region" and text[first] > "\u2e80" and start <= first:
        leads = text[start:first].strip() in ("", "其中", "而")
        if 0 <= quantity.start - last <= 1 or (leads and last <= quantity.start):
            return 2
    if (
        tag == "scopes.region"
        and start <= first < quantity.start
        and re.search(r"(?:\b[Ii]n|在|来自|从)\s?(?:the )?$", text[max(start, first - 8) : first])
    ):
        return 3
    if (
        tag == "scopes.region"
        and last <= quantity.start
        and re.match(r"\W*(?:In|在)\s?$", text[passage.sentence.start : first])
    ):
        return 4
    if start <= first and last <= quantity.start and quantity.start - last <= gap_limit and tag != "scopes.region":
        return 3
    if tag == "product" and start <= first and last <= quantity.start:
        return 5
    return None
