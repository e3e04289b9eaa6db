"""What single words cannot tell about a metric: size, time and company of the number decide."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path

from figures.course import Course
from figures.metrics import MetricReading, is_ordinal
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern

_SMALL = 10  # counts below this, written as words, are talk: "two people familiar with the matter"


@cache
def _magnitudes() -> tuple[dict[str, tuple[float, float]], dict[str, float]]:
    table = tomllib.loads(Path(__file__).with_name("rules").joinpath("magnitudes.toml").read_text(encoding="utf-8"))
    bounds = {key: (float(row[0]), float(row[1])) for key, row in table["usd"].items() if isinstance(row, list)}
    return bounds, {key: float(rate) for key, rate in table["rates"].items() if not isinstance(rate, str)}


def is_plausible(metric: str, quantity: Quantity) -> bool:
    """Say whether an amount of money can be of a metric at all, by its size."""
    bounds, rates = _magnitudes()
    if metric not in bounds:
        return True
    low, high = bounds[metric]
    return low <= quantity.value * rates.get(quantity.unit, 1.0) <= high


_GIVEN = re.compile(r"\b(?:the|these|those|all|both|his|her) $")


def is_small(quantity: Quantity) -> bool:
    """Say whether a count is a small number in words: "two people familiar with the matter"."""
    return quantity.value < _SMALL and not any(char.isdigit() for char in quantity.digits)


def may_be_ordered(quantity: Quantity, text: str) -> bool:
    """Say whether a small number in words may be a figure: of robots ordered, not of "the four arms"."""
    return quantity.unit == "units" and not _GIVEN.search(text, max(0, quantity.start - 8), quantity.start)


_SCALED = re.compile(r"(?:\d ?(?:m|mn|bn|b)|million|billion|trillion|亿)$", re.IGNORECASE)
_MONEY_WORD = pattern("corrections.money_word")
# "The total ought to come out near 19 billion": a paragraph on money goes on with it
_IN_MONEY = frozenset({"revenue", "profit", "market_size", "order_value", "funding", "valuation", "investment"})
_NO_ROBOTS = 1e8  # nobody counts so many of them
_COUNTED_SO = re.compile(r" (?:of (?:them|these|those)|robots|humanoids|units|machines|vacuums|cobots)\b")
_UNIT_SALES = re.compile(r"\b(?:unit sales|units|robots|(?:shipments|deliveries|installations) of)\b")


def in_currency(quantity: Quantity, passage: Passage, course: Course) -> Quantity:
    """Give a bare "680m" after a word of money the currency of the amounts before it."""
    if quantity.kind == "money":
        course.currency = quantity.unit
        return quantity
    if any(0 <= hit.start - quantity.end <= len(" a ") for hit in passage.products):
        return quantity  # a million Optimus
    if quantity.kind != "number" or not course.currency or not _SCALED.search(quantity.digits):
        return quantity
    before = passage.text[passage.sentence.start : quantity.start]
    listed = any(other.end <= quantity.start and other.kind == "money" for other in passage.quantities)
    counts = quantity.noun or any(other.kind == "count" for other in passage.quantities)
    here = course.metric in _IN_MONEY and course.paragraph == passage.sentence.paragraph and not counts
    if _COUNTED_SO.match(passage.small, quantity.end):
        return quantity  # "worth $5 trillion, with one billion of them in use"
    robots = quantity.value < _NO_ROBOTS and _UNIT_SALES.search(before[-40:])
    if (_MONEY_WORD.search(before) or listed or here) and not robots:
        return replace(quantity, kind="money", unit=course.currency)
    return quantity


_CUMULATIVE = pattern("corrections.cumulative")
_BOUNDED = pattern("corrections.bounded")
_AS_OF = pattern("corrections.as_of")
_AT_END = pattern("corrections.at_end")
_NEW = pattern("corrections.new")
_COMING = re.compile(r"将|拟|\b(?:will|to be|is to|are to|would)\b")
_ORDERING = pattern("corrections.ordering")
_CAPACITY = re.compile(r"\bcapacity\b|产能")
_MADE = pattern("corrections.made")
_HANDED_OVER = re.compile("交付|部署|装机|安装|通电|投用|上岗|启用|交到")  # 交付的第100台
_SITE = pattern("corrections.site")
_SINGLE = pattern("corrections.single")


def corrected(reading: MetricReading, quantity: Quantity, passage: Passage, *, counted: bool) -> str:
    """Return the metric of a reading after what the clause and the number itself say of it."""
    metric = reading.metric
    start, end = passage.clause_of(quantity.start)
    clause = passage.text[start:end]
    if quantity.kind == "money" and metric in _MONEY_PAID:
        metric = _paid(metric, reading, quantity, passage)
    if metric == "order_value" and quantity.kind == "percent" and _IN_NUMBER.search(clause, 0, quantity.start - start):
        return "order_units"
    if metric == "order_units" and quantity.kind == "percent" and not (counted or _units_follow(quantity, passage)):
        return "order_value"
    if is_ordinal(quantity, passage) and metric in ("shipments", "installed_base", "production", "order_units"):
        made = passage.text[quantity.start - 1] == "第" and not _HANDED_OVER.search(clause)
        return "production" if _MADE.search(clause) or made else "installed_base"
    if metric == "production" and _CAPACITY.search(clause):
        return "capacity"
    if metric == "deal_value" and _is_bid(reading, quantity, passage):
        return "price"
    if metric in ("shipments", "installed_base") and quantity.kind in ("count", "number"):
        return _sold(metric, reading, clause, quantity, passage)
    if metric == "price" and quantity.kind == "money" and _SITE.search(clause) and reading.cue is not None:
        said = passage.small[reading.cue.start : reading.cue.end]
        return "investment" if said in ("cost", "costs", "costing") else metric
    if (
        metric == "order_value"
        and quantity.kind == "money"
        and "中标" in clause
        and (_SINGLE.search(clause) or any(start <= hit.start < quantity.start for hit in passage.products))
    ):
        return "price"
    return metric


_MONEY_PAID = frozenset({"investment", "deal_value", "revenue", "market_size"})
_FOR_ROBOTS = pattern("corrections.for_robots")
_NEW_SHARES = pattern("corrections.new_shares")
_YOUNG_FIRMS = pattern("corrections.young_firms")
_MINORITY = pattern("corrections.minority")
_SPENDING = re.compile(r"(?:will |to |is |are )?(?:spen[dt]|spends|spending|pa(?:y|ys|id|ying))$")
_SIGNED = re.compile(r"\b(?:sign|order|book|contract|promis|commit)\w*\b")
_CONTROL = 50  # percent of a firm from which a stake in it is control


def _paid(metric: str, reading: MetricReading, quantity: Quantity, passage: Passage) -> str:
    """Tell what money is paid for: robots by those who use them, new shares, a small stake in somebody else."""
    text = passage.text
    said = passage.small[reading.cue.start : reading.cue.end] if reading.cue is not None else ""
    if (
        metric in ("investment", "deal_value")
        and _SPENDING.fullmatch(said)
        and (_FOR_ROBOTS.match(text, quantity.end) or (reading.cue and _FOR_ROBOTS.match(text, reading.cue.end)))
    ):
        if _SIGNED.search(text, passage.sentence.start, quantity.start):
            return "order_value"
        return "market_size" if is_plausible("market_size", quantity) else metric
    if metric == "deal_value" and _NEW_SHARES.match(text, quantity.end):
        return "funding"
    if metric in ("revenue", "market_size") and reading.cue is not None:
        start, _ = passage.clause_of(reading.cue.start)
        return "investment" if _YOUNG_FIRMS.search(text, start, reading.cue.end) else metric
    stake = _MINORITY.match(text, quantity.end) if metric == "deal_value" else None
    if stake is not None and float(stake.group(1)) < _CONTROL and _buys(quantity, passage):
        return "investment"
    return metric


def is_spending(reading: MetricReading) -> bool:
    """Say whether a reading is of money spent: where a sentence has sized a market by it, it goes on to do so."""
    return reading.metric == "investment" and bool(_SPENDING.fullmatch(reading.rule.removeprefix("word:")))


def _buys(quantity: Quantity, passage: Passage) -> bool:
    """Say whether the watched firm is who pays, and for a part of somebody who is not watched."""
    agents = [e for e in passage.entities if e.end <= quantity.start and e.role == "agent"]
    behind = any(e.kind in ("company", "pronoun") and e.start >= quantity.end for e in passage.entities)
    return not behind and bool(agents) and agents[-1].kind in ("company", "company_word", "pronoun")


_TENDER = re.compile(r"\b(?:tenders?|awards?|awarded|notices?|procurement|hospitals?)\b", re.IGNORECASE)
_DEAREST_BID = 5e7  # a robot costs less, in any currency but the smallest


def _is_bid(reading: MetricReading, quantity: Quantity, passage: Passage) -> bool:
    """Say whether a bid was made in a tender: "the award went to X, which prevailed with a bid of 11.86 million"."""
    cue = reading.cue
    if cue is None or passage.small[cue.start : cue.end] != "bid" or quantity.value > _DEAREST_BID:
        return False
    return _TENDER.search(passage.text, passage.sentence.start, passage.sentence.end) is not None


_TO_LEVEL = re.compile(
    r"(?: (?:in|over|during) [^,;.]{2,30}| last year| this year| on the year| year on year"
    r"| from a year (?:ago|earlier))?,? (?:to|at) (?:about |around |some |just |nearly |only |over |almost )*"
)
_UNITS_FOLLOW = pattern("corrections.units_follow")


_IN_NUMBER = re.compile("[订接][单购货](?:的)?[台套]数|(?:订单|接单|中标)数量")  # 接单台数仍升两成


def _units_follow(quantity: Quantity, passage: Passage) -> bool:
    """Say whether a percentage is of a number of things: "62% more units"."""
    if _UNITS_FOLLOW.match(passage.text, quantity.end):
        return True
    if _IN_NUMBER.search(passage.text, passage.clause_of(quantity.start)[0], quantity.start) is not None:
        return True
    behind = next((other for other in passage.quantities if other.start >= quantity.end), None)
    if behind is None or behind.kind not in ("count", "number"):
        return False  # "orders slid 3.4% in the first quarter, to 8,760"
    return _TO_LEVEL.fullmatch(passage.small, quantity.end, behind.start) is not None


def _is_by_now(quantity: Quantity, passage: Passage) -> bool:
    """Say whether the clause before dates a number by what stands at a time: 截至今年6月底,达芬奇在中国装机355台."""
    return _BY_NOW.search(passage.text, passage.sentence.start, quantity.start) is not None


_HANDING = re.compile("[装卖](?:了|出)|交付|售出|发货|装机")  # 第800台通电,今年上半年又装了48台
_BY_NOW = re.compile("截至[^,。;]{2,12},[^,。;\\d]*$")


def _sold(metric: str, reading: MetricReading, clause: str, quantity: Quantity, passage: Passage) -> str:
    """Tell what was sold in a period from what has been sold since ever, and from what an order will bring."""
    said = passage.text[reading.cue.start : reading.cue.end] if reading.cue is not None else ""
    if said in (
        "交付",
        "部署",
        "供应",
        "供货",
        "deliver",
        "supply",
        "deploy",
        "get",
        "equip",
        "fit out",
        "kit out",
        "outfit",
        "furnish",
        "provide",
        "install",
    ) and _COMING.search(clause):
        sentence = passage.text[passage.sentence.start : passage.sentence.end]
        return "order_units" if _ORDERING.search(sentence) else metric
    if metric == "shipments":
        if _CUMULATIVE.search(clause) and not _BOUNDED.search(clause):
            return "installed_base"
        if (
            said.endswith(("装机", "装机量", "installed", "installations", "售出", "卖出"))
            and (
                _AS_OF.search(clause)
                or _AS_OF.match(passage.text, passage.sentence.start)
                or _is_by_now(quantity, passage)
            )
            and not _NEW.search(clause)
        ):
            return "installed_base" if not _BOUNDED.search(clause) or _AT_END.search(clause) else metric
        return metric
    if (
        (said.startswith(("累计", "has ", "had ", "have ", "cumul")) or (not said and _HANDING.search(clause)))
        and _BOUNDED.search(clause)
        and not _AT_END.search(clause)
    ):
        return "shipments"
    return metric


_TAKING = re.compile(r"word:(?:bought|took|takes?|taking|buy|buys|buying|purchased?|purchases)$")


def as_order(reading: MetricReading) -> MetricReading:
    """Let who buys or takes robots order them where orders are counted."""
    return reading._replace(metric="order_units") if _TAKING.match(reading.rule) else reading
