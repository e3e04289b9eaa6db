"""Which of the periods that a text names is a number's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import cast

from figures.anchoring import REACH, Extent, Nature, Place, anchor_of, is_so_now
from figures.carried import carried_period, carried_time
from figures.comparisons import compared_period, comparison_of, grown_over, is_its_own, one_side
from figures.listed_years import listed_year
from figures.moments import sentence_end, sentence_start
from figures.notation import PeriodSpan, period_bounds, period_length
from figures.period_rules import period_rules
from figures.periods import spans_within

__all__ = ["Dated", "Nature", "carried_period", "carried_time", "closing_day", "nature_of", "opened_in", "period_of"]

Dated = tuple[str | None, str]  # a period and the id of the rule that decided

_VERB = 80  # characters before a number in which its verb stands
# What goes on, or has been done by now: "keeps 57%", "has sold 30 systems"; "has 57%" is of the article's time.
_BY_NOW = re.compile(r"\b(?:keeps?|retains?|(?:has|have) (?:\w+ ){0,2}\w+(?:ed|ld|de|ilt|en))\b")
_LABELLED = re.compile("[\u4e00-\u9fff]{2,10}[:：]")  # 新签订单:17.8亿元
_STILL = 4  # characters: 仍在, 仍为
_ON_WHAT = 24  # characters after an amount in which it is said what it was spent on
_STANDING = frozenset(
    {"headcount", "installed_base"}
)  # whose growth too is told at a time, not over the article's period
_EVENT = 200  # characters between the day of a tender and what it came to
_OPENS = 60  # characters between a capacity and the time at which its plant opens
_NOT_THEN = re.compile("[;。]|[二三四]期|新厂|扩产|[满达]产")  # 一期年产能5000台,二期预计三季度投产
_LISTING = 600  # between the day of a listing and what is told of it


def nature_of(metric: str, *, growth: bool = False, market: bool = False, state: bool = False) -> Nature:
    """Say how far a metric's figures look for their period; `state` tells of metrics that a user defines."""
    if growth and metric in _STANDING and not market:
        return "state"
    if growth:
        return "flow"
    nature = cast("Nature", period_rules().natures.get(metric, "state" if state else "flow"))
    if nature == "spending" and market:
        return "booking"
    return "total" if nature == "stock" and not market else nature


def period_of(
    spans: Sequence[PeriodSpan],
    quantity_start: int,
    quantity_end: int,
    clause: Extent,
    sentence: Extent,
    carried: str | None,
    *,
    text: str,
    growth: bool = False,
    nature: Nature = "flow",
) -> Dated:
    """Choose a figure's period among the spans of its text; return it with the id of the rule that decided.

    `carried` is what the article or section has set, for flows whose sentence names no period.
    """
    sentence = (max(sentence[0], quantity_start - REACH), min(sentence[1], quantity_end + REACH))
    inside = spans_within(spans, *sentence)
    near = [span for span in inside if not span.announced]
    if any(span.announced and span.kind == "month" and _adjoins(span, text, quantity_start) for span in inside):
        carried = None  # a number told at another time than the article's
    if nature == "state" and _is_averaged(text, sentence, quantity_start, quantity_end):
        nature = "flow"
    place = Place(text, quantity_start, quantity_end, clause, sentence, near, nature)
    listed = listed_year(place)
    if listed is not None:
        return listed
    base, rule = _own(place, carried)
    compared = comparison_of(place)
    if nature in ("event", "booking") and not (rule or growth or compared):
        return _event_day(spans, place) if nature == "booking" else _listing_day(spans, place)
    if growth and not (compared and is_its_own(compared, place)):
        return grown_over(place, base, spans), rule
    if compared is not None:
        told = base or (None if nature == "state" else carried)
        return compared_period(compared, told, text), f"{compared.rule}:compared"
    return one_side(base, rule, place)


def _adjoins(span: PeriodSpan, text: str, position: int) -> bool:
    """Say whether no clause ends between a span and a number."""
    left, right = sorted((span.start, position))
    return ", and " not in text[left:right] and ";" not in text[left:right]


def opened_in(
    spans: Sequence[PeriodSpan], start: int, end: int, sentence: Extent, *, text: str, published: date
) -> Dated:
    """Return when the plant is to open that a capacity is of: 波兰工厂年产能1.2万台,2027年投用."""
    opens, opening = period_rules().choosing.opens, period_rules().choosing.opening
    if text.endswith(("由", "从"), 0, start):
        return None, ""  # 产能将由6000台提高到1.2万台
    for span in spans_within(spans, max(sentence[0], start - _OPENS), min(sentence[1], end + _OPENS)):
        if span.period is None or period_bounds(span.period)[1] <= published:
            continue
        left, right = sorted((span.start, start))
        told = opens.match(text, span.end) or opening.search(text[max(sentence[0], span.start - _OPENS) : span.start])
        if told and not _NOT_THEN.search(text, left, right):
            return span.period, f"{span.rule}:opens"
    return None, ""


def closing_day(spans: Sequence[PeriodSpan], start: int, sentence: Extent, *, text: str, published: date) -> Dated:
    """Return the day at whose close a market value is told: the one the paragraph names last, else the article's."""
    if period_rules().choosing.close.search(text, *sentence) is None:
        return None, ""
    before = reversed(spans_within(spans, text.rfind("\n", 0, sentence[0]) + 1, start))
    day = next((span.period for span in before if span.kind == "day" and span.period), published.isoformat())
    return day, "close"


def _is_averaged(text: str, sentence: Extent, start: int, end: int) -> bool:
    """Say whether a price is an average over a period: "paid on average $454", "at $471 the average price"."""
    averaged = period_rules().choosing.averaged
    before = text[max(sentence[0], start - 60) : start]
    if before.endswith(("At ", "at ")) and averaged.search(text, end, min(sentence[1], end + 40)):
        return True
    return averaged.search(before) is not None and "仍" not in before[-_STILL:]


def _behind_list(place: Place) -> PeriodSpan | None:
    """Return the only period of a sentence, told behind a list that a number begins: "A, B and C for the quarter"."""
    only = place.near[0] if len(place.near) == 1 else None
    if only is None or only.period is None or only.start < place.end:
        return None
    between = place.text[place.end : only.start]
    return only if _LIST_THEN.fullmatch(between) and not _NO_LIST.search(between) else None


_LIST_THEN = re.compile(r"(?:,| and) .*\d.* (?:for|in|during|over) (?:the |its )?")
_NO_LIST = re.compile(
    r"[;:()\n]|\b(?:while|when|compared|from|against|versus|vs|than|up|down|which|that|who|but|expect\w*|will|would|after"
    r"|before|said|it|[a-z]+ing)\b"
)


def _own(place: Place, carried: str | None) -> Dated:
    """Return the period of the likeliest span, else what is carried over to such a figure."""
    anchor = anchor_of(place)
    if anchor is not None and (anchor.period is None or not _continues_total(anchor, place)):
        return anchor.period, anchor.rule
    behind = _behind_list(place)
    if behind is not None:
        return behind.period, behind.rule
    blocked = any(span.period is None and span.end <= place.start for span in place.near)
    if not carried or blocked or not _carries(carried, place):
        return None, ""
    lead = place.text[max(place.clause[0], place.start - _VERB) : place.start]
    if is_so_now(place) and (place.nature != "flow" or _BY_NOW.search(lead)):
        return None, "not carried: so now"
    choosing = period_rules().choosing
    if choosing.guidance.search(place.text, place.sentence[0], place.sentence[1]):
        return _year_guided(carried), "carried:guidance"
    within_year = period_length(carried) not in ("year", "month", "day") and len(carried) < len("2025-01/2025-0")
    ahead = choosing.expects.search(place.text, place.sentence[0], place.start) if within_year else None
    if ahead is not None and not ahead.group().isascii():
        return None, "not carried: expected"
    return carried, "carried"


def _continues_total(span: PeriodSpan, place: Place) -> bool:
    """Say whether a figure is part of a running total told after the span: 累计…，其中…."""
    return not span.as_of and any(
        other.period is None
        and span.end <= other.start < place.start
        and period_rules().choosing.part_of_total.search(place.text, other.end, place.start)
        for other in place.near
    )


def _year_guided(carried: str) -> str:
    """Return the year that guidance given with results is for."""
    last = period_bounds(carried)[1]
    return str(last.year + (last.month == 12))


def _carries(carried: str, place: Place) -> bool:
    """Say whether a figure takes what the article has set."""
    if place.nature in ("flow", "stock"):
        return True
    choosing = period_rules().choosing
    before = place.text[max(place.sentence[0], place.start - 60) : place.start]
    if place.nature in ("booking", "spending") and _counts_over(carried, place, before):
        return True
    line = place.text.rfind("\n", max(0, place.start - REACH), place.start) + 1
    listed = choosing.bullet.match(place.text, line) or _LABELLED.match(place.text, line)
    if place.nature != "event" and line and listed:
        return True
    return choosing.reported.search(place.text, place.sentence[0], place.end) is not None


def _counts_over(carried: str, place: Place, before: str) -> bool:
    """Say whether what is booked is counted over the period that the article has set."""
    choosing = period_rules().choosing
    if place.nature == "spending" or choosing.spent.search(before):
        near = before + "|" + place.text[place.end : place.end + _ON_WHAT]
        return choosing.spent.search(near) is not None
    return period_length(carried) in ("month", "quarter", "half") or (
        "-01/" in carried and not choosing.founding.search(before)
    )


def _event_day(spans: Sequence[PeriodSpan], place: Place) -> Dated:
    """Return the day of a tender or a signing told in the sentence before, in the same paragraph."""
    start = place.sentence[0]
    floor = max(0, start - _EVENT)
    opening = max(place.text.rfind("\n", floor, start) + 1, floor)
    for span in reversed(spans_within(spans, opening, start)):
        first, last = sentence_start(place.text, span.start), sentence_end(place.text, span.end, 100)
        happens = period_rules().choosing.tender.search(place.text, first, last)
        if span.kind == "day" and span.period and happens and last >= start - len("。 \n"):
            return span.period, f"{span.rule}:event"
    return None, ""


def _listing_day(spans: Sequence[PeriodSpan], place: Place) -> Dated:
    """Return the first day of trading told shortly before, for proceeds and the value at the close."""
    choosing = period_rules().choosing
    start, end = place.sentence
    if choosing.of_listing.search(place.text, start, end):
        for span in reversed(spans_within(spans, start - _LISTING, start)):
            opening, close = sentence_start(place.text, span.start), sentence_end(place.text, span.end, 100)
            if span.kind == "day" and not span.announced and choosing.listing.search(place.text, opening, close):
                return span.period, f"{span.rule}:listing"
    return None, ""
