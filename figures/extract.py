"""Read every figure about the watched subjects out of a document: the whole story, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from figures.attribution import Course, Owner, enter, follow, owner_of
from figures.dating import carried_period, period_of
from figures.growth import growth_of
from figures.match import Hit, lowered
from figures.merge import merged
from figures.metrics import Cue, MetricReading, cues_in, readings_for
from figures.normal import normalised
from figures.passage import Passage, clauses_of, entities_of, rival_hits, word_dictionary
from figures.periods import PeriodSpan, period_spans
from figures.quantities import Quantity, quantities_in
from figures.rulebook import BUILTIN, MetricRule, rulebook, rules_for
from figures.scope import scope_of
from figures.sentences import Sentence, sentences_of
from figures.status import is_denied, status_of
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
    owner: Owner | None = None
    dropped: str = ""
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
        self._growing = frozenset(key for key in self._keys if key != "market_share")
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
        for passage in self._passages(text, small, names):
            enter(course, passage)
            drafts = self._drafts(passage, course)
            if spans is None and any(not draft.dropped for draft in drafts):
                spans = period_spans(text, document.published)
            for draft in drafts:
                yield draft, self._figure(draft, document, whole, spans or [])
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
            yield Passage(text, small, sentence, clauses_of(text, sentence), by_tag, entities, [], inside)

    def _drafts(self, passage: Passage, course: Course) -> list[Draft]:
        """Decide metric, measure and owner of each number of a sentence, left to right."""
        if not passage.quantities:
            return []
        cues = cues_in(passage.words, self._keys)
        drafts: list[Draft] = []
        for quantity in passage.quantities:
            draft = Draft(quantity, passage)
            draft.dropped = self._read(draft, drafts, cues, course)
            drafts.append(draft)
        return drafts

    def _read(self, draft: Draft, earlier: Sequence[Draft], cues: Sequence[Cue], course: Course) -> str:
        """Fill a draft in; return why it is dropped, or nothing."""
        quantity, passage = draft.quantity, draft.passage
        allowed = self._allowed(draft)
        if not allowed:
            return f"unit {quantity.unit or 'none'} fits no metric"
        if is_denied(passage, quantity):
            return "denied or supposed"
        readings = readings_for(quantity, passage, cues, allowed)
        inherited = self._inherited(draft, earlier, allowed)
        if inherited is not None:
            readings = sorted([*readings, inherited], key=lambda reading: -reading.score)
        if not readings:
            return "no word names a metric"
        negative = self._negative(draft, readings[0])
        if negative:
            return negative
        for reading in readings[:3]:
            if reading.score < _W["threshold"]:
                break
            owner = owner_of(quantity, reading.cue, passage, course, frozenset(self._metrics[reading.metric].subjects))
            if owner is None:
                continue
            draft.reading, draft.owner = reading, owner
            if not owner.topic.subject:
                return f"about another: {owner.rule}"
            return ""
        return f"no subject, or too weak: {readings[0].metric} {readings[0].score} by {readings[0].rule}"

    def _allowed(self, draft: Draft) -> frozenset[str]:
        """Return the metrics that the unit admits, and settle whether the number is a change."""
        quantity = draft.quantity
        draft.value, draft.high = quantity.signed, quantity.value_high
        if quantity.kind == "money":
            return self._by_unit.get("money", frozenset())
        if quantity.kind == "percent":
            growth = growth_of(quantity, draft.passage)
            if growth is None:
                return self._by_unit.get("percent", frozenset())
            draft.measure, draft.value = "growth", quantity.value * growth.sign
            draft.rules.append(("measure", growth.rule))
            return self._growing
        if quantity.kind == "count":
            return self._by_unit.get(quantity.unit, frozenset())
        if quantity.kind == "number" and quantity.rule != "year":
            return self._by_unit.get("units", frozenset()) | self._by_unit.get("people", frozenset())
        return frozenset()

    def _inherited(self, draft: Draft, earlier: Sequence[Draft], allowed: frozenset[str]) -> MetricReading | None:
        """Propose the metric of the number before in the sentence."""
        quantity, passage = draft.quantity, draft.passage
        for last in reversed(earlier):
            if last.reading is None or last.reading.metric not in allowed:
                continue
            crossed = passage.borders(last.quantity.end, quantity.start)
            gap = len(passage.text[last.quantity.end : quantity.start])
            points = _W["inherit"] - crossed * _W["inherit_border"] - gap * _W["gap_before"] // 10
            return MetricReading(last.reading.metric, points, "inherited", last.reading.cue)
        return None

    def _negative(self, draft: Draft, best: MetricReading) -> str:
        """Return the word that makes a number no figure, where it stands nearer than the metric's word."""
        quantity, passage = draft.quantity, draft.passage
        tag = {"money": "negatives.money", "percent": "negatives.percent"}.get(quantity.kind, "negatives.count")
        hit = passage.nearest(quantity.start, quantity.end, 30, 12, tag)
        if hit is None:
            return ""
        if passage.borders(min(hit.start, quantity.start), max(hit.start, quantity.start)):
            return ""
        cue = best.cue
        if cue is not None and hit.start < cue.start < quantity.start:
            return ""
        return f"not a figure: {passage.text[hit.start : hit.end]}"

    def _figure(self, draft: Draft, document: Document, whole: str, spans: Sequence[PeriodSpan]) -> Figure | None:
        """Put period, status, scope and qualifier to a draft."""
        if draft.dropped or draft.reading is None or draft.owner is None:
            return None
        quantity, passage, reading = draft.quantity, draft.passage, draft.reading
        period, period_rule = self._period(draft, spans)
        status, status_rule = status_of(quantity, passage, period, document.published)
        scope, scope_rule = scope_of(quantity, reading.metric, reading.cue, passage, draft.owner.entity)
        value, high = self._signed(draft)
        return Figure(
            subject=draft.owner.topic.subject,
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
            confidence=round(min(0.99, draft.owner.sureness / 100 * min(1.0, reading.score / 60)), 2),
            rules=(
                ("value", quantity.rule),
                *draft.rules,
                ("metric", reading.rule),
                ("subject", draft.owner.rule),
                ("period", period_rule),
                ("status", status_rule),
                ("scope", scope_rule),
            ),
        )

    def _period(self, draft: Draft, spans: Sequence[PeriodSpan]) -> tuple[str | None, str]:
        """Choose the period of a draft; a state or a flow without one of its own takes what the text has set."""
        quantity, passage = draft.quantity, draft.passage
        assert draft.reading is not None
        carries = draft.reading.metric in _CARRIES or draft.measure == "growth"
        return period_of(
            spans,
            quantity.start,
            quantity.end,
            passage.clause_of(quantity.start),
            (passage.sentence.start, passage.sentence.end),
            carried_period(spans, passage.text, passage.sentence.start) if carries else None,
            text=passage.text,
            growth=draft.measure == "growth",
        )

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


# Flows of results: they take the period that the article has set. Events and states do not.
_CARRIES = frozenset({"revenue", "profit", "shipments", "production", "procedures", "market_size", "market_share"})
_LOSS_WORDS = ("loss", "lost", "in the red", "deficit", "loses", "losing", "negative", "亏")


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
