"""Numbers without a unit: whether they can count anything, and what: by labels, words, or what was counted before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from figures.course import Course
from figures.metrics import MetricReading
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern

# What may follow a number that counts nothing but what the sentence is about.
_BARE = pattern("metrics.bare")
_SINCE_YEAR = re.compile(r"\b(?:since|in|from|until|founded) \Z")
# 300 Stretches, 5,000 Nova 8s: models in the plural, no Germans
_MODELS = re.compile(r" (?:[A-Z][\w-]* ){0,2}(?:[A-Z][a-z]+(?<![ae]n)(?<!ers)s|\d{1,3}s)(?=[ ,.;:)]|$)")
_ITS_THINGS = re.compile(r"['’]s? (?!\d)")
_LARGEST_BARE = 5e7  # larger ones are money whose currency the text leaves out
_COUNTED_BARE = 20  # smaller bare numbers are ranks, ages and model numbers more often than counts


def counts_nothing_else(quantity: Quantity, passage: Passage) -> bool:
    """Say whether a bare number can be a count of what the sentence is about."""
    if any(0 <= hit.start - quantity.end <= 2 for hit in passage.products):
        return True
    if (
        quantity.value < _COUNTED_BARE
        and not any(
            0 <= quantity.start - entity.end <= 7 and entity.kind in ("company", "rival") for entity in passage.entities
        )
        and not any(0 <= quantity.start - hit.end <= 8 for hit in passage.hits("metric.shipments.strong"))
    ):
        return False
    if quantity.value < 1 or quantity.value != int(quantity.value):
        return False
    if 1900 <= quantity.value <= 2100 and "," not in quantity.digits:
        return False
    if (
        1700 <= quantity.value < 1900
        and "," not in quantity.digits
        and _SINCE_YEAR.search(passage.text, 0, quantity.start)
    ):
        return False
    if quantity.value > _LARGEST_BARE:
        return False
    if _MODELS.match(passage.text, quantity.end):
        return True
    if passage.text.startswith(" of ", quantity.end):  # 2,000 of Boston Dynamics' Spots
        owner = next((e for e in passage.entities if 0 <= e.start - quantity.end - len(" of ") <= len("the ")), None)
        if owner is not None and owner.kind == "company" and _ITS_THINGS.match(passage.text, owner.end):
            return True
    return bool(_BARE.match(passage.text, quantity.end, quantity.end + 24))


_SUMS_UP = re.compile(
    r"\b(?:the|that|this|its|their|a) (?:[\w-]+ ){0,2}?"
    r"(?:total|tally|count|number|figure|sum|volume|record|target|goal|peak|previous high)\b[^.;]{0,48}$"
)


def sums_up(quantity: Quantity, passage: Passage) -> bool:
    """Say whether a number is told as the sum or count of what the text counts: "the count reached 287,300"."""
    return _SUMS_UP.search(passage.small, passage.clause_of(quantity.start)[0], quantity.start) is not None


# "China's makers number 93"
_FIRMS_NUMBER = re.compile(
    r"\b(?:makers|firms|companies|manufacturers|suppliers|start-ups|vendors|brands|producers|integrators) "
    r"(?:[^.;,\d]{0,40} )?(?:(?:now|already|today) )?(?:number(?:s|ed)?|total(?:s|led|ed)?|c[ao]me to|stood at"
    r"|(?:has |have |had )?(?:multiplied|mushroomed|grown|grew|risen|rose|increased|swollen|swelled|shrunk|shrank"
    r"|dwindled|fallen|fell|dropped|thinned|doubled|tripled|proliferated)(?: in number)?"
    r"(?: from (?:\d[\d,]*|[a-z-]+)(?: in \d{4})?)? (?:to|from)) "
    r"(?:about |around |some |only |just |nearly |over |more than |at least )*$"
)


# "the number of robot companies in Korea fell for the first time, to 2,487"
_NUMBER_OF_FIRMS = re.compile(
    r"\b(?:number|count|tally|total|ranks) of (?:[\w'-]+ ){0,5}?"
    r"(?:makers|firms|companies|manufacturers|suppliers|start-ups|vendors|brands|producers|integrators|enterprises|developers)"
    r"\b[^.;\d]{0,90}$"
)


_AGAINST = re.compile(
    r"[^.;\d]{0,24},? ?(?:from|against|versus|after) (?:about |some |only )?"
    r"|[^.;\d]{0,90}(?:up from|down from|compared (?:with|to)) (?:about |some |only )?"
)


def counts_firms(quantity: Quantity, passage: Passage) -> bool:
    """Say whether a bare number counts firms: by the words before it, or beside a number that does."""
    start = passage.sentence.start
    if _FIRMS_NUMBER.search(passage.small, start, quantity.start):
        return True
    if _NUMBER_OF_FIRMS.search(passage.small, start, quantity.start):
        return True
    earlier = [other for other in passage.quantities if other.end <= quantity.start]
    if not earlier or not _AGAINST.fullmatch(passage.small[earlier[-1].end : quantity.start]):
        return False
    return earlier[-1].unit == "firms" or counts_firms(earlier[-1], passage)


_LABELLED = 20  # smaller numbers behind a label are ranks, dates and pages more often than counts
_AFTER_LABEL = re.compile(r"[*_ ]*(?:(?:now|about|around|some|nearly|over|more than|at least|roughly|only|just) )*")


def follows_label(quantity: Quantity, passage: Passage) -> bool:
    """Say whether a number stands at once behind the label of its line: "Companies: 342 at the last count"."""
    bare = _AFTER_LABEL.fullmatch(passage.small, passage.sentence.label_end, quantity.start)
    return bare is not None and quantity.value >= _LABELLED


_HAD = frozenset({"headcount", "shipments", "production", "order_units", "procedures", "installed_base"})


def had(readings: list[MetricReading], quantity: Quantity, course: Course, passage: Passage) -> list[MetricReading]:
    """Let a bare number that a firm "has" be of what was counted just before: "X employs 360; Y has 200"."""
    here = course.metric in _HAD and course.paragraph == passage.sentence.paragraph
    if not here or quantity.kind != "number":
        return readings
    return [
        reading._replace(metric=course.metric) if reading.rule == "construction:has" else reading
        for reading in readings
    ]


_RATE_BEFORE = re.compile(r"\b(?:cagr|compound\w*|annual(?:ly)?|average)\b[^.;]{0,30}$")
_RATE_AFTER = re.compile(r" (?:cagr|compound\w*|a year|per annum|per year|annually|each year|on average)\b")


def is_market_rate(quantity: Quantity, passage: Passage, readings: Sequence[MetricReading]) -> bool:
    """Say whether a yearly rate is a market's, where the text has told its size: "joint replacement, 31.5% a year"."""
    if readings and readings[0].rule not in ("word:expansion", "word:expand"):
        return False
    if any(entity.kind in ("company", "company_word", "rival") for entity in passage.entities):
        return False
    start = passage.sentence.start
    yearly = _RATE_AFTER.match(passage.small, quantity.end) or _RATE_BEFORE.search(passage.small, start, quantity.start)
    return yearly is not None
