"""Follow a figure through time: the points of a chart, and the table under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from figures.agreement import is_currency, rate_days
from figures.notation import period_bounds, period_length, same_length_earlier
from models.database import Ledger
from models.store.figures import SeriesCount, newest_in_series, outlets_of, series_of
from models.store.subjects import Watched, watched_named
from models.values import Rates, Reported
from scheduler.newsroom import Newsroom

LATEST = 24  # series in the table of a subject's page
_NEWEST = 12  # figures of each that are looked at
CHARTS = 6  # series that a subject's page draws
_POINTS = 60  # newest figures of a series that are looked at: more dots than the eye tells apart
_ANY = "any"  # in place of a currency: each figure in its own unit, as in a table

PointKind = Literal["actual", "expected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One figure in a chart."""

    figure: Reported
    kind: PointKind
    at: date  # where it stands in time: the end of its period, or its article's day
    value: float  # in the chart's unit
    superseded: bool  # a later figure for the same period and status class revised it
    converted: str  # "at 7.25 CNY a USD, 2025-01-14"; empty where it is as reported
    outlets: tuple[str, ...]
    year_on_year: float | None  # percent against the same period a year earlier
    on_period: float | None  # percent against the period just before, of the same length


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A subject's figures of one metric, measure and scope, oldest first."""

    subject: str
    metric: str
    measure: str
    scope: str | None
    unit: str  # that of the chart; figures in other units are left out, unless converted
    points: tuple[Point, ...]
    left_out: int  # figures in another unit

    @property
    def is_line(self) -> bool:
        """Say whether there are two moments at least: what a chart is worth drawing for."""
        return len({point.at for point in self.points}) > 1

    def of(self, kind: PointKind) -> tuple[Point, ...]:
        """Return the standing points of a kind."""
        return tuple(point for point in self.points if point.kind == kind and not point.superseded)


def list_series(newsroom: Newsroom, subject: str) -> list[SeriesCount]:
    """Return the series of a subject, the fullest first; raises NotFoundError."""
    with newsroom.database.reading() as ledger:
        return series_of(ledger, watched_named(ledger, subject).id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A metric that some subjects can be compared on."""

    metric: str
    measure: str
    subjects: int  # how many of them have figures of it
    figures: int


def offered(newsroom: Newsroom, subjects: Sequence[str]) -> list[Offered]:
    """Return the metrics that these subjects have figures of, those that most of them share first."""
    found: dict[tuple[str, str], list[int]] = {}
    with newsroom.database.reading() as ledger:
        for subject in subjects:
            whole = [s for s in series_of(ledger, watched_named(ledger, subject).id) if s.scope is None]
            for count in whole:
                found.setdefault((count.metric, count.measure), []).append(count.figures)
    offers = [
        Offered(metric=metric, measure=measure, subjects=len(counts), figures=sum(counts))
        for (metric, measure), counts in found.items()
    ]
    return sorted(offers, key=lambda offer: (-offer.subjects, -offer.figures, offer.metric))


def show(
    newsroom: Newsroom,
    subject: str,
    metric: str,
    *,
    measure: str = "level",
    scope: str | None = None,
    currency: str = "",
) -> Series:
    """Return one series; with a currency, money is converted at reference rates. Raises NotFoundError."""
    rates = _rates(newsroom) if currency else None
    with newsroom.database.reading() as ledger:
        kept = watched_named(ledger, subject)
        return _series(ledger, kept, (metric, measure, scope), currency, rates)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What a subject's page tells of its figures."""

    charts: tuple[Series, ...]  # the fullest series
    latest: tuple[Point, ...]  # the newest actual and the newest expected figure of each series, by metric


def overview(newsroom: Newsroom, subject: str, *, currency: str = "") -> Overview:
    """Return the fullest series of a subject and the latest of all; raises NotFoundError."""
    rates = _rates(newsroom) if currency else None
    with newsroom.database.reading() as ledger:
        kept = watched_named(ledger, subject)
        counts = series_of(ledger, kept.id)[:LATEST]
        keys = [(count.metric, count.measure, count.scope) for count in counts]
        known = [
            newest_in_series(ledger, kept.id, metric, measure, scope=scope, limit=_POINTS if n < CHARTS else _NEWEST)
            for n, (metric, measure, scope) in enumerate(keys)
        ]
        outlets = outlets_of(ledger, [report.figure_id for reports in known for report in reports])
    name = kept.subject.name
    charts = [
        _laid_out(name, key, one, outlets, currency, rates) for key, one in zip(keys[:CHARTS], known, strict=False)
    ]
    latest = [_laid_out(name, key, one[-_NEWEST:], outlets, _ANY, None) for key, one in zip(keys, known, strict=True)]
    points = [point for one in latest for point in _newest_of(one)]
    points.sort(key=lambda p: (p.figure.figure.metric, p.figure.figure.measure, p.figure.figure.scope or ""))
    return Overview(charts=tuple(charts), latest=tuple(points))


def _newest_of(series: Series) -> list[Point]:
    """Return the newest actual and the newest expected figure of a series."""
    return [series.of(kind)[-1] for kind in ("actual", "expected") if series.of(kind)]


def compare(
    newsroom: Newsroom, subjects: Sequence[str], metric: str, *, measure: str = "level", currency: str = ""
) -> list[Series]:
    """Return the same series of several subjects, money in one currency; raises NotFoundError."""
    found = [show(newsroom, subject, metric, measure=measure, currency=currency) for subject in subjects]
    units = [series.unit for series in found if series.points]
    if currency or not units or len(set(units)) == 1 or not all(map(is_currency, units)):
        return found
    common = max(dict.fromkeys(units), key=units.count)
    return [show(newsroom, subject, metric, measure=measure, currency=common) for subject in subjects]


def _rates(newsroom: Newsroom) -> Rates:
    from scheduler.rates import rates_of  # noqa: PLC0415 - loads a table of reference rates

    return rates_of(newsroom.settings)


def _series(
    ledger: Ledger,
    kept: Watched,
    key: tuple[str, str, str | None],
    currency: str,
    rates: Rates | None,
) -> Series:
    metric, measure, scope = key
    known = newest_in_series(ledger, kept.id, metric, measure, scope=scope, limit=_POINTS)
    outlets = outlets_of(ledger, [report.figure_id for report in known])
    return _laid_out(kept.subject.name, key, known, outlets, currency, rates)


def _laid_out(
    subject: str,
    key: tuple[str, str, str | None],
    known: Sequence[Reported],
    outlets: Mapping[int, tuple[str, ...]],
    currency: str,
    rates: Rates | None,
) -> Series:
    """Put the figures of a series where they stand, oldest first."""
    metric, measure, scope = key
    unit, placed = _in_one_unit(known, currency, rates)
    last = _standing(placed)
    values = {_slot(r): (r, value) for r, value, _ in placed if last[_slot(r)] == r.figure_id}
    points = [
        Point(
            figure=reported,
            kind=_kind(reported),
            at=_at(reported),
            value=value,
            superseded=last[_slot(reported)] != reported.figure_id,
            converted=converted,
            outlets=outlets.get(reported.figure_id, ()),
            year_on_year=_against(reported, value, values, _year_earlier(reported), mixed=currency == _ANY),
            on_period=_against(reported, value, values, _period_before(reported), mixed=currency == _ANY),
        )
        for reported, value, converted in placed
    ]
    points.sort(key=lambda point: (point.at, point.figure.published, point.figure.figure_id))
    return Series(
        subject=subject,
        metric=metric,
        measure=measure,
        scope=scope,
        unit=unit,
        points=tuple(points),
        left_out=len(known) - len(placed),
    )


Slot = tuple[str, PointKind]
Placed = tuple[Reported, float, str]


def _kind(reported: Reported) -> PointKind:
    return "actual" if reported.figure.status == "actual" else "expected"


def _slot(reported: Reported) -> Slot:
    """Return what two figures share that cannot both stand: their period and status class."""
    return reported.figure.period or f"day {reported.published}", _kind(reported)


def _at(reported: Reported) -> date:
    if reported.figure.period is None:
        return reported.published
    try:
        return period_bounds(reported.figure.period)[1]
    except ValueError:
        return reported.published


def _standing(placed: Sequence[Placed]) -> dict[Slot, int]:
    """Return the number of the latest figure for each period and status class."""
    last: dict[Slot, int] = {}
    for reported, _, _ in placed:  # oldest first
        last[_slot(reported)] = reported.figure_id
    return last


def _in_one_unit(known: Sequence[Reported], currency: str, rates: Rates | None) -> tuple[str, list[Placed]]:
    if currency == _ANY:
        return "", [(reported, reported.figure.value, "") for reported in known]
    units = [reported.figure.unit for reported in known]
    unit = max(dict.fromkeys(units), key=units.count, default="")
    if currency and rates and is_currency(unit):
        found = [placed for reported in known if (placed := _in_currency(reported, currency, rates))]
        return currency, found
    return unit, [(r, value, "") for r in known if (value := _stated(r, unit)) is not None]


def _stated(reported: Reported, unit: str) -> float | None:
    """Return the figure in a unit in which its article states it."""
    figure = reported.figure
    if figure.unit == unit:
        return figure.value
    return next((form.value for form in figure.also if form.unit == unit), None)


def _in_currency(reported: Reported, currency: str, rates: Rates) -> Placed | None:
    stated = _stated(reported, currency)
    if stated is not None:
        return reported, stated, ""
    first, last = rate_days(reported)
    theirs, ours = rates.usd_for(reported.figure.unit, first, last), rates.usd_for(currency, first, last)
    if theirs is None or ours is None:
        return None
    each = theirs.usd / ours.usd
    words = f"1 {reported.figure.unit} = {each:.4g} {currency}, {min(theirs.day, ours.day).isoformat()}"
    return reported, reported.figure.value * each, words


def _year_earlier(reported: Reported) -> str | None:
    period = reported.figure.period
    if period is None:
        return None
    try:
        return same_length_earlier(period)
    except ValueError:
        return None


def _period_before(reported: Reported) -> str | None:
    """Name the half, quarter or month just before; a year's is the year before, told already."""
    period = reported.figure.period or ""
    try:
        length = period_length(period) if period else ""
    except ValueError:
        return None
    year, _, part = period.partition("-")
    if length == "quarter" and part.startswith("Q"):
        return f"{year}-Q{int(part[1]) - 1}" if part != "Q1" else f"{int(year) - 1}-Q4"
    if length == "half" and part.startswith("H"):
        return f"{year}-H1" if part == "H2" else f"{int(year) - 1}-H2"
    if length == "month" and part.isdecimal():
        return f"{year}-{int(part) - 1:02d}" if part != "01" else f"{int(year) - 1}-12"
    return None


def _against(
    reported: Reported, value: float, values: dict[Slot, tuple[Reported, float]], period: str | None, *, mixed: bool
) -> float | None:
    """Return the change in percent against a period: against its actual where that is known.

    In the unit both were stated in, where that is one: a moving exchange rate is no growth.
    """
    if period is None or reported.figure.unit == "percent":
        return None
    known = values.get((period, "actual"))
    if known is None and _kind(reported) == "expected":
        known = values.get((period, "expected"))
    if known is None:
        return None
    then, before = known
    if mixed and then.figure.unit != reported.figure.unit:
        return None
    if then.figure.unit == reported.figure.unit:
        before, value = then.figure.value, reported.figure.value
    return (value - before) / abs(before) * 100 if before else None
