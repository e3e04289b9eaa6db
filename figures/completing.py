"""Put period, status, scope and sign to a draft: what it needs to become a figure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from figures.choosing import Told
from figures.continuity import goes_elsewhere
from figures.dating import Dated, Nature, carried_period, carried_time, closing_day, nature_of, opened_in, period_of
from figures.deals import Owner
from figures.draft import Draft, signed
from figures.metrics import MetricReading
from figures.notation import period_bounds
from figures.parting import Partition
from figures.parts import is_of_all
from figures.passage import Passage
from figures.periods import PeriodSpan
from figures.quantities import Quantity
from figures.scope import is_own, scope_of
from figures.scoping import WHOLE, Scope
from figures.status import is_revision, status_of
from models.values import Document, Figure, Metric, Status, Subject

_SURE_SCORE = 60  # the score of a metric's word that leaves no doubt; less lowers the confidence
_SURE = 0.99


@dataclass(slots=True)
class Page:
    """What the figures of one story share: its document, its text as written, where that begins, and its periods."""

    document: Document
    whole: str
    start: int
    spans: Sequence[PeriodSpan]
    last: Draft | None = None  # the draft that last became a figure
    told: Told | None = None  # what the last figure told
    partition: Partition = field(default_factory=Partition)
    _carried: dict[int, str | None] = field(default_factory=dict)
    _parts: dict[str, tuple[int, Scope]] = field(default_factory=dict)
    _statuses: dict[tuple[int, str], Status] = field(default_factory=dict)
    _levels: dict[tuple[int, str], list[Scope]] = field(default_factory=dict)
    _told: dict[str, tuple[int, int, str, Scope]] = field(default_factory=dict)

    def carried_to(self, passage: Passage) -> str | None:
        """Return the period that the article has set for a sentence, looked for once."""
        start = passage.sentence.start
        if start not in self._carried:
            self._carried[start] = carried_period(self.spans, passage.text, start)
        return self._carried[start]

    def part_told_before(self, metric: str, subject: Subject, passage: Passage) -> Scope | None:
        """Return the part that the paragraph has told of such numbers: a share of the same market, the same plant."""
        paragraph, scope = self._parts.get(_part_key(metric, subject), (-1, None))
        return scope if paragraph == passage.sentence.paragraph else None

    def wider_market_before(self, metric: str, subject: Subject, passage: Passage) -> Scope | None:
        """Return the wider market that the paragraph has told of, for a sentence that names none: "they had jumped"."""
        if subject.kind != "market" or metric not in ("market_size", "order_value"):
            return None
        paragraph, scope = self._parts.get(f"wider {subject.name}", (-1, None))
        named = any(entity.kind in ("market", "group") for entity in passage.entities)
        return scope if paragraph == passage.sentence.paragraph and not named else None

    def note_part(self, metric: str, subject: Subject, passage: Passage, scope: Scope) -> None:
        """Remember the part of a number for the next one of its paragraph."""
        if scope.rule == "scope:portion" and subject.kind == "market" and metric == "market_size":
            self._parts[f"wider {subject.name}"] = passage.sentence.paragraph, scope
        if scope.words is not None and metric in _KEPT_PARTS:
            self._parts[_part_key(metric, subject)] = passage.sentence.paragraph, scope

    def part_gone_on_about(self, draft: Draft, reading: MetricReading, subject: Subject) -> Scope | None:
        """Return the part of another number of the sentence that goes on about it: 谐波减速器产量26万台,销量24万台."""
        start, last, metric, scope = self._told.get(subject.name, (-1, -1, "", WHOLE))
        quantity, passage, cue = draft.quantity, draft.passage, reading.cue
        if start != passage.sentence.start or cue is None or cue.start < last or scope.rule not in _PARTS:
            return None
        if subject.kind == "market" and metric == reading.metric and scope.rule == "scope:segment":
            return scope if _AND_SO_FAR.match(passage.text, last, cue.start) else None
        if reading.metric not in _ALONGSIDE.get(metric, ()) or goes_elsewhere(last, quantity.start, passage):
            return None
        return None if passage.text[cue.start : cue.end] in _FORMAL else scope

    def part_worth(self, draft: Draft, reading: MetricReading, subject: Subject) -> Scope | None:
        """Return the part of the robots ordered that a sum is for: "1,052 cobots, worth $39.2 million"."""
        start, last, metric, scope = self._told.get(subject.name, (-1, -1, "", WHOLE))
        passage = draft.passage
        if start != passage.sentence.start or (metric, reading.metric) != ("order_units", "order_value"):
            return None
        return scope if _WORTH.fullmatch(passage.text, last, draft.quantity.start) else None

    def part_grown(self, draft: Draft, reading: MetricReading, subject: Subject) -> Scope | None:
        """Return the part of the level that a growth of its sentence is of: 北美区收入2.3亿元,翻了一倍."""
        start, last, _metric, scope = self._told.get(f"{reading.metric} of {subject.name}", (-1, -1, "", WHOLE))
        quantity, passage, cue = draft.quantity, draft.passage, reading.cue
        if start != passage.sentence.start or goes_elsewhere(last, quantity.start, passage):
            return None
        again = cue is not None and passage.text[cue.start : cue.end] in _SAME_PROFIT
        return scope if scope.rule in _PARTS or (again and scope.rule == "scope:profit") else None

    def part_distributed(self, draft: Draft, subject: Subject) -> Scope | None:
        """Return the part of the level that a growth shared out after 分别 belongs to, by its place among them."""
        text, passage, quantity = draft.passage.text, draft.passage, draft.quantity
        at = text.rfind("分别", passage.sentence.start, quantity.start)
        levels = self._levels.get((passage.sentence.start, subject.name), ()) if at >= 0 else ()
        end = min((stop for mark in ";。" if (stop := text.find(mark, at)) >= 0), default=passage.sentence.end)
        if len(levels) < 2 or len(levels) != passage.between(at, end) or quantity.start >= end:
            return None
        return levels[passage.between(at, quantity.start)]

    def note_told(self, draft: Draft, metric: str, subject: Subject, scope: Scope) -> None:
        """Remember the part of a number, or that it is of the whole, for the next one of its sentence."""
        told = draft.passage.sentence.start, draft.quantity.end, metric, scope
        self._told[subject.name] = told
        if draft.measure == "level":
            self._levels.setdefault((draft.passage.sentence.start, subject.name), []).append(scope)
            self._told[f"{metric} of {subject.name}"] = told

    def status_gone_on_with(self, passage: Passage, about: str, status: Status, rule: str) -> tuple[Status, str]:
        """Return a number's status; one that no word governs has that of the first of its sentence about the same."""
        here = passage.sentence.start, about
        first = self._statuses.setdefault(here, status)
        return (first, "status:gone on with") if rule == "status:plain" and first != status else (status, rule)


_WORTH = re.compile(r",? (?:worth|valued at|at a value of) (?:(?:a total of|about|some|around|nearly) )?")
_UNITS = frozenset({"shipments", "production", "capacity", "order_units"})
# What a sentence tells of the same part after a number of units, and words that only a whole firm has.
_ALONGSIDE = dict.fromkeys(_UNITS, _UNITS | {"revenue"})
# Of the same robots a bulletin tells a month and the months so far: 9月产量8200台,增长35%;1—9月累计产量6.4万台.
_AND_SO_FAR = re.compile(
    "[^。;]{0,24};(?:全年|今年以来|[\\d一二三四五六七八九十]{1,2}月?[-—~至到]\\d{1,2}月|前[\\d一二三四五六七八九十]{1,2}个?(?:月|季度)|上半年)[^,。;\\d]{0,6}$"
)
_SAME_PROFIT = frozenset({"亏损", "亏损额", "利润", "盈利"})  # that of the number before
_FORMAL = frozenset({"营业收入", "营收", "总收入", "总营收", "营业总收入"})


def _part_key(metric: str, subject: Subject) -> str:
    return metric if metric == "market_share" else f"{metric} of {subject.name}"


_KEPT_PARTS = frozenset({"market_share", "capacity"})
_STILL_OF_IT = re.compile(r"\W*(?:(?:By|In|At|From) [^,.;]{2,40} )?(?:it|that|this)\b", re.IGNORECASE)


def figures_of(draft: Draft, page: Page, metric: Metric | None, subjects: dict[str, Subject]) -> Iterator[Figure]:
    """Yield a figure for each owner of a draft; none where it was dropped."""
    if draft.dropped or draft.reading is None or metric is None:
        return
    for owner in draft.owners:
        yield _figure(draft, draft.reading, owner, page, metric, subjects[owner.topic.subject])


# The level was what somebody had expected: what follows it is not.
_EXPECTED = re.compile(r"\b(?:expected|forecast|predicted|estimated|pencilled in|consensus)\b")


def _figure(draft: Draft, reading: MetricReading, owner: Owner, page: Page, metric: Metric, subject: Subject) -> Figure:
    quantity, growth = draft.quantity, draft.measure == "growth"
    period, period_rule = draft.dated = _shared(draft, page, *_period(draft, owner, page, metric))
    page.last = draft
    status, status_rule = _status(draft, subject, period, page)
    draft.status = status
    scope, scope_rule = _scope(draft, reading, subject, page)
    value, high = signed(draft)
    unit = quantity.unit if metric.unit == "money" else metric.unit
    sureness = owner.sureness / 100 * min(1.0, reading.score / _SURE_SCORE)
    return Figure(
        subject=subject.name,
        metric=metric.key,
        measure="growth" if growth else "level",
        scope=scope,
        value=value,
        value_high=high,
        unit="percent" if growth else unit,
        also=quantity.also,
        qualifier=quantity.qualifier,
        period=period,
        status=status,
        quote=page.whole[quantity.start : quantity.end],
        start=page.start + quantity.start,
        end=page.start + quantity.end,
        confidence=round(max(0.0, min(_SURE, sureness)), 2),
        rules=(
            ("value", quantity.rule),
            *draft.rules,
            ("metric", reading.rule),
            ("subject", owner.rule),
            ("period", period_rule),
            ("status", status_rule),
            ("scope", scope_rule),
        ),
    )


def _status(draft: Draft, subject: Subject, period: str | None, page: Page) -> tuple[Status, str]:
    """Return whether a number has happened: a growth goes with its level, what follows with what began its sentence."""
    carried = draft.dated is not None and draft.dated[1].startswith("carried")  # no proof that it is of a time gone by
    status, rule = status_of(draft, subject.kind, None if carried else period, page.document.published)
    last, passage = draft.after, draft.passage
    if (
        draft.measure == "growth"
        and rule == "status:plain"
        and last is not None
        and last.status
        and last.metric == draft.metric
        and last.dated is not None
        and last.dated[0] == period
        and not _EXPECTED.search(passage.text, last.quantity.end, draft.quantity.start)
    ):
        status, rule = last.status, "status:of its level"
    if period is None:
        return status, rule
    return page.status_gone_on_with(passage, f"{subject.name} in {period}", status, rule)


def _shared(draft: Draft, page: Page, period: str | None, rule: str) -> tuple[str | None, str]:
    """Give a growth that names no time that of the level told right before it, and a level that of its growth."""
    last = draft.after or page.last
    if last is None or last.dated is None or last.metric != draft.metric or last.passage is not draft.passage:
        return period, rule
    if last.measure == draft.measure or draft.quantity.start - last.quantity.end > _PAIRED:
        return period, rule
    told, told_by = last.dated
    own = bool(rule) and not rule.startswith("carried")
    named = bool(told_by) and not told_by.startswith("carried") and not told_by.endswith(("compared", "old-side"))
    named = named and told is not None and not _YEARS.fullmatch(told)
    return (told, f"{told_by}:shared") if named and not own else (period, rule)


_PAIRED = 40  # characters between a level and its growth: "125,665 in December, 11% fewer"
_YEARS = re.compile(r"\d{4}/\d{4}")


def _nature(draft: Draft, metric: Metric, *, market: bool) -> Nature:
    """Say how a draft takes a period: orders on hand as a state, all orders of a period as a flow."""
    growth = draft.measure == "growth"
    if metric.key in _ORDERS and not growth:
        if _is_backlog(draft.quantity, draft.passage):
            return "state"
        cue = draft.reading.cue if draft.reading is not None else None
        if market or (cue is not None and draft.passage.small[cue.start : cue.end] in _INTAKE):
            return "flow"
    return nature_of(metric.key, growth=growth, market=market, state=metric.state)


_INTAKE = frozenset(
    {"order intake", "orders", "new orders", "bookings", "incoming orders", "order inflow", "order inflows", "tenders"}
)


def _period(draft: Draft, owner: Owner, page: Page, metric: Metric) -> tuple[str | None, str]:
    """Choose the period of a draft; old and new number of a revised forecast are of the same one."""
    quantity, passage, growth = draft.quantity, draft.passage, draft.measure == "growth"
    nature = _nature(draft, metric, market=owner.topic.kind == "market")
    period, rule = period_of(
        _without_asides(page.spans, quantity, passage),
        quantity.start,
        quantity.end,
        passage.clause_of(quantity.start),
        (passage.sentence.start, passage.sentence.end),
        page.carried_to(passage),
        text=passage.text,
        growth=growth,
        nature=nature,
    )
    if period is None and not growth:
        told, told_by = _told_nearby(draft, page, metric, nature, rule)
        if told is not None:
            return told, told_by
    if metric.key == "funding" and _SUMMED.search(_clause_before(quantity, passage)):
        return None, "a sum of rounds"  # 2023年融资3亿元,今年8月融资5亿元,两轮合计8亿元
    if period is not None and metric.key in _EVENTS and period_bounds(period)[0] > page.document.published:
        return None, "not of what is to come"  # 拟募资40亿元,最快下月挂牌
    if period is not None and rule.endswith("old-side") and is_revision(passage):
        period = re.sub(r"\b\d{4}\b", lambda year: str(int(year.group()) + 1), period)
    carried = period is not None and rule.startswith("carried")
    if carried and period_bounds(period or "")[1] < page.document.published and _may_be(quantity, passage):
        return None, "not carried: what may be"
    return period, rule


def _told_nearby(draft: Draft, page: Page, metric: Metric, nature: Nature, rule: str) -> Dated:
    """Return the time of a plant's opening, a market's close, or of what the paragraph told at a time."""
    start, published = draft.quantity.start, page.document.published
    text, extent = draft.passage.text, (draft.passage.sentence.start, draft.passage.sentence.end)
    if metric.key == "capacity":
        return opened_in(page.spans, start, draft.quantity.end, extent, text=text, published=published)
    if rule:
        return None, ""
    if metric.key == "valuation":
        return closing_day(page.spans, start, extent, text=text, published=published)
    if nature in ("state", "total", "stock"):
        return carried_time(page.spans, text, extent[0], start, published), "carried:then"
    return None, ""


def _may_be(quantity: Quantity, passage: Passage) -> bool:
    """Say whether a number is one that may come to be: "orders could reach 33,000"."""
    lead = passage.text[max(passage.sentence.start, quantity.start - _SUPPOSED_REACH) : quantity.start]
    return _SUPPOSED.search(lead) is not None


_SUPPOSED_REACH = 50  # characters from "could" to what it may come to
_SUPPOSED = re.compile(r"\b(?:could|might|may|should|ought to)\b[^,;:.]{0,40}$")


def _clause_before(quantity: Quantity, passage: Passage) -> str:
    """Return the clause of a number up to it."""
    return passage.text[passage.clause_of(quantity.start)[0] : quantity.start]


_SUMMED = re.compile("[两三四五六七八九十]轮(?:融资)?(?:合计|累计|总计|共计|合共|总共|一共|共)[^\\d]{0,6}$")
_EVENTS = frozenset({"funding", "deal_value", "valuation"})
_BACKLOG_REACH = 200  # characters before a number in which it may be called a backlog


def _is_backlog(quantity: Quantity, passage: Passage) -> bool:
    """Say whether a number is of orders not yet filled: they stand at a time."""
    before = passage.text[max(0, quantity.start - _BACKLOG_REACH) : quantity.start]
    return bool(_BACKLOG.search(before) or _BACKLOG_AFTER.match(passage.text, quantity.end))


_ORDERS = frozenset({"order_value", "order_units"})
_BACKLOG = re.compile(
    r"(?:在手|手头|未交付|积压|手持|未完成)(?:的?合同|订单)?[^,。;\d]{0,12}$"
    r"|\b(?i:(?:backlog|order ?book|orders? (?:in|on) hand|unfilled orders)\b[^,.;\d]{0,60})$"
)
_BACKLOG_AFTER = re.compile(r"-? (?:order )?backlog\b| (?:in|on) (?:the|its|their) (?:order )?books?\b")
_BRACKETS = re.compile(r"\([^()]*\)")


def _without_asides(spans: Sequence[PeriodSpan], quantity: Quantity, passage: Passage) -> Sequence[PeriodSpan]:
    """Leave out periods in brackets that hold another number: "$33.0 million (Q3 2024: $8.0 million)"."""
    asides = [
        match.span()
        for match in _BRACKETS.finditer(passage.text, passage.sentence.start, passage.sentence.end)
        if passage.between(*match.span()) and not match.start() <= quantity.start < match.end()
    ]
    if not asides:
        return spans
    return [span for span in spans if not any(start <= span.start < end for start, end in asides)]


# Of these a sentence tells on; variants such as 营业利润 and 累计 are in the metric's own words.
_PARTS = frozenset({"scope:portion", "scope:kind", "scope:region", "scope:segment", "scope:product", "scope:division"})


# Adjusted EBITDA was a loss of $12.2 million, against a loss of $18.6 million
_HELD_AGAINST = re.compile(
    r",? (?:against|from|versus|vs\.?|after|compared (?:with|to)|(?:up|down) from) (?:an? |the )"
)
_NEW_ORDERS = re.compile("新签|新增|新获|新接")  # 在手订单超20亿元,今年前六个月已新签9亿元
_SAME_TIME = re.compile("[去上前]一?年(?:同期|同季)|一年前")  # 扣非后亏损…,去年同期为盈利…


def _is_shared(last: Draft, scope: Scope, draft: Draft, reading: MetricReading) -> bool:
    """Say whether a number has the part of the one that it is compared with or goes on from."""
    passage, end, start = draft.passage, last.quantity.end, draft.quantity.start
    own = reading.cue is not None and reading.cue.start >= end
    own = own or _NEW_ORDERS.search(passage.text, end, start) is not None
    own = own and not _SAME_TIME.search(passage.text, end, start) and not _HELD_AGAINST.match(passage.text, end)
    if scope.rule == "scope:kind" and draft.quantity.noun:
        return False  # 1,900 systems and 84,000 robots
    if scope.rule == "scope:variant" and ";" in passage.text[end:start]:
        return False
    if own:
        return scope.rule in _PARTS and not is_of_all(reading.cue, draft.quantity, passage)
    return scope.rule != "scope:month ago"


def _scope(draft: Draft, reading: MetricReading, subject: Subject, page: Page) -> tuple[str | None, str]:
    """Return the part a number is for, as the text spells it; a number compared with another shares its part."""
    scope = scope_of(draft.quantity, reading, draft.measure, draft.passage, subject)
    last = draft.after
    if scope.words is None and last is not None and last.scope is not None and last.metric == reading.metric:
        scope = last.scope if _is_shared(last, last.scope, draft, reading) else scope
    shared_out = page.part_distributed(draft, subject) if draft.measure == "growth" else None
    if shared_out is not None:
        scope = shared_out
    elif scope.words is None and (worth := page.part_worth(draft, reading, subject)) is not None:
        scope = worth
    elif scope.words is None:
        gone_on = page.part_gone_on_about if draft.measure == "level" else page.part_grown
        scope = gone_on(draft, reading, subject) or scope
    if scope.words is None and draft.measure == "level" and subject.kind == "company":
        told = page.part_told_before(reading.metric, subject, draft.passage)
        line = draft.passage.sentence
        if told is not None and (reading.metric != "capacity" or _STILL_OF_IT.match(page.whole, line.start, line.end)):
            scope = told
    if scope.words is None:
        scope = page.wider_market_before(reading.metric, subject, draft.passage) or scope
    if last is not None and last.scope is not None and reading.metric == last.metric == "market_share":
        scope = last.scope if reading.rule == "inherited" and last.scope.words else scope
    if subject.kind == "market" and is_own(scope, subject):
        scope = WHOLE
    draft.scope = scope
    page.note_part(reading.metric, subject, draft.passage, scope)
    page.note_told(draft, reading.metric, subject, scope)
    if scope.words is None:
        return None, scope.rule
    at = draft.passage.text.find(scope.words, draft.passage.sentence.start, draft.passage.sentence.end)
    if at < 0:  # a model named in a sentence before
        at = draft.passage.text.rfind(scope.words, 0, draft.passage.sentence.start)
    return page.whole[at : at + len(scope.words)], scope.rule
