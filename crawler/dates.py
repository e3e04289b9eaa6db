"""Read the dates that feeds and pages print, English and Chinese, absolute and relative."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_tz

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)  # before the web had news; what is older is a mistake
AHEAD = timedelta(days=1)  # clocks and zones explain so much, no more
CHINA = timezone(timedelta(hours=8))
_LONGEST = 80  # characters; no date is longer
_NAMES = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_MONTHS = {name: number for number, name in enumerate(_NAMES.split("|"), start=1)}
_MONTH = rf"(?P<month>{_NAMES})[a-z]*"
_CLOCK = (
    r"(?:\D{0,8}?(?P<hour>\d{1,2})[:：时点](?P<minute>\d{2})(?:[:：分](?P<second>\d{2}))?(?:\.\d+)?"
    r"\s*(?P<half>[ap]\.?m)?)?"
)
_ZONE = re.compile(r"(?:(?<=\d)|\s)(?:(Z|UTC|GMT)\b|([+-])(\d{2}):?(\d{2})$)")
_ABSOLUTE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d)(?P<year>[12]\d{{3}})\s*[-/.年]\s*(?P<month>\d{{1,2}})\s*[-/.月]\s*(?P<day>\d{{1,2}})(?!\d)(?:\s*[日号])?{_CLOCK}",
        rf"(?<!\d)(?P<year>[12]\d{{3}})(?P<month>\d\d)(?P<day>\d\d)(?!\d){_CLOCK}",
        rf"\b{_MONTH}\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>[12]\d{{3}}){_CLOCK}",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s-]+{_MONTH}\.?,?[\s-]+(?P<year>[12]\d{{3}}){_CLOCK}",
    )
)
_NO_YEAR = re.compile(rf"(?<![\d年])(?P<month>\d{{1,2}})\s*[-/月]\s*(?P<day>\d{{1,2}})(?!\d)(?:\s*[日号])?{_CLOCK}")
_UNITS = {
    "秒": 1, "分": 60, "小时": 3600, "小時": 3600, "天": 86400, "日": 86400, "周": 604800, "週": 604800,
    "sec": 1, "min": 60, "hour": 3600, "hr": 3600, "day": 86400, "week": 604800,
}  # fmt: skip
_AGO = re.compile(
    r"(?P<count>\d{1,3}|an?|一|半)\s*个?個?\s*(?P<unit>秒|分|小时|小時|天|日|周|週|sec|min|hour|hr|day|week)[a-z]*[钟鐘]?\s*(?:ago|前)",
    re.IGNORECASE,
)
_DAYS_BACK = {"今天": 0, "今日": 0, "today": 0, "昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2}
_JUST_NOW = ("刚刚", "剛剛", "just now", "moments ago")


@dataclass(frozen=True, slots=True)
class Stated:
    """A moment as a text states it, in the text's own zone, so that its day is the one that readers there see.

    A day without a time is that day's midnight, UTC.
    """

    when: datetime
    day_only: bool = False


def believable(when: datetime, now: datetime) -> bool:
    """Say whether an article can have been published then."""
    return EARLIEST <= when <= now + AHEAD


def read_date(text: str, now: datetime, zone: tzinfo = UTC) -> datetime | None:
    """Return the moment a text states, or None; `zone` is meant where the text names none."""
    stated = read_stated(text, now, zone)
    return stated.when if stated else None


def read_stated(text: str, now: datetime, zone: tzinfo = UTC) -> Stated | None:
    """Return the moment a text states and how exactly, or None where there is no date to be read."""
    text = " ".join(text.split())[:_LONGEST]
    for read in _READERS:
        try:
            stated = read(text, now, zone)
        except (ValueError, OverflowError, OSError):
            continue
        if stated:
            return stated
    return None


def _iso(text: str, now: datetime, zone: tzinfo) -> Stated | None:
    if not text[:1].isdigit():
        return None
    when = datetime.fromisoformat(text)
    if len(text) <= 10:
        return Stated(when.replace(tzinfo=UTC), day_only=True)
    return Stated(when if when.tzinfo else when.replace(tzinfo=zone))


_MAIL = re.compile(
    rf"^(?:\w{{3,9}},?\s+)?\d{{1,2}}[\s-](?:{_NAMES})[a-z]*[\s-]\d{{2,4}},?\s+\d{{1,2}}:\d\d(?!.*[ap]\.?m)",
    re.IGNORECASE,
)
_YEAR_NOUGHT = re.compile(r"(?<![+-])\b0\d{3}\b")  # the year 0001 of an empty field, which the library takes for 2001


def _mail(text: str, now: datetime, zone: tzinfo) -> Stated | None:
    """Read the format of mail headers, which RSS uses."""
    fields = parsedate_tz(text)
    if fields is None or not _MAIL.search(text) or _YEAR_NOUGHT.search(text):
        return None
    offset = fields[9]
    if text.endswith("CST") and zone is CHINA:  # China's, not Chicago's
        offset = 8 * 3600
    meant = zone if offset is None else timezone(timedelta(seconds=offset))
    year, month, day, hour, minute, second = fields[:6]
    return Stated(datetime(year, month, day, hour, minute, min(second, 59), tzinfo=meant))


def _epoch(text: str, now: datetime, zone: tzinfo) -> Stated | None:
    if not re.fullmatch(r"\d{10}|\d{13}", text):
        return None
    return Stated(datetime.fromtimestamp(int(text[:10]), UTC))


def _relative(text: str, now: datetime, zone: tzinfo) -> Stated | None:
    lower = text.lower()
    if any(word in lower for word in _JUST_NOW):
        return Stated(now)
    if found := _AGO.search(lower):
        count = {"a": 1.0, "an": 1.0, "一": 1.0, "半": 0.5}.get(found["count"]) or float(found["count"])
        seconds = count * _UNITS[found["unit"]]
        when = now - timedelta(seconds=seconds)
        return _midnight(when) if _UNITS[found["unit"]] >= 86400 else Stated(when)
    for word, days in _DAYS_BACK.items():
        if word in lower:
            local = now.astimezone(zone) - timedelta(days=days)
            clock = re.search(r"(\d{1,2})[:：](\d{2})", lower)
            if not clock:
                return _midnight(local)
            return Stated(local.replace(hour=int(clock[1]), minute=int(clock[2]), second=0, microsecond=0))
    return None


def _absolute(text: str, now: datetime, zone: tzinfo) -> Stated | None:
    for pattern in _ABSOLUTE:
        if found := pattern.search(text):
            return _from_parts(found, int(found["year"]), text, zone)
    return None


def _without_year(text: str, now: datetime, zone: tzinfo) -> Stated | None:
    """Read 03-23 14:05 or 3月23日 as the last such day before now."""
    found = _NO_YEAR.search(text)
    if not found or ("月" not in text and found["hour"] is None):
        return None
    stated = _from_parts(found, now.year, text, zone)
    return stated if stated.when <= now + AHEAD else _from_parts(found, now.year - 1, text, zone)


def _from_parts(found: re.Match[str], year: int, text: str, zone: tzinfo) -> Stated:
    month = _MONTHS.get(found["month"][:3].lower()) or int(found["month"])
    day = int(found["day"])
    if found["hour"] is None:
        return Stated(datetime(year, month, day, tzinfo=UTC), day_only=True)
    hour = int(found["hour"])
    half = (found["half"] or "").lower()[:1] if "half" in found.re.groupindex else ""
    if "下午" in text and hour < 12:
        hour += 12
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    named = _ZONE.search(text, found.start("minute"))
    if named:
        minutes = 0 if named[1] else int(named[3]) * 60 + int(named[4])
        zone = timezone(timedelta(minutes=-minutes if named[2] == "-" else minutes))
    when = datetime(year, month, day, hour, int(found["minute"]), int(found["second"] or 0), tzinfo=zone)
    return Stated(when)


def _midnight(when: datetime) -> Stated:
    return Stated(datetime(when.year, when.month, when.day, tzinfo=UTC), day_only=True)


_READERS: tuple[Callable[[str, datetime, tzinfo], Stated | None], ...] = (
    _iso,
    _mail,
    _epoch,
    _relative,
    _absolute,
    _without_year,
)
_IN_ADDRESS = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)[/_-]?(?P<month>[01]\d|[1-9](?=[/_-]))[/_-]?(?P<day>[0-3]\d)(?!\d)"
)


def date_in_address(url: str, now: datetime) -> datetime | None:
    """Return the day that an article's address carries (/2024/03/05/, /20240305/), midnight UTC, or None."""
    for found in _IN_ADDRESS.finditer(url):
        try:
            when = datetime(int(found["year"]), int(found["month"]), int(found["day"]), tzinfo=UTC)
        except ValueError:
            continue
        if believable(when, now):
            return when
    return None
