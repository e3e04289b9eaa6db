"""Choose a figure's period among those that its text names, by what was learned of such choices.

Rules choose one (figures/dating.py). Others stand in the sentence, before it or in the title, are that of the figure
before, the article's own, or follow from these: the year that holds one, the same span a year before; or there is none.
A conditional logit model (McFadden 1974) over the clues to each tells which is the likeliest; the rules are overruled
only where another one clearly is. Its weights stand in rules/choosing.en.tsv and choosing.zh.tsv, learned by
tests/quality/choosing.py from texts that no rule was written from (docs/decisions/0016).
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from figures.draft import Draft
from figures.logit import Weights, likely, read_weights
from figures.notation import PeriodSpan, period_bounds, period_length, same_length_earlier
from figures.passage import Passage
from figures.quantities import Quantity
from models.values import Figure

WEIGHTS = {language: Path(__file__).parent / "rules" / f"choosing.{language}.tsv" for language in ("en", "zh")}
_CLEARLY = 0.2  # of probability that the likeliest period must be ahead of the rules' own
_SPANS_BEFORE = 6  # periods told before the sentence that may be meant
_STEP, _STEPS = 12, 6  # characters between a period and a number are told apart by twelves
_WORD = 12  # characters before a period in which its preposition stands
_SENTENCES = 3  # further back they are not told apart

_start = attrgetter("start")

Choices = Mapping[str | None, set[str]]


class Told(NamedTuple):
    """What the figure before told: its period by the rules, its metric, and where its sentence starts."""

    period: str | None
    metric: str
    sentence: int


def chosen(choices: Choices, by_rules: str | None, language: str) -> str | None:
    """Return the likeliest period; that of the rules unless another one is clearly likelier."""
    if len(choices) == 1:
        return by_rules
    chances = likely(choices, _weights(language))
    best = max(chances, key=lambda period: chances[period])
    ahead = chances[best] - chances[by_rules]
    return best if ahead > _CLEARLY else by_rules


def choices_of(
    draft: Draft, figure: Figure, spans: Sequence[PeriodSpan], last: Told | None, published: date
) -> Choices:
    """Return the periods that a figure may be of, each with its clues; `spans` are those of the whole text.

    Where the only period of a sentence is what the rules chose there is no choice.
    """
    found: dict[str | None, set[str]] = {figure.period: set()}
    passage = draft.passage
    lead = passage.lead(draft.quantity.start)
    first, end = (bisect_left(spans, at, key=_start) for at in (passage.sentence.start, passage.sentence.end))
    inside = spans[first:end]
    if {span.period for span in inside if span.period} == {figure.period}:
        return found
    found[None] = found.get(None, set())
    about = figure.metric + ("+" if figure.measure == "growth" else "")
    rule = dict(figure.rules).get("period", "")
    found[figure.period].update(_of_rules(figure, rule, about))
    found[None].update(_of_none(figure, rule, about, inside))
    for period, told in (
        *_named(draft.quantity, passage, about, spans, first, inside),
        *_not_named(figure, draft, about, last, inside, published),
    ):
        found.setdefault(period, set()).update(told)
    for period, clues in found.items():
        clues.update(_in_itself(period, figure, about, published))
        clues.update(_against_rules(period, clues, figure, rule, about, lead))
    return found


def _named(
    quantity: Quantity,
    passage: Passage,
    about: str,
    spans: Sequence[PeriodSpan],
    first: int,
    inside: Sequence[PeriodSpan],
) -> Iterator[tuple[str, Iterator[str]]]:
    """Yield the periods that a sentence, whose spans begin with the `first`, those before it and the title name."""
    told = any(span.period for span in inside)
    for span in inside:
        if span.period is not None:
            yield span.period, _of_inside(span, quantity, passage, about, inside)
    for place, span in enumerate(reversed(spans[max(0, first - _SPANS_BEFORE) : first])):
        if span.period is not None:
            yield span.period, _of_before(span, place, passage, about, told=told)
    title = passage.text.find("\n")
    for span in itertools.takewhile(lambda span: span.start < title, spans):
        if span.period is not None:
            yield span.period, _of_title(span, about, inside)


def _not_named(
    figure: Figure, draft: Draft, about: str, last: Told | None, inside: Sequence[PeriodSpan], published: date
) -> Iterator[tuple[str | None, Iterator[str]]]:
    """Yield the periods told otherwise, with their clues: that of the figure before, the article's own, years."""
    passage, lead = draft.passage, draft.passage.lead(draft.quantity.start)
    told = bool(inside)
    if last is not None:
        yield last.period, _of_last(last, figure, passage.sentence.start, about, told=told)
    for name, period in _derived(figure, last, published):
        yield period, _of_derived(name, figure, about, lead)
    if figure.period is None or not inside:
        for name, own in (("month", published.isoformat()[:7]), ("day", published.isoformat())):
            yield own, _of_article(name, figure, passage, about, told=told)


def _derived(figure: Figure, last: Told | None, published: date) -> Iterator[tuple[str, str]]:
    """Yield periods that a text need not name: years, and the same span a year before."""
    yield "this year", f"{published.year}"
    yield "last year", f"{published.year - 1}"
    for name, period in (("rule", figure.period), ("last", last.period if last is not None else None)):
        earlier = same_length_earlier(period) if period is not None else None
        if earlier is not None:
            yield f"year before {name}", earlier
    if figure.period is not None:
        yield "year of rule", f"{period_bounds(figure.period)[1].year}"


def _of_derived(name: str, figure: Figure, about: str, lead: tuple[str, ...]) -> Iterator[str]:
    yield "derived"
    yield f"derived {name}"
    yield f"derived {name} {about}"
    yield f"derived {name} {figure.status}"
    yield f"derived {name} lead {lead[-1:]}"
    yield f"derived {name} lead {lead}"


def _of_rules(figure: Figure, rule: str, about: str) -> Iterator[str]:
    yield "rule"
    yield f"rule {about}"
    yield f"rule is {rule.rpartition(':')[2]}"
    yield f"rule0 {rule.partition(':')[0]}"
    yield f"rule none {figure.period is None}"
    yield f"rule status {figure.status}"


def _of_none(figure: Figure, rule: str, about: str, inside: Sequence[PeriodSpan]) -> Iterator[str]:
    yield "none"
    yield f"none {about}"
    yield f"none rule {rule.rpartition(':')[2]}"
    yield f"none rule0 {rule.partition(':')[0]}"
    yield f"none status {figure.status}"
    yield f"none inside {min(len(inside), 2)}"


def _of_inside(
    span: PeriodSpan, quantity: Quantity, passage: Passage, about: str, inside: Sequence[PeriodSpan]
) -> Iterator[str]:
    """Yield the clues to a period in the figure's sentence: side, distance, numbers and clauses between, its form."""
    side = "<" if span.end <= quantity.start else ">"
    left, right = (span.end, quantity.start) if side == "<" else (quantity.end, span.start)
    numbers = min(passage.between(min(span.end, quantity.end), max(span.start, quantity.start)), 2)
    borders = min(passage.borders(min(span.end, quantity.end), max(span.start, quantity.start)), 3)
    first, last = passage.clause_of(quantity.start)
    only = len(inside) == 1
    word = passage.text[max(0, span.start - _WORD) : span.start].lower().split()[-1:]
    yield "in"
    yield f"in {side}"
    yield f"in {side} numbers {numbers} borders {borders}"
    yield f"in {side} gap {min((right - left) // _STEP, _STEPS)}"
    yield f"kind {span.kind}"
    yield f"kind {span.kind} {side} {about}"
    yield f"clause {first <= span.start < last}"
    yield f"flags {span.announced} {span.comparison} {span.as_of}"
    yield f"span {span.rule}"
    yield f"word {word}"
    yield f"only {only}"
    yield f"{side} only {only} numbers {numbers}"


def _of_before(span: PeriodSpan, place: int, passage: Passage, about: str, *, told: bool) -> Iterator[str]:
    """Yield the clues to a period told before the figure's sentence; `told` says whether that has one itself."""
    start = passage.sentence.start
    between = passage.text[span.end : start]
    beside = "\n" not in between
    sentences = min(between.count(". ") + between.count("。"), _SENTENCES)
    yield "before"
    yield f"before {place} beside {beside} sentences {sentences} told {told}"
    yield f"before kind {span.kind} {about} {told}"
    yield f"before flags {span.announced} {span.comparison} {span.as_of}"
    yield f"before {place} kind {span.kind}"
    yield f"before beside {beside} {about} {told}"
    yield f"before span {span.rule}"


def _of_title(span: PeriodSpan, about: str, inside: Sequence[PeriodSpan]) -> Iterator[str]:
    yield "title"
    yield f"title {span.kind}"
    yield f"title {about}"
    yield f"title inside {bool(inside)}"


def _of_last(last: Told, figure: Figure, sentence: int, about: str, *, told: bool) -> Iterator[str]:
    same, here = last.metric == figure.metric, last.sentence == sentence
    yield "last"
    yield f"last same {same}"
    yield f"last here {here} told {told}"
    yield f"last {about}"
    yield f"last none {last.period is None}"
    yield f"last same {same} here {here} none {last.period is None} told {told}"


def _of_article(name: str, figure: Figure, passage: Passage, about: str, *, told: bool) -> Iterator[str]:
    yield f"own {name}"
    yield f"own {name} {about}"
    yield f"own {name} told {told}"
    yield f"own {name} status {figure.status}"
    yield f"own {name} paragraph {min(passage.sentence.paragraph, 2)} {about}"


def _in_itself(period: str | None, figure: Figure, about: str, published: date) -> Iterator[str]:
    """Yield how long a period is, and whether it is over."""
    if period is None:
        return
    start, end = period_bounds(period)
    when = "coming" if start > published else "now" if end >= published else "past"
    length = period_length(period)
    yield f"{when} {figure.status}"
    yield f"{when} {about}"
    yield f"length {length}"
    yield f"length {length} {about}"


def _against_rules(
    period: str | None, clues: set[str], figure: Figure, rule: str, about: str, lead: tuple[str, ...]
) -> Iterator[str]:
    """Yield where a period was found, with what the rules chose and by which rule."""
    own, none = period == figure.period, figure.period is None
    places = [place for place in _PLACES if place in clues]
    for place in places:
        yield f"{place} over {rule.partition(':')[0]} {own}"
        yield f"{place} over {rule.rpartition(':')[2]} {own}"
        yield f"{place} {about} rules none {none} {own}"
    where = "+".join(places)
    yield f"{where} {own} rules none {none}"
    yield f"{where} {own} {about}"
    yield f"{where} {own} {figure.status}"
    yield f"{where} {own} lead {lead[-1:]}"
    if not own:
        yield "not of the rules"
        yield f"instead of {'none' if none else rule.rpartition(':')[2]}"
        if none:
            yield f"instead of none {about}"


_PLACES = ("in <", "in >", "before", "title", "last", "own month", "own day", "derived", "none")


@cache
def _weights(language: str) -> Weights:
    return read_weights(WEIGHTS[language])
