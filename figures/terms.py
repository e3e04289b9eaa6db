"""Numbers told in units or in value of what was told before: "a rise of 0.5% in units and 0.1% in value"."""

from __future__ import annotations

from collections.abc import Sequence

from figures.course import Course
from figures.draft import Draft
from figures.metrics import MetricReading
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern

_IN_UNITS = pattern("drafting.in_units")
_IN_VALUE = pattern("drafting.in_value")
_BY_VALUE = pattern("drafting.by_value")
IN_TERMS = "in units or in value"
_BY_UNITS = pattern("drafting.by_units")
_COUNT_OF = {"order_value": "order_units", "market_size": "shipments"}
_VALUE_OF = {"order_units": "order_value", "shipments": "market_size", "production": "market_size"}


def in_terms(quantity: Quantity, passage: Passage, earlier: Sequence[Draft], course: Course) -> str:
    """Return the metric of a number told in units or in value of what was told before."""
    told = [draft for draft in earlier if draft.metric and not draft.dropped and draft.measure == "level"]
    if quantity.kind == "percent" and _IN_UNITS.match(passage.text, quantity.end):
        return next((draft.metric for draft in told if draft.metric in _VALUE_OF), "")
    if _BY_UNITS.match(passage.text, passage.sentence.start) and course.metric in _COUNT_OF:
        return _COUNT_OF[course.metric]
    opens = _BY_VALUE.match(passage.text, passage.sentence.start)
    if opens or (quantity.kind == "percent" and _IN_VALUE.match(passage.text, quantity.end)):
        money = next((draft.metric for draft in told if draft.quantity.kind == "money"), "")
        counts = next((draft.metric for draft in told if draft.metric in _VALUE_OF), course.metric)
        return money or (_VALUE_OF.get(counts, "") if course.counted or counts != course.metric else "")
    return ""


_ORDERS = frozenset({"order_units", "order_value"})
_WORTH = frozenset({"value", "valued at", "worth", "be worth", "were worth", "was worth", "total value", "values"})


def valued(
    readings: list[MetricReading], earlier: Sequence[Draft], course: Course, passage: Passage
) -> list[MetricReading]:
    """Let value told of a market, where no firm is named, be its size, or that of the orders counted before."""
    about = course.topic is not None and course.topic.kind == "market"
    if not about or any(entity.kind in ("company", "company_word", "rival") for entity in passage.entities):
        return readings
    ordered = course.counted or any(draft.metric in _ORDERS for draft in earlier)
    metric = "order_value" if ordered else "market_size"
    return [
        reading._replace(metric=metric)
        if reading.metric == "valuation" and reading.rule.removeprefix("word:").lower() in _WORTH
        else reading
        for reading in readings
    ]
