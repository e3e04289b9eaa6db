"""Lists of numbers told with as many years: "3.0, 3.9 and 4.7 billion in 2021, 2022 and 2023"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from figures.anchoring import DIGITS, REACH, Place
from figures.notation import PeriodSpan
from figures.period_rules import period_rules

_YEAR = re.compile(r"\d{4}")


def listed_year(place: Place) -> tuple[str, str] | None:
    """Match the numbers of a list with as many years: "3.0, 3.9 and 4.7 billion in 2021, 2022 and 2023"."""
    if not place.near:
        return None
    years = _listed_years(place.near, place.text) or _years_between(place)
    numbers = _run_of_numbers(place) if len(years) > 1 else []
    if len(numbers) != len(years):
        return None
    found = (index for index, start in enumerate(numbers) if place.start <= start < place.end)
    index = next(found, None)
    return None if index is None else (years[index], "respectively")


def _listed_years(near: Sequence[PeriodSpan], text: str) -> list[str]:
    """Return the periods of a list: "2021, 2022 and the first half of 2023"; of 2021年至2023年 the years."""
    separator = period_rules().choosing.separator
    runs: list[list[PeriodSpan]] = []
    for span in near:
        if span.period is None or span.comparison:
            continue
        if runs and separator.fullmatch(text[runs[-1][-1].end : span.start].removesuffix("the ")):
            runs[-1].append(span)
        else:
            runs.append([span])
    for run in runs:
        periods = [period for span in run for period in _years_of(span, text)]
        if len(periods) > 1:
            return periods
    return []


def _years_between(place: Place) -> list[str]:
    """Return the years from the first to the last that a sentence names before 分别: 由2022年的…增至2024年的…."""
    before = [span for span in place.near if span.end <= place.start and span.period and _YEAR.fullmatch(span.period)]
    if len(before) != 2 or not period_rules().choosing.respectively.search(place.text, before[-1].end, place.start):
        return []
    first, last = (int(span.period or 0) for span in before)
    return [str(year) for year in range(first, last + 1)] if 1 < last - first < 5 else []


def _years_of(span: PeriodSpan, text: str) -> list[str]:
    """Return each year of a span of at most five whose numbers follow respectively; else the span's own period."""
    if span.period is None:
        return []
    if span.rule == "years-span":
        first, last = (int(year) for year in span.period.split("/"))
        said = period_rules().choosing.respectively.search(text, span.end, span.end + REACH) is not None
        if 1 + (not said) <= last - first < 5:  # as many numbers as three years or more need no 分别
            return [str(year) for year in range(first, last + 1)]
    return [span.period]


def _run_of_numbers(place: Place) -> list[int]:
    """Return where the numbers of the list start that a quantity stands in."""
    item, start = period_rules().choosing.item, place.sentence[0]
    run: list[re.Match[str]] = []
    for match in DIGITS.finditer(place.text, start, place.sentence[1]):
        if any(span.start <= match.start() < span.end for span in place.near):
            continue
        if run and not item.fullmatch(place.text, run[-1].end(), match.start()):
            if run[-1].start() >= place.start:
                break
            run = []
        run.append(match)
    return [match.start() for match in run]
