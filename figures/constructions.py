"""Constructions that leave little doubt which metric a number is of: "asks $17,800 for a G1", "sold 50% for €410m"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from figures.frames import framed
from figures.metrics import Cue, MetricReading, is_ordinal
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern, rulebook

_W = rulebook().weights
_LEAD, _TAIL = 110, 16  # characters before and after a number that constructions see
_APIECE = pattern("metrics.apiece")
_CAN_MAKE = pattern("metrics.can_make")
_AIMED_AT = pattern("metrics.zh_aimed_at")
_ZH_APIECE = pattern("metrics.zh_apiece")
_ZH_INVESTED_IN, _ZH_NEW_MONEY = pattern("metrics.zh_invested_in"), pattern("metrics.zh_new_money")
_ZH_WORK_THERE = pattern("metrics.zh_work_there")
_ZH_RAISES = pattern("metrics.zh_raises")
_ZH_CAN_MAKE = pattern("metrics.zh_can_make")
_ZH_TRADED = pattern("metrics.zh_traded")
_ZH_FOR = pattern("metrics.zh_for_so_much")
_SINCE = pattern("metrics.since")
_ON_BUYING = pattern("metrics.on_buying")
_SOLD_GOODS = pattern("metrics.sold_goods")
_WORTH_OF_GOODS = pattern("metrics.worth_of_goods")
_DEARER = pattern("metrics.dearer")
_PLANT_FOR = pattern("metrics.plant_for")
_A_YEAR = pattern("metrics.a_year")
_BUILDING = pattern("metrics.building")
_ORDERS_AT = pattern("metrics.orders_at")
_SOLD_ROBOTS = pattern("metrics.sold_robots")
_USED = re.compile(r"\b(?:used|second-hand|refurbished|on eBay|(?:19|20)\d\d)\b")
_LABELLED = 8  # characters between a label and its number
_DEAREST = 5e7  # a robot costs less, in any currency but the smallest
_MARKET_GROWS_TO = pattern("metrics.market_grows_to")
_TAKINGS = 1e8  # less may be the price of one
_SALES_SAID, _SALES_REACH = re.compile("营收|收入|销售额|营业额|产值|规模"), 24
_SOLD_MONEY = pattern("metrics.sold_money")
_HOLDING = pattern("metrics.holding")
_ASKING = pattern("metrics.asking")
_TRADED = pattern("metrics.traded")
_SHARE_SOLD = pattern("metrics.share_sold")
_OF_MARKET = pattern("metrics.of_market")
_PAYING = pattern("metrics.paying")
_FOR_IT = pattern("metrics.for_it")
_ROBOT_IS = pattern("metrics.robot_is")
_INTO_WHICH = re.compile(r"\binto (?:which|whom|it)\b")
_INTO_WORK = re.compile(r"\s*(?:into|to work|in) ")
_PUT = pattern("metrics.put")
_RANKED = pattern("metrics.ranked")
_AT = pattern("metrics.at")
_NEW_ONES = re.compile(r" new (?:[a-z-]+ ){0,2}(?:robots|cobots|machines|humanoids|systems|units)\b")
_APPOSED_AT = re.compile(r", (?:at|from|for) (?:about |around |some |just |only |under )?$")  # "its R1, at $5,900"
_IN_USE = re.compile(
    r"\s*(?:(?:robots|systems|machines) )?(?:were|are|was) (?:now |then )?"
    r"(?:in use|in operation|in service|at work|on the road)\b"
)
_ONE_SOLD = re.compile(r"sell(?:s|ing)?\s+(?:its|the|an?|his)\s+[A-Z0-9]")
_STAKE_IN = pattern("metrics.stake_in")
_OF_SALES = pattern("metrics.of_sales")
_LEFT_PLANT = pattern("metrics.left_plant")
_RAISED_AT = pattern("metrics.raised_at")
_BOUGHT_FOR = pattern("metrics.bought_for")
_SPENDING = pattern("metrics.spending")


class _Case(NamedTuple):
    """A number with what a construction looks at."""

    quantity: Quantity
    passage: Passage
    before: str
    small: str  # what stands before, in small letters
    after: str

    @property
    def counted(self) -> bool:
        """Say whether the number counts something."""
        return self.quantity.kind in ("count", "number")

    def follows(self, construction: re.Pattern[str]) -> bool:
        """Say whether a construction in small letters follows the number."""
        return construction.match(self.passage.small, self.quantity.end) is not None

    def adjoins(self, construction: re.Pattern[str]) -> bool:
        """Say whether a construction follows the number as it is written."""
        return construction.match(self.passage.text, self.quantity.end) is not None

    def cue(self, start: int, end: int, metric: str) -> Cue:
        """Return the words of the construction that name the metric."""
        return Cue(start, end, metric, strong=True)


def constructed(quantity: Quantity, passage: Passage, allowed: frozenset[str]) -> list[MetricReading]:
    """Return what constructions propose for a number."""
    start = max(passage.sentence.start, quantity.start - _LEAD)
    case = _Case(
        quantity,
        passage,
        passage.text[start : quantity.start],
        passage.small[start : quantity.start],
        passage.text[quantity.end : quantity.end + _TAIL],
    )
    rules = _MONEY if quantity.kind == "money" else _SHARES if quantity.kind == "percent" else _COUNTS
    told = [reading for rule in rules for reading in rule(case) if reading.metric in allowed]
    return told + [reading for reading in framed(quantity, passage) if reading.metric in allowed]


def _counts(case: _Case) -> Iterator[MetricReading]:
    if case.quantity.kind == "count" and _PUT.search(case.small) and case.adjoins(_INTO_WORK):
        yield MetricReading("shipments", _W["construction"], "construction:put to work", None)
    if case.counted and case.adjoins(_LEFT_PLANT):
        yield MetricReading("production", _W["construction"], "construction:left the plant", None)
    if case.counted and (_CAN_MAKE.search(case.small) or _ZH_CAN_MAKE.search(case.before)):
        yield MetricReading("capacity", _W["construction"] + 2 * _W["adjacent"], "construction:can make", None)
    if case.counted and _PLANT_FOR.search(case.small) and case.follows(_A_YEAR):
        yield MetricReading("capacity", _W["construction"] + 2 * _W["adjacent"], "construction:plant for", None)
    if case.quantity.unit == "units" and _AIMED_AT.search(case.before):
        yield MetricReading("shipments", _W["holding"], "construction:aims at so many", None)
    if case.counted and is_ordinal(case.quantity, case.passage):
        yield MetricReading("production", _W["carry"], "construction:milestone", None)


def _stocks(case: _Case) -> Iterator[MetricReading]:
    if not case.counted:
        return
    if case.adjoins(_IN_USE):
        yield MetricReading("installed_base", _W["construction"], "construction:in use", None)
    if case.adjoins(_NEW_ONES):
        yield MetricReading("shipments", _W["holding"], "construction:new robots", None)
    if case.quantity.unit == "people" and _ZH_WORK_THERE.search(case.before):
        yield MetricReading("headcount", _W["construction"], "construction:so many work there", None)
    if case.follows(_SINCE):
        yield MetricReading("installed_base", _W["holding"], "construction:since", None)
    told = any(
        other.end <= case.quantity.start and other.kind in ("count", "number") for other in case.passage.quantities
    )
    if _HOLDING.search(case.small) and not (told and case.quantity.kind == "number"):
        yield MetricReading("installed_base", _W["holding"], "construction:has", None)


def _shares(case: _Case) -> Iterator[MetricReading]:
    if case.adjoins(_DEARER):
        yield MetricReading("price", _W["construction"] + _W["adjacent"], "construction:cheaper", None)
    if case.follows(_OF_MARKET) or case.adjoins(_OF_SALES):
        yield MetricReading("market_share", _W["construction"], "construction:of the market", None)
    if _BRACKETED.search(case.before) and case.after.startswith(")") and _beside_a_count(case):
        yield MetricReading("market_share", _W["holding"], "construction:count and share", None)
    if _RANKED.search(case.small):
        yield MetricReading("market_share", _W["holding"], "construction:rank", None)


def _beside_a_count(case: _Case) -> bool:
    """Say whether a share in brackets follows a count of what all the market took: "Roborock on 982,000 (19.3%)"."""
    before = [other for other in case.passage.quantities if other.end <= case.quantity.start]
    sentence = case.passage.sentence
    counted = (
        bool(before) and before[-1].kind in ("count", "number") and case.quantity.start - before[-1].end <= _BRACKET
    )
    return counted and _MARKET_WIDE.search(case.passage.small, sentence.start, sentence.end) is not None


_BRACKET = 12  # characters from a count to its share in brackets
_BRACKETED = re.compile(r"\d[^()]{0,12}\($")
_MARKET_WIDE = re.compile(r"\b(?:global\w*|world\w*|market|nationwide|in (?:all|total)|shipments|installations)\b")


def _prices(case: _Case) -> Iterator[MetricReading]:
    if case.quantity.value < _DEAREST and (case.follows(_APIECE) or _ZH_APIECE.search(case.before)):
        yield MetricReading("price", _W["construction"], "construction:apiece", None)
    if _AT.search(case.small):
        start, _ = case.passage.clause_of(case.quantity.start)
        products = (hit for hit in case.passage.products if hit.entry.kind == "product")
        if any(
            start <= hit.start < case.quantity.start
            or _APPOSED_AT.match(case.passage.text, hit.end, case.quantity.start)
            for hit in products
        ) or _ROBOT_IS.search(case.before):
            yield MetricReading("price", _W["holding"], "construction:model at", None)
    label = case.passage.sentence.label_end
    if (
        case.passage.sentence.start < label <= case.quantity.start <= label + _LABELLED
        and case.quantity.value < _DEAREST
    ):
        named = (hit for hit in case.passage.products if hit.entry.kind == "product" and hit.end <= label)
        if next(named, None) is not None and not _USED.search(case.before):  # "UR10e: €42,300"
            yield MetricReading("price", _W["holding"], "construction:model as label", None)
    if _ORDERS_AT.search(case.small) and case.quantity.value < _DEAREST:
        yield MetricReading("price", _W["construction"] + _W["adjacent"], "construction:orders at", None)
    if _ASKING.search(case.small) and _FOR_ONE.match(case.after):
        yield MetricReading("price", _W["construction"], "construction:asks", None)
    traded = _TRADED.search(case.small)
    if traded and _ONE_SOLD.match(case.before, traded.start()) and not _SHARE_SOLD.search(traded.group()):
        yield MetricReading("price", _W["construction"], "construction:sells its … for", None)


def _deals(case: _Case) -> Iterator[MetricReading]:
    sentence, quantity = case.passage.sentence, case.quantity
    stake = _STAKE_IN.search(case.passage.small, sentence.start, sentence.end)
    if stake and _SPENDING.search(case.small):
        cue = case.cue(stake.start(), stake.end(), "deal_value")
        yield MetricReading("deal_value", _W["construction"], "construction:stake in", cue)
    dealt = _ZH_TRADED.match(case.passage.text, quantity.end) if _ZH_FOR.search(case.before) else None
    if dealt:
        cue = case.cue(dealt.end() - 2, dealt.end(), "deal_value")
        yield MetricReading("deal_value", _W["construction"], "construction:sold for", cue)
    bought = _BOUGHT_FOR.search(case.before)
    if bought:
        start, end = (quantity.start - len(case.before) + at for at in bought.span("what"))
        if not case.passage.between(end, quantity.start):
            cue = case.cue(start, end, "deal_value")
            yield MetricReading("deal_value", _W["construction"], "construction:bought for", cue)
    paid = _PAYING.search(case.small)
    if paid and case.follows(_FOR_IT):
        start = quantity.start - len(paid.group())
        cue = case.cue(start, start + 3, "deal_value")
        yield MetricReading("deal_value", _W["construction"], "construction:paid for", cue)
    if case.follows(_ON_BUYING):
        cue = case.cue(quantity.end, quantity.end + 10, "deal_value")
        yield MetricReading("deal_value", _W["construction"] + 2 * _W["adjacent"], "construction:on buying", cue)
    traded = _TRADED.search(case.small)
    if traded and _SHARE_SOLD.search(traded.group()) and "new shares" not in traded.group():
        start = quantity.start - len(case.before) + traded.start()
        cue = case.cue(start, start + 4, "deal_value")
        yield MetricReading("deal_value", _W["construction"], "construction:sold for", cue)


def _valuations(case: _Case) -> Iterator[MetricReading]:
    raised = _RAISED_AT.search(case.small)
    if raised:
        start = case.quantity.start - len(case.before) + raised.start()
        cue = case.cue(start, start + 6, "valuation")
        yield MetricReading("valuation", _W["construction"], "construction:raised at", cue)


def _revenues(case: _Case) -> Iterator[MetricReading]:
    if (_SOLD_GOODS.search(case.small) and case.adjoins(_WORTH_OF_GOODS)) or _SOLD_ROBOTS.search(case.small):
        yield MetricReading("revenue", _W["construction"], "construction:sold worth of", None)


def _fundings(case: _Case) -> Iterator[MetricReading]:
    if case.follows(_ZH_NEW_MONEY) and _ZH_INVESTED_IN.search(case.before):
        yield MetricReading("funding", _W["construction"] + _W["adjacent"], "construction:gets an investment", None)
    if _ZH_RAISES.search(case.before):
        yield MetricReading("funding", _W["construction"] + _W["adjacent"], "construction:raises", None)


def _takings(case: _Case) -> Iterator[MetricReading]:
    named = _SALES_SAID.search(case.before[-_SALES_REACH:])
    if case.quantity.value >= _TAKINGS and not named and _SOLD_MONEY.search(case.before):
        yield MetricReading("revenue", _W["construction"], "construction:sold so much money", None)


def _market_sizes(case: _Case) -> Iterator[MetricReading]:
    if _MARKET_GROWS_TO.search(case.before):
        yield MetricReading("market_size", _W["construction"], "construction:market grows to", None)


def _investments(case: _Case) -> Iterator[MetricReading]:
    if _BUILDING.search(case.small):
        yield MetricReading("investment", _W["construction"], "construction:building for", None)
    if _PUT.search(case.small) and (case.after.startswith(" into") or _INTO_WHICH.search(case.small)):
        yield MetricReading("investment", _W["construction"], "construction:put into", None)


_FOR_ONE = re.compile(r" for (?:an?|each|one|the|its)\b")
_Rule = Callable[[_Case], Iterator[MetricReading]]
_COUNTS: tuple[_Rule, ...] = (_counts, _stocks)
_SHARES: tuple[_Rule, ...] = (_shares,)
_MONEY: tuple[_Rule, ...] = (_valuations, _prices, _deals, _investments, _revenues, _takings, _market_sizes, _fundings)
