"""When a reader's letters are due, and when they may be delivered; every instant is UTC, every wish is local time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from models.errors import UsageError
from models.values import Subscriber

_WEEK = 7
_NEAR = 3  # near matches named in an error
_RESOLUTION = timedelta(minutes=1)
# Cities that people type and that the zone database files under another name.
_FILED_UNDER = {
    "beijing": "Asia/Shanghai",
    "peking": "Asia/Shanghai",
    "shenzhen": "Asia/Shanghai",
    "guangzhou": "Asia/Shanghai",
    "hangzhou": "Asia/Shanghai",
    "china": "Asia/Shanghai",
    "taiwan": "Asia/Taipei",
    "japan": "Asia/Tokyo",
    "korea": "Asia/Seoul",
    "india": "Asia/Kolkata",
    "germany": "Europe/Berlin",
    "france": "Europe/Paris",
    "munich": "Europe/Berlin",
    "boston": "America/New_York",
    "san francisco": "America/Los_Angeles",
    "cst": "Asia/Shanghai",
    "pst": "America/Los_Angeles",
}


@cache
def _zones() -> dict[str, str]:
    """Map each zone's name in lower case to the name as the database writes it."""
    return {name.lower(): name for name in available_timezones() if name != "localtime"}


def check_zone(name: str) -> str:
    """Return the time zone's name as the zone database writes it; raise UsageError that names near matches."""
    zones = _zones()
    wanted = name.strip().lower().replace(" ", "_")
    if wanted in zones:
        return zones[wanted]
    cities = {zone.rsplit("/", 1)[-1]: zone for zone in zones}
    city = wanted.rsplit("/", 1)[-1].replace("_", " ")
    near = [_FILED_UNDER[city]] if city in _FILED_UNDER else []
    near += [zones[cities[city]] for city in get_close_matches(wanted.rsplit("/", 1)[-1], cities, n=_NEAR)]
    near += [zones[zone] for zone in get_close_matches(wanted, zones, n=_NEAR)]
    hint = ", ".join(list(dict.fromkeys(near))[:_NEAR]) or "Asia/Shanghai, Europe/Berlin, America/New_York, UTC"
    msg = f"there is no time zone {name!r}; did you mean {hint}?"
    raise UsageError(msg)


def zone_of(name: str) -> ZoneInfo:
    """Return the zone, or UTC where the zone database does not know it: one reader's fault must not stop the rest."""
    known = _zones().get(name.lower())
    return ZoneInfo(known or "UTC")


def next_letter(subscriber: Subscriber, after: datetime) -> datetime:
    """Return when the next letter after `after` is due; an instant reader is looked at every minute."""
    after = after.astimezone(UTC)
    zone = zone_of(subscriber.zone)
    if subscriber.cadence == "instant":
        return after.replace(second=0, microsecond=0) + _RESOLUTION
    if subscriber.cadence == "hour":
        return _next_hour(after, zone, subscriber.at.minute)
    day = after.astimezone(zone).date() - timedelta(days=1)  # a day back: a zone may have jumped over the date line
    while (due := _instant(day, subscriber.at, zone)) <= after or (
        subscriber.cadence == "week" and day.weekday() != subscriber.weekday
    ):
        day += timedelta(days=1)
    return due


def instant_due(first_change: datetime, last_letter: datetime | None, *, wait: int, interval: int) -> datetime:
    """Return when an instant letter is due: `wait` minutes for siblings, `interval` minutes since the last letter."""
    due = first_change.astimezone(UTC) + timedelta(minutes=wait)
    if last_letter is None:
        return due
    return max(due, last_letter.astimezone(UTC) + timedelta(minutes=interval))


def window_key(subscriber: Subscriber, due: datetime) -> str:
    """Return the key of the window that a due letter closes: the local date, or the UTC hour or minute."""
    if subscriber.cadence in ("day", "week"):
        return due.astimezone(zone_of(subscriber.zone)).date().isoformat()
    return due.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def deliverable_at(subscriber: Subscriber, now: datetime) -> datetime:
    """Return the first instant from `now` on that lies outside the reader's quiet hours."""
    now = now.astimezone(UTC)
    start, end = subscriber.quiet_from, subscriber.quiet_until
    if start is None or end is None or start == end:
        return now
    zone = zone_of(subscriber.zone)
    local = now.astimezone(zone)
    clock = local.time()
    overnight = start > end
    quiet = (clock >= start or clock < end) if overnight else start <= clock < end
    if not quiet:
        return now
    day = local.date() + timedelta(days=1) if overnight and clock >= start else local.date()
    # In autumn the end comes twice; the first that is still ahead counts.
    return next((at for fold in (0, 1) if (at := _instant(day, end, zone, fold=fold)) > now), now)


def _instant(day: date, at: time, zone: ZoneInfo, *, fold: int = 0) -> datetime:
    """Return the UTC instant of a local time: an hour later where it does not exist, the first where it comes twice."""
    return datetime.combine(day, at.replace(tzinfo=None, fold=fold), tzinfo=zone).astimezone(UTC)


def _next_hour(after: datetime, zone: ZoneInfo, minute: int) -> datetime:
    """Return the next instant at which local clocks show this minute."""
    due = after.replace(second=0, microsecond=0)
    for _ in range(3):  # a second look where the offset moved by half an hour on the way
        ahead = (minute - due.astimezone(zone).minute) % 60
        due += timedelta(minutes=ahead)
        if due > after and due.astimezone(zone).minute == minute:
            return due
        due += _RESOLUTION * (ahead == 0)
    return due
