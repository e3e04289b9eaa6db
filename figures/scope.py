"""For which part or variant of the metric a number is; none for the whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from figures.match import Hit, lowered
from figures.metrics import Cue, MetricReading
from figures.parts import WHOLE, Scope, in_name, is_of_all, part_of, scoped
from figures.passage import Passage
from figures.portions import (
    branch_of,
    customers_of,
    item_of,
    outside_of,
    place_of,
    portion_of,
    staff_of,
    trade_of,
    wider_market,
)
from figures.quantities import Quantity
from figures.rulebook import pattern, rulebook, variants
from figures.sites import site_before, site_beside
from models.values import Subject

ScopeRule = Callable[[Quantity, Cue | None, Passage], Scope | None]

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
    supposed = _scenario(quantity, passage)
    if supposed is not None:
        return supposed
    if metric == "capacity" and is_of_all(cue, quantity, passage):
        return WHOLE
    for rule in _RULES.get(metric, ()):
        found = rule(quantity, cue, passage)
        if found is not None and not (found.rule == "scope:site" and _is_own(found, subject)):
            return found
    for way in (portion_of, customers_of, wider_market, trade_of, branch_of, outside_of, item_of, staff_of):
        portion = way(quantity, metric, passage, subject)
        if portion is not None:
            return scoped(passage, *portion, "portion")
    if measure == "growth":
        found = _month_ago(quantity, passage)
        if found is not None:
            return found
    if metric == "price":
        return _model(quantity, cue, passage, subject)
    if metric == "market_share":
        return _share_of(quantity, cue, passage, subject) if subject.kind == "company" else WHOLE
    narrower = metric == "market_size" and subject.kind == "market"  # 海外仓储机器人市场
    part = part_of(quantity, reading, passage, subject) if metric in _PARTED or narrower else WHOLE
    place = place_of(quantity, metric, passage, subject) if part.words is None else None
    return part if place is None else scoped(passage, *place, "place")


def _is_own(found: Scope, subject: Subject) -> bool:
    """Say whether a place is what the subject is called by: Shanghai of Shanghai's robots."""
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


def _invested(quantity: Quantity, cue: Cue | None, passage: Passage) -> Scope | None:
    best: tuple[int, Hit[str]] | None = None
    for hit in passage.hits("scopes.invested"):
        gap = quantity.start - hit.end if hit.end <= quantity.start else hit.start - quantity.end
        if passage.text[hit.start - 1 : hit.start] == "分":
            continue  # 分三期实施
        gap += 20 * passage.borders(hit.start, quantity.start)
        far = gap + 30 * (passage.text[hit.start : hit.end] in _SAYS_LESS)  # the plant itself says more
        if gap <= 60 and (best is None or far < best[0]):
            best = far, hit
    if best is None:
        return _site(quantity, cue, passage)
    start, end = best[1].start, best[1].end
    where = _WHERE.match(passage.text, end, passage.sentence.end)
    start = _widened(passage, start) if _PLANT.search(passage.text, start, end) else start
    return scoped(passage, start, where.end() if where else end, "invested")


_SAYS_LESS = frozenset({"一期", "项目", "厂房"})
_PLANT = re.compile("厂|基地|园|线|项目|中心|总部|基金|期|楼|院|室")
_WHERE = re.compile(r",? in (?:the )?[A-Z][\w-]+(?: (?:County|Province|City|[A-Z][a-z]+))?")
_LEFT = re.compile(r"(?:[\u4e00-\u9fffA-Za-z]{0,8}?)$")
_STOP = pattern("scope.stop")
_PLACE_OF = re.compile("(?:在|位于|把)([\u4e00-\u9fff]{2,5})的(?:新|生产|制造|智能|研发|机器人|一[条座个])*$")


_PLACE_REACH = 12  # characters before a plant in which its place is named
_SINCE_WHEN = re.compile("(?:目前|眼下|如今|现在|当前|去年|今年|明年|已经?|其|该|\\d月)+")


def _widened(passage: Passage, start: int) -> int:
    """Take the Chinese name before 工厂 or 基地 along: 嘉义大埔美厂, 顺德基地."""
    if passage.text[start].isascii():
        return start
    place = _PLACE_OF.search(passage.text, max(passage.sentence.start, start - _PLACE_REACH), start)
    if place is not None:  # 在筑波的工厂
        return place.start(1)
    left = start
    while left > passage.sentence.start and start - left < 8:
        char = passage.text[left - 1]
        if char < "\u3400" or _STOP.match(char):
            break
        left -= 1
    names = (e.end for e in passage.entities if e.kind in ("company", "rival") and left < e.end <= start)
    left = max(names, default=left)
    trimmed = _SINCE_WHEN.match(passage.text, left, start)
    return trimmed.end() if trimmed else left


_SITE = pattern("scope.site")
_SITE_CLAUSES = 2  # between a plant and the number that is for it


def _named_site(*, made: bool, far: bool = True) -> ScopeRule:
    """Return the rule that finds the English name of a plant or office beside a number or before its sentence."""

    def rule(quantity: Quantity, cue: Cue | None, passage: Passage) -> Scope | None:
        if passage.text[passage.sentence.start : passage.sentence.end].isascii() or not _CHINESE.search(
            passage.text, passage.sentence.start, passage.sentence.end
        ):
            found = site_beside(quantity, passage, made=made) or (
                site_before(quantity, passage, made=made) if far else None
            )
            return scoped(passage, *found, "site") if found else None
        return None

    return rule


_CHINESE = re.compile("[\u4e00-\u9fff]")


def _site(quantity: Quantity, cue: Cue | None, passage: Passage) -> Scope | None:
    """Find the plant a number is for, by its name or place."""
    best: re.Match[str] | None = None
    for match in _SITE.finditer(passage.text, passage.sentence.start, passage.sentence.end):
        crossed = passage.borders(match.start(), quantity.start)
        if (match.start() < quantity.start and crossed <= _SITE_CLAUSES) or (
            match.start() >= quantity.end and best is None and not crossed and match.start() - quantity.end < 40
        ):
            best = match
    if best is None:
        return None
    group = next(number for number in (1, 2, 3, 4) if best.group(number))
    start, end = best.span(group)
    if group == 3:
        tail = re.search(r"(?:工厂|基地|产线|厂区|园区|新厂|[一二三四]厂|生产线|厂)", best.group(3))
        start = _widened(passage, start + (tail.start() if tail else 0))
    return scoped(passage, start, end, "site")


def _made_at(quantity: Quantity, cue: Cue | None, passage: Passage) -> Scope | None:
    """Find the plant named in the clause before what it has made: 山东工厂12月产量2000台."""
    start, _ = passage.clause_of(quantity.start)
    match = _ZH_PLANT.search(passage.text, start, quantity.start)
    if match is None or passage.between(match.end(), quantity.start):
        return None
    return scoped(passage, _widened(passage, match.start()), match.end(), "site")


_ZH_PLANT = re.compile("工厂|基地|厂区|新厂")
_OFFICE = pattern("scope.office")
_PEOPLE_AT = pattern("scope.people_at")
_MONTHS = frozenset(
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "Christmas",
    ]
)


def _office(quantity: Quantity, cue: Cue | None, passage: Passage) -> Scope | None:
    """Find the office or plant whose people are counted."""
    start = max(passage.sentence.start, quantity.start - 60)
    match = _OFFICE.search(passage.text[start : quantity.start])
    if match is None:
        place = _PEOPLE_AT.match(passage.text, quantity.end)
        dated = place is not None and place.group(1).split()[0] in _MONTHS
        return None if place is None or dated else scoped(passage, place.start(1), place.end(1), "office")
    group = 1 if match.group(1) else 2
    left, right = match.span(group)
    return scoped(passage, start + left, start + right, "office")


def _monthly(quantity: Quantity, cue: Cue | None, passage: Passage) -> Scope | None:
    after = _MONTHLY.match(passage.text, quantity.end)
    if after is None:
        return None
    start = after.start() + (after.group().startswith(" "))
    return scoped(passage, start, after.end(), "rate")


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
        return WHOLE
    part = "其中" in passage.text[start : match.start()] or match.group(1) in _PARTS_OF_ALL
    return scoped(passage, *match.span(1), "kind of firm") if part else WHOLE


_FIRMS_GAP = 8  # characters from 上市公司 to how many
_PARTS_OF_ALL = frozenset({"规模以上", "规上", "上市"})  # 整机企业 may be what the industry's firms are


_RULES: dict[str, tuple[ScopeRule, ...]] = {
    "profit": (_profit,),
    "order_value": (_variant("order_value"),),
    "order_units": (_variant("order_units"),),
    "funding": (_variant("funding"),),
    "valuation": (_variant("valuation"),),
    "deal_value": (_stake,),
    "investment": (_invested,),
    "price": (_monthly, _variant("price")),
    "capacity": (_named_site(made=True), _variant("capacity"), _site),
    "shipments": (_monthly,),
    "production": (_variant("production"), _named_site(made=True, far=False), _monthly, _made_at),
    "procedures": (_variant("procedures"),),
    "firms": (_kind_of_firm,),
    "headcount": (_office, _named_site(made=False)),
    "revenue": (_variant("revenue"),),
}


# ── products, segments, regions ────────────────────────────────────────────────────────────────────────────────────


_MODEL = pattern("scope.model")
_LATIN_NAME = re.compile(r"[A-Z][A-Za-z0-9]{0,9}(?:[- ][A-Z0-9][A-Za-z0-9]{0,7})?(?![A-Za-z0-9])")
_QUOTED = re.compile(
    r'"([\u4e00-\u9fffA-Za-z0-9 ]{2,8})"'
    r"(?=人形|机器|四足|系列|的?(?:售|单|价|中标)|[,，](?:起?售价|定价|标价|单价|价格|报价))"
)
_MODEL_BEFORE = 260  # characters of its paragraph in which "it" or 该机 is named
_NOT_A_MODEL = pattern("scope.not_a_model")


def _model(quantity: Quantity, cue: Cue | None, passage: Passage, subject: Subject) -> Scope:
    """A price is its model's: the product or kind of machine named nearest before it, else after it."""
    text, line = passage.text, passage.sentence
    products = [(hit.start, hit.end) for hit in passage.products if hit.entry.kind == "product"]
    if subject.kind == "company":
        products += [m.span() for m in _MODEL.finditer(text, line.start, line.end) if not _NOT_A_MODEL.match(m.group())]
        products += [m.span(1) for m in _QUOTED.finditer(text, line.start, line.end)]
    kinds = [(hit.start, hit.end) for hit in passage.hits("scopes.segment")] if subject.kind == "company" else []
    kinds = [span for span in kinds if not in_name(*span, passage)]
    terms = {lowered(term) for group in subject.terms for term in group}
    for spans, reach in ((products, 60), (kinds, 60)):
        fitting = [s for s in spans if passage.small[s[0] : s[1]] not in terms]
        before = [s for s in fitting if s[1] <= quantity.start]
        after = [s for s in fitting if 0 <= s[0] - quantity.end <= 40 and not passage.borders(quantity.end, s[0])]
        if before and quantity.start - max(before, key=lambda s: s[1])[1] <= reach:
            start, end = max(before, key=lambda s: (s[1], s[1] - s[0]))
            named = _LATIN_NAME.match(text, end) if text[end - 1] > "\u2e80" else None
            end = named.end() if named else end  # 四足机器人HG-X
            return scoped(passage, start, end, "model")
        if after:
            return scoped(passage, *min(after), "model")
    return _named_before(passage, subject) if subject.kind == "company" else _kind_priced(quantity, passage, subject)


def _kind_priced(quantity: Quantity, passage: Passage, subject: Subject) -> Scope:
    """Find the kind of a market's robots that a price is of: 国内六轴工业机器人平均售价."""
    start, _ = passage.clause_of(quantity.start)
    terms = [lowered(term) for group in subject.terms for term in group]
    for hit in passage.hits("scopes.segment"):
        said = passage.small[hit.start : hit.end]
        if start <= hit.start < quantity.start and not any(said in term or term in said for term in terms):
            return scoped(passage, hit.start, hit.end, "segment")
    return WHOLE


@cache
def _models_of(maker: str) -> tuple[str, ...]:
    """Return the models that a name of a firm is known for, the longest first."""
    known = (
        model for product in rulebook().products if maker in map(lowered, product.makers) for model in product.models
    )
    return tuple(sorted(known, key=len, reverse=True))


def _named_before(passage: Passage, subject: Subject) -> Scope:
    """Return the model named last in the paragraph before a sentence that tells its price."""
    text, start = passage.text, passage.sentence.start
    floor = max(0, start - _MODEL_BEFORE, text.rfind("\n", 0, start) + 1)
    found = [match.span() for match in _MODEL.finditer(text, floor, start) if not _NOT_A_MODEL.match(match.group())]
    for maker in {lowered(term) for group in subject.terms for term in group}:
        found += [(at, at + len(model)) for model in _models_of(maker) if (at := text.rfind(model, floor, start)) >= 0]
    return scoped(passage, *max(found, key=lambda span: (span[1], -span[0])), "model before") if found else WHOLE


_MARKET = pattern("scope.market")


def _share_of(quantity: Quantity, cue: Cue | None, passage: Passage, subject: Subject) -> Scope:
    """A firm's share is of a market: the text's name of it, else a kind of robot with its region, else a region."""
    start, end = passage.clause_of(quantity.start)
    world = cue is not None and passage.text[cue.start - 2 : cue.start]
    if cue is not None and world in ("全球", "世界"):  # 全球占比13%
        return scoped(passage, cue.start - 2, cue.start, "share of")
    for match in (
        *_MARKET.finditer(passage.text, start, end),
        *_MARKET.finditer(passage.text, passage.sentence.start, start),
    ):
        group = next(number for number in (1, 2, 3) if match.group(number))
        if not passage.between(match.end(), quantity.start) or match.start() > quantity.start:
            return scoped(passage, *match.span(group), "share of")
    segments = [(hit.start, hit.end) for hit in passage.hits("scopes.segment")]
    regions = [
        (hit.start, hit.end) for hit in passage.hits("scopes.region") if not in_name(hit.start, hit.end, passage)
    ]
    beside = [
        span
        for span in regions
        if cue is not None and passage.text[span[0]] > "\u2e80" and 0 <= cue.start - span[1] <= 2
    ]
    if beside:  # 国内市占率
        return scoped(passage, *beside[-1], "share of")
    inside = [span for span in segments if not any(span != o and o[0] <= span[0] and span[1] <= o[1] for o in segments)]
    inside = [span for span in inside if not in_name(*span, passage)]
    chosen = _nearest(inside, quantity, passage) or _nearest(regions, quantity, passage)
    if chosen is None:
        return WHOLE
    start, end = chosen
    before = [span for span in regions if 0 <= start - span[1] <= 3]
    if before and passage.text[before[-1][1] : start].strip("'s ") == "":
        start = before[-1][0]
    return scoped(passage, start, end, "share of")


def _nearest(spans: Sequence[tuple[int, int]], quantity: Quantity, passage: Passage) -> tuple[int, int] | None:
    """Return the span nearest to a number, those before it in its own or an earlier clause first."""
    scored = [
        (abs(start - quantity.start) + 25 * passage.borders(start, quantity.start), start, end)
        for start, end in spans
        if start < quantity.start or passage.text[start].isascii() or not passage.borders(quantity.end, start)
    ]
    if not scored:
        return None
    _, start, end = min(scored)
    return start, end
