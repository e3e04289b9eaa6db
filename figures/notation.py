"""The notation of periods (2025, 2025-H1, 2025-Q3, 2025-07, 2025-07-14, A/B) and its arithmetic."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

PeriodKind = Literal["year", "half", "quarter", "month", "day", "span", "deadline", "relative", "fiscal", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodSpan:
    """Words of a text that name a period, or that say there is none (kind "none", period None)."""

    start: int
    end: int
    period: str | None
    kind: PeriodKind
    comparison: bool = False  # a point of comparison ("a year earlier", 上年同期), not the figure's own period
    announced: bool = False  # the day of an announcement: dates nothing by itself
    as_of: bool = False  # a point in time: "as of", "by the end of", 截至, 年底
    rule: str


_PART = re.compile(r"(\d{4})(?:-(?:H([12])|Q([1-4])|(\d{2})(?:-(\d{2}))?))?", re.ASCII)
_LETTERS = {3: "Q", 6: "H"}
_LENGTHS = {1: "month", 3: "quarter", 6: "half", 12: "year"}


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def _months(year: int, first: int, count: int) -> tuple[date, date]:
    return date(year, first, 1), month_end(year, first + count - 1)


@lru_cache(maxsize=4096)
def _part_bounds(part: str) -> tuple[date, date]:
    match = _PART.fullmatch(part)
    if match is None:
        raise ValueError(f"not a period: {part!r}")
    year = int(match[1])
    if match[2]:
        return _months(year, 6 * int(match[2]) - 5, 6)
    if match[3]:
        return _months(year, 3 * int(match[3]) - 2, 3)
    if match[5]:
        day = date(year, int(match[4]), int(match[5]))
        return day, day
    if match[4]:
        return _months(year, int(match[4]), 1)
    return _months(year, 1, 12)


@lru_cache(maxsize=4096)
def period_bounds(period: str) -> tuple[date, date]:
    """Return the first and last day of a period, both inclusive; raise ValueError for anything else."""
    first, slash, last = period.partition("/")
    start, end = _part_bounds(first)
    if slash:
        end = _part_bounds(last)[1]
    if end < start:
        raise ValueError(f"a period that ends before it starts: {period!r}")
    return start, end


def _is_month_end(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]


def _month_count(first: date, last: date) -> int | None:
    """Count the months from first to last, None where they are no whole calendar months."""
    if first.day != 1 or not _is_month_end(last):
        return None
    return (last.year - first.year) * 12 + last.month - first.month + 1


def span_of(first: date, last: date) -> str:
    """Write the shortest form of the span from first to last, both inclusive."""
    if first == last:
        return first.isoformat()
    count = _month_count(first, last)
    year = f"{first.year:04d}"
    if count is None:
        return f"{first.isoformat()}/{last.isoformat()}"
    if count % 12 == 0 and first.month == 1:
        return year if count == 12 else f"{year}/{last.year:04d}"
    if count == 1:
        return f"{year}-{first.month:02d}"
    if count in _LETTERS and first.month % count == 1:
        return f"{year}-{_LETTERS[count]}{first.month // count + 1}"
    return f"{year}-{first.month:02d}/{last.year:04d}-{last.month:02d}"


@lru_cache(maxsize=4096)
def period_length(period: str) -> str:
    """Name how long a period is: year, half, quarter, month, day, else months as "9m" or days as "7d"."""
    first, last = period_bounds(period)
    if first == last:
        return "day"
    count = _month_count(first, last)
    if count is None:
        return f"{(last - first).days + 1}d"
    return _LENGTHS.get(count, f"{count}m")


def _year_before(day: date) -> date:
    year = day.year - 1
    if day.month == 2 and _is_month_end(day):
        return month_end(year, 2)
    return day.replace(year=year)


@lru_cache(maxsize=4096)
def same_length_earlier(period: str) -> str | None:
    """Name the same span a year before ("2025-Q3" → "2024-Q3"); None where there is no such year."""
    first, last = period_bounds(period)
    if first.year <= 1:
        return None
    if first == last:  # a leap day has none of its own; the last of February stands for it
        return first.replace(year=first.year - 1, day=min(first.day, 28) if first.month == 2 else first.day).isoformat()
    return span_of(first.replace(year=first.year - 1), _year_before(last))


def preceding(period: str) -> str:
    """Return the span of as many whole months right before one."""
    first, last = period_bounds(period)
    before = first - timedelta(days=1)
    months = (last.year - first.year) * 12 + last.month - first.month
    start = before.year * 12 + before.month - 1 - months
    return span_of(date(start // 12, start % 12 + 1, 1), before)
