from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.dates import CHINA, Stated, date_in_address, read_stated

NOW = datetime(2025, 1, 14, 9, 30, tzinfo=UTC)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("text", "when"),
    [
        # Chinese pages print Beijing time
        ("2021年03月23日", utc(2021, 3, 23)),
        ("2021年3月23日 14:05", utc(2021, 3, 23, 6, 5)),
        ("发布时间：2021-03-23 14:05:06", utc(2021, 3, 23, 6, 5, 6)),
        ("2021/3/23 下午 2:05", utc(2021, 3, 23, 6, 5)),
        ("2021年03月23日14时05分", utc(2021, 3, 23, 6, 5)),
        ("来源：新华网 2021.03.23 14:05", utc(2021, 3, 23, 6, 5)),
        ("3小时前", utc(2025, 1, 14, 6, 30)),
        ("半小时前", utc(2025, 1, 14, 9)),
        ("5 分钟前", utc(2025, 1, 14, 9, 25)),
        ("刚刚", NOW),
        ("昨天 10:20", utc(2025, 1, 13, 2, 20)),
        ("前天", utc(2025, 1, 12)),
        ("2天前", utc(2025, 1, 12)),
        ("1月13日 08:00", utc(2025, 1, 13)),
        ("12-30 08:00", utc(2024, 12, 30)),
        ("Tue, 14 Jan 2025 10:00:00 CST", utc(2025, 1, 14, 2)),
    ],
)
def test_chinese_dates(text: str, when: datetime) -> None:
    stated = read_stated(text, NOW, CHINA)
    assert stated is not None
    assert stated.when == when


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2024-03-05T10:00:00Z", utc(2024, 3, 5, 10)),
        ("2024-03-05T10:00:00.123+08:00", utc(2024, 3, 5, 2, 0, 0, 123000)),
        ("2024-03-05T10:00:00+0800", utc(2024, 3, 5, 2)),
        ("2024-03-05 10:00", utc(2024, 3, 5, 10)),
        ("Tue, 05 Mar 2024 10:00:00 GMT", utc(2024, 3, 5, 10)),
        ("Tue, 05 Mar 2024 10:00:00 EST", utc(2024, 3, 5, 15)),
        ("5 Mar 2024 10:00 -0800", utc(2024, 3, 5, 18)),
        ("March 5, 2024", utc(2024, 3, 5)),
        ("Mar. 5th, 2024 at 10:30 PM", utc(2024, 3, 5, 22, 30)),
        ("5 March 2024, 12:15 am", utc(2024, 3, 5, 0, 15)),
        ("Published: Tuesday, March 5, 2024 - 10:15 GMT", utc(2024, 3, 5, 10, 15)),
        ("20240305", utc(2024, 3, 5)),
        ("1709632800", utc(2024, 3, 5, 10)),
        ("1709632800000", utc(2024, 3, 5, 10)),
        ("2 hours ago", utc(2025, 1, 14, 7, 30)),
        ("an hour ago", utc(2025, 1, 14, 8, 30)),
        ("Yesterday", utc(2025, 1, 13)),
    ],
)
def test_other_dates(text: str, when: datetime) -> None:
    stated = read_stated(text, NOW)
    assert stated is not None
    assert stated.when == when


@pytest.mark.parametrize(
    "text", ["", "soon", "2024-13-45", "31 February 2024", "Mon, 01 Jan 0001 00:00:00 GMT", "99999999", "12:30"]
)
def test_what_is_no_date(text: str) -> None:
    assert read_stated(text, NOW) is None


def test_a_day_without_a_time_says_so_and_stays_that_day() -> None:
    assert read_stated("2021年03月23日", NOW, CHINA) == Stated(utc(2021, 3, 23), day_only=True)
    assert read_stated("2021-03-23", NOW, CHINA) == Stated(utc(2021, 3, 23), day_only=True)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://o.example/2024/03/05/story", utc(2024, 3, 5)),
        ("https://o.example/news/20240305/1.html", utc(2024, 3, 5)),
        ("https://o.example/n1/2024/0305/c1-2.html", utc(2024, 3, 5)),
        ("https://o.example/2024-03-05-story", utc(2024, 3, 5)),
        ("https://o.example/story-20991231", None),
        ("https://o.example/id/1234567890123", None),
        ("https://o.example/2024/13/05/", None),
        ("https://o.example/", None),
    ],
)
def test_the_day_in_an_address(url: str, day: datetime | None) -> None:
    assert date_in_address(url, NOW) == day


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    stated = read_stated(text, NOW)
    assert stated is None or stated.when.tzinfo is not None
    date_in_address(text, NOW)


@given(st.dates(date(1996, 1, 1), date(2024, 12, 31)))
def test_printed_days_are_read_back(day: date) -> None:
    for form in ("%Y年%m月%d日", "%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%Y/%m/%d"):
        stated = read_stated(day.strftime(form), NOW)
        assert stated is not None
        assert stated.when.date() == day
