"""What one figure is: the rules of CHANGES.md, given what its series knows and what its article tells beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from figures.agreement import agree, size_of
from figures.known import Known, Series, StatusClass, source_of, status_class
from figures.notation import period_bounds, same_length_earlier
from figures.reasons import because, movement, outcome
from figures.series import UNDATED, Place, ScopeKey, scope_key
from models.values import ChangeKind, Rates, Reason, Reported

# CHANGES.md's own numbers.
STORY_DAYS = 7
EVENT_DAYS = 180
ANNOUNCED_DAYS = 365

OF_A_SIZE = 1.5  # an announced event that happens is at most so many times larger or smaller: rounds close a third off
YEAR_AGO_SLACK = 31  # days by which a state may miss the day a year before
LOOK_BACK = 64  # of one period's known figures, the latest; ten disagreeing ones are already many
# The fields under which a figure's rules note that it is told as what held before, or as what another time was.
SUPERSEDED, COMPARED = "superseded", "compared"


class Verdict(NamedTuple):
    """What a figure is, the known figure it is told against, and why."""

    kind: ChangeKind
    known: Known | None
    reason: Reason


class Rules:
    """The rules over one series."""

    def __init__(self, series: Series, rates: Rates) -> None:
        """Take what is known, and where exchange rates come from."""
        self._series = series
        self._rates = rates

    def judge(self, report: Reported, article: Sequence[Reported], *, superseded: bool) -> Verdict:
        """Judge a figure of an article; `superseded` if the article tells it as what held before another number."""
        twin = self.twin(report, superseded=superseded)
        if twin is not None:
            return Verdict("repeat", twin, because("agrees", report, twin.reported))
        place = self._series.place(report)
        if place.nature == "event":
            return self._judge_event(report, article)
        if place.dated:
            return self._judge_dated(report, article)
        same = self.of_period(report, status_class(report.figure))
        if same and _beside(report, same[-1].reported):
            if same[-1].superseded:
                return Verdict("movement", same[-1], movement(report, same[-1].reported))
            return Verdict("silent", None, because("contradicted", report))
        return self._revision(report, same, None) if same and place.nature == "state" else self._movement(report)

    def _judge_dated(self, report: Reported, article: Sequence[Reported]) -> Verdict:
        status = status_class(report.figure)
        fact = self._fact(report, article) if status == "expected" else None
        if fact is not None:
            return Verdict("silent", None, because("fact_known", report, fact))
        same = self.of_period(report, status)
        if same:
            return self._revision(report, same, self._held_before(report, article))
        expected = self.of_period(report, "expected") if status == "actual" else []
        if expected:
            met = self.agree(expected[-1].reported, report)
            return Verdict("outcome", expected[-1], outcome(report, expected[-1].reported, met=met))
        return self._movement(report)

    def _fact(self, report: Reported, article: Sequence[Reported]) -> Reported | None:
        """Return the actual figure of an expected one's period, known or told in the same article."""
        place, scope = self._series.place(report), scope_key(report.figure.scope)
        known = self.of_period(report, "actual")
        if known:
            return known[-1].reported
        beside = (
            other
            for other in article
            if other.figure.status == "actual"
            and self._series.place(other).key == place.key
            and self._series.same_scope(scope, scope_key(other.figure.scope))
        )
        return next(beside, None)

    def _revision(self, report: Reported, same: list[Known], before: Known | None) -> Verdict:
        """Hold a figure that agrees with nothing of its period against its source's latest, else the latest known.

        Where the source is unknown, what the article tells as having held `before` is evidently that source's.
        """
        comparable = [known for known in same if self.agree(known.reported, report) is not None]
        if not comparable:
            return Verdict("silent", None, because("no_rate", report))
        source = source_of(report)
        own = [known for known in comparable if source and source in known.last_by_source]
        latest = max(own, key=lambda known: known.last_by_source[source]) if own else before or comparable[-1]
        if report.figure.status == "actual" and _beside(report, latest.reported) and not latest.superseded:
            return Verdict("silent", None, because("contradicted", report))
        return Verdict("revision", latest, because("differs", report, latest.reported))

    def _movement(self, report: Reported) -> Verdict:
        place, scope, status = self._series.place(report), scope_key(report.figure.scope), status_class(report.figure)
        newest = self._series.newest(place, scope, status)
        if not newest:
            return Verdict("first", None, because("nothing_known", report))
        latest = newest[-1]
        if latest.place.day < place.day or (place.key == UNDATED and latest.place.day == place.day):
            if place.nature == "state" and self.agree(latest.reported, report) is None:
                return Verdict("silent", None, because("no_rate", report))
            return Verdict("movement", latest, movement(report, latest.reported))
        earlier = self._series.newest(place, scope, status, before=place.day)
        if status == "expected" and not earlier:
            return Verdict("first", None, because("nearer", report, latest.reported))
        return Verdict("silent", None, because("background", report, latest.reported))

    def year_ago(self, report: Reported) -> Reported | None:
        """Return the latest known figure for a year earlier; undated flows and events have none."""
        place, scope, status = self._series.place(report), scope_key(report.figure.scope), status_class(report.figure)
        if place.nature == "event" or place.key == UNDATED:
            return None
        if place.nature == "flow" and report.figure.period is not None:
            period = same_length_earlier(report.figure.period)
            known = self._series.of_key(period, scope, status) if period else []
            return known[-1].reported if known else None
        day = place.day - timedelta(days=365)
        near = self._series.around(place, scope, status, day, YEAR_AGO_SLACK)
        return min(near, key=lambda known: abs(known.place.day - day)).reported if near else None

    # ── repeats ────────────────────────────────────────────────────────────────────────────────────────────────────

    def twin(self, report: Reported, *, superseded: bool) -> Known | None:
        """Return the known figure that this one repeats."""
        place, scope, status = self._series.place(report), scope_key(report.figure.scope), status_class(report.figure)
        if place.nature == "event":
            return self._event_twin(report, status)
        same = self.of_period(report, status)
        agreeing = [known for known in same if self.agree(known.reported, report)]
        told = [known for known in agreeing if _same_telling(known, report)]
        if told:
            return told[-1]
        if agreeing and (superseded or place.key == UNDATED):
            return agreeing[-1]
        if same:
            return self._by_source(report, same, agreeing)
        for known in reversed(self._standing(place, scope, status)):
            if self.agree(known.reported, report):
                return known
        return None

    def _standing(self, place: Place, scope: ScopeKey, status: StatusClass) -> list[Known]:
        """Return the newest standing figures, of which one that agrees makes a repeat."""
        standing = self._series.newest(place, scope, status, until=place.day)
        if place.nature == "state" and not place.dated:
            # An undated target is not older than a dated one of the same size.
            ahead = self._series.newest(place, scope, status) if status == "expected" else []
            return [*ahead, *standing]
        return [known for known in standing if place.nature == "state" or not known.place.dated][-1:]

    def _by_source(self, report: Reported, same: list[Known], agreeing: list[Known]) -> Known | None:
        """Hold a figure against its own source's latest; from an unknown or another source any known one will do."""
        source = source_of(report)
        own = [known for known in same if source and source in known.last_by_source]
        if not own:
            return agreeing[-1] if agreeing else None
        latest = max(own, key=lambda known: known.last_by_source[source])
        if self.agree(latest.reported, report):
            return latest
        # An outlet that follows others to a newer number brings no news; a forecaster who does has changed his mind.
        if status_class(report.figure) == "actual":
            agreeing = [known for known in agreeing if known.entered > latest.last_by_source[source]]
            return agreeing[-1] if agreeing else None
        return None

    # ── events ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _event_twin(self, report: Reported, status: StatusClass) -> Known | None:
        first, last = _event_days(report, self._series.place(report))
        window = first - timedelta(days=EVENT_DAYS), last + timedelta(days=EVENT_DAYS)
        near = self._series.events(scope_key(report.figure.scope), status, *window)
        agreeing = [known for known in near[-LOOK_BACK:] if self.agree(known.reported, report)]
        return agreeing[-1] if agreeing else None

    def _judge_event(self, report: Reported, article: Sequence[Reported]) -> Verdict:
        place, scope, status = self._series.place(report), scope_key(report.figure.scope), status_class(report.figure)
        if place.dated and (report.published - place.day).days > EVENT_DAYS:
            return Verdict("silent", None, because("old_event", report))
        if status == "expected":
            beside = any(other.figure.status == "actual" and self._same_event(report, other) for other in article)
            fact = self._event_twin(report, "actual")
            if beside or (fact is not None and fact.reported.figure.period == report.figure.period):
                return Verdict("silent", None, because("event_known", report))
        else:
            announced = self._announced(report)
            if announced is not None:
                met = self.agree(announced.reported, report)
                return Verdict("outcome", announced, outcome(report, announced.reported, met=met))
        if not self._series.knows_events(scope):
            return Verdict("first", None, because("nothing_known", report))
        return Verdict("event", None, because("new_event", report))

    def _same_event(self, a: Reported, b: Reported) -> bool:
        """Say whether an article tells what was announced and what became of it."""
        scopes = scope_key(a.figure.scope), scope_key(b.figure.scope)
        return a.figure.period == b.figure.period and self._series.same_scope(*scopes) and self._of_a_size(a, b)

    def _announced(self, report: Reported) -> Known | None:
        """Return the latest expected event of about this size that still waits for its outcome."""
        earliest, happened = report.published - timedelta(days=ANNOUNCED_DAYS), self._series.place(report).day
        waiting = self._series.events(scope_key(report.figure.scope), "expected", earliest, date.max)
        for known in reversed(waiting[-LOOK_BACK:]):
            another = _beside(report, known.reported) and not self._same_event(report, known.reported)
            in_time = known.latest_day >= earliest and known.reported.published <= happened
            if in_time and not another and not known.happened and self._of_a_size(known.reported, report):
                return known
        return None

    def _of_a_size(self, a: Reported, b: Reported) -> bool:
        ours, theirs = size_of(a, self._rates), size_of(b, self._rates)
        if not ours or not theirs:
            return False
        return bool(self.agree(a, b)) or 1 / OF_A_SIZE <= ours / theirs <= OF_A_SIZE

    # ── what the rules rest on ─────────────────────────────────────────────────────────────────────────────────────

    def of_period(self, report: Reported, status: StatusClass) -> list[Known]:
        """Return the known figures of one class for a figure's period, the latest last."""
        place = self._series.place(report)
        return self._series.of_key(place.key, scope_key(report.figure.scope), status)[-LOOK_BACK:]

    def agree(self, a: Reported, b: Reported) -> bool | None:
        """Say whether two figures can be the same number; None where they do not compare."""
        return agree(a, b, self._rates)

    def rivals(self, a: Reported, b: Reported) -> bool:
        """Say whether two figures of an article give one period different numbers."""
        here, there = self._series.place(a), self._series.place(b)
        ours, theirs = a.figure.forecaster.casefold(), b.figure.forecaster.casefold()
        return (
            here.nature != "event"
            and here.key == there.key
            and status_class(a.figure) == status_class(b.figure)
            and not (ours and theirs and ours != theirs)
            and self._series.same_scope(scope_key(a.figure.scope), scope_key(b.figure.scope))
            and self.agree(a, b) is False
        )

    def _held_before(self, report: Reported, article: Sequence[Reported]) -> Known | None:
        """Return the known figure that the article itself tells as what held before this one."""
        told = [other for other in article if told_as(SUPERSEDED, other) and self.rivals(report, other)]
        same = self.of_period(report, status_class(report.figure)) if told else []
        return next((known for known in reversed(same) if self.agree(known.reported, told[-1])), None)


def told_as(rule: str, report: Reported) -> bool:
    """Say whether a reader noted that a figure is told in this way: SUPERSEDED or COMPARED."""
    return any(name == rule for name, _ in report.figure.rules)


def _same_telling(known: Known, report: Reported) -> bool:
    """Say whether the figure's own article, or a copy of its story, has reported the known one."""
    return any(
        (report.article_id and other.article_id == report.article_id)
        or (report.story and other.story == report.story and abs(other.published - report.published).days <= STORY_DAYS)
        for other in known.reports
    )


def _beside(report: Reported, other: Reported) -> bool:
    """Say whether one article tells both numbers."""
    return bool(report.article_id) and (report.article_id, report.version) == (other.article_id, other.version)


def _event_days(report: Reported, place: Place) -> tuple[date, date]:
    """Return the days on which an event may have been; a month counts from its last day, longer spans as a whole."""
    if report.figure.period is None:
        return place.day, place.day
    first, last = period_bounds(report.figure.period)
    return (first, last) if (last - first).days > YEAR_AGO_SLACK else (last, last)
