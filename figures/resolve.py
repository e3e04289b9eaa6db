"""What the words of a period come to, given the day of publication."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from figures import relative
from figures.notation import PeriodKind, month_end, span_of
from figures.period_rules import period_words
from figures.readings import (
    Groups,
    Moment,
    Reading,
    bare_year,
    day_of,
    kind_of,
    month_of,
    months_from,
    number,
    shifted,
    year_of,
)

__all__ = ["READERS", "Groups", "Moment", "Reading"]

_WORDS = period_words()


def _part(groups: Groups) -> tuple[int, int] | None:
    """Return first month and number of months of the part of a year that the words name; None for the whole."""
    ordinal = groups.get("q") or groups.get("q0") or groups.get("q1")
    if ordinal is None and groups.get("qu") == "quarter":
        ordinal = groups["qw"]
    if ordinal:
        index = _WORDS.ordinals.get(ordinal) or int(ordinal)
        return 3 * index - 2, 3
    half = groups.get("h") or groups.get("hw") or groups.get("qw")
    if half or "half" in groups:
        index = _WORDS.ordinals.get(half or "上") or int((half or "1")[0])
        return 6 * min(index, 2) - 5, 6
    if "nq" in groups:
        return 1, 3 * min(number(groups["nq"]) or 1, 4)
    if "nm" in groups:
        return 1, min(number(groups["nm"]) or 1, 12)
    first = groups.get("mr") or groups.get("m")
    return (month_of(first), 1) if first else None


def calendar(groups: Groups, at: Moment) -> Reading | None:
    """Read a year, or a half, quarter, month, run of months or day of one, stated or bare."""
    year = year_of(groups, at)
    bare = year is None
    if "same" in groups:
        return Reading(str(year), "year", comparison=True)
    if "m2" in groups:
        return _month_run(groups, at, year)
    part = _part(groups)
    if part is None:
        return None if year is None else Reading(str(year), _year_kind(groups), as_of="eoy" in groups)
    first, count = part
    if not 1 <= first <= 12 or first + count > 13:
        return None
    if year is None:  # a fiscal quarter keeps the name it has in the year of publication
        year = at.published.year if "fq" in groups else bare_year(first, count, at)
    if "d" in groups and count == 1:
        day = day_of(year, first, number(groups["d"]) or 0)
        return Reading(day, "day", bare=bare) if day else None
    return Reading(months_from(year, first, count), kind_of(count), bare=bare)


def _year_kind(groups: Groups) -> PeriodKind:
    return "fiscal" if "fy" in groups else "year"


def _month_run(groups: Groups, at: Moment, year: int | None) -> Reading | None:
    first, last = month_of(groups.get("mr") or groups["m"]), month_of(groups["m2"])
    if not (1 <= first <= 12 and 1 <= last <= 12):
        return None
    if "and" in groups and last != first + 1:
        return None  # 1月和3月
    bare = year is None and "y2" not in groups
    if "y2" in groups:
        end_year = int(groups["y2"])
        start_year = year if year is not None else end_year - (first > last)
    elif first > last:  # December to February: the year named is that of the end
        end_year = year if year is not None else bare_year(last, 1, at)
        start_year = end_year - 1
    else:
        start_year = end_year = year if year is not None else bare_year(first, last - first + 1, at)
    if (start_year, first) > (end_year, last):
        return None
    period = span_of(date(start_year, first, 1), month_end(end_year, last))
    count = (end_year - start_year) * 12 + last - first + 1
    return Reading(period, kind_of(count), bare=bare)


def years(groups: Groups, _at: Moment) -> Reading | None:
    """Read a span of years: 2024-2030, 2024/25."""
    first = int(groups["y"])
    last = int(groups["y2"]) if "y2" in groups else first // 100 * 100 + int(groups["y2s"])
    if "y2s" in groups and last != first + 1 and int(groups["y2s"]) <= 12:
        return None  # a month
    return Reading(f"{first}/{last}", "span") if last > first else None


def first_months(groups: Groups, at: Moment) -> Reading | None:
    """Read the first n months or quarters of a year."""
    if "half" in groups:
        return _latest_half(at)
    unit = groups.get("u", "month")
    if unit == "week":
        return _first_weeks(number(groups["n"]) or 0, year_of(groups, at) or at.published.year)
    count = (number(groups["n"]) or 0) * _WORDS.months[unit]
    if not 1 <= count <= 12:
        return None
    year = year_of(groups, at)
    bare = year is None
    if year is None:
        year = bare_year(1, count, at)
    return Reading(months_from(year, 1, count), kind_of(count), bare=bare)


def _latest_half(at: Moment) -> Reading:
    first = 1 if at.published.month > 6 else 7
    return Reading(months_from(at.published.year - (first == 7), first, 6), "half", bare=True)


def _first_weeks(count: int, year: int) -> Reading | None:
    first = date(year, 1, 1)
    return Reading(span_of(first, first + timedelta(days=7 * count - 1)), "span") if 1 <= count <= 52 else None


def to_end(groups: Groups, at: Moment) -> Reading | None:
    """Read n months, a quarter, half or year told by the month of its end."""
    if "u" in groups:
        count = (number(groups["n"]) if "n" in groups else 1) or 0
        count *= _WORDS.months[groups["u"].removesuffix("s")]
    else:
        count = 12 if "year" in groups else 3
    last = month_of(groups["m"])
    if not 1 <= last <= 12 or not 1 <= count <= 120:
        return None
    year = year_of(groups, at)
    bare = year is None
    if year is None:
        upcoming = at.published.year + (last <= at.published.month)
        told = (last - count + 1, count) if count in (3, 6) and last >= count else (last, 1)
        year = upcoming if "nx" in groups else bare_year(*told, at)
    start_year, first = shifted(year, last, 1 - count)
    return Reading(span_of(date(start_year, first, 1), month_end(year, last)), kind_of(count), bare=bare)


def short(groups: Groups, at: Moment) -> Reading | None:
    """Read 3Q24 and 1H25, and 1H alone."""
    index, count = int(groups["n"]), 3 if groups["u"] == "q" else 6
    if index * count > 12:
        return None
    first = (index - 1) * count + 1
    year = year_of(groups, at)
    bare = year is None
    if year is None:
        year = bare_year(first, count, at)
    return Reading(months_from(year, first, count), kind_of(count), bare=bare)


def plan(groups: Groups, _at: Moment) -> Reading | None:
    """Read a Chinese five-year plan: 十四五 is 2021 to 2025."""
    first = 1951 + 5 * (10 + _WORDS.numbers[groups["plan"]])
    if "eoy" in groups:
        return Reading(str(first + 4), "deadline", as_of=True)
    return Reading(f"{first}/{first + 4}", "span")


def years_to(groups: Groups, _at: Moment) -> Reading | None:
    """Read "the four years to 2028"."""
    count, last = number(groups["n"]) or 0, int(groups["y"])
    return Reading(f"{last - count + 1}/{last}", "span") if 1 < count <= 30 else None


READERS: Mapping[str, Callable[[Groups, Moment], Reading | None]] = {
    "calendar": calendar,
    "years": years,
    "plain-year": calendar,
    "first-months": first_months,
    "to-end": to_end,
    "short": short,
    "year-to-date": relative.year_to_date,
    "relative": relative.relative,
    "that-unit": relative.that_unit,
    "this-unit": relative.this_unit,
    "relative-month": relative.relative_month,
    "window": relative.window,
    "years-grown": relative.years_grown,
    "ahead": relative.ahead,
    "ago": relative.ago,
    "year-ago": relative.year_ago,
    "full-year": relative.full_year,
    "weekday": relative.weekday,
    "today": relative.today,
    "day": relative.day,
    "plan": plan,
    "previous": relative.previous,
    "years-to": years_to,
    "decade": relative.decade,
    "years-pair": relative.years_pair,
    "then": relative.then,
    "then-end": relative.then_end,
    "year-after": relative.year_after,
    "year-elliptic": relative.year_elliptic,
    "part-elliptic": relative.part_elliptic,
    "midyear": relative.midyear,
    "turn-of-year": relative.turn_of_year,
    "now-to": relative.now_to,
    "last-part": relative.last_part,
    "just-ended": relative.just_ended,
    "year-begun": relative.year_begun,
    "reporting": relative.reporting,
    "season": relative.season,
    "none": relative.nothing,
}
