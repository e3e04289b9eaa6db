"""For which part or variant of the metric a number is; none for the whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from figures.match import Hit, lowered
from figures.metrics import Cue
from figures.passage import Passage
from figures.quantities import Quantity
from models.values import Subject


class Scope(NamedTuple):
    """The text's words for a part or variant, and the rule that read them."""

    words: str | None
    rule: str


WHOLE = Scope(None, "scope:whole")

# Metrics that are told by segment, product, customer or region.
_PARTED = frozenset(
    {"revenue", "profit", "shipments", "production", "capacity", "installed_base", "procedures", "order_value", "order_units", "headcount"}
)
_STAKE = re.compile(r"(?:the |a |an )?(?:remaining |another |further )?\d[\d.]*\s?(?:%|percent|per cent|per ?cent)(?: stake| interest| holding| of its shares)?|\d[\d.]*%的?(?:股权|股份)|majority stake|minority stake|controlling stake|多数股权|控股权|全部股权")
_MONTHLY = re.compile(r"\s?(?:a|per) (?:month|day|hour|week)\b|/月|每月|一个月|一天|/天")
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
        before = 0 <= cue.start - hit.end <= 14 and not passage.between(hit.end, cue.start)
        before = before and not passage.borders(hit.end, cue.start)
        inside = cue.start <= hit.start and hit.end <= cue.end
        if before or inside:
            end = max(hit.end, cue.end) if inside or hit.end >= cue.start - 1 else hit.end
            return _said(passage, hit.start, hit.end if not inside else end, "profit")
    return None


def _variant(words: Iterable[str], reach: int) -> object:
    wanted = frozenset(words)

    def rule(quantity: Quantity, cue: Cue | None, passage: Passage) -> Scope | None:
        start, end = passage.clause_of(quantity.start)
        for hit in passage.hits("scopes.variant"):
            if passage.small[hit.start : hit.end] not in wanted:
                continue
            near = start <= hit.start < end or (cue is not None and cue.start <= hit.start and hit.end <= cue.end)
            if near and abs(hit.start - quantity.start) <= reach:
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
    return _said(passage, best[1].start, best[1].end, "invested") if best else None


def _monthly(quantity: Quantity, cue: Cue | None, passage: Passage) -> Scope | None:
    after = _MONTHLY.match(passage.text, quantity.end)
    return _said(passage, after.start(), after.end(), "rate") if after else None


def _month_ago(quantity: Quantity, passage: Passage) -> Scope | None:
    for hit in passage.hits("growth.month_ago"):
        gap = hit.start - quantity.end if hit.start >= quantity.end else quantity.start - hit.end
        if gap <= 8:
            return _said(passage, hit.start, hit.end, "month ago")
    return None


_RULES: dict[str, tuple[object, ...]] = {
    "profit": (_profit,),
    "order_value": (_variant(("backlog", "order backlog", "order book", "orderbook", "在手", "在手订单", "在手合同", "累计", "累计订单", "cumulative", "in all", "in total", "未交付", "unfilled"), 50),),
    "order_units": (_variant(("backlog", "order backlog", "order book", "在手", "在手订单", "累计", "累计订单", "cumulative", "in all", "in total", "unfilled"), 50),),
    "funding": (_variant(("total raised", "total funding", "total capital raised", "total", "in all", "in total", "altogether", "to date", "累计", "净额", "net proceeds", "net"), 40),),
    "valuation": (_variant(("pre-money", "投前"), 40),),
    "deal_value": (_stake,),
    "investment": (_invested,),
    "price": (_monthly, _variant(("租金", "月租", "月租金", "日租金", "lease", "leases", "leased", "subscription", "订阅", "rental", "rent", "rents", "租赁", "年租"), 40)),
    "capacity": (_variant(("月产能", "月产", "日产", "a month", "monthly", "a day"), 20),),
}  # fmt: skip


# ── products, segments, regions ────────────────────────────────────────────────────────────────────────────────────


def _model(quantity: Quantity, cue: Cue | None, passage: Passage, subject: Subject) -> Scope:
    """A price is its model's: the product or kind of machine named nearest before it, else after it."""
    spans = [(hit.start, hit.end) for hit in passage.products if hit.entry.kind == "product"]
    if subject.kind == "company":
        spans += [(hit.start, hit.end) for hit in passage.hits("scopes.segment")]
    terms = {lowered(term) for group in subject.terms for term in group}
    spans = [span for span in spans if passage.small[span[0] : span[1]] not in terms]
    before = [span for span in spans if span[1] <= quantity.start]
    after = [span for span in spans if 0 <= span[0] - quantity.end <= 40]
    if before:
        start, end = max(before, key=lambda span: (span[1], span[1] - span[0]))
        return _said(passage, start, end, "model")
    if after:
        start, end = min(after)
        return _said(passage, start, end, "model")
    return WHOLE


def _share_of(quantity: Quantity, passage: Passage, subject: Subject) -> Scope:
    """A firm's share is of a market: its kind of robot with its region where they adjoin, else its region."""
    segments = [(hit.start, hit.end) for hit in passage.hits("scopes.segment")]
    regions = [(hit.start, hit.end) for hit in passage.hits("scopes.region")]
    inside = [span for span in segments if not any(span != o and o[0] <= span[0] and span[1] <= o[1] for o in segments)]
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
        (abs(start - quantity.start) + 25 * passage.borders(start, quantity.start), start, end)
        for start, end in spans
        if not passage.between(end, quantity.start)
    ]
    if not scored:
        return None
    _, start, end = min(scored)
    return start, end


def _part(
    quantity: Quantity, metric: str, cue: Cue | None, passage: Passage, subject: Subject, small: str
) -> Scope:
    """Find the segment, product or region that modifies the metric's word or the counted noun."""
    start, end = passage.clause_of(quantity.start)
    terms = {lowered(term) for group in subject.terms for term in group}
    tags = ["scopes.segment", "scopes.region"] + (["scopes.staff"] if metric == "headcount" else [])
    best: tuple[int, int, int, str] | None = None
    for tag, first, last in _modifiers(passage, tags):
        said = small[first:last]
        if said in terms or any(said in term for term in terms) or _in_name(first, last, passage):
            continue
        if tag == "scopes.segment" and _is_all_it_makes(said, small):
            continue
        rank = _fits(first, last, tag, quantity, cue, passage, start, end)
        if rank is not None and (best is None or (rank, first - last) < (best[0], best[1] - best[2])):
            best = rank, first, last, tag
    return _said(passage, best[1], best[2], best[3].removeprefix("scopes.")) if best else WHOLE


def _modifiers(passage: Passage, tags: Sequence[str]) -> Iterable[tuple[str, int, int]]:
    for hit in passage.products:
        if hit.entry.kind == "product":
            yield "product", hit.start, hit.end
    for tag in tags:
        for word in passage.hits(tag):
            if tag != "scopes.region" or passage.text[word.start].isupper() or not passage.text[word.start].isascii() or passage.small[word.start : word.end] in _LOWER_REGIONS:
                yield tag, word.start, word.end


_LOWER_REGIONS = frozenset({"overseas", "domestic", "abroad", "international", "foreign", "export"})


def _in_name(first: int, last: int, passage: Passage) -> bool:
    return any(e.start <= first and last <= e.end and e.kind in ("company", "rival", "house") and (e.start, e.end) != (first, last) for e in passage.entities)


def _is_all_it_makes(segment: str, small: str) -> bool:
    """Say whether the text calls the firm a maker of just that: "the cobot maker", 协作机器人企业."""
    stem = re.escape(segment.rstrip("s"))
    return re.search(stem + "s?" + _MAKER, small) is not None


_WITH = re.compile(r"\s*(?:of|from|in|at|for|by|with)\s+(?:the |its |all )?(?:[a-z-]+ )?", re.IGNORECASE)


def _fits(
    first: int, last: int, tag: str, quantity: Quantity, cue: Cue | None, passage: Passage, start: int, end: int
) -> int | None:
    """Return how closely a part modifies the metric or the number, 0 the closest; None where it does not."""
    text = passage.text
    gap_limit = _GAP_EN if text[first].isascii() and text[last - 1].isascii() and text[last : last + 1].isascii() else _GAP_ZH
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
    if linked and tag != "scopes.segment":
        return 3
    if tag == "scopes.region" and start <= first < quantity.start and re.fullmatch(r"(?:[Ii]n|在|来自|从)\s?(?:the )?", text[max(start, first - 7) : first].lstrip() or "x"):
        return 3
    if tag == "scopes.region" and last <= quantity.start and re.match(r"\W*(?:In|在)\s?$", text[passage.sentence.start : first]):
        return 4
    if start <= first and last <= quantity.start and quantity.start - last <= gap_limit and tag != "scopes.region":
        return 3
    if tag == "product" and start <= first and last <= quantity.start:
        return 5
    return None
