"""What a series knows: its standing figures by scope, status class, period and day, entered in order of publication."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from figures.series import Place, ScopeKey, comparable_spans, contain, place_of, scope_key
from models.values import Figure, Reported

StatusClass = Literal["actual", "expected"]

OWN = "own"  # the subject's own target or guidance, whoever reports it


def status_class(figure: Figure) -> StatusClass:
    """Return the class within which a figure is compared."""
    return "actual" if figure.status == "actual" else "expected"


def source_of(reported: Reported) -> str:
    """Return whose number it is: of an actual one the outlet, of an expected one the forecaster; empty if unknown."""
    figure = reported.figure
    if figure.status == "actual":
        return reported.outlet.casefold()
    own = figure.status == "target" or figure.forecaster.casefold() == figure.subject.casefold()
    return OWN if own else figure.forecaster.casefold()


@dataclass(slots=True, eq=False)
class Known:
    """A standing figure with the reports that repeat it."""

    reported: Reported
    place: Place
    scope: ScopeKey
    entered: int  # figures entered later were published later, or are later in telling
    repeats: list[Reported] = field(default_factory=list)
    last_by_source: dict[str, int] = field(default_factory=dict)  # source → when it last said so
    happened: bool = False  # an expected event whose outcome is known
    superseded: bool = False  # its own article tells a newer number for the same time

    @property
    def reports(self) -> Iterator[Reported]:
        """Yield the figure as first reported, then its repeats."""
        yield self.reported
        yield from self.repeats

    @property
    def latest_day(self) -> date:
        """Return the day of the latest article that reports it."""
        return max(report.published for report in self.reports)


_Entry = tuple[date, int, Known]  # sorted by day, then by order of entering; numbers differ, so figures never compare


@dataclass(slots=True)
class _Line:
    """The standing figures of one scope and status class."""

    scope: ScopeKey
    by_key: dict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))
    by_span: dict[str, list[_Entry]] = field(default_factory=lambda: defaultdict(list))
    events: list[_Entry] = field(default_factory=list)  # under every day that an event is known by


class Series:
    """All that is known of one subject, metric and measure."""

    def __init__(self, states: Collection[str]) -> None:
        """Start with nothing known; `states` are the metrics that stand at a date."""
        self._states = states
        self._lines: dict[StatusClass, dict[ScopeKey, _Line]] = {"actual": {}, "expected": {}}
        self._told_apart: set[frozenset[ScopeKey]] = set()
        self._entered = 0
        self._articles: dict[int, list[tuple[Reported, Known]]] = defaultdict(list)
        self._places: dict[int, tuple[Reported, Place]] = {}  # by identity; the report is held so that it stays one

    def place(self, reported: Reported) -> Place:
        """Return where a figure stands in this series."""
        found = self._places.get(id(reported))
        if found is None:
            found = self._places[id(reported)] = reported, place_of(reported, self._states)
        return found[1]

    def tell_apart(self, figures: Iterable[Reported]) -> None:
        """Note that scopes told side by side in one article are different series."""
        scopes = {scope_key(reported.figure.scope) for reported in figures}
        if len(scopes) > 1:
            self._told_apart |= {frozenset((a, b)) for a in scopes for b in scopes if a != b and contain(a, b)}

    def same_scope(self, a: ScopeKey, b: ScopeKey) -> bool:
        """Say whether figures of two scopes compare."""
        return a == b or (contain(a, b) and frozenset((a, b)) not in self._told_apart)

    def _matching(self, scope: ScopeKey, status: StatusClass) -> list[_Line]:
        """Return the lines of one class whose scope compares with this one."""
        return [line for known, line in self._lines[status].items() if self.same_scope(scope, known)]

    # ── asking ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def of_key(self, key: str, scope: ScopeKey, status: StatusClass) -> list[Known]:
        """Return the known figures of a period, by its key, the latest last."""
        lists = [line.by_key[key] for line in self._matching(scope, status) if key in line.by_key]
        if len(lists) == 1:
            return lists[0]
        return sorted((known for found in lists for known in found), key=lambda known: known.entered)

    def newest(
        self,
        place: Place,
        scope: ScopeKey,
        status: StatusClass,
        *,
        until: date | None = None,
        before: date | None = None,
    ) -> list[Known]:
        """Return the newest comparable figure of each span, the newest of all last, up to or before a day."""
        found: list[_Entry] = []
        for line in self._matching(scope, status):
            for span in comparable_spans(place, line.by_span):
                entries = line.by_span[span]
                end = len(entries)
                if until is not None:
                    end = bisect_right(entries, until, key=lambda entry: entry[0])
                if before is not None:
                    end = bisect_left(entries, before, key=lambda entry: entry[0])
                if end:
                    found.append(entries[end - 1])
        return [known for _, _, known in sorted(found, key=lambda entry: entry[:2])]

    def around(self, place: Place, scope: ScopeKey, status: StatusClass, day: date, days: int) -> list[Known]:
        """Return the comparable figures that stand within some days of a day, oldest first."""
        first, last = day - timedelta(days=days), day + timedelta(days=days)
        found: list[_Entry] = []
        for line in self._matching(scope, status):
            for span in comparable_spans(place, line.by_span):
                found += _between(line.by_span[span], first, last)
        return [known for _, _, known in sorted(found, key=lambda entry: entry[:2])]

    def events(self, scope: ScopeKey, status: StatusClass, first: date, last: date) -> list[Known]:
        """Return the events with a date, an article or a latest source in these days, the latest entered last."""
        entries = [entry for line in self._matching(scope, status) for entry in _between(line.events, first, last)]
        found = {known.entered: known for _, _, known in entries}
        return [found[number] for number in sorted(found)]

    def knows_events(self, scope: ScopeKey) -> bool:
        """Say whether any event of this scope is known, expected ones included."""
        return any(line.events for status in self._lines for line in self._matching(scope, status))

    def comparable(self, place: Place, scope: ScopeKey, status: StatusClass) -> Iterator[Known]:
        """Yield all known figures that compare with this place."""
        for line in self._matching(scope, status):
            entries = line.events if place.nature == "event" else []
            for span in comparable_spans(place, line.by_span):
                entries = [*entries, *line.by_span[span]]
            yield from (known for _, _, known in entries)

    def same_article(self, reported: Reported) -> list[tuple[Reported, Known]]:
        """Return what other versions of the figure's article reported."""
        article = self._articles.get(reported.article_id, ()) if reported.article_id else ()
        return [(report, known) for report, known in article if report.version != reported.version]

    # ── entering ───────────────────────────────────────────────────────────────────────────────────────────────────

    def add(self, reported: Reported) -> Known:
        """Enter a figure that stands by itself."""
        figure = reported.figure
        self._entered += 1
        known = Known(reported, self.place(reported), scope_key(figure.scope), self._entered)
        line = self._lines[status_class(figure)].setdefault(known.scope, _Line(known.scope))
        line.by_key[known.place.key].append(known)
        if known.place.nature == "event":
            for day in {known.place.day, reported.published}:
                insort(line.events, (day, known.entered, known))
        else:
            insort(line.by_span[known.place.span], (known.place.day, known.entered, known))
        self._note(reported, known)
        return known

    def corroborate(self, known: Known, reported: Reported, *, holds: bool) -> None:
        """Join a repeat to the figure it repeats; unless it `holds`, its source tells it as what held before."""
        self._entered += 1
        known.repeats.append(reported)
        if known.place.nature == "event":
            line = self._lines[status_class(known.reported.figure)][known.scope]
            entry = (reported.published, known.entered, known)
            if entry not in _between(line.events, reported.published, reported.published):
                insort(line.events, entry)
        self._note(reported, known, holds=holds)

    def _note(self, reported: Reported, known: Known, *, holds: bool = True) -> None:
        if holds:
            known.last_by_source[source_of(reported)] = self._entered
        if reported.article_id:
            self._articles[reported.article_id].append((reported, known))


def _between(entries: list[_Entry], first: date, last: date) -> list[_Entry]:
    start = bisect_left(entries, first, key=lambda entry: entry[0])
    return entries[start : bisect_right(entries, last, key=lambda entry: entry[0])]
