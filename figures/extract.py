"""Read every figure about the watched subjects out of a document: the whole story, step by step."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from figures.attribution import is_other_kind, owners_of
from figures.corrections import corrected, in_currency, is_plausible, is_small_talk
from figures.course import Course, enter, follow
from figures.dating import carried_period, nature_of, period_of
from figures.deals import Owner
from figures.distribute import distribute
from figures.entities import entities_of
from figures.growth import growth_of
from figures.match import Hit, lowered
from figures.merge import merged
from figures.metrics import (
    Cue,
    MetricReading,
    counts_nothing_else,
    cues_in,
    is_compared,
    is_ordinal,
    names_price,
    readings_for,
)
from figures.negatives import negative_of, share_fault
from figures.normal import normalised
from figures.parts import Scope
from figures.passage import Passage, word_dictionary
from figures.periods import PeriodSpan, period_spans
from figures.quantities import Quantity, quantities_in
from figures.rivals import rival_hits
from figures.rulebook import BUILTIN, MetricRule, rulebook, rules_for
from figures.scope import scope_of
from figures.sentences import clause_starts, sentences_of
from figures.status import is_denied, is_revision, status_of, takes_back
from figures.subjects import Name, Watch, mentions_of, named
from models.values import Document, Figure, Mention, Metric, Subject

_W = rulebook().weights


@dataclass(frozen=True, slots=True)
class Explanation:
    """What became of one number, and which rules decided."""

    start: int
    end: int
    quote: str
    figure: Figure | None  # None where it was dropped
    dropped: str = ""  # why
    rules: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Draft:
    """A quantity on its way to a figure."""

    quantity: Quantity
    passage: Passage
    reading: MetricReading | None = None
    measure: str = "level"
    value: float = 0.0
    high: float | None = None
    owners: list[Owner] = field(default_factory=list)
    dropped: str = ""
    after: Draft | None = None  # the number it is compared with or follows
    scope: Scope | None = None
    rules: list[tuple[str, str]] = field(default_factory=list)


class Reader:
    """Reads figures about the subjects of a watch list; compiled once, it keeps nothing between documents."""

    def __init__(self, subjects: Sequence[Subject], metrics: Sequence[Metric] = BUILTIN) -> None:
        self.watch = Watch(tuple(subjects))
        self.rules: tuple[MetricRule, ...] = rules_for(metrics)
        self._metrics = {rule.metric.key: rule.metric for rule in self.rules}
        self._keys = tuple(self._metrics)
        self._by_unit: dict[str, frozenset[str]] = {}
        for rule in self.rules:
            unit = rule.metric.unit
            self._by_unit[unit] = self._by_unit.get(unit, frozenset()) | {rule.metric.key}
        self._growing = frozenset(key for key in self._keys if key not in _NEVER_GROW)
        self._words = word_dictionary(self.rules)
        _ = self.watch.names  # compile now, not with the first document

    def mentions_in(self, document: Document) -> list[Mention]:
        """Return every place where a watched subject is named, in order."""
        text = normalised(document.whole)
        hits = named(self.watch, text, lowered(text))
        spans = [(sentence.start, sentence.end) for sentence in sentences_of(text)] if hits else []
        found = mentions_of(hits, spans, text, self.watch)
        whole = document.whole
        return [replace(mention, text=whole[mention.start : mention.end]) for mention in found]

    def figures_in(self, document: Document) -> list[Figure]:
        """Return the figures of a document, in the order of the text."""
        figures = [figure for _, figure in self._told(document) if figure is not None]
        return merged(figures, len(document.title) + 1)

    def explain(self, document: Document) -> list[Explanation]:
        """Return for every number of a document which rules decided, and why a dropped one was dropped."""
        kept = {(figure.start, figure.end, figure.metric): figure for figure in self.figures_in(document)}
        whole = document.whole
        rows = []
        for draft, figure in self._told(document):
            start, end = draft.quantity.start, draft.quantity.end
            dropped = draft.dropped
            if figure is not None and (figure.start, figure.end, figure.metric) not in kept:
                figure, dropped = None, "repeats another figure"
            rules = figure.rules if figure is not None else tuple(draft.rules)
            rows.append(Explanation(start, end, whole[start:end], figure, dropped, rules))
        return rows

    # ── the steps ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _told(self, document: Document) -> Iterator[tuple[Draft, Figure | None]]:
        """Read a document sentence by sentence and yield every number with the figure it became."""
        whole = document.whole
        text = normalised(whole)
        small = lowered(text)
        names = named(self.watch, text, small)
        if not names:
            return
        course = Course()
        spans: list[PeriodSpan] | None = None
        passages = list(self._passages(text, small, names))
        for number, passage in enumerate(passages):
            enter(course, passage)
            drafts = self._drafts(passage, course)
            if drafts and number + 1 < len(passages) and takes_back(passages[number + 1]):
                for draft in drafts:
                    draft.dropped = draft.dropped or "taken back by the next sentence"
            if spans is None and any(not draft.dropped for draft in drafts):
                spans = period_spans(text, document.published)
            for draft in drafts:
                figures = list(self._figures(draft, document, whole, spans or []))
                for figure in figures or [None]:
                    yield draft, figure
            follow(course, passage)

    def _passages(self, text: str, small: str, names: Sequence[Hit[Name]]) -> Iterator[Passage]:
        taken = [(hit.start, hit.end) for hit in names if hit.entry.kind != "group"]
        rivals = rival_hits(text, small, taken)
        words = self._words.find(small)
        quantities = quantities_in(text)
        at_word = at_quantity = 0
        for sentence in sentences_of(text):
            by_tag: dict[str, list[Hit[str]]] = {}
            while at_word < len(words) and words[at_word].start < sentence.end:
                hit = words[at_word]
                at_word += 1
                if hit.start >= sentence.start:
                    by_tag.setdefault(hit.entry, []).append(hit)
            inside: list[Quantity] = []
            while at_quantity < len(quantities) and quantities[at_quantity].start < sentence.end:
                if quantities[at_quantity].start >= sentence.start:
                    inside.append(quantities[at_quantity])
                at_quantity += 1
            entities = entities_of(text, sentence, names, rivals, by_tag, self.watch)
            low = bisect_left(names, sentence.start, key=_start_of)
            high = bisect_left(names, sentence.end, key=_start_of)
            products = [hit for hit in names[low:high] if hit.entry.kind in ("product", "company")]
            yield Passage(text, small, sentence, clause_starts(text, sentence), by_tag, entities, products, inside)

    def _drafts(self, passage: Passage, course: Course) -> list[Draft]:
        """Decide metric, measure and owner of each number of a sentence, left to right."""
        passage.quantities = [in_currency(quantity, passage, course) for quantity in passage.quantities]
        if not passage.quantities:
            if passage.sentence.paragraph == 0 or is_question(passage):
                _ask(course, passage, cues_in(passage.words, self._keys))
            else:
                _ask(course, passage, ())
            return []
        names = [(e.start, e.end) for e in passage.entities if e.kind in ("company", "rival", "house")]
        cues = cues_in(passage.words, self._keys, passage.quantities, names, passage.text)
        drafts: list[Draft] = []
        for quantity in passage.quantities:
            draft = Draft(quantity, passage)
            drafts.append(draft)
            draft.dropped = self._read(draft, drafts[:-1], cues, course)
        distribute(drafts, passage)
        _ask(course, passage, cues)
        told = [draft for draft in drafts if draft.reading and (not draft.dropped or draft.dropped.startswith("about"))]
        if told and told[-1].reading:
            last = told[-1]
            course.metric, course.unit = last.reading.metric, last.quantity.kind  # type: ignore[union-attr]
            course.measure, course.paragraph = last.measure, passage.sentence.paragraph
        return drafts

    def _read(self, draft: Draft, earlier: Sequence[Draft], cues: Sequence[Cue], course: Course) -> str:
        """Fill a draft in; return why it is dropped, or nothing."""
        quantity, passage = draft.quantity, draft.passage
        if any(hit.start < quantity.start < hit.end for hit in passage.products):
            return "part of a name"
        allowed = self._allowed(draft, earlier)
        if not allowed:
            return f"unit {quantity.unit or 'none'} fits no metric"
        if is_denied(passage, quantity):
            return "denied or supposed"
        readings = readings_for(quantity, passage, cues, allowed)
        follows = self._follows(draft, earlier, allowed, readings)
        if isinstance(follows, str):
            return follows
        if follows is not None:
            readings = [*readings, follows]
        readings = self._related(readings, earlier, course)
        readings = self._answering(readings, allowed, course)
        if not readings and course.metric in allowed and course.paragraph == passage.sentence.paragraph:
            readings = [MetricReading(course.metric, _W["carry"], "carried", None)]
        if not readings and (passage.sentence.label_end > passage.sentence.start or quantity.kind == "count"):
            readings = [MetricReading(key, _W["carry"], "heading", None) for key in course.heading if key in allowed]
        if not readings:
            return "no word names a metric"
        negative = ""
        while readings:
            best = readings[0]
            negative = negative_of(quantity, best.cue, best.metric, draft.measure, passage)
            if not negative:
                break
            if best.metric not in _SECOND_THOUGHTS or len(readings) < 2:
                return negative
            readings = readings[1:]
        for reading in self._settled(readings, quantity, earlier, passage)[:3]:
            if reading.score < _W["threshold"]:
                break
            fault = self._settle(draft, reading, course)
            if fault is not None:
                return fault
        return f"no subject, or too weak: {readings[0].metric} {readings[0].score} by {readings[0].rule}"

    def _settled(
        self, readings: list[MetricReading], quantity: Quantity, earlier: Sequence[Draft], passage: Passage
    ) -> list[MetricReading]:
        """Correct what single words cannot tell: growth of orders, what has been sold since ever, milestones."""
        counted = any(d.reading and d.reading.metric == "order_units" and not d.dropped for d in earlier)
        return [reading._replace(metric=corrected(reading, quantity, passage, counted=counted)) for reading in readings]

    def _settle(self, draft: Draft, reading: MetricReading, course: Course) -> str | None:
        """Give a draft this metric and its owners; return why it is dropped, "" where it is not, None where nobody fits."""
        quantity, passage = draft.quantity, draft.passage
        allowed = frozenset(self._metrics[reading.metric].subjects)
        owners = owners_of(quantity, reading.metric, reading.cue, passage, course, allowed)
        if not owners and reading.metric in _OF_A_MARKET:
            reading = reading._replace(metric=_OF_A_MARKET[reading.metric])
            owners = owners_of(quantity, reading.metric, reading.cue, passage, course, frozenset({"market"}))
        if not owners:
            return None
        draft.reading, draft.owners = reading, owners
        if draft.after is not None and reading.rule != "inherited":
            draft.after = draft.after if is_compared(draft.after.quantity, quantity, passage) else None
        if not any(owner.topic.subject for owner in owners):
            return f"about another: {owners[0].rule}"
        draft.owners = [owner for owner in owners if owner.topic.subject]
        if reading.metric == "market_share":
            certain = reading.rule.startswith("construction") and draft.owners[0].topic.kind == "company"
            return "" if certain else share_fault(quantity, passage, draft.owners[0].topic.kind)
        if reading.metric in _COUNTED and is_other_kind(owners[0], quantity, passage, self.watch):
            return "about another kind of robot"
        if reading.metric == "price" and draft.owners[0].topic.kind == "market":
            return "" if names_price(reading.cue, passage) else "no market price"
        return ""

    def _answering(self, readings: list[MetricReading], allowed: frozenset[str], course: Course) -> list[MetricReading]:
        """Add what the question before has asked for."""
        asked = [MetricReading(metric, _W["asked"], "asked", None) for metric in course.asked if metric in allowed]
        return sorted([*readings, *asked], key=lambda reading: -reading.score)

    def _related(self, readings: list[MetricReading], earlier: Sequence[Draft], course: Course) -> list[MetricReading]:
        """Prefer the value or count of what the text has just counted: orders stay orders."""
        last = next(
            (draft.reading.metric for draft in reversed(earlier) if draft.reading and not draft.dropped), course.metric
        )
        sibling = _SIBLINGS.get(last)
        readings = [
            reading._replace(score=reading.score + _W["same"]) if reading.metric == last else reading for reading in readings
        ]
        lifted = [
            reading._replace(score=reading.score + _W["sibling"]) if sibling and reading.metric == sibling else reading
            for reading in readings
        ]
        return sorted(lifted, key=lambda reading: -reading.score)

    def _allowed(self, draft: Draft, earlier: Sequence[Draft]) -> frozenset[str]:
        """Return the metrics that the unit admits, and settle whether the number is a change."""
        quantity = draft.quantity
        draft.value, draft.high = quantity.signed, quantity.value_high
        if quantity.kind == "money":
            money = self._by_unit.get("money", frozenset())
            return frozenset(key for key in money if is_plausible(key, quantity))
        if quantity.kind == "percent":
            growth = growth_of(quantity, draft.passage)
            if growth is None:
                return self._by_unit.get("percent", frozenset())
            draft.measure, draft.value = "growth", quantity.value * growth.sign
            if quantity.change and draft.passage.text.startswith(" again", quantity.end):
                draft.value = abs(draft.value)  # half as many again
            if draft.high is not None and growth.sign < 0:
                draft.value, draft.high = -draft.high, -quantity.value
            draft.rules.append(("measure", growth.rule))
            return self._growing
        if quantity.kind == "count" and quantity.unit in ("order", "orders"):
            return frozenset({"order_units"}) & frozenset(self._keys)
        if quantity.kind == "count" and is_small_talk(quantity):
            return frozenset()
        if quantity.kind == "count":
            return self._by_unit.get(quantity.unit, frozenset())
        if quantity.kind == "number" and is_ordinal(quantity, draft.passage):
            return self._by_unit.get("units", frozenset()) | self._by_unit.get("procedures", frozenset())
        if quantity.kind == "number" and counts_nothing_else(quantity, draft.passage):
            bare = self._by_unit.get("units", frozenset()) | self._by_unit.get("people", frozenset())
            return bare | self._by_unit.get("procedures", frozenset())
        return frozenset()

    def _follows(
        self, draft: Draft, earlier: Sequence[Draft], allowed: frozenset[str], readings: Sequence[MetricReading]
    ) -> MetricReading | str | None:
        """Propose the metric of the number before in the sentence; a number compared with a dropped one is dropped too."""
        quantity, passage = draft.quantity, draft.passage
        for last in reversed(earlier):
            between = any(
                reading.cue and last.quantity.end <= reading.cue.start < quantity.start for reading in readings
            )
            alike = last.quantity.unit == quantity.unit or quantity.kind in ("percent", "money")
            if (
                last.dropped
                and alike
                and not last.dropped.startswith("about another")
                and not between
                and is_compared(last.quantity, quantity, passage)
            ):
                return f"goes with a dropped number: {last.dropped}"
            rival = last.dropped.startswith("about another")
            if last.reading is None or (last.dropped and not rival) or last.reading.metric not in allowed:
                continue
            crossed = passage.borders(last.quantity.end, quantity.start)
            gap = len(passage.text[last.quantity.end : quantity.start])
            points = _W["inherit"] - crossed * _W["inherit_border"] - gap * _W["inherit_gap"] // 10
            if is_compared(last.quantity, quantity, passage):
                points += _W["compared"]
            if quantity.change and (crossed or gap > _CHANGE_REACH):
                continue  # "to help it triple its network": the change is of something else
            draft.after = last
            return MetricReading(last.reading.metric, points, "inherited", last.reading.cue)
        return None

    def _figures(self, draft: Draft, document: Document, whole: str, spans: Sequence[PeriodSpan]) -> Iterator[Figure]:
        """Put period, status, scope and qualifier to a draft: one figure for each of its owners."""
        if not draft.dropped and draft.reading is not None:
            for owner in draft.owners:
                yield self._figure(draft, owner, draft.reading, document, whole, spans)

    def _figure(
        self,
        draft: Draft,
        owner: Owner,
        reading: MetricReading,
        document: Document,
        whole: str,
        spans: Sequence[PeriodSpan],
    ) -> Figure:
        quantity, passage = draft.quantity, draft.passage
        period, period_rule = self._period(draft, owner, spans)
        subject = self.watch.by_name[owner.topic.subject]
        status, status_rule = status_of(quantity, reading.metric, subject.kind, passage, period, document.published)
        scope, scope_rule = self._scope(draft, reading, subject, whole)
        value, high = self._signed(draft)
        return Figure(
            subject=owner.topic.subject,
            metric=reading.metric,
            measure="growth" if draft.measure == "growth" else "level",
            scope=scope,
            value=value,
            value_high=high,
            unit="percent" if draft.measure == "growth" else self._unit(draft),
            also=quantity.also,
            qualifier=quantity.qualifier,
            period=period,
            status=status,
            quote=whole[quantity.start : quantity.end],
            start=quantity.start,
            end=quantity.end,
            confidence=round(min(0.99, owner.sureness / 100 * min(1.0, reading.score / 60)), 2),
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

    def _period(self, draft: Draft, owner: Owner, spans: Sequence[PeriodSpan]) -> tuple[str | None, str]:
        """Choose the period of a draft; a state or a flow without one of its own takes what the text has set."""
        quantity, passage = draft.quantity, draft.passage
        assert draft.reading is not None
        metric, growth = draft.reading.metric, draft.measure == "growth"
        market = owner.topic.kind == "market"
        period, rule = period_of(
            _without_asides(spans, quantity, passage),
            quantity.start,
            quantity.end,
            passage.clause_of(quantity.start),
            (passage.sentence.start, passage.sentence.end),
            carried_period(spans, passage.text, passage.sentence.start),
            text=passage.text,
            growth=growth,
            nature=nature_of(metric, growth=growth, market=market, state=self._metrics[metric].state),
        )
        if period is not None and rule.startswith("old-side") and is_revision(passage):
            period = re.sub(r"\b\d{4}\b", lambda year: str(int(year.group()) + 1), period)
        return period, rule

    def _scope(self, draft: Draft, reading: MetricReading, subject: Subject, whole: str) -> tuple[str | None, str]:
        """Return the part a number is for, in the text's own spelling; a number compared with another shares its part."""
        scope = scope_of(
            draft.quantity, reading.metric, draft.measure, reading.cue, draft.passage, subject, draft.passage.small
        )
        if scope.words is None and draft.after is not None:
            last = draft.after
            if last.scope is not None and last.reading is not None and last.reading.metric == reading.metric:
                scope = last.scope
        draft.scope = scope
        if scope.words is None:
            return None, scope.rule
        sentence = draft.passage.sentence
        at = draft.passage.text.find(scope.words, sentence.start, sentence.end)
        return whole[at : at + len(scope.words)], scope.rule

    def _unit(self, draft: Draft) -> str:
        assert draft.reading is not None
        unit = self._metrics[draft.reading.metric].unit
        return draft.quantity.unit if unit == "money" else unit

    def _signed(self, draft: Draft) -> tuple[float, float | None]:
        """Return value and upper end with the sign of a loss."""
        assert draft.reading is not None
        value, high = draft.value, draft.high
        if draft.reading.metric != "profit":
            return value, high
        return _loss(draft, value, high)


def _start_of(hit: Hit[Name]) -> int:
    return hit.start


def is_question(passage: Passage) -> bool:
    """Say whether a sentence asks."""
    return (
        passage.text[max(passage.sentence.start, passage.sentence.end - 3) : passage.sentence.end]
        .rstrip("\"'”’」 ")
        .endswith(("?", "？"))
    )


def _ask(course: Course, passage: Passage, cues: Sequence[Cue]) -> None:
    """Note which metrics a question names, for the answer."""
    if passage.sentence.paragraph == 0:
        course.heading = tuple(dict.fromkeys(cue.metric for cue in cues if cue.strong))
    question = is_question(passage)
    if question or passage.sentence.first or passage.quantities:
        course.asked = frozenset(cue.metric for cue in cues) if question else frozenset()


def _loss(draft: Draft, value: float, high: float | None) -> tuple[float, float | None]:
    passage, quantity = draft.passage, draft.quantity
    loss = _says_loss(draft)
    if draft.measure == "level":
        if loss and value > 0:
            return (-high, -value) if high is not None else (-value, None)
        return value, high
    if not loss:
        return value, high
    narrower = passage.nearest(quantity.start, quantity.end, 24, 12, "growth.loss_down")
    wider = passage.nearest(quantity.start, quantity.end, 24, 12, "growth.loss_up")
    size = abs(value)
    if narrower is not None and (wider is None or narrower.start > wider.start):
        return size, high
    return (-size if wider is not None else value), high


def _without_asides(spans: Sequence[PeriodSpan], quantity: Quantity, passage: Passage) -> Sequence[PeriodSpan]:
    """Leave out periods in brackets that hold another number: "$33.0 million (Q3 2024: $8.0 million)"."""
    text, sentence = passage.text, passage.sentence
    asides = [match.span() for match in re.finditer(r"\([^()]*\)", text[sentence.start : sentence.end])]
    asides = [(start + sentence.start, end + sentence.start) for start, end in asides]
    asides = [
        (start, end) for start, end in asides if passage.between(start, end) and not start <= quantity.start < end
    ]
    if not asides:
        return spans
    return [span for span in spans if not any(start <= span.start < end for start, end in asides)]


_COUNTED = frozenset({"shipments", "production", "installed_base", "price", "order_units"})
_CHANGE_REACH = 40  # characters
# News tells no growth of these in percent: such a percentage is of something else, a share price mostly.
# An amount that is no price, or people that are no staff, may still be something else.
_SECOND_THOUGHTS = frozenset({"price", "headcount"})
# What a firm's word means of a market: its sales are the market's size, its new money is invested in it.
_OF_A_MARKET = {"revenue": "market_size", "valuation": "market_size", "funding": "investment"}
_NEVER_GROW = frozenset({"market_share", "funding", "deal_value"})
_SIBLINGS = {"order_units": "order_value", "order_value": "order_units"}
_LOSS_WORDS = ("loss", "lost", "in the red", "deficit", "loses", "losing", "negative", "red ink", "亏")


def _says_loss(draft: Draft) -> bool:
    """Say whether the nearest word of profit is one of loss."""
    assert draft.reading is not None
    cue = draft.reading.cue
    if cue is None:
        return False
    small = draft.passage.small
    around = small[cue.start : max(cue.end, min(draft.quantity.start, cue.end + 24))]
    return any(word in around for word in _LOSS_WORDS)


def quantities_of(document: Document) -> list[Quantity]:
    """Return every amount of money, percentage and count of a document, whoever it is about."""
    found = quantities_in(normalised(document.whole))
    return [quantity for quantity in found if quantity.kind in ("money", "percent", "count")]


__all__ = ["BUILTIN", "Explanation", "Reader", "quantities_of"]
