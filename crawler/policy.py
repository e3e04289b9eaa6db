"""When to visit a source next, and why: manners toward servers, decided without a clock or a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import get_args

from models.values import Health, PollState, Source, VisitKind

BASE_MINUTES = 60
FLOOR_MINUTES = 15
CAP = timedelta(hours=24)
JITTER = 0.1  # of the wait, only ever later
RETIRED = timedelta(days=3650)
GONE_TO_RETIRE = 2
MOVES_TO_BELIEVE = 3
SILENT_AFTER = 3  # times its usual gap between news a source is called silent
LEAST_GAP = timedelta(days=1)  # nights and weekends make no source silent
GAPS_TO_KNOW = 3  # fewer say nothing of what is usual
GAPS_REMEMBERED = 10
OWN_OUTAGE_WAIT = timedelta(minutes=5)
# With these two the interval stands still where 46 % of the visits bring news: it shrinks above, grows below.
FASTER, SLOWER = 0.85, 1.15
# Minutes by which each further failure of a kind lengthens the wait: what may pass soon is asked again soon.
BACKOFF_MINUTES: Mapping[VisitKind, int] = {
    "unreachable": 30,
    "server_error": 60,
    "limited": 60,
    "unreadable": 120,
    "changed_format": 180,
    "missing": 240,
    "blocked": 360,
    "refused": 720,
    "gone": 1440,
}
SUCCESSES: tuple[VisitKind, ...] = ("new", "unchanged", "empty", "undated")
_IN_WORDS: Mapping[VisitKind, str] = {
    "unreachable": "could not be reached",
    "server_error": "answered with a server error",
    "limited": "asked us to slow down",
    "unreadable": "sent something that cannot be read",
    "changed_format": "no longer sends a feed",
    "missing": "was not found",
    "blocked": "turned us away",
    "refused": "may not be asked",
    "gone": "said it is gone for good",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one visit found, as far as it decides the next one."""

    kind: VisitKind
    conditional: bool = False
    etag: str | None = None  # None: the server said nothing about it, keep what we have
    last_modified: str | None = None
    body_hash: str | None = None
    fresh: int = 0
    retry_after: timedelta | None = None
    max_age: timedelta | None = None
    ttl_minutes: int | None = None
    skip_hours: tuple[int, ...] | None = None  # of the day, UTC, when the feed asks to be left alone
    skip_days: tuple[int, ...] | None = None  # of the week, Monday is 0
    moved_to: str = ""  # where a 301 or 308 pointed
    unfinished: int = 0  # entries to be tried again, so the feed must be read again
    pause: timedelta = timedelta(0)  # how long the hosts of its pages ask to be left alone
    own_outage: bool = False


def settled(source: Source, state: PollState) -> tuple[Source, PollState]:
    """Return the source at its new address, once a permanent redirect was seen often enough in a row."""
    if state.moved < MOVES_TO_BELIEVE:
        return source, state
    return replace(source, url=state.moved_to), replace(state, moved=0, moved_to="")


def may_be_conditional(state: PollState, now: datetime) -> bool:
    """Say whether validators may be sent: always but once a day, as some servers keep an ETag for changed feeds."""
    if not (state.etag or state.last_modified):
        return False
    last = state.last_unconditional
    return last is not None and (now - last < CAP or last == state.last_visit)


def next_poll(source: Source, state: PollState, outcome: Outcome, now: datetime, jitter: float = 0.0) -> PollState:
    """Return the state after a visit, with the time of the next one and the reason in words.

    `jitter` is a random number from 0 to 1; it only ever makes the next visit later.
    """
    if outcome.own_outage:
        reason = "no host answered in this round: our own connection seems to be down, so this counts against nobody"
        return replace(state, next_poll=now + OWN_OUTAGE_WAIT, reason=reason)
    learned = _in_health(_learned(source, state, outcome, now), now)
    wait, reason = _wait(source, state, learned, outcome)
    if learned.retired:
        return replace(learned, next_poll=now + RETIRED, reason=reason)
    wait = max(timedelta(0), min(wait, CAP)) * (1 + JITTER * jitter)
    when = _not_skipped(now + wait, learned)
    if when > now + wait:
        reason += f"; not before {when:%A %H:%M} UTC, for the feed asks to be left alone until then"
    return replace(learned, next_poll=when, reason=reason)


def _not_skipped(when: datetime, state: PollState) -> datetime:
    """Return the first moment from `when` on that is in no hour and on no day that the feed asks to skip."""
    first = when
    for _ in range(24 * 7):
        utc = when.astimezone(UTC)
        if utc.weekday() not in state.skip_days and utc.hour not in state.skip_hours:
            return when
        when = utc.replace(minute=first.minute, second=first.second) + timedelta(hours=1)
    return first  # it asks never to be read: that cannot be meant


def _learned(source: Source, state: PollState, outcome: Outcome, now: datetime) -> PollState:
    """Take over validators, counters and the moved address."""
    state = replace(state, last_visit=now, last_kind=outcome.kind)
    if not outcome.conditional and outcome.kind in SUCCESSES:
        state = replace(state, last_unconditional=now)
    state = _moved(state, outcome)
    if outcome.kind not in SUCCESSES:
        if outcome.kind in _UNREAD:
            state = _forgetful(state)
        gone = state.gone + 1 if outcome.kind == "gone" else 0
        return replace(state, errors=state.errors + 1, gone=gone, retired=state.retired or gone >= GONE_TO_RETIRE)
    state = replace(state, errors=0, gone=0, retired=False, last_success=now)
    if outcome.ttl_minutes is not None:
        state = replace(state, ttl_minutes=outcome.ttl_minutes)
    if outcome.skip_hours is not None and outcome.skip_days is not None:
        state = replace(state, skip_hours=outcome.skip_hours, skip_days=outcome.skip_days)
    if outcome.fresh:
        state = _with_news(state, now)
    state = replace(state, interval_minutes=_adapted(source, state, outcome))
    if outcome.unfinished:
        return _forgetful(state)
    return replace(
        state,
        etag=state.etag if outcome.etag is None else outcome.etag,
        last_modified=state.last_modified if outcome.last_modified is None else outcome.last_modified,
        body_hash=state.body_hash if outcome.body_hash is None else outcome.body_hash,
    )


def _with_news(state: PollState, now: datetime) -> PollState:
    """Take news into the running mean of the gaps between them."""
    if state.last_new is None:
        return replace(state, last_new=now)
    gap, gaps = (now - state.last_new).total_seconds() / 60, min(state.gaps + 1, GAPS_REMEMBERED)
    usual = round(state.usual_gap_minutes + (gap - state.usual_gap_minutes) / gaps)
    return replace(state, last_new=now, usual_gap_minutes=usual, gaps=gaps)


def _in_health(state: PollState, now: datetime) -> PollState:
    """Say how the source is doing, and since when."""
    health = _health(state, now)
    return state if health == state.health else replace(state, health=health, health_since=now)


def _health(state: PollState, now: datetime) -> Health:
    if state.retired:
        return "gone"
    if state.last_kind not in SUCCESSES:
        return "failing"
    if state.last_kind == "undated":
        return "undated"
    usual = max(timedelta(minutes=state.usual_gap_minutes), LEAST_GAP)
    if state.last_new is None or state.gaps < GAPS_TO_KNOW:
        return "fine"
    return "silent" if now - state.last_new > usual * SILENT_AFTER else "fine"


_UNREAD: tuple[VisitKind, ...] = ("unreadable", "changed_format")


def _forgetful(state: PollState) -> PollState:
    """Drop the validators, so that a 304 cannot hide next time what was not read this time."""
    return replace(state, etag="", last_modified="", body_hash="")


def _moved(state: PollState, outcome: Outcome) -> PollState:
    """Count permanent redirects to the same place; one that leads elsewhere starts the count anew."""
    if outcome.kind not in SUCCESSES:
        return state
    if not outcome.moved_to:
        return replace(state, moved_to="", moved=0)
    again = state.moved + 1 if outcome.moved_to == state.moved_to else 1
    return replace(state, moved_to=outcome.moved_to, moved=again)


def _adapted(source: Source, state: PollState, outcome: Outcome) -> int:
    if source.interval_minutes is not None:
        return source.interval_minutes
    factor = FASTER if outcome.fresh else SLOWER
    return max(FLOOR_MINUTES, min(round(state.interval_minutes * factor), int(CAP.total_seconds() // 60)))


def _wait(source: Source, before: PollState, state: PollState, outcome: Outcome) -> tuple[timedelta, str]:
    """Return how long to wait and why: the longest of our own interval and what the server asks for."""
    if state.retired:
        return RETIRED, f"answered 410 Gone {state.gone} times: retired; it is not asked again unless a person does"
    if outcome.kind in SUCCESSES:
        waits = [_own_interval(source, before, state, outcome)]
    else:
        minutes = max(BACKOFF_MINUTES[outcome.kind] * state.errors, FLOOR_MINUTES)
        times = "once" if state.errors == 1 else f"{state.errors} times in a row"
        waits = [(timedelta(minutes=minutes), f"it {_IN_WORDS[outcome.kind]} {times}: asked again later each time")]
    if outcome.retry_after is not None:
        waits.append((outcome.retry_after, f"the server asks to come back in {in_words(outcome.retry_after)}"))
    if outcome.kind in SUCCESSES:
        if outcome.max_age is not None:
            waits.append((outcome.max_age, f"the server calls its answer fresh for {in_words(outcome.max_age)}"))
        ttl = timedelta(minutes=state.ttl_minutes)
        waits.append((ttl, f"the feed asks to be read every {in_words(ttl)}"))
    wait, reason = max(waits, key=lambda each: each[0])
    return (wait, reason) if wait <= CAP else (CAP, f"{reason}; never longer than 24 hours")


def _own_interval(source: Source, before: PollState, state: PollState, outcome: Outcome) -> tuple[timedelta, str]:
    every = timedelta(minutes=state.interval_minutes)
    if outcome.unfinished:
        if outcome.pause > timedelta(minutes=BASE_MINUTES):
            until = f"{outcome.unfinished} of its pages wait, as their host asks, for {in_words(outcome.pause)}"
            return min(every, outcome.pause), until
        soon = min(every, timedelta(minutes=BASE_MINUTES))
        return soon, f"{outcome.unfinished} of its pages could not be read yet: the feed is read again"
    if source.interval_minutes is not None:
        return every, f"every {in_words(every)}, as set for this source"
    news = f"{outcome.fresh} new" if outcome.fresh else "nothing new"
    if state.interval_minutes == before.interval_minutes:
        return every, f"every {in_words(every)}; {news} this time"
    pace = "sooner" if state.interval_minutes < before.interval_minutes else "later"
    return every, f"every {in_words(every)}; {news} this time, so a little {pace} than before"


def in_words(span: timedelta) -> str:
    """Return a time span as people say it: "90 minutes", "6 hours", "2 days"."""
    minutes = round(span.total_seconds() / 60)
    if minutes < 2:
        return f"{round(span.total_seconds())} seconds"
    if minutes < 120:
        return f"{minutes} minutes"
    hours = round(minutes / 60)
    return f"{hours} hours" if hours < 48 else f"{round(hours / 24)} days"


# ── what headers ask for ───────────────────────────────────────────────────────────────────────────────────────────

_LONGEST = timedelta(days=365)  # what a header may say at most; keeps sums within datetime's range


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return what Retry-After asks for: seconds, or a date as the server's own clock sees it."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return _clamped(int(value[:9]))
    when = _http_date(value)
    if when is None:
        return None
    return _clamped((when - (_http_date(headers.get("date", "")) or now)).total_seconds())


def max_age(headers: Mapping[str, str]) -> timedelta | None:
    """Return how long the answer may count as fresh: max-age less Age, else Expires less Date."""
    directives = [part.strip().lower() for part in headers.get("cache-control", "").split(",")]
    if "no-cache" in directives or "no-store" in directives:
        return None
    for directive in directives:
        name, _, value = directive.partition("=")
        value = value.strip('"')
        if name == "max-age" and value.isdecimal():
            age = headers.get("age", "").strip()
            return _clamped(int(value[:9]) - (int(age[:9]) if age.isdecimal() else 0))
    expires, date = _http_date(headers.get("expires", "")), _http_date(headers.get("date", ""))
    return _clamped((expires - date).total_seconds()) if expires and date and expires > date else None


def _clamped(seconds: float) -> timedelta:
    return max(timedelta(0), min(timedelta(seconds=seconds), _LONGEST))


def _http_date(value: str) -> datetime | None:
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


if missing := set(get_args(VisitKind)) - {*SUCCESSES, *BACKOFF_MINUTES}:  # pragma: no cover
    msg = f"no manners for visits that end {missing}"
    raise AssertionError(msg)
