"""Lay a chart out: where lines, dots and ticks stand; a template draws it as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.values import Language
from review.verbs.series import Point, Series

WIDTH, HEIGHT = 560, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 18, 14, 28
_TICKS = 4
_MOST_LABELS = 6
_ALONE = timedelta(days=190)  # room to either side of a single moment
_NEAR_ZERO = 0.45  # smallest over largest: below it the axis begins at zero, so that heights compare
_SCALES = {
    "en": ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")),
    "zh": ((1e12, "万亿"), (1e8, "亿"), (1e4, "万")),
}


@dataclass(frozen=True, slots=True)
class Dot:
    """A figure in a chart."""

    x: float
    y: float
    top: float | None  # of a range
    point: Point
    hue: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line through the standing figures of a kind."""

    path: str
    kind: str
    hue: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, laid out."""

    width: int
    height: int
    left: int
    right: int
    bottom: int
    lines: tuple[Line, ...]
    dots: tuple[Dot, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    zero: float | None  # where the zero line lies, if inside
    expected: bool  # some figures are expected ones
    revised: bool  # some figures were superseded


def chart_of(many: Sequence[Series], language: Language = "en") -> Chart | None:
    """Lay out one or several series of one unit, its axis in a language; None where there is nothing to draw."""
    points = [point for series in many for point in series.points]
    if not points:
        return None
    first, last = _span(points)
    low, high, step = _scale([v for point in points for v in _values(point)])

    def x(day: date) -> float:
        return round(_LEFT + (day - first).days / (last - first).days * (WIDTH - _LEFT - _RIGHT), 1)

    def y(value: float) -> float:
        return round(HEIGHT - _BOTTOM - (value - low) / (high - low) * (HEIGHT - _TOP - _BOTTOM), 1)

    lines, dots = [], []
    for hue, series in enumerate(many, 1):
        for kind in ("actual", "expected"):
            path = _path([(x(p.at), y(p.value)) for p in series.points if p.kind == kind and not p.superseded])
            if path:
                lines.append(Line(path, kind, hue))
        for point in series.points:
            ends = _values(point)
            dots.append(Dot(x(point.at), y(point.value), y(ends[1]) if len(ends) > 1 else None, point, hue))
    ticks = [low + step * n for n in range(round((high - low) / step) + 1)]
    return Chart(
        width=WIDTH,
        height=HEIGHT,
        left=_LEFT,
        right=WIDTH - _RIGHT,
        bottom=HEIGHT - _BOTTOM,
        lines=tuple(lines),
        dots=tuple(dots),
        across=tuple(Tick(x(day), label) for day, label in _days(first, last)),
        up=tuple(Tick(y(value), short(value, step, language)) for value in ticks),
        zero=y(0) if low < 0 < high else None,
        expected=any(point.kind == "expected" for point in points),
        revised=any(point.superseded for point in points),
    )


def _values(point: Point) -> list[float]:
    figure = point.figure.figure
    if figure.value_high is None or not figure.value:
        return [point.value]
    return [point.value, point.value * figure.value_high / figure.value]


def _span(points: Sequence[Point]) -> tuple[date, date]:
    days = [point.at for point in points]
    first, last = min(days), max(days)
    if last - first < _ALONE:
        middle = first + (last - first) / 2
        first, last = middle - _ALONE / 2, middle + _ALONE / 2
    room = (last - first) * 0.04
    return first - room, last + room


def _scale(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the axis: lowest, highest and step, all round numbers."""
    low, high = min(values), max(values)
    if low > 0 and low < high * _NEAR_ZERO:
        low = 0.0
    if low == high:
        low, high = (low - abs(low) * 0.1, high + abs(high) * 0.1) if low else (-1.0, 1.0)
    rough = (high - low) / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(size * power for size in (1, 2, 2.5, 5, 10) if size * power >= rough * 0.999)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step


def _path(places: Sequence[tuple[float, float]]) -> str:
    if len(places) < 2:
        return ""
    return "M" + "L".join(f"{x} {y}" for x, y in places)


def _days(first: date, last: date) -> list[tuple[date, str]]:
    """Return where the axis is labelled: years, or months of a short span."""
    years = [year for year in range(first.year, last.year + 2) if first <= date(year, 1, 1) <= last]
    if len(years) >= 3:
        every = math.ceil(len(years) / _MOST_LABELS)
        return [(date(year, 1, 1), str(year)) for year in years[::-1][::every][::-1]]
    months = [date(year, month, 1) for year in range(first.year, last.year + 1) for month in range(1, 13)]
    inside = [day for day in months if first <= day <= last]
    every = next(n for n in (1, 2, 3, 6, 12) if len(inside) / n <= _MOST_LABELS or n == 12)
    return [(day, day.strftime("%Y-%m")) for day in inside if (day.month - 1) % every == 0]


def short(value: float, step: float, language: Language = "en") -> str:
    """Write a number on an axis: "1.5B", "15亿", "200"."""
    largest = max(abs(value), abs(step))
    size, prefix = next(((size, prefix) for size, prefix in _SCALES[language] if largest >= size), (1.0, ""))
    digits = max(0, -math.floor(math.log10(step / size) + 1e-9)) if step else 0
    return f"{value / size:.{min(digits, 4)}f}{prefix}".replace("-", "−") if value else "0"
