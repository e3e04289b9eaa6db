"""Decide metric, measure and owner of each number of a sentence, left to right."""

from __future__ import annotations

import re
from collections.abc import Sequence

from figures.announced import announced, note_silent
from figures.attribution import owners_of
from figures.bare_numbers import counts_firms, counts_nothing_else, follows_label, had, is_market_rate, sums_up
from figures.constructions import constructed
from figures.continuity import drags_along, goes_with, level_owners
from figures.corrections import as_order, corrected, in_currency, is_plausible, is_small, is_spending, may_be_ordered
from figures.course import Course
from figures.deals import Owner
from figures.denials import answers_no, is_denied
from figures.distribute import COUNTED_AS, distribute, foretell, leads_to, share_metric
from figures.draft import Draft
from figures.growth import growth_of
from figures.metrics import (
    Cue,
    MetricReading,
    cue_tags,
    cues_in,
    is_compared,
    is_ordinal,
    readings_for,
)
from figures.misattribution import fault_of
from figures.negatives import negative_of
from figures.passage import Passage
from figures.quantities import Quantity
from figures.questions import is_question, note_asked
from figures.rulebook import MetricRule, rulebook
from figures.subjects import Entity, Watch
from figures.terms import IN_TERMS, in_terms, valued

_W = rulebook().weights
_PIECES = frozenset({"支", "组", "根", "副", "枚", "片"})  # how component makers count: 月产能13万支
_FEW_PIECES = 100
_MADE = frozenset({"capacity", "production", "shipments"})
_TRIED = 3  # readings that may find an owner, the best first
_CHANGE_REACH = 40  # characters from a number to a word such as "tripled" that may be its change
# An amount that is no price, or people that are no staff, may still be something else.
_SECOND_THOUGHTS = frozenset({"price", "headcount", "firms"})
# What a firm's word means of a market: its sales are the market's size, its new money is invested in it.
_OF_A_MARKET = {"revenue": "market_size", "valuation": "market_size", "funding": "investment"}
# News tells no growth of these in percent: such a percentage is of something else, a share price mostly.
_NEVER_GROW = frozenset({"market_share", "funding", "deal_value"})
_ORDER_NOUNS = frozenset({"order", "orders", "pre-order", "pre-orders", "preorders", "reservations", "bookings"})
_SIBLINGS = {"order_units": "order_value", "order_value": "order_units"}
_NONE: frozenset[str] = frozenset()
_DENIED = "denied or supposed"
_STILL_TOLD = ("about", _DENIED)  # why a number is dropped, though the text goes on about its metric
_ORDERED = frozenset({"order_units"})
_MARKETS = frozenset({"market"})
_MARKETED = frozenset({"market", "market_word"})  # a market's worth is told of a market by name or word


class Drafter:
    """Reads numbers by the rules of some metrics; keeps nothing between sentences."""

    def __init__(self, rules: Sequence[MetricRule], watch: Watch) -> None:
        self._watch = watch
        self._metrics = {rule.metric.key: rule.metric for rule in rules}
        self._keys = tuple(self._metrics)
        self._cue_tags = cue_tags(self._keys)
        self._by_unit: dict[str, frozenset[str]] = {}
        for rule in rules:
            for unit in {rule.metric.unit, *rule.metric.counted_en, *rule.metric.counted_zh}:
                self._by_unit[unit] = self._by_unit.get(unit, _NONE) | {rule.metric.key}
        self._growing = frozenset(key for key in self._keys if key not in _NEVER_GROW)

    def drafts(self, passage: Passage, course: Course) -> list[Draft]:
        """Decide metric, measure and owner of each number of a sentence, left to right."""
        course.ordered |= _tells_of_orders(passage)
        if not passage.quantities:
            note_silent(course, passage)
            question = is_question(passage)
            heads = question or passage.sentence.paragraph == 0
            note_asked(course, passage, cues_in(passage.words, self._cue_tags) if heads else (), question=question)
            return []
        passage.quantities = [in_currency(quantity, passage, course) for quantity in passage.quantities]
        names = [(e.start, e.end) for e in passage.entities if e.kind in ("company", "rival", "house")]
        cues = cues_in(passage.words, self._cue_tags, passage.quantities, names, passage.text)
        drafts: list[Draft] = []
        for quantity in passage.quantities:
            draft = Draft(quantity, passage)
            drafts.append(draft)
            draft.dropped = self._read(draft, drafts[:-1], cues, course)
            if len(drafts) > 1 and leads_to(drafts[-2], draft):
                share_metric(drafts[-2], draft)
        note_silent(course, passage)
        distribute(drafts, passage)
        foretell(drafts, passage)
        note_asked(course, passage, cues, question=is_question(passage))
        told = [draft for draft in drafts if draft.reading and _is_told(draft)]
        if told:
            if course.paragraph != passage.sentence.paragraph:
                course.told.clear()
            course.metric, course.paragraph = told[-1].metric, passage.sentence.paragraph
            course.told |= {_kind_told(draft): draft.metric for draft in told}
            course.counted |= any(_counts_orders(draft) for draft in told)
            course.sized |= any(draft.metric == "market_size" for draft in told)
        return drafts

    def _read(self, draft: Draft, earlier: Sequence[Draft], cues: Sequence[Cue], course: Course) -> str:
        """Fill a draft in; return why it is dropped, or nothing."""
        quantity, passage = draft.quantity, draft.passage
        if any(hit.start < quantity.start < hit.end for hit in passage.products):
            return "part of a name"
        allowed = self._allowed(draft)
        if not allowed:
            return f"unit {quantity.unit} fits no metric" if quantity.unit else "a bare number"
        readings = draft.proposed = self._proposed(draft, earlier, cues, course, allowed)
        if is_denied(passage, quantity) or answers_no(passage):
            draft.reading = readings[0] if readings else None  # what is denied is what the next sentence may put right
            return _DENIED
        if draft.dropped:
            return draft.dropped
        while readings:
            best = readings[0]
            negative = negative_of(quantity, best, draft.measure, passage)
            if not negative:
                break
            if best.metric not in _SECOND_THOUGHTS or len(readings) == 1:
                return negative
            readings = readings[1:]
        return self._chosen(draft, readings, earlier, course)

    def _proposed(
        self, draft: Draft, earlier: Sequence[Draft], cues: Sequence[Cue], course: Course, allowed: frozenset[str]
    ) -> list[MetricReading]:
        """Return the metrics proposed by words, by the number before, by a question, and by what the text is about."""
        quantity, passage = draft.quantity, draft.passage
        readings = readings_for(quantity, passage, cues, allowed, constructed(quantity, passage, allowed))
        follows = self._follows(draft, earlier, allowed, readings)
        if isinstance(follows, str):
            draft.dropped = follows
            return []
        if follows is not None:
            readings = [*readings, follows]
        readings = had(readings, quantity, course, passage)
        readings = valued(readings, earlier, course, passage)
        readings = self._answering(self._related(readings, earlier, course), allowed, course)
        told = in_terms(quantity, passage, earlier, course)
        if told in allowed:
            readings = [MetricReading(told, _W["construction"], IN_TERMS, None)]
        anew = quantity.kind != "money" and any(entity.kind == "company" for entity in passage.entities)
        weak = quantity.kind != "percent" and not anew and readings and readings[0].score < _W["threshold"]
        weak = weak and not any(reading.cue and reading.cue.end <= quantity.start for reading in readings)
        if not readings or readings[0].score < _W["threshold"]:
            readings = announced(quantity, passage, course, allowed, self._cue_tags) or readings
        sibling = _SIBLINGS.get(earlier[-1].metric) if earlier and not earlier[-1].dropped else None
        if (weak or not readings) and sibling in allowed:  # "7,921 were ordered, for $496 million"
            readings, weak = [MetricReading(sibling, _W["carry"], "sibling", None)], False
        # Items tell on about what leads to them; "the tally came to" is of what was counted before.
        near = passage.sentence.paragraph - (1 if passage.sentence.bullet or sums_up(quantity, passage) else 0)
        goes_on = course.metric if course.metric in allowed else self._told_before(draft, course)
        if (weak or not readings) and goes_on in allowed and course.paragraph >= near:
            readings = [MetricReading(goes_on, _W["carry"], "carried", None)]
        if not readings and (passage.sentence.label_end > passage.sentence.start or quantity.kind == "count"):
            readings = [MetricReading(key, _W["carry"], "heading", None) for key in course.heading if key in allowed]
        if draft.measure == "growth" and course.sized and is_market_rate(quantity, passage, readings):
            readings = [MetricReading("market_size", _W["carry"], "rate", None)]
        if not readings:
            draft.dropped = "no word names a metric"
        return readings

    def _told_before(self, draft: Draft, course: Course) -> str:
        """Return the metric of the last number of this kind in running text that has gone on to another kind since."""
        sentence = draft.passage.sentence
        priced = draft.quantity.kind == "number" and draft.passage.hits("metric.price.strong")
        if sentence.bullet or sentence.label_end > sentence.start or draft.measure == "growth" or priced:
            return ""
        return course.told.get(_kind_told(draft), "")

    def _chosen(self, draft: Draft, readings: list[MetricReading], earlier: Sequence[Draft], course: Course) -> str:
        """Settle on the first reading that finds an owner; return why there is none, or nothing."""
        for reading in self._settled(readings, draft, earlier, course)[:_TRIED]:
            if reading.score < _W["threshold"]:
                break
            fault = self._settle(draft, reading, course)
            if fault is not None:
                return fault
        return f"no subject, or too weak: {readings[0].metric} {readings[0].score} by {readings[0].rule}"

    def _settled(
        self, readings: Sequence[MetricReading], draft: Draft, earlier: Sequence[Draft], course: Course
    ) -> list[MetricReading]:
        """Correct what single words cannot tell: growth of orders, what has been sold since ever, milestones."""
        counted = any(last.metric == "order_units" and not last.dropped for last in earlier) or (
            course.counted and all(entity.kind != "company" for entity in draft.passage.entities)
        )
        counted = counted or any(reading.rule == IN_TERMS for reading in readings)
        sized = any(last.metric == "market_size" and not last.dropped for last in earlier)
        settled = [
            reading._replace(metric="market_size")
            if sized and is_spending(reading)
            else reading
            if _stays(reading, draft)
            else reading._replace(metric=corrected(reading, draft.quantity, draft.passage, counted=counted))
            for reading in readings
        ]
        last = earlier[-1] if earlier else None
        if draft.measure == "growth" and last is not None and last.metric == "order_units" and not last.dropped:
            return [_of_count(reading, last) for reading in settled]
        if draft.measure == "growth" and last is not None and last.metric == "installed_base" and not last.dropped:
            said = last.reading.cue if last.reading is not None else None  # "10,763 were installed, 13% more"
            return [r._replace(metric=last.metric) if said is not None and r.cue == said else r for r in settled]
        return settled

    def _settle(self, draft: Draft, reading: MetricReading, course: Course) -> str | None:
        """Give a draft this metric and its owners; return why it is dropped, "" if it is not, None if nobody fits."""
        quantity, passage = draft.quantity, draft.passage
        allowed = frozenset(self._metrics[reading.metric].subjects)
        owners = owners_of(quantity, reading, passage, course, allowed)
        owners = level_owners(draft, reading, owners) or owners
        if reading.metric in _OF_A_MARKET and (not owners or _is_loose(owners[0])):
            sized = owners_of(
                quantity, reading._replace(metric=_OF_A_MARKET[reading.metric]), passage, course, _MARKETS
            )
            named = sized[0].entity if sized else None
            if named is not None and _is_market(named, passage) and named.start < quantity.start and named.role != "of":
                reading, owners = reading._replace(metric=_OF_A_MARKET[reading.metric]), sized
        of_market = reading.metric != "valuation" or any(e.kind in _MARKETED for e in passage.entities)
        if not owners and reading.metric in _OF_A_MARKET and of_market:
            reading = reading._replace(metric=_OF_A_MARKET[reading.metric])
            owners = owners_of(quantity, reading, passage, course, frozenset({"market"}))
        if not owners:
            return None
        draft.reading, draft.owners = reading, [owner for owner in owners if owner.topic.subject]
        if draft.after is not None and reading.rule != "inherited":
            draft.after = draft.after if goes_with(draft, draft.after, reading) else None
        return (
            fault_of(draft, reading, draft.owners[0], self._watch)
            if draft.owners
            else f"about another: {owners[0].rule}"
        )

    def _answering(self, readings: list[MetricReading], allowed: frozenset[str], course: Course) -> list[MetricReading]:
        """Add what the question before has asked for."""
        told = [metric for metric in self._keys if metric in course.asked and metric in allowed]
        asked = [MetricReading(metric, _W["asked"], "asked", None) for metric in told]
        return sorted([*readings, *asked], key=lambda reading: -reading.score)

    def _related(self, readings: list[MetricReading], earlier: Sequence[Draft], course: Course) -> list[MetricReading]:
        """Prefer the metric told last, and the value or count of what was just counted: orders stay orders."""
        last = next((draft.metric for draft in reversed(earlier) if draft.metric and not draft.dropped), course.metric)
        bonus = {last: _W["same"]} | ({_SIBLINGS[last]: _W["sibling"]} if last in _SIBLINGS else {})
        if last == "order_units" or (last == "order_value" and course.counted) or course.ordered:
            readings = [as_order(reading) for reading in readings]
        lifted = [
            reading._replace(score=reading.score + bonus[reading.metric]) if reading.metric in bonus else reading
            for reading in readings
        ]
        return sorted(lifted, key=lambda reading: -reading.score)

    def _allowed(self, draft: Draft) -> frozenset[str]:
        """Return the metrics that the unit admits, and settle whether the number is a change."""
        quantity = draft.quantity
        draft.value, draft.high = quantity.signed, quantity.value_high
        if quantity.kind == "money":
            return frozenset(key for key in self._of("money") if is_plausible(key, quantity))
        if quantity.kind == "percent":
            return self._of_percent(draft)
        if quantity.kind == "count":
            return self._of_count(quantity, draft.passage.text)
        if quantity.kind != "number":
            return _NONE
        if is_ordinal(quantity, draft.passage):
            return self._of("units", "procedures")
        labelled = draft.passage.sentence.label_end > draft.passage.sentence.start  # "Companies with sales: 2,509"
        units = ("units", "people", "procedures", *(("firms",) if labelled else ()))
        if counts_firms(quantity, draft.passage):
            return self._of("firms")
        fits = counts_nothing_else(quantity, draft.passage) or (labelled and follows_label(quantity, draft.passage))
        return self._of(*units) if fits else _NONE

    def _of(self, *units: str) -> frozenset[str]:
        return _NONE.union(*(self._by_unit.get(unit, _NONE) for unit in units))

    def _of_count(self, quantity: Quantity, text: str) -> frozenset[str]:
        if quantity.unit in _ORDER_NOUNS:
            return _ORDERED & frozenset(self._keys)
        if quantity.noun in _PIECES and quantity.value >= _FEW_PIECES:
            return _MADE & frozenset(self._keys)
        if is_small(quantity):
            return _ORDERED & frozenset(self._keys) if may_be_ordered(quantity, text) else _NONE
        return self._of(quantity.unit)

    def _of_percent(self, draft: Draft) -> frozenset[str]:
        """Return the metrics of a percentage, and take its sign where it is a change."""
        quantity = draft.quantity
        growth = growth_of(quantity, draft.passage)
        if growth is None:
            return self._of("percent")
        draft.measure, draft.value = "growth", quantity.value * growth.sign
        if quantity.change and draft.passage.text.startswith(" again", quantity.end):
            draft.value = abs(draft.value)  # half as many again
        if draft.high is not None and growth.sign < 0:
            draft.value, draft.high = -draft.high, -quantity.value
        draft.rules.append(("measure", growth.rule))
        return self._growing

    def _follows(
        self, draft: Draft, earlier: Sequence[Draft], allowed: frozenset[str], readings: Sequence[MetricReading]
    ) -> MetricReading | str | None:
        """Propose the metric of the number before; a number that is compared with a dropped one is dropped too."""
        quantity, passage = draft.quantity, draft.passage
        for last in reversed(earlier):
            compared = is_compared(last.quantity, quantity, passage)
            anew = passage.text[last.quantity.end : quantity.start].endswith(("至", "到"))  # 减少340人至3860人
            if compared and not anew and drags_along(last, quantity, readings):
                return f"goes with a dropped number: {last.dropped}"
            metric = last.metric
            if metric not in allowed and leads_to(last, draft):
                metric = COUNTED_AS.get(metric, metric)
            if metric not in allowed or (last.dropped and not last.rival):
                continue
            crossed = passage.borders(last.quantity.end, quantity.start)
            gap = quantity.start - last.quantity.end
            if quantity.change and (crossed or gap > _CHANGE_REACH):
                continue  # "to help it triple its network": the change is of something else
            draft.after = last
            points = _W["inherit"] - crossed * _W["inherit_border"] - gap * _W["inherit_gap"] // 10
            points += _W["compared"] if compared else 0
            return MetricReading(metric, points, "inherited", last.reading.cue if last.reading else None)
        return None


def _kind_told(draft: Draft) -> str:
    """Return what kind of number a draft is of; counts and bare numbers are one, growth is another than a share."""
    kind = draft.quantity.kind
    return draft.measure if draft.measure == "growth" else "count" if kind == "number" else kind


def _of_count(reading: MetricReading, last: Draft) -> MetricReading:
    """Let a growth told after a number of robots ordered, by the same word, be theirs: 中标79台,同比下降32%."""
    anew = reading.cue is not None and reading.cue.start >= last.quantity.end
    counted = reading.metric == "order_value" and last.measure == "level" and not anew
    return reading._replace(metric="order_units") if counted else reading


def _stays(reading: MetricReading, draft: Draft) -> bool:
    """Say whether a level is compared with the stock before it: "21,700 had been handed over, against 14,200"."""
    last = draft.after
    inherited = reading.rule == "inherited" and draft.measure == "level" and last is not None
    return inherited and last is not None and last.metric == reading.metric == "installed_base"


def _is_loose(owner: Owner) -> bool:
    """Say whether a number was given to nobody named: to what the text is about, or to "it", an unwatched house."""
    if owner.entity is None or owner.rule.endswith(":behind"):
        return True
    return owner.topic.kind == "rival" and owner.entity.kind in ("pronoun", "company_word")


def _is_market(named: Entity, passage: Passage) -> bool:
    """Say whether an entity names a market: 国内 may stand for one and begin the name of one."""
    return any(entity.kind == "market" and entity.start == named.start for entity in passage.entities)


_ROBOT_ORDERS = re.compile(r"\b(?:robot|cobot) orders\b|\borders for (?:\w+ )?(?:robots|cobots)\b")
_LEAD = 1  # the last paragraph of the lead


def _tells_of_orders(passage: Passage) -> bool:
    """Say whether the lead of a text about a market says that it is on the orders for robots."""
    if passage.sentence.paragraph > _LEAD or not any(e.kind in _MARKETED for e in passage.entities):
        return False
    if any(e.kind == "company" for e in passage.entities):
        return False
    return _ROBOT_ORDERS.search(passage.small, passage.sentence.start, passage.sentence.end) is not None


def _is_told(draft: Draft) -> bool:
    """Say whether the text goes on about the metric of a number, kept or not."""
    return not draft.dropped or draft.dropped.startswith(_STILL_TOLD)


def _counts_orders(draft: Draft) -> bool:
    """Say whether a number counts the orders of a market: what the text tells of them later is in units too."""
    of_market = bool(draft.owners) and draft.owners[0].topic.kind == "market"
    return of_market and draft.metric == "order_units" and draft.measure == "level"
