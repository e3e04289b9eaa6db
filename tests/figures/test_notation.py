"""The notation of periods: bounds, shortest forms, lengths, the year before."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.notation import period_bounds, period_length, same_length_earlier, span_of

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))


@pytest.mark.parametrize(
    ("period", "first", "last", "length", "earlier"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31), "year", "2024"),
        ("2025-H1", date(2025, 1, 1), date(2025, 6, 30), "half", "2024-H1"),
        ("2025-Q3", date(2025, 7, 1), date(2025, 9, 30), "quarter", "2024-Q3"),
        ("2025-07", date(2025, 7, 1), date(2025, 7, 31), "month", "2024-07"),
        ("2025-07-14", date(2025, 7, 14), date(2025, 7, 14), "day", "2024-07-14"),
        ("2024/2030", date(2024, 1, 1), date(2030, 12, 31), "84m", "2023/2029"),
        ("2025-01/2025-09", date(2025, 1, 1), date(2025, 9, 30), "9m", "2024-01/2024-09"),
        ("2025-03/2026-02", date(2025, 3, 1), date(2026, 2, 28), "year", "2024-03/2025-02"),
        ("2024-03/2025-02", date(2024, 3, 1), date(2025, 2, 28), "year", "2023-03/2024-02"),
        ("2025-01/2025-02", date(2025, 1, 1), date(2025, 2, 28), "2m", "2024-01/2024-02"),
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29), "day", "2023-02-28"),
        ("2025-01-01/2025-02-18", date(2025, 1, 1), date(2025, 2, 18), "49d", "2024-01-01/2024-02-18"),
    ],
)
def test_a_period_has_bounds_a_length_and_a_year_before(
    period: str, first: date, last: date, length: str, earlier: str
) -> None:
    assert period_bounds(period) == (first, last)
    assert span_of(first, last) == period
    assert period_length(period) == length
    assert same_length_earlier(period) == earlier


@pytest.mark.parametrize(
    "wrong", ["", "2025-13", "2025-Q5", "2025-H3", "2025-02-30", "2026/2025", "last year", "20255"]
)
def test_what_is_no_period_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        period_bounds(wrong)


@given(DAYS, DAYS)
def test_any_two_days_are_read_back_as_written(one: date, other: date) -> None:
    first, last = sorted((one, other))
    assert period_bounds(span_of(first, last)) == (first, last)


@given(st.integers(1900, 2100), st.integers(1, 12), st.integers(1, 40))
def test_whole_months_are_written_in_the_shortest_form(year: int, month: int, count: int) -> None:
    index = year * 12 + month - 1 + count - 1
    last_year, last_month = index // 12, index % 12 + 1
    last = date(last_year, last_month, monthrange(last_year, last_month)[1])
    written = span_of(date(year, month, 1), last)
    assert period_bounds(written) == (date(year, month, 1), last)
    if count in (1, 3, 6, 12) and (month - 1) % count == 0:
        assert "/" not in written
    assert same_length_earlier(written) is not None


@given(st.integers(1901, 2100), st.sampled_from(["", "-H1", "-H2", "-Q1", "-Q4", "-02", "-12"]))
def test_the_year_before_is_as_long(year: int, part: str) -> None:
    earlier = same_length_earlier(f"{year}{part}")
    assert earlier == f"{year - 1}{part}"
    assert period_length(earlier) == period_length(f"{year}{part}")
