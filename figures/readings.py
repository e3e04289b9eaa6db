"""What readers of periods share: the reading, the moment, and small arithmetic of months."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple, Protocol

from figures.notation import PeriodKind, month_end, span_of
from figures.period_rules import period_words

Groups = Mapping[str, str]  # the named groups of a rule's pattern that matched
_WORDS = period_words()
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


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

    def foretold(self) -> bool:
        """Say whether the clause tells what had been expected before: 此前有机构预计全年…."""

    def named_year(self) -> int | None:
        """Return the year that the sentence has named before."""

    def closing_month(self) -> int | None:
        """Return the month of this year at whose end the sentence has told what is so."""

    def told_year(self) -> int | None:
        """Return the year that the text speaks of: the one named last before, no later than the article's."""

    def part_year(self) -> int | None:
        """Return the year of the month, quarter or half that the sentence has named last before."""

    def last_here(self) -> str | None:
        """Return the period that the sentence has named last before."""

    def last(self, *kinds: str) -> str | None:
        """Return the period named last before, of these kinds where any are given."""


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


def month_of(word: str) -> int:
    """Read a month's name or number; 0 for neither."""
    return _MONTHS.index(word[:3]) + 1 if word[:3] in _MONTHS else number(word) or 0


def year_of(groups: Groups, at: Moment) -> int | None:
    """Read the year that the words themselves name."""
    if "y" in groups:
        return int(groups["y"])
    if "fy" in groups:
        short = int(groups["fy"])
        return short if short >= 100 else 2000 + short
    if "zny" in groups:
        return int("".join(str(_WORDS.numbers[character]) for character in groups["zny"]))
    if "ry" in groups:
        step = _WORDS.years[groups["ry"]]
        if groups["ry"] in _FROM_YEAR_TOLD:
            return (at.told_year() or at.published.year) + step
        return at.published.year + step
    return None


# Counted from the year spoken of; 去年 and 明年 always from that of publication.
_FROM_YEAR_TOLD = frozenset(
    {
        "上年",
        "上一年",
        "上年度",
        "上一年度",
        "次年",
        "翌年",
        "隔年",
        "转年",
        "the previous year",
        "the year before",
        "a year earlier",
        "previous year",
        "prior year",
        "year before",
        "year earlier",
    }
)


def months_from(year: int, first: int, count: int) -> str:
    """Write the period of so many months of a year."""
    return span_of(date(year, first, 1), month_end(year, first + count - 1))


def shifted(year: int, month: int, by: int) -> tuple[int, int]:
    """Return the year and month so many months on."""
    index = year * 12 + month - 1 + by
    return index // 12, index % 12 + 1


# Months for which results of a month, quarter or half that is over are still told in advance.
_IN_ADVANCE = {1: 1, 3: 4, 6: 2}


def bare_year(first_month: int, count: int, at: Moment) -> int:
    """Choose the year of a month, quarter or half that is named without one.

    Looking back it is the latest ended one (of a month, the latest begun); looking ahead the next to end.
    """
    named = at.named_year()
    if named is not None:
        return named
    year, last_month = at.published.year, first_month + count - 1
    if at.ahead():
        over = (at.published.month - last_month) % 12  # months since it ended
        if 0 < over <= _IN_ADVANCE.get(count, 0):
            return year if last_month < at.published.month else year - 1
        return year if last_month >= at.published.month else year + 1
    if count == 1:
        return year if first_month <= at.published.month else year - 1
    # Well into a quarter or half, it is the one under way rather than that of a year ago; a second half at once.
    under_way = first_month if (first_month, count) == (7, 6) else first_month + count // 2
    return year if at.published.month >= under_way else year - 1


def day_of(year: int, month: int, day: int) -> str | None:
    """Write a day; None where there is no such day."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def kind_of(count: int) -> PeriodKind:
    """Name the kind of a period of so many months."""
    kinds: dict[int, PeriodKind] = {1: "month", 3: "quarter", 6: "half", 12: "year"}
    return kinds.get(count, "span")
