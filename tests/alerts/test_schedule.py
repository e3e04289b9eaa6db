"""Letters are due at the reader's local hour, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.schedule import check_zone, deliverable_at, instant_due, next_letter, window_key, zone_of
from models.errors import UsageError
from tests.alerts.samples import reader

MOMENTS = st.floats(946684800, 2114380800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))  # 2000 to 2036
ZONES = [
    "UTC",
    "Asia/Shanghai",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Europe/Berlin",
    "Europe/London",
    "Europe/Dublin",
    "America/New_York",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Apia",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Tehran",
    "America/Havana",
    "America/Santiago",
    "Asia/Gaza",
]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "at", "after", "due", "key"),
    [
        ("Asia/Shanghai", "08:00", "2025-01-13T12:00", "2025-01-14T00:00", "2025-01-14"),
        ("Asia/Shanghai", "08:00", "2025-01-14T00:00", "2025-01-15T00:00", "2025-01-15"),
        # 02:30 does not exist: an hour later by the wall clock, still on that day
        ("Europe/Berlin", "02:30", "2026-03-28T12:00", "2026-03-29T01:30", "2026-03-29"),
        ("America/New_York", "02:30", "2026-03-07T12:00", "2026-03-08T07:30", "2026-03-08"),
        # 02:30 comes twice: the first counts, and the second brings no other letter
        ("Europe/Berlin", "02:30", "2026-10-24T12:00", "2026-10-25T00:30", "2026-10-25"),
        ("Europe/Berlin", "02:30", "2026-10-25T00:30", "2026-10-26T01:30", "2026-10-26"),
        ("America/New_York", "01:30", "2026-11-01T05:30", "2026-11-02T06:30", "2026-11-02"),
        # half an hour of daylight saving
        ("Australia/Lord_Howe", "02:10", "2026-10-03T00:00", "2026-10-03T15:40", "2026-10-04"),
        # midnight that does not exist
        ("America/Santiago", "00:00", "2025-09-06T12:00", "2025-09-07T04:00", "2025-09-07"),
        # 30 December 2011 never was in Samoa
        ("Pacific/Apia", "08:00", "2011-12-29T18:00", "2011-12-30T18:00", "2011-12-31"),
    ],
)
def test_a_daily_letter_comes_at_the_local_hour(zone: str, at: str, after: str, due: str, key: str) -> None:
    subscriber = reader(zone=zone, at=time.fromisoformat(at))
    found = next_letter(subscriber, utc(after))
    assert found == utc(due)
    assert window_key(subscriber, found) == key


@pytest.mark.parametrize("zone", ZONES)
def test_every_day_of_two_years_has_exactly_one_letter(zone: str) -> None:
    for at in (time(0, 0), time(2, 30), time(23, 59)):
        subscriber = reader(zone=zone, at=at)
        due, keys = datetime(2025, 1, 1, tzinfo=UTC), []
        while (due := next_letter(subscriber, due)) < datetime(2027, 1, 1, tzinfo=UTC):
            keys.append(window_key(subscriber, due))
        first = date.fromisoformat(keys[0])
        assert keys == [(first + timedelta(days=n)).isoformat() for n in range(len(keys))]


@given(
    zone=st.sampled_from(ZONES),
    at=st.times(),
    weekday=st.integers(0, 6),
    after=MOMENTS,
)
def test_a_weekly_letter_comes_on_its_weekday_within_eight_days(
    zone: str, at: time, weekday: int, after: datetime
) -> None:
    due = next_letter(reader(zone=zone, at=at, cadence="week", weekday=weekday), after)
    assert after < due <= after + timedelta(days=8)
    local = due.astimezone(ZoneInfo(zone))
    assert local.weekday() == weekday or (local - timedelta(hours=2)).weekday() == weekday or zone == "Pacific/Apia"


@given(zone=st.sampled_from(ZONES), at=st.times(), after=MOMENTS)
def test_an_hourly_letter_comes_once_an_hour(zone: str, at: time, after: datetime) -> None:
    subscriber = reader(zone=zone, at=at, cadence="hour")
    first = next_letter(subscriber, after)
    second = next_letter(subscriber, first)
    assert timedelta(0) < first - after <= timedelta(hours=1, minutes=30)
    assert timedelta(minutes=30) <= second - first <= timedelta(hours=1, minutes=30)
    assert window_key(subscriber, first) != window_key(subscriber, second)
    assert first.astimezone(ZoneInfo(zone)).minute == at.minute


@pytest.mark.parametrize(
    ("zone", "hours", "now", "then"),
    [
        ("Asia/Shanghai", ("22:00", "07:00"), "2025-01-14T13:59", "2025-01-14T13:59"),  # 21:59
        ("Asia/Shanghai", ("22:00", "07:00"), "2025-01-14T14:00", "2025-01-14T23:00"),  # 22:00 → 07:00
        ("Asia/Shanghai", ("22:00", "07:00"), "2025-01-14T22:59", "2025-01-14T23:00"),  # 06:59 → 07:00
        ("Asia/Shanghai", ("22:00", "07:00"), "2025-01-14T23:00", "2025-01-14T23:00"),
        ("UTC", ("12:00", "13:30"), "2025-01-14T12:10", "2025-01-14T13:30"),
        ("UTC", ("12:00", "12:00"), "2025-01-14T12:10", "2025-01-14T12:10"),  # no hours at all
        ("Europe/Berlin", ("22:00", "02:30"), "2026-03-28T23:00", "2026-03-29T01:30"),  # 02:30 does not exist
        ("Europe/Berlin", ("22:00", "02:30"), "2026-10-25T00:10", "2026-10-25T00:30"),  # the first 02:10
        ("Europe/Berlin", ("22:00", "02:30"), "2026-10-25T01:10", "2026-10-25T01:30"),  # the second 02:10
    ],
)
def test_quiet_hours_hold_delivery_until_they_end(zone: str, hours: tuple[str, str], now: str, then: str) -> None:
    start, end = (time.fromisoformat(text) for text in hours)
    subscriber = reader(zone=zone, quiet_from=start, quiet_until=end)
    assert deliverable_at(subscriber, utc(now)) == utc(then)


@given(
    zone=st.sampled_from(ZONES),
    start=st.times(),
    end=st.times(),
    now=MOMENTS,
)
def test_quiet_hours_never_hold_for_more_than_a_day_and_an_hour(
    zone: str, start: time, end: time, now: datetime
) -> None:
    then = deliverable_at(reader(zone=zone, quiet_from=start, quiet_until=end), now)
    assert now <= then <= now + timedelta(hours=25)


def test_an_instant_letter_waits_for_siblings_and_keeps_its_distance() -> None:
    first = utc("2025-01-14T12:00")
    assert instant_due(first, None, wait=10, interval=60) == utc("2025-01-14T12:10")
    assert instant_due(first, utc("2025-01-14T11:30"), wait=10, interval=60) == utc("2025-01-14T12:30")
    assert instant_due(first, utc("2025-01-14T09:00"), wait=10, interval=60) == utc("2025-01-14T12:10")


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("Asia/Shangai", "Asia/Shanghai"),
        ("shanghai", "Asia/Shanghai"),
        ("Beijing", "Asia/Shanghai"),
        ("New York", "America/New_York"),
        ("CST", "Asia/Shanghai"),
        ("../../etc/passwd", "UTC"),
        ("", "Europe/Berlin"),
    ],
)
def test_an_unknown_zone_is_refused_with_near_ones(typed: str, near: str) -> None:
    with pytest.raises(UsageError, match="no time zone") as caught:
        check_zone(typed)
    assert near in str(caught.value)


def test_a_zone_is_known_in_any_case() -> None:
    assert check_zone(" asia/shanghai ") == "Asia/Shanghai"
    assert check_zone("utc") == "UTC"


def test_a_zone_that_is_no_longer_known_does_not_stop_the_letters() -> None:
    assert zone_of("Mars/Olympus").key == "UTC"
    assert next_letter(reader(zone="Mars/Olympus"), utc("2025-01-14T12:00")) == utc("2025-01-15T08:00")
