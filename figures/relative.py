"""Periods told from the day of publication: last year, the next four years, a year ago, today."""

from __future__ import annotations

from datetime import date, timedelta

from figures.notation import month_end, period_bounds, period_length, preceding, same_length_earlier, span_of
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

_WORDS = period_words()
# Results of a year come out until April; "the full year" said before is the one that ended.
_RESULTS_MONTH = 4
# The end of the year, said later than this, is the one to come.
_YEAR_END_MONTH = 2
_LAST_MONTH = 12
_HALF_YEAR = 6
_LENGTHS = {1: "month", 3: "quarter"}


def year_to_date(groups: Groups, at: Moment) -> Reading | None:
    """Read "so far this year": January to the month of publication."""
    year = year_of(groups, at) or at.published.year
    if "m" in groups:  # this year through August
        return Reading(months_from(year, 1, month_of(groups["m"])), "span")
    last = (at.closing_month() or at.published.month) if year == at.published.year else 12
    return Reading(span_of(date(year, 1, 1), month_end(year, last)), "relative")


def relative(groups: Groups, at: Moment) -> Reading | None:
    """Read last, this or next year, half, quarter or month, and a day of such a month."""
    if groups["rel"] == "latest" and groups["u"] == "year" and at.named_year() is not None:
        return None  # in 2023, the latest year on file
    count = _WORDS.months[groups["u"]]
    told = at.last("quarter") if count == 3 and groups["rel"] == "current" else None
    if told is not None and period_bounds(told)[1] > at.published:  # a fiscal quarter that has been reported on
        return Reading(_following_quarter(told), "relative")
    before = at.last_here() if groups["rel"] in _BEFORE_THAT else None
    if before is not None and period_length(before) == _LENGTHS.get(count):
        return Reading(preceding(before), "relative")  # 三季度净亏损…,上一季度净亏损…
    month = at.published.month - (at.published.month - 1) % count
    year, first = shifted(at.published.year, month, count * _WORDS.directions[groups["rel"]])
    if "d" in groups and count == 1:
        day = day_of(year, first, number(groups["d"].removesuffix("日")) or 0)
        return Reading(day, "day") if day else None
    return Reading(months_from(year, first, count), "relative")


def _following_quarter(quarter: str) -> str:
    year, index = int(quarter[:4]), int(quarter[-1])
    return f"{year}-Q{index + 1}" if index < 4 else f"{year + 1}-Q1"


def that_unit(groups: Groups, at: Moment) -> Reading | None:
    """Read "the quarter", "the half": the one named last, else the latest that ended."""
    unit = _WORDS.units.get(groups["u"], groups["u"])
    if unit:
        found = at.last(unit)
    elif groups["u"].isascii():
        found = at.last("half", "quarter", "span") or at.last("year", "fiscal", "relative")
    else:
        found = at.last("half", "quarter", "year", "fiscal", "month", "span")
    if found or not unit:
        return Reading(found, "relative") if found else None
    return relative({"u": unit, "rel": "last"}, at)


def this_unit(groups: Groups, at: Moment) -> Reading | None:
    """Read "started the month with": the month of publication; of years the one that results are told of."""
    if groups["u"] == "year" and at.published.month <= _RESULTS_MONTH and at.told_year() == at.published.year - 1:
        return Reading(str(at.published.year - 1), "relative", as_of=True)
    found = relative({**groups, "rel": "this"}, at)
    return found._replace(as_of=True) if found else None


def relative_month(groups: Groups, at: Moment) -> Reading | None:
    """Read "last October", "next summer"."""
    step, published = _WORDS.directions[groups["rel"]], at.published
    if "m" not in groups:
        year = published.year + step
        if groups["season"] == "winter" and step < 0 and published.month <= 3:
            year = published.year
        return Reading(str(year), "relative")
    month = month_of(groups["m"])
    year = published.year
    if step < 0 and month >= published.month:
        year -= 1
    elif step > 0 and month <= published.month:
        year += 1
    return Reading(months_from(year, month, 1), "month")


_BEFORE_THAT = frozenset({"previous", "上一", "前一", "前一个"})  # of the time told of, where one is


def window(groups: Groups, at: Moment) -> Reading | None:
    """Read the next or past n years (both ends counted), quarters or months."""
    count = 10 if "decade" in groups else number(groups["n"])
    unit = "year" if "decade" in groups else groups["u"]
    if count is None or not 1 <= count <= 100 or "range" in groups:
        return Reading(None, "none")
    step, published = _WORDS.directions[groups["rel"]], at.published
    months = _WORDS.months[unit]
    told = at.last() if groups["rel"] in _BEFORE_THAT and months < _LAST_MONTH else None
    if told is not None and _LAST_MONTH > count * months > 1 and period_length(told) in ("quarter", "half"):
        return Reading(preceding(told), kind_of(count * months), comparison=True)
    if months == 12 and count == 1 and step < 0 and at.told_year() == published.year - 1:
        return Reading(str(published.year - 1), "relative")
    if months == 12:
        ends = sorted((published.year, published.year + step * count))
        return Reading(f"{ends[0]}/{ends[1]}", "span")
    month = published.month - (published.month - 1) % months
    # What is past ended before the month or quarter of publication; what comes begins after it.
    first = shifted(published.year, month, -count * months if step < 0 else months)
    last = shifted(*first, count * months - 1)
    return Reading(span_of(date(*first, 1), month_end(*last)), "span")


def years_grown(groups: Groups, at: Moment) -> Reading | None:
    """Read 五年增长: the years up to the one named last, else to the last one."""
    count = number(groups["n"]) or 0
    named = at.last("year", "fiscal")
    last = int(named[:4]) if named and len(named) == len("2025") else at.published.year - 1
    return Reading(f"{last - count}/{last}", "span") if 1 < count <= 30 else None


def ahead(groups: Groups, at: Moment) -> Reading | None:
    """Read "within three years": the year that far ahead."""
    count = 1 if "one" in groups else number(groups["n"])
    if "in" in groups and not at.ahead():
        return None  # "doubled in two years"
    named = at.named_year() if "after" in groups else None
    if named is not None and named < at.published.year and count:
        return Reading(str(named + count), "relative")  # 由2023年底的800人增加到一年后的1000人
    return Reading(str(at.published.year + count), "deadline") if count and count <= 50 else Reading(None, "none")


def ago(groups: Groups, at: Moment) -> Reading | None:
    """Read "four years ago": that year; of months, that month."""
    count = 1 if "one" in groups or "half" in groups else number(groups["n"])
    if not count or count > 60:
        return Reading(None, "none")
    months = 6 if "half" in groups else _WORDS.months[groups["u"]]
    told = at.last_here() if "then" in groups else None
    if told is not None:  # counted from the time told of, unlike "ago"
        return _before(told, count * months)
    if months % 12 == 0:
        year = at.published.year
        if groups["u"] == "年":
            year = at.named_year() or year
        return Reading(str(year - count * months // 12), "relative")
    year, month = shifted(at.published.year, at.published.month, -months * count)
    return Reading(months_from(year, month, 1), "relative")


def _before(told: str, months: int) -> Reading:
    """Return the time so many months before one told: of months the month, of years the same part of a year."""
    last = period_bounds(told)[1]
    if months % _LAST_MONTH == 0:
        return Reading(str(last.year - months // _LAST_MONTH), "relative")
    year, month = shifted(last.year, last.month, -months)
    return Reading(months_from(year, month, 1), "relative")


def year_after(groups: Groups, at: Moment) -> Reading | None:
    """Read "the year after", "four years later": counted from the year named last."""
    named = at.last("year", "fiscal", "relative", "deadline", "month", "quarter", "half", "day")
    count = number(groups["n"]) if "n" in groups else 1
    if named is None or not count or count > 30:
        return None
    return Reading(str(int(named[:4]) + count), "relative")


def year_elliptic(groups: Groups, at: Moment) -> Reading | None:
    """Read "this year and $160 million next": the year beside the one that the sentence has named."""
    named = at.named_year()
    return None if named is None else Reading(str(named + _WORDS.directions[groups["rel"]]), "relative")


def part_elliptic(groups: Groups, at: Moment) -> Reading | None:
    """Read "in the second half after 41 million in the first": the same unit of the same year."""
    named = at.last("quarter", "half")
    index, length = _WORDS.ordinals[groups["q"]], 6 if named is not None and "H" in named else 3
    if named is None or index * length > _LAST_MONTH:
        return None
    return Reading(months_from(int(named[:4]), (index - 1) * length + 1, length), "quarter" if length == 3 else "half")


def then_end(_groups: Groups, at: Moment) -> Reading | None:
    """Read "at its close": the end of the period named last."""
    period = at.last("year", "fiscal", "relative", "quarter", "half")
    return Reading(period, "relative", as_of=True) if period else None


def midyear(_groups: Groups, at: Moment) -> Reading | None:
    """Read "at mid-year": the end of June."""
    return Reading(months_from(bare_year(6, 1, at), 6, 1), "month", as_of=True)


def year_begun(_groups: Groups, at: Moment) -> Reading | None:
    """Read "the year that has just begun": the one after a year told by its end, else that of publication."""
    told = at.last("year")
    if told is None or len(told) <= len("2025") or period_bounds(told)[1] >= at.published:
        return Reading(str(at.published.year), "year")
    first, last = (date(day.year + 1, day.month, 1) for day in period_bounds(told))
    return Reading(span_of(first, month_end(last.year, last.month)), "year")


def last_part(groups: Groups, at: Moment) -> Reading | None:
    """Read "the last three months of the year", "the last quarter of 2024"."""
    year = year_of(groups, at)
    if year is None:
        named = full_year({}, at)
        year = int(named.period) if named is not None and named.period else at.published.year
    count = _WORDS.months[groups["u"]] if "u" in groups else number(groups["n"]) or 0
    if not 0 < count < _LAST_MONTH:
        return None
    return Reading(months_from(year, _LAST_MONTH + 1 - count, count), "quarter" if count == 3 else "span")


def just_ended(groups: Groups, at: Moment) -> Reading | None:
    """Read "the year just ended"; "the one just closed" is the year before one told that is still running."""
    told = at.last("year", "fiscal", "relative") if "u" not in groups else None
    if told is not None and len(told) > len("2025") and period_bounds(told)[1] >= at.published:
        return Reading(same_length_earlier(told), "year")
    return relative({"u": "year", **groups, "rel": "last"}, at)


def turn_of_year(_groups: Groups, at: Moment) -> Reading | None:
    """Read "at the turn of the year": the end of the year before."""
    return Reading(str(at.published.year - 1), "year", as_of=True)


def now_to(groups: Groups, at: Moment) -> Reading | None:
    """Read "between now and 2030"."""
    last = int(groups["y"])
    return Reading(f"{at.published.year}/{last}", "span") if last > at.published.year else None


# By month of publication, the months of the report that is out: of the year before, a quarter, a half, three quarters.
_REPORTS = {1: 12, 2: 12, 3: 12, 4: 12, 5: 3, 6: 3, 7: 6, 8: 6, 9: 6, 10: 9, 11: 9, 12: 9}


def reporting(_groups: Groups, at: Moment) -> Reading | None:
    """Read 报告期内 where no period has been named: that of the report which the season suggests."""
    if at.last() is not None:
        return None
    count = _REPORTS[at.published.month]
    year = at.published.year - (count == _LAST_MONTH)
    return Reading(months_from(year, 1, count), "span" if count == 9 else "relative")


def year_ago(groups: Groups, at: Moment) -> Reading | None:
    """Read a point of comparison: the same span the year before."""
    year = year_of(groups, at)
    return Reading(str(at.published.year - 1 if year is None else year), "year", comparison=True, bare=year is None)


def full_year(groups: Groups, at: Moment) -> Reading | None:
    """Read "the full year", 全年, 年底: the year named before, else the one that the season suggests."""
    year = year_of(groups, at)
    if year is None:
        year = at.part_year() or at.named_year()
    bare = year is None
    if year is None:
        year = at.published.year
        latest = _YEAR_END_MONTH if "eoy" in groups else _RESULTS_MONTH
        of_last = at.told_year() == year - 1
        over = at.published.month <= latest or of_last
        if "annual" in groups:
            year -= 1
        elif "past" in groups:  # 截至年底
            year -= at.published.month < _LAST_MONTH
        elif "at" in groups and not at.ahead():  # the workforce shrank to 14,200 at year-end
            year -= at.published.month <= _HALF_YEAR
        elif (of_last and at.foretold()) or (over and "aim" not in groups and not at.ahead()):
            year -= 1  # 2024年产量55.6万台,此前有协会预计全年约54万台; but 全年目标 is of the year begun
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
        year, month = shifted(year, month, -1)
    found = day_of(year, month, wanted)
    return Reading(found, "day", bare=True) if found else None


def previous(groups: Groups, at: Moment) -> Reading | None:
    """Read "the previous quarter": a point of comparison one quarter or month before."""
    found = relative({**groups, "rel": "last"}, at)
    return Reading(found.period, "relative", comparison=True) if found else None


def decade(_groups: Groups, at: Moment) -> Reading | None:
    """Read "the end of the decade": its last year, as people count."""
    return Reading(str(at.published.year // 10 * 10 + 10), "deadline", as_of=True)


def years_pair(groups: Groups, at: Moment) -> Reading | None:
    """Read "this year and next", 今明两年."""
    first = at.published.year - (groups.get("ry") == "last") + ("ry3" in groups)
    return Reading(f"{first}/{first + 1}", "span")


def then(groups: Groups, at: Moment) -> Reading | None:
    """Read "by then", "the same year": the period named last; 届时 looks no further than its sentence."""
    if "n" in groups:
        return _those(number(groups["n"]) or 0, groups["u"], at)
    period = at.last_here() if "here" in groups else at.last()
    return Reading(period, "relative") if period else None


def _those(count: int, unit: str, at: Moment) -> Reading | None:
    """Read "those six years", "the same eleven months": the span of that length named last."""
    if unit == "year":
        period = at.last("span")
        return Reading(period, "span") if period and len(period) == len("2024/2030") else None
    kind = {3: "quarter", 6: "half", 12: "year"}.get(count, "span")
    period = at.last(kind, "relative") if kind != "span" else at.last("span")
    return Reading(period, kind_of(count)) if period else None


def season(groups: Groups, at: Moment) -> Reading | None:
    """Read "in the autumn": the year it falls in, the next one where it is to come and this year's is over."""
    over = at.published.month > _SEASON_ENDS.get(groups.get("season", ""), _LAST_MONTH) and at.ahead()
    return Reading(str(at.published.year + over), "relative", bare=True)


# The last month of the seasons that a year has whole.
_SEASON_ENDS = {"spring": 5, "summer": 8, "autumn": 11, "fall": 11}


def nothing(_groups: Groups, _at: Moment) -> Reading | None:
    """Read words that say there is no period: recently, to date."""
    return Reading(None, "none")
