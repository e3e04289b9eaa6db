"""For which part or variant of the metric a number is; none for the whole."""

from __future__ import annotations

import re

from figures.clause_subjects import part_in_grammar, part_in_list
from figures.counted_firms import firms_counted
from figures.counted_kinds import kind_counted
from figures.match import lowered
from figures.metrics import Cue, MetricReading
from figures.models_meant import model_meant
from figures.narrower_market import narrower_market
from figures.parts import is_of_all, part_of
from figures.passage import Passage
from figures.plants import english_site, invested_in, made_at, office_of, plant_of, site_of, spent_on
from figures.portions import (
    branch_of,
    customers_of,
    item_of,
    outside_of,
    place_of,
    portion_of,
    staff_of,
    those_of,
    trade_of,
    wider_market,
)
from figures.priced_models import model_priced
from figures.priced_things import thing_priced
from figures.quantities import Quantity
from figures.relevant_market import relevant_market
from figures.respective_parts import respective_part
from figures.rulebook import pattern, variants
from figures.scoping import WHOLE, Scope, ScopeRule, scoped
from figures.zh_parts import zh_label, zh_part
from models.values import Subject

# Metrics that are told by segment, product, customer or region.
_PARTED = frozenset(
    {
        "revenue",
        "profit",
        "shipments",
        "production",
        "capacity",
        "installed_base",
        "procedures",
        "order_value",
        "order_units",
        "headcount",
    }
)
_PERIOD_BEFORE = re.compile("(?:\\d月|季度?|上半年|今年以来|年初以来|全年|\\d年)$")
_BOUNDED = re.compile(
    "(?:[前首][两三\\d]{1,2}个?(?:月|季度)|[至到-]\\d{1,2}月|上半年|今年以来|年初以来|今年|年内|本年度?|去年)[^\\d]*$"
)
_BOUND_REACH = 30  # characters from 前11个月 to the 累计 that it bounds
_STAKE = pattern("scope.stake")
_MONTHLY = pattern("scope.monthly")


def scope_of(quantity: Quantity, reading: MetricReading, measure: str, passage: Passage, subject: Subject) -> Scope:
    """Return the words that tell the part or variant a number is for."""
    metric, cue = reading.metric, reading.cue
    certain = _certain(quantity, metric, passage, subject)
    if certain is not None:
        return certain
    if metric == "capacity" and is_of_all(cue, quantity, passage):
        return WHOLE
    for rule in _RULES.get(metric, ()):
        found = rule(quantity, cue, passage)
        own = found is not None and found.rule == "scope:site" and is_own(found, subject)
        if found is not None and not own:
            whole = subject.kind == "market" and (found.rule == "scope:put into" or _FIRMS.match(found.words or ""))
            return WHOLE if whole else found
    for way in _WAYS:
        portion = way(quantity, metric, passage, subject)
        if portion is not None:
            return scoped(passage, *portion, "portion")
    if measure == "growth":
        found = _month_ago(quantity, passage)
        if found is not None:
            return found
    if metric == "price":
        return _priced(quantity, cue, passage, subject)
    if metric == "market_share":
        return relevant_market(quantity, cue, passage, subject) if subject.kind == "company" else WHOLE
    sized = metric == "market_size" and subject.kind == "market"  # 海外仓储机器人市场
    part = _in_list(quantity, reading, passage, subject)
    if part.words is None and (metric in _PARTED or sized):
        part = part_of(quantity, reading, passage, subject)
    return _by_grammar(quantity, metric, passage, subject) if part.words is None else part


def _certain(quantity: Quantity, metric: str, passage: Passage, subject: Subject) -> Scope | None:
    """Return a part whose words leave no doubt: its place in a list, a narrower market, the case that is supposed."""
    respective = respective_part(quantity, passage)
    if respective is not None:
        return scoped(passage, *respective, "respective")
    narrower = narrower_market(quantity, metric, passage, subject)
    return _scenario(quantity, passage) if narrower is None else scoped(passage, *narrower, "narrower market")


def _priced(quantity: Quantity, cue: Cue | None, passage: Passage, subject: Subject) -> Scope:
    """Find the model that a price is of, else the thing that its sentence says it buys."""
    model = model_priced(quantity, cue, passage, subject)
    thing = thing_priced(quantity, passage, subject) if model.words is None and subject.kind == "company" else None
    return model if thing is None else scoped(passage, *thing, "thing")


def _by_grammar(quantity: Quantity, metric: str, passage: Passage, subject: Subject) -> Scope:
    """Find the part that only the grammar of the sentence tells: where, of which kind, whose."""
    for rule, way in _GRAMMAR:
        found = way(quantity, metric, passage, subject)
        if found is not None:
            return scoped(passage, *found, rule)
    return WHOLE


_GRAMMAR = (
    ("place", zh_part),
    ("plant", plant_of),
    ("place", place_of),
    ("kind counted", kind_counted),
    ("firms counted", firms_counted),
    ("spent on", spent_on),
    ("clause's subject", part_in_grammar),
)


def _in_list(quantity: Quantity, reading: MetricReading, passage: Passage, subject: Subject) -> Scope:
    """Find the label of a number in a list of which the number before has a part too."""
    before = [q for q in passage.quantities if q.end <= quantity.start and _is_alike(q, quantity)]
    if not before or quantity.start - before[-1].end > _LIST:
        return WHOLE
    for way in (part_in_list, zh_label):
        found = way(quantity, reading.metric, passage, subject)
        if found is not None and found[0] >= before[-1].end:
            part = scope_of(before[-1], reading, "level", passage, subject).words
            return scoped(passage, *found, "listed") if part is not None else WHOLE
    return WHOLE


def _is_alike(one: Quantity, other: Quantity) -> bool:
    """Say whether two numbers may stand in one list: of the same unit, or bare beside counted."""
    bare = "" in (one.unit, other.unit) and not {one.kind, other.kind} & {"money", "percent"}
    return bare or one.unit == other.unit


_LIST = 90  # characters from one number of a list to the next
_FIRMS = re.compile(r"(?:start-?ups?|funds)\b")  # venture money put into a market's start-ups is put into the market


def is_own(found: Scope, subject: Subject) -> bool:
    """Say whether a part is what the subject is called by: Shanghai of Shanghai's robots, robots of these."""
    said = lowered(found.words or "")
    return any(said == lowered(term) for group in subject.terms for term in group)


def _scenario(quantity: Quantity, passage: Passage) -> Scope | None:
    """Find the case that a forecast supposes: 乐观情形下100万台."""
    start, _ = passage.clause_of(quantity.start)
    lead = passage.small[start : quantity.start]
    if lead.isascii() and "case" not in lead and "scenario" not in lead:
        return None
    if not lead.isascii():  # 中性情景下,2030年…
        start = passage.sentence.start
        lead = passage.small[start : quantity.start]
    found = [m.span() for m in _SCENARIO.finditer(lead) if not passage.between(start + m.end(), quantity.start)]
    return scoped(passage, start + found[-1][0], start + found[-1][1], "scenario") if found else None


_SCENARIO = pattern("scope.scenario")


def _profit(quantity: Quantity, cue: Cue | None, passage: Passage) -> Scope | None:
    if cue is None:
        return None
    for hit in passage.hits("scopes.profit"):
        crossed = passage.borders(hit.end, cue.start)
        before = 0 <= cue.start - hit.end <= 16 and not passage.between(hit.end, cue.start)
        before = before and (not crossed or (crossed == 1 and hit.start <= passage.sentence.start + 4))
        inside = cue.start <= hit.start and hit.end <= cue.end
        if before or inside:
            end = max(hit.end, cue.end) if inside else hit.end
            return scoped(passage, hit.start, end, "profit")
        rest = 0 <= quantity.start - hit.end <= _REST and passage.text[hit.start : hit.end] in _LEFT_OUT
        if rest and not _OTHER_PROFIT.search(passage.text, hit.end, quantity.start):
            return scoped(passage, hit.start, hit.end, "profit")
    start, last = passage.clause_of(min(cue.start, quantity.start))
    opening = passage.sentence.start
    for level in _PROFIT_LEVEL.finditer(passage.text, opening, max(last, quantity.end)):
        if not (start <= level.start() or level.start() <= opening + _OPENS):
            continue
        behind = level.start() >= quantity.end
        gap = (quantity.end, level.start()) if behind else (level.end(), quantity.start)
        if not passage.between(*gap):
            return scoped(passage, *level.span(level.lastindex or 0), "profit")
    return None


_PROFIT_LEVEL = pattern("scope.profit_level")
_LEFT_OUT = frozenset({"扣非", "扣除非经常性损益"})
_OTHER_PROFIT = re.compile("[;；。]|净利|归母|归属|总额|营收|收入|毛利|营业")
_REST = 40  # characters after 扣非后 in which a sentence tells on about it
_OPENS = 4  # characters before a phrase that opens its sentence


def _variant(metric: str) -> ScopeRule:
    """Return the rule that finds the words of variants.toml near a number."""
    row = variants()[metric]
    wanted, reach = frozenset((*row["en"], *row["zh"])), int(row["reach"])

    def rule(quantity: Quantity, cue: Cue | None, passage: Passage) -> Scope | None:
        start, end = passage.clause_of(quantity.start)
        for hit in passage.hits("scopes.variant"):
            if passage.small[hit.start : hit.end] not in wanted:
                continue
            near = start <= hit.start < end or (cue is not None and cue.start <= hit.start and hit.end <= cue.end)
            left, right = (hit.end, quantity.start) if hit.end <= quantity.start else (quantity.end, hit.start)
            before = passage.text[max(passage.sentence.start, hit.start - _BOUND_REACH) : hit.start]
            total = passage.text[hit.start : hit.end] == "累计"
            if _PERIOD_BEFORE.search(before[-5:]) or (total and _BOUNDED.search(before)):
                continue  # 1至10月累计: the period tells
            if (
                near
                and (right - left <= reach or hit.start <= passage.sentence.start + _OPENS)
                and not passage.between(left, right)
            ):
                return scoped(passage, hit.start, hit.end, "variant")
        return None

    return rule


def _stake(quantity: Quantity, cue: Cue | None, passage: Passage) -> Scope | None:
    for match in _STAKE.finditer(passage.text, passage.sentence.start, passage.sentence.end):
        if not (match.start() < quantity.end and quantity.start < match.end()):
            return scoped(passage, match.start(), match.end(), "stake")
    return None


def _monthly(quantity: Quantity, cue: Cue | None, passage: Passage) -> Scope | None:
    after = _MONTHLY.match(passage.text, quantity.end)
    if after is None:
        return None
    start = after.start() + (after.group().startswith(" "))
    return scoped(passage, start, after.end(), "rate")


def _raised_since(quantity: Quantity, cue: Cue | None, passage: Passage) -> Scope | None:
    """Find the verb of all that has been raised over the years: "has collected 2.4 billion yuan since 2016"."""
    text, line = passage.text, passage.sentence
    raised = _HAS_RAISED.search(text, max(line.start, quantity.start - _RAISED_REACH), quantity.start)
    since = _SINCE.search(text, line.start, line.end) if raised is not None else None
    if raised is None or since is None or ";" in text[since.end() : raised.start()]:
        return None
    return scoped(passage, *raised.span(1), "variant")


_HAS_RAISED = pattern("scope.has_raised")
_SINCE = pattern("scope.since_founding")
_RAISED_REACH = 60  # characters from "has raised" to the sum
_YEAR_AGO = pattern("scope.year_ago")
_SINCE_MONTH = pattern("scope.since_month")
_COUNTS_MONTHS = frozenset("个0123456789一二三四五六七八九十")


def _month_ago(quantity: Quantity, passage: Passage) -> Scope | None:
    start, _ = passage.clause_of(quantity.start)
    since = _SINCE_MONTH.search(passage.text, start, quantity.start)
    if since is not None:
        return scoped(passage, *since.span(), "month ago")
    for hit in passage.hits("growth.month_ago"):
        chinese = passage.text[hit.start] > "\u2e80"
        if chinese and passage.text[hit.start] in "月季" and passage.text[hit.start - 1 : hit.start] in _COUNTS_MONTHS:
            continue  # 连续第6个月增长
        if chinese:
            gap = quantity.start - hit.end
            near = 0 <= gap <= 10 and not passage.between(hit.end, quantity.start)
            if near and not _YEAR_AGO.search(passage.text, hit.end, quantity.end):
                return scoped(passage, hit.start, hit.end, "month ago")
        elif 0 <= hit.start - quantity.end <= 6 and not _DATED.match(passage.text, hit.end):
            return scoped(passage, hit.start, hit.end, "month ago")
    than = _MONTH_AGO.match(passage.text, quantity.end)
    return scoped(passage, *than.span(1), "month ago") if than else None


_MONTH_AGO = pattern("scope.month_ago")
_DATED = re.compile(r",? (?:of )?(?:19|20)\d\d")
_KIND_OF_FIRM = pattern("scope.kind_of_firm")


def _kind_of_firm(quantity: Quantity, cue: Cue | None, passage: Passage) -> Scope | None:
    """Find which of an industry's firms are counted: 其中规模以上企业516家."""
    start, _ = passage.clause_of(quantity.start)
    match = _KIND_OF_FIRM.search(passage.text, start, quantity.start)
    if match is None or quantity.start - match.end() > _FIRMS_GAP:
        return None if match is None else WHOLE
    part = "其中" in passage.text[start : match.start()] or match.group(1) in _PARTS_OF_ALL
    return scoped(passage, *match.span(1), "kind of firm") if part else WHOLE


_FIRMS_GAP = 8  # characters from 上市公司 to how many
_PARTS_OF_ALL = frozenset({"规模以上", "规上", "上市"})  # 整机企业 may be what the industry's firms are

_WAYS = (
    portion_of,
    customers_of,
    wider_market,
    trade_of,
    branch_of,
    those_of,
    outside_of,
    item_of,
    staff_of,
    model_meant,
)
_TRADE = re.compile(r"\b(?:exports?|imports?|exported|imported|exporting|importing)\b|出口|进口|外销")
_TRADE_CLAUSES = 2  # between the word of trade and the worth of it


def _trade(quantity: Quantity, cue: Cue | None, passage: Passage) -> Scope | None:
    """Find the trade that a market's money is told of: its exports, its imports."""
    named = list(_TRADE.finditer(passage.small, passage.sentence.start, quantity.start))
    if not named or passage.borders(named[-1].end(), quantity.start) > _TRADE_CLAUSES:
        return None
    return None if passage.between(named[-1].end(), quantity.start) > 1 else scoped(passage, *named[-1].span(), "trade")


_RULES: dict[str, tuple[ScopeRule, ...]] = {
    "profit": (_profit, _monthly),
    "order_value": (_variant("order_value"),),
    "order_units": (_variant("order_units"),),
    "funding": (_variant("funding"), _raised_since),
    "valuation": (_variant("valuation"),),
    "deal_value": (_stake,),
    "investment": (invested_in,),
    "price": (_monthly, _variant("price")),
    "capacity": (english_site(made=True), _variant("capacity"), site_of),
    "shipments": (_monthly, _variant("shipments")),
    "production": (_variant("production"), english_site(made=True, far=False), _monthly, made_at),
    "procedures": (_variant("procedures"), _monthly),
    "firms": (_kind_of_firm,),
    "market_size": (_trade,),
    "headcount": (office_of, english_site(made=False)),
    "revenue": (_variant("revenue"), _monthly),
}
