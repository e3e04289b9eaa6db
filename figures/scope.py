"""For which part or variant of the metric a number is; none for the whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from figures.match import Hit, lowered
from figures.metrics import Cue
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern
from models.values import Subject


class Scope(NamedTuple):
    """The text's words for a part or variant, and the rule that read them."""

    words: str | None
    rule: str


WHOLE = Scope(None, "scope:whole")

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
_STAKE = pattern("scope.stake")
_MONTHLY = pattern("scope.monthly")
_GAP_ZH, _GAP_EN = 7, 14  # characters between a segment and the metric's word, in which a verb or 业务 may stand
_MAKER = r"\s?(?:企业|公司|厂商|制造商|龙头|makers?|company|firm|supplier|developer|specialist|start-?up|manufacturer|group|business)"


def scope_of(
    quantity: Quantity, metric: str, measure: str, cue: Cue | None, passage: Passage, subject: Subject, small: str
) -> Scope:
    """Return the words that tell the part a number is for; `small` is the whole text in small letters."""
    for rule in _RULES.get(metric, ()):
        found = rule(quantity, cue, passage)
        if found is not None:
            return found
    if measure == "growth":
        found = _month_ago(quantity, passage)
        if found is not None:
            return found
    if metric == "price":
        return _model(quantity, cue, passage, subject)
    if metric == "market_share":
        return _share_of(quantity, passage, subject) if subject.kind == "company" else WHOLE
    if metric in _PARTED:
        return _part(quantity, metric, cue, passage, subject, small)
    return WHOLE


def _said(passage: Passage, start: int, end: int, rule: str) -> Scope:
    return Scope(passage.text[start:end], f"scope:{rule}")


# ── variants ───────────────────────────────────────────────────────────────────────────────────────────────────────


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
            return _said(passage, hit.start, end, "profit")
    return None


def _variant(words: Iterable[str], reach: int) -> object:
    wanted = frozenset(words)

    def rule(quantity: Quantity, cue: Cue | None, passage: Passage) -> Scope | None:
        start, end = passage.clause_of(quantity.start)
        for hit in passage.hits("scopes.variant"):
            if passage.small[hit.start : hit.end] not in wanted:
                continue
            near = start <= hit.start < end or (cue is not None and cue.start <= hit.start and hit.end <= cue.end)
            left, right = (hit.end, quantity.start) if hit.end <= quantity.start else (quantity.end, hit.start)
            if near and right - left <= reach and not passage.between(left, right):
                return _said(passage, hit.start, hit.end, "variant")
        return None

    return rule


def _stake(quantity: Quantity, cue: Cue | None, passage: Passage) -> Scope | None:
    for match in _STAKE.finditer(passage.text, passage.sentence.start, passage.sentence.end):
        if not (match.start() < quantity.end and quantity.start < match.end()):
            return _said(passage, match.start(), match.end(), "stake")
    return None


def _invested(quantity: Quantity, cue: Cue | None, passage: Passage) -> Scope | None:
    best: tuple[int, Hit[str]] | None = None
    for hit in passage.hits("scopes.invested"):
        gap = quantity.start - hit.end if hit.end <= quantity.start else hit.start - quantity.end
        gap += 20 * passage.borders(hit.start, quantity.start)
        if gap <= 60 and (best is None or gap < best[0]):
            best = gap, hit
    if best is None:
        return _site(quantity, cue, passage)
    start, end = best[1].start, best[1].end
    where = _WHERE.match(passage.text, end, passage.sentence.end)
    return _said(passage, _widened(passage, start), where.end() if where else end, "invested")


_WHERE = re.compile(r",? in (?:the )?[A-Z][\w-]+(?: (?:County|Province|City|[A-Z][a-z]+))?")
_LEFT = re.compile(r"(?:[\u4e00-\u9fffA-Za-z]{0,8}?)$")
_STOP = pattern("scope.stop")


def _widened(passage: Passage, start: int) -> int:
    """Take the Chinese name before 工厂 or 基地 along: 嘉义大埔美厂, 顺德基地."""
    if passage.text[start].isascii():
        return start
    left = start
    while left > passage.sentence.start and start - left < 8:
        char = passage.text[left - 1]
        if char < "\u3400" or _STOP.match(char):
            break
        left -= 1
    return left


_SITE = pattern("scope.site")


def _site(quantity: Quantity, cue: Cue | None, passage: Passage) -> Scope | None:
    """Find the plant a number is for, by its name or place."""
    best: re.Match[str] | None = None
    for match in _SITE.finditer(passage.text, passage.sentence.start, passage.sentence.end):
        crossed = passage.borders(match.start(), quantity.start)
        if (match.start() < quantity.start and crossed <= 1) or (
            match.start() >= quantity.end and best is None and not crossed and match.start() - quantity.end < 40
        ):
            best = match
    if best is None:
        return None
    group = next(number for number in (1, 2, 3, 4) if best.group(number))
    start, end = best.span(group)
    if group == 3:
        tail = re.search(r"(?:工厂|基地|产线|厂区|园区|新厂|[一二三四]厂|生产线)", best.group(3))
        start = _widened(passage, start + (tail.start() if tail else 0))
    return _said(passage, start, end, "site")


_OFFICE = pattern("scope.office")


def _office(quantity: Quantity, cue: Cue | None, passage: Passage) -> Scope | None:
    """Find the office or plant whose people are counted."""
    start = max(passage.sentence.start, quantity.start - 60)
    match = _OFFICE.search(passage.text[start : quantity.start])
    if match is None:
        return None
    group = 1 if match.group(1) else 2
    left, right = match.span(group)
    return _said(passage, start + left, start + right, "office")


def _monthly(quantity: Quantity, cue: Cue | None, passage: Passage) -> Scope | None:
    after = _MONTHLY.match(passage.text, quantity.end)
    if after is None:
        return None
    start = after.start() + (after.group().startswith(" "))
    return _said(passage, start, after.end(), "rate")


_YEAR_AGO = pattern("scope.year_ago")


def _month_ago(quantity: Quantity, passage: Passage) -> Scope | None:
    for hit in passage.hits("growth.month_ago"):
        chinese = passage.text[hit.start] > "\u2e80"
        if chinese:
            gap = quantity.start - hit.end
            near = 0 <= gap <= 10 and not passage.between(hit.end, quantity.start)
            if near and not _YEAR_AGO.search(passage.text, hit.end, quantity.start):
                return _said(passage, hit.start, hit.end, "month ago")
        elif 0 <= hit.start - quantity.end <= 6:
            return _said(passage, hit.start, hit.end, "month ago")
    return None


_RULES: dict[str, tuple[object, ...]] = {
    "profit": (_profit,),
    "order_value": (_variant(("on hand", "in hand", "backlog", "order backlog", "order book", "orderbook", "在手", "在手订单", "在手合同", "累计", "累计订单", "cumulative", "in all", "in total", "未交付", "unfilled"), 50),),
    "order_units": (_variant(("backlog", "order backlog", "order book", "在手", "在手订单", "累计", "累计订单", "cumulative", "in all", "in total", "unfilled"), 50),),
    "funding": (_variant(("total raised", "total funding", "total capital raised", "total", "in all", "in total", "altogether", "to date", "累计", "净额", "net proceeds", "net"), 40),),
    "valuation": (_variant(("pre-money", "投前"), 40),),
    "deal_value": (_stake,),
    "investment": (_invested,),
    "price": (_monthly, _variant(("租金", "月租", "月租金", "日租金", "lease", "leases", "leased", "subscription", "订阅", "rental", "rent", "rents", "租赁", "年租"), 40)),
    "capacity": (_variant(("月产能", "月产", "日产", "a month", "monthly", "a day"), 20), _site),
    "shipments": (_monthly,),
    "production": (_monthly,),
    "headcount": (_office,),
    "revenue": (_variant(("annualised", "annualized", "organic", "recurring", "run-rate", "monthly"), 40),),
}  # fmt: skip


# ── products, segments, regions ────────────────────────────────────────────────────────────────────────────────────


_MODEL = pattern("scope.model")
_QUOTED = re.compile(r"“([\u4e00-\u9fffA-Za-z0-9 ]{2,8})”")
_NOT_A_MODEL = pattern("scope.not_a_model")


def _model(quantity: Quantity, cue: Cue | None, passage: Passage, subject: Subject) -> Scope:
    """A price is its model's: the product or kind of machine named nearest before it, else after it."""
    text, line = passage.text, passage.sentence
    products = [(hit.start, hit.end) for hit in passage.products if hit.entry.kind == "product"]
    if subject.kind == "company":
        products += [m.span() for m in _MODEL.finditer(text, line.start, line.end) if not _NOT_A_MODEL.match(m.group())]
        products += [m.span(1) for m in _QUOTED.finditer(text, line.start, line.end)]
    kinds = [(hit.start, hit.end) for hit in passage.hits("scopes.segment")] if subject.kind == "company" else []
    terms = {lowered(term) for group in subject.terms for term in group}
    for spans, reach in ((products, 60), (kinds, 60)):
        fitting = [s for s in spans if passage.small[s[0] : s[1]] not in terms]
        before = [s for s in fitting if s[1] <= quantity.start]
        after = [s for s in fitting if 0 <= s[0] - quantity.end <= 40 and not passage.borders(quantity.end, s[0])]
        if before and quantity.start - max(before, key=lambda s: s[1])[1] <= reach:
            start, end = max(before, key=lambda s: (s[1], s[1] - s[0]))
            return _said(passage, start, end, "model")
        if after:
            return _said(passage, *min(after), "model")
    return WHOLE


_MARKET = pattern("scope.market")


def _share_of(quantity: Quantity, passage: Passage, subject: Subject) -> Scope:
    """A firm's share is of a market: the text's name of it, else a kind of robot with its region, else a region."""
    start, end = passage.clause_of(quantity.start)
    for match in _MARKET.finditer(passage.text, start, end):
        group = next(number for number in (1, 2, 3) if match.group(number))
        if not passage.between(match.end(), quantity.start) or match.start() > quantity.start:
            return _said(passage, *match.span(group), "share of")
    segments = [(hit.start, hit.end) for hit in passage.hits("scopes.segment")]
    regions = [
        (hit.start, hit.end) for hit in passage.hits("scopes.region") if not _in_name(hit.start, hit.end, passage)
    ]
    inside = [span for span in segments if not any(span != o and o[0] <= span[0] and span[1] <= o[1] for o in segments)]
    inside = [span for span in inside if not _in_name(*span, passage)]
    chosen = _nearest(inside, quantity, passage) or _nearest(regions, quantity, passage)
    if chosen is None:
        return WHOLE
    start, end = chosen
    before = [span for span in regions if 0 <= start - span[1] <= 3]
    if before and passage.text[before[-1][1] : start].strip("'s ") == "":
        start = before[-1][0]
    return _said(passage, start, end, "share of")


def _nearest(spans: Sequence[tuple[int, int]], quantity: Quantity, passage: Passage) -> tuple[int, int] | None:
    """Return the span nearest to a number, those before it in its own or an earlier clause first."""
    scored = [
        (abs(start - quantity.start) + 25 * passage.borders(start, quantity.start), start, end) for start, end in spans
    ]
    if not scored:
        return None
    _, start, end = min(scored)
    return start, end


def _part(quantity: Quantity, metric: str, cue: Cue | None, passage: Passage, subject: Subject, small: str) -> Scope:
    """Find the segment, product or region that modifies the metric's word or the counted noun."""
    start, end = passage.clause_of(quantity.start)
    terms = {lowered(term) for group in subject.terms for term in group}
    tags = ["scopes.segment", "scopes.region"] + (["scopes.staff"] if metric == "headcount" else [])
    best: tuple[int, int, int, str] | None = None
    robot = _robot_sales(cue, passage, subject) or _division(quantity, cue, passage, subject)
    if robot is not None:
        return robot
    for tag, first, last in _modifiers(passage, tags):
        said = small[first:last]
        stem = said.rstrip("s")
        if any(stem in term or (subject.kind == "market" and term in said) for term in terms) or _in_name(
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
        if tag == "scopes.segment" and _is_all_it_makes(said, small):
            continue
        rank = _fits(first, last, tag, quantity, cue, passage, start, end)
        if rank is not None and (best is None or (rank, first - last) < (best[0], best[1] - best[2])):
            best = rank, first, last, tag
    return _said(passage, best[1], best[2], best[3].removeprefix("scopes.")) if best else WHOLE


def _robot_sales(cue: Cue | None, passage: Passage, subject: Subject) -> Scope | None:
    """Robot sales, robot orders: a part of a firm that makes other things too."""
    if cue is None or subject.kind != "company":
        return None
    match = re.search(r"\b([Rr]obots?(?:ics)?) $", passage.text[max(passage.sentence.start, cue.start - 9) : cue.start])
    after = re.match(r" for (robots)\b", passage.text[cue.end : cue.end + 12])
    if match:
        start = cue.start - len(match.group())
        return _said(passage, start, start + len(match.group(1)), "robot sales")
    return _said(passage, cue.end + 5, cue.end + 11, "robot sales") if after else None


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
    return _said(passage, left, start + match.end(1), "division") if start + match.end(1) - left >= 3 else None


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


def _in_name(first: int, last: int, passage: Passage) -> bool:
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
