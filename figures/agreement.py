"""Whether two reported numbers can be the same: by interval, never by equality (CHANGES.md)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from figures.notation import period_bounds
from models.values import Figure, Qualifier, Rate, Rates, Reported

Interval = tuple[float, float]

# CHANGES.md's own numbers.
EXACT_AT_MOST = 0.05
ABOUT_AT_MOST = 0.10
MORE_THAN_REACHES = 1.25
LESS_THAN_REACHES = 0.8
RATE_MARGIN = 0.02

# Intervals of plain numbers reach from 0.8 to 1.25 of them; farther apart than this they never meet.
_NEVER_MEET = 1.6
_TOUCH = 1e-9  # of a number: intervals that touch in decimals still touch in binary
_DIGITS_KEPT = 12  # beyond them a float's decimals are noise
_NUMBER_IN_QUOTE = re.compile(r"\d[\d,，]*(?:[.．]\d+)?")


@lru_cache(maxsize=65536)
def half_unit(value: float) -> float:
    """Return half a unit of the last non-zero digit: 0.005 for 6.98, 500 for 12,000; 0.5 for zero."""
    decimal = Decimal(f"{abs(value):.{_DIGITS_KEPT}g}").normalize()
    exponent = decimal.as_tuple().exponent
    return 0.5 if decimal == 0 or not isinstance(exponent, int) else float(Decimal(5).scaleb(exponent - 1))


@lru_cache(maxsize=65536)
def stated_decimals(value: float, quote: str) -> int | None:
    """Return how many decimals the quote gives this number, zeros included; None where no digits state it."""
    for match in _NUMBER_IN_QUOTE.finditer(quote):
        digits = match[0].replace(",", "").replace("，", "").replace("．", ".")
        if abs(float(digits) - abs(value)) < _TOUCH * max(1.0, abs(value)):
            return len(digits.partition(".")[2])
    return None


@lru_cache(maxsize=65536)
def interval_of(value: float, qualifier: Qualifier, unit: str = "", quote: str = "") -> Interval:
    """Return every value that a number stands for, as (low, high); hedges follow the size, also of losses and falls."""
    size = abs(value)
    if qualifier == "more_than":
        low, high = size, size * MORE_THAN_REACHES
    elif qualifier == "less_than":
        low, high = size * LESS_THAN_REACHES, size
    else:
        decimals = stated_decimals(value, quote) if unit == "percent" else None
        hedge = 2 if qualifier == "about" else 1
        if decimals is None:
            cap = ABOUT_AT_MOST if qualifier == "about" else EXACT_AT_MOST
            margin = half_unit(value) * hedge if size == 0 else min(half_unit(value) * hedge, size * cap)
        else:
            margin = 0.5 * 10.0**-decimals * hedge
        low, high = size - margin, size + margin
    return (low, high) if value >= 0 else (-high, -low)


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which a figure was stated, as the interval it stands for; a range also by what its ends stand for."""

    unit: str
    whole: Interval
    ends: tuple[Interval, Interval] | None = None

    def in_dollars(self, rate: Rate) -> Form:
        """Return the form in US dollars, widened for the rate."""
        low, high = self.ends or (self.whole, self.whole)
        ends = (_converted(low, rate.usd), _converted(high, rate.usd)) if self.ends else None
        return Form("USD", _converted(self.whole, rate.usd), ends)


def _converted(interval: Interval, usd: float) -> Interval:
    low, high = interval
    return usd * (low - RATE_MARGIN * abs(low)), usd * (high + RATE_MARGIN * abs(high))


@lru_cache(maxsize=65536)
def _form(value: float, value_high: float | None, unit: str, qualifier: Qualifier, quote: str) -> Form:
    if value_high is None:
        return Form(unit, interval_of(value, qualifier, unit, quote))
    ends = interval_of(value, "exact", unit, quote), interval_of(value_high, "exact", unit, quote)
    return Form(unit, (value, value_high), ends)


def forms_of(figure: Figure) -> tuple[Form, ...]:
    """Return the main form of a figure, then every restated one."""
    main = _form(figure.value, figure.value_high, figure.unit, figure.qualifier, figure.quote)
    if not figure.also:
        return (main,)
    hedge = figure.qualifier
    return (main, *(_form(form.value, form.value_high, form.unit, hedge, "") for form in figure.also))


def is_currency(unit: str) -> bool:
    """Say whether a unit is money: an ISO 4217 code."""
    return len(unit) == 3 and unit.isascii() and unit.isupper()


def rate_days(reported: Reported) -> tuple[date, date]:
    """Return the days whose average rate converts a figure: its period once that is over, else its article's day."""
    period = reported.figure.period
    if period is not None:
        first, last = period_bounds(period)
        if last < reported.published:
            return first, last
    return reported.published, reported.published


def _overlap(a: Interval, b: Interval) -> bool:
    slack = _TOUCH * max(abs(a[0]), abs(b[0]), abs(a[1]), abs(b[1]))
    return a[0] <= b[1] + slack and b[0] <= a[1] + slack


def _same(a: Form, b: Form) -> bool:
    """Compare two forms of one unit; of two ranges both ends must agree."""
    if a.ends and b.ends:
        return all(map(_overlap, a.ends, b.ends))
    return _overlap(a.whole, b.whole)


def agree(a: Reported, b: Reported, rates: Rates) -> bool | None:
    """Say whether two figures can be the same number; None where they have no unit, and no rate, in common.

    Restated units may agree in place of the main ones; different currencies meet in US dollars.
    """
    if _plainly_apart(a.figure, b.figure):
        return False
    ours, theirs = forms_of(a.figure), forms_of(b.figure)
    alike = [_same(x, y) for x in ours for y in theirs if x.unit == y.unit]
    if any(alike) or a.figure.unit == b.figure.unit:
        return any(alike)
    met = [_same_in_dollars((a, x), (b, y), rates) for x in ours for y in theirs if x.unit != y.unit]
    told = [*alike, *(verdict for verdict in met if verdict is not None)]
    return any(told) if told else None


def _plainly_apart(a: Figure, b: Figure) -> bool:
    """Say at little cost whether two figures without restatements or ranges are far from each other."""
    if a.unit != b.unit or a.unit == "percent" or a.also or b.also or a.value_high or b.value_high:
        return False
    low, high = sorted((abs(a.value), abs(b.value)))
    return low * _NEVER_MEET < high and low > 0


def _same_in_dollars(a: tuple[Reported, Form], b: tuple[Reported, Form], rates: Rates) -> bool | None:
    ours, theirs = _dollars(*a, rates), _dollars(*b, rates)
    return None if ours is None or theirs is None else _same(ours, theirs)


def _dollars(reported: Reported, form: Form, rates: Rates) -> Form | None:
    if not is_currency(form.unit):
        return None
    rate = rates.usd_for(form.unit, *rate_days(reported))
    return form.in_dollars(rate) if rate else None


def size_of(reported: Reported, rates: Rates) -> float | None:
    """Return a figure's plain size, money in US dollars, a range by its middle; None for a currency without a rate."""
    figure = reported.figure
    middle = figure.value if figure.value_high is None else (figure.value + figure.value_high) / 2
    if not is_currency(figure.unit):
        return abs(middle)
    rate = rates.usd_for(figure.unit, *rate_days(reported))
    return abs(middle) * rate.usd if rate else None
