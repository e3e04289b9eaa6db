"""What the words of a period come to, given the day of publication."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from figures.notation import PeriodKind, month_end, span_of
from figures.period_rules import period_words

Groups = Mapping[str, str]  # the named groups of a rule's pattern that matched
_WORDS = period_words()
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Results of a year come out until April; "the full year" said before is the one that ended.
_RESULTS_MONTH = 4
# The end of the year, said later than this, is the one to come.
_YEAR_END_MONTH = 2


class Reading(NamedTuple):
    """A period with its kind; `period` is None for words that say there is none."""

    period: str | None
    kind: PeriodKind
    comparison: bool = False
    announced: bool = False
    as_of: bool = False
    bare: bool = False  # the year was inferred


class Moment(Protocol):
    """When and in what company the words stand."""

    published: date

    def ahead(self) -> bool:
        """Say whether the clause speaks of what is to come."""

    def named_year(self) -> int | None:
        """Return the year that the sentence has named before."""

    def last(self) -> str | None:
        """Return the period named last before, in the paragraph."""


def number(word: str) -> int | None:
    """Read a small number in digits, English or Chinese; None for vague ones."""
    if word.isdecimal():
        return int(word)
    if word in _WORDS.numbers:
        return _WORDS.numbers[word]
    tens, ten, units = word.rpartition("十")
    if ten:
        return 10 * (_WORDS.numbers.get(tens, 1) if tens else 1) + _WORDS.numbers.get(units, 0)
    return _WORDS.numbers.get(word)


def _month(word: str) -> int:
    return _MONTHS.index(word[:3]) + 1 if word[:3] in _MONTHS else number(word) or 0


def _year_of(groups: Groups, at: Moment) -> int | None:
    """Read the year that the words themselves name."""
    if "y" in groups:
        return int(groups["y"])
    if "fy" in groups:
        short = int(groups["fy"])
        return short if short >= 100 else 2000 + short
    if "zny" in groups:
        return int("".join(str(_WORDS.numbers[character]) for character in groups["zny"]))
    if "ry" in groups:
        return at.published.year + _WORDS.years[groups["ry"]]
    return None


def _months(year: int, first: int, count: int) -> str:
    return span_of(date(year, first, 1), month_end(year, first + count - 1))


def _shifted(year: int, month: int, by: int) -> tuple[int, int]:
    index = year * 12 + month - 1 + by
    return index // 12, index % 12 + 1


def _bare_year(first_month: int, count: int, at: Moment) -> int:
    """Choose the year of a month, quarter or half that is named without one.

    Looking back it is the latest ended one (of a month, the latest begun); looking ahead the next to end.
    """
    named = at.named_year()
    if named is not None:
        return named
    year, last_month = at.published.year, first_month + count - 1
    if at.ahead():
        return year if last_month >= at.published.month else year + 1
    if count == 1:
        return year if first_month <= at.published.month else year - 1
    # Well into a quarter or half, it is the one under way rather than that of a year ago; a second half at once.
    under_way = first_month if (first_month, count) == (7, 6) else first_month + count // 2
    return year if at.published.month >= under_way else year - 1


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


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
    return (_month(first), 1) if first else None


def calendar(groups: Groups, at: Moment) -> Reading | None:
    """Read a year, or a half, quarter, month, run of months or day of one, stated or bare."""
    year = _year_of(groups, at)
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
    if year is None:
        year = _bare_year(first, count, at)
    if "d" in groups and count == 1:
        day = _day(year, first, number(groups["d"]) or 0)
        return Reading(day, "day", bare=bare) if day else None
    return Reading(_months(year, first, count), _kind_of(count), bare=bare)


def _year_kind(groups: Groups) -> PeriodKind:
    return "fiscal" if "fy" in groups else "year"


def _kind_of(count: int) -> PeriodKind:
    kinds: dict[int, PeriodKind] = {1: "month", 3: "quarter", 6: "half", 12: "year"}
    return kinds.get(count, "span")


def _month_run(groups: Groups, at: Moment, year: int | None) -> Reading | None:
    first, last = _month(groups.get("mr") or groups["m"]), _month(groups["m2"])
    if not (1 <= first <= 12 and 1 <= last <= 12):
        return None
    bare = year is None and "y2" not in groups
    if "y2" in groups:
        end_year = int(groups["y2"])
        start_year = year if year is not None else end_year - (first > last)
    elif first > last:  # December to February: the year named is that of the end
        end_year = year if year is not None else _bare_year(last, 1, at)
        start_year = end_year - 1
    else:
        start_year = end_year = year if year is not None else _bare_year(first, last - first + 1, at)
    if (start_year, first) > (end_year, last):
        return None
    period = span_of(date(start_year, first, 1), month_end(end_year, last))
    count = (end_year - start_year) * 12 + last - first + 1
    return Reading(period, _kind_of(count), bare=bare)


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
        return _first_weeks(number(groups["n"]) or 0, _year_of(groups, at) or at.published.year)
    count = (number(groups["n"]) or 0) * _WORDS.months[unit]
    if not 1 <= count <= 12:
        return None
    year = _year_of(groups, at)
    bare = year is None
    if year is None:
        year = _bare_year(1, count, at)
    return Reading(_months(year, 1, count), _kind_of(count), bare=bare)


def _latest_half(at: Moment) -> Reading:
    first = 1 if at.published.month > 6 else 7
    return Reading(_months(at.published.year - (first == 7), first, 6), "half", bare=True)


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
    last = _month(groups["m"])
    if not 1 <= last <= 12 or not 1 <= count <= 120:
        return None
    year = _year_of(groups, at)
    bare = year is None
    if year is None:
        year = _bare_year(last, 1, at)
    start_year, first = _shifted(year, last, 1 - count)
    return Reading(span_of(date(start_year, first, 1), month_end(year, last)), _kind_of(count), bare=bare)


def short(groups: Groups, at: Moment) -> Reading | None:
    """Read 3Q24 and 1H25, and 1H alone."""
    index, count = int(groups["n"]), 3 if groups["u"] == "q" else 6
    if index * count > 12:
        return None
    first = (index - 1) * count + 1
    year = _year_of(groups, at)
    bare = year is None
    if year is None:
        year = _bare_year(first, count, at)
    return Reading(_months(year, first, count), _kind_of(count), bare=bare)


def year_to_date(groups: Groups, at: Moment) -> Reading | None:
    """Read "so far this year": January to the month of publication."""
    year = _year_of(groups, at) or at.published.year
    last = at.published.month if year == at.published.year else 12
    return Reading(span_of(date(year, 1, 1), month_end(year, last)), "relative")


def relative(groups: Groups, at: Moment) -> Reading | None:
    """Read last, this or next year, half, quarter or month, and a day of such a month."""
    count = _WORDS.months[groups["u"]]
    month = at.published.month - (at.published.month - 1) % count
    year, first = _shifted(at.published.year, month, count * _WORDS.directions[groups["rel"]])
    if "d" in groups and count == 1:
        day = _day(year, first, number(groups["d"].removesuffix("日")) or 0)
        return Reading(day, "day") if day else None
    return Reading(_months(year, first, count), "relative")


def relative_month(groups: Groups, at: Moment) -> Reading | None:
    """Read "last October", "next summer"."""
    step, published = _WORDS.directions[groups["rel"]], at.published
    if "m" not in groups:
        year = published.year + step
        if groups["season"] == "winter" and step < 0 and published.month <= 3:
            year = published.year
        return Reading(str(year), "relative")
    month = _month(groups["m"])
    year = published.year
    if step < 0 and month >= published.month:
        year -= 1
    elif step > 0 and month <= published.month:
        year += 1
    return Reading(_months(year, month, 1), "month")


def window(groups: Groups, at: Moment) -> Reading | None:
    """Read the next or past n years (both ends counted), quarters or months."""
    count = 10 if "decade" in groups else number(groups["n"])
    unit = "year" if "decade" in groups else groups["u"]
    if count is None or not 1 <= count <= 100 or "range" in groups:
        return Reading(None, "none")
    step, published = _WORDS.directions[groups["rel"]], at.published
    months = _WORDS.months[unit]
    if months == 12:
        ends = sorted((published.year, published.year + step * count))
        return Reading(f"{ends[0]}/{ends[1]}", "span")
    month = published.month - (published.month - 1) % months
    # What is past ended before the month or quarter of publication; what comes begins after it.
    first = _shifted(published.year, month, -count * months if step < 0 else months)
    last = _shifted(*first, count * months - 1)
    return Reading(span_of(date(*first, 1), month_end(*last)), "span")


def ahead(groups: Groups, at: Moment) -> Reading | None:
    """Read "within three years": the year that far ahead."""
    count = 1 if "one" in groups else number(groups["n"])
    if "in" in groups and not at.ahead():
        return None  # "doubled in two years"
    return Reading(str(at.published.year + count), "deadline") if count and count <= 50 else Reading(None, "none")


def ago(groups: Groups, at: Moment) -> Reading | None:
    """Read "four years ago": that year; of months, that month."""
    count = 1 if "one" in groups else number(groups["n"])
    if not count or count > 60:
        return Reading(None, "none")
    months = _WORDS.months[groups["u"]]
    if months % 12 == 0:
        return Reading(str(at.published.year - count * months // 12), "relative")
    year, month = _shifted(at.published.year, at.published.month, -months * count)
    return Reading(_months(year, month, 1), "relative")


def year_ago(groups: Groups, at: Moment) -> Reading | None:
    """Read a point of comparison: the same span the year before."""
    year = _year_of(groups, at)
    return Reading(str(at.published.year - 1 if year is None else year), "year", comparison=True, bare=year is None)


def full_year(groups: Groups, at: Moment) -> Reading | None:
    """Read "the full year", 全年, 年底: the year named before, else the one that the season suggests."""
    year = _year_of(groups, at)
    if year is None:
        year = at.named_year()
    bare = year is None
    if year is None:
        year = at.published.year
        if at.published.month <= (_YEAR_END_MONTH if "eoy" in groups else _RESULTS_MONTH) and not at.ahead():
            year -= 1
    return Reading(str(year), "year", as_of="eoy" in groups, bare=bare)


def weekday(groups: Groups, at: Moment) -> Reading | None:
    """Read a weekday as the latest such day: the day of an announcement."""
    back = (at.published.weekday() - _WORDS.weekdays[groups["wd"]]) % 7
    return Reading((at.published - timedelta(days=back)).isoformat(), "day", announced=True)


def today(groups: Groups, at: Moment) -> Reading | None:
    """Read today and yesterday."""
    back = 1 if groups["dw"].startswith(("y", "昨")) else 0
    return Reading((at.published - timedelta(days=back)).isoformat(), "day", bare=True)


def day(groups: Groups, at: Moment) -> Reading | None:
    """Read a bare day of the month as the latest such day."""
    wanted, published = number(groups["d"]) or 0, at.published
    year, month = published.year, published.month
    if wanted > published.day:
        year, month = _shifted(year, month, -1)
    found = _day(year, month, wanted)
    return Reading(found, "day", bare=True) if found else None


def plan(groups: Groups, _at: Moment) -> Reading | None:
    """Read a Chinese five-year plan: 十四五 is 2021 to 2025."""
    first = 1951 + 5 * (10 + _WORDS.numbers[groups["plan"]])
    if "eoy" in groups:
        return Reading(str(first + 4), "deadline", as_of=True)
    return Reading(f"{first}/{first + 4}", "span")


def previous(groups: Groups, at: Moment) -> Reading | None:
    """Read "the previous quarter": a point of comparison one quarter or month before."""
    found = relative({**groups, "rel": "last"}, at)
    return Reading(found.period, "relative", comparison=True) if found else None


def years_to(groups: Groups, _at: Moment) -> Reading | None:
    """Read "the four years to 2028"."""
    count, last = number(groups["n"]) or 0, int(groups["y"])
    return Reading(f"{last - count + 1}/{last}", "span") if 1 < count <= 30 else None


def decade(_groups: Groups, at: Moment) -> Reading | None:
    """Read "the end of the decade": its last year, as people count."""
    return Reading(str(at.published.year // 10 * 10 + 10), "deadline", as_of=True)


def years_pair(groups: Groups, at: Moment) -> Reading | None:
    """Read "this year and next", 今明两年."""
    first = at.published.year - (groups.get("ry") == "last") + ("ry3" in groups)
    return Reading(f"{first}/{first + 1}", "span")


def then(_groups: Groups, at: Moment) -> Reading | None:
    """Read "by then", "the same year": the period named last."""
    period = at.last()
    return Reading(period, "relative") if period else None


def season(_groups: Groups, at: Moment) -> Reading | None:
    """Read "in the autumn": the year it falls in."""
    return Reading(str(at.published.year), "relative", bare=True)


def nothing(_groups: Groups, _at: Moment) -> Reading | None:
    """Read words that say there is no period: recently, to date."""
    return Reading(None, "none")


READERS: Mapping[str, Callable[[Groups, Moment], Reading | None]] = {
    "calendar": calendar,
    "years": years,
    "plain-year": calendar,
    "first-months": first_months,
    "to-end": to_end,
    "short": short,
    "year-to-date": year_to_date,
    "relative": relative,
    "relative-month": relative_month,
    "window": window,
    "ahead": ahead,
    "ago": ago,
    "year-ago": year_ago,
    "full-year": full_year,
    "weekday": weekday,
    "today": today,
    "day": day,
    "plan": plan,
    "previous": previous,
    "years-to": years_to,
    "decade": decade,
    "years-pair": years_pair,
    "then": then,
    "season": season,
    "none": nothing,
}
