from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.policy import (
    BASE_MINUTES,
    CAP,
    FLOOR_MINUTES,
    JITTER,
    SLOWER,
    SUCCESSES,
    Outcome,
    in_words,
    max_age,
    may_be_conditional,
    next_poll,
    retry_after,
    settled,
)
from models.values import PollState, Source, VisitKind

NOW = datetime(2025, 1, 14, 9, 30, tzinfo=UTC)
SOURCE = Source(id=1, name="Outlet", kind="feed", url="https://outlet.example/feed")
KINDS: tuple[VisitKind, ...] = get_args(VisitKind)
spans = st.none() | st.timedeltas(timedelta(0), timedelta(days=300))
outcomes = st.builds(
    Outcome,
    kind=st.sampled_from(KINDS),
    conditional=st.booleans(),
    etag=st.none() | st.sampled_from(["", '"1"']),
    fresh=st.integers(0, 9),
    retry_after=spans,
    max_age=spans,
    ttl_minutes=st.none() | st.integers(0, 10**7),
    moved_to=st.sampled_from(["", "https://new.example/", "https://newer.example/"]),
    unfinished=st.integers(0, 2),
    own_outage=st.booleans(),
)


@given(st.lists(outcomes, max_size=12), st.floats(0, 1), st.none() | st.integers(15, 1440))
def test_every_visit_ends_with_a_time_in_reach_and_a_reason(
    visits: list[Outcome], jitter: float, interval: int | None
) -> None:
    source, state, now = replace(SOURCE, interval_minutes=interval), PollState(), NOW
    for outcome in visits:
        state = next_poll(source, state, outcome, now, jitter)
        assert state.next_poll is not None
        wait = state.next_poll - now
        assert state.reason
        if not state.retired:
            assert timedelta(minutes=5) <= wait <= CAP * (1 + JITTER)
        assert FLOOR_MINUTES <= state.interval_minutes <= 1440
        now = now + wait


@given(outcomes, outcomes)
def test_an_own_outage_teaches_nothing(before: Outcome, outage: Outcome) -> None:
    state = next_poll(SOURCE, PollState(), before, NOW)
    after = next_poll(SOURCE, state, replace(outage, own_outage=True), NOW)
    assert replace(after, next_poll=None, reason="") == replace(state, next_poll=None, reason="")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in SUCCESSES and kind != "gone"])
def test_no_failure_is_ever_the_end(kind: VisitKind) -> None:
    state = PollState()
    for _ in range(200):
        state = next_poll(SOURCE, state, Outcome(kind=kind), NOW)
    assert not state.retired
    assert state.next_poll is not None
    assert state.next_poll - NOW <= CAP


def test_a_410_between_others_does_not_retire() -> None:
    state = PollState()
    for kind in ("gone", "missing", "gone", "unchanged", "gone"):
        state = next_poll(SOURCE, state, Outcome(kind=kind), NOW)
    assert not state.retired
    assert next_poll(SOURCE, state, Outcome(kind="gone"), NOW).retired


def test_a_retired_source_that_answers_again_is_back() -> None:
    state = PollState(retired=True, gone=2)
    assert not next_poll(SOURCE, state, Outcome(kind="new", fresh=1), NOW).retired


def test_the_longest_wish_wins_and_is_the_reason() -> None:
    outcome = Outcome(kind="unchanged", max_age=timedelta(hours=2), ttl_minutes=180, retry_after=timedelta(hours=5))
    state = next_poll(SOURCE, PollState(), outcome, NOW)
    assert (state.next_poll, state.reason) == (NOW + timedelta(hours=5), "the server asks to come back in 5 hours")
    state = next_poll(SOURCE, state, Outcome(kind="unchanged", max_age=timedelta(days=9)), NOW)
    assert state.next_poll == NOW + CAP
    assert state.reason == "the server calls its answer fresh for 9 days; never longer than 24 hours"


def test_an_address_moves_only_after_three_times_to_the_same_place() -> None:
    state = PollState()
    for target in ("https://a.example/", "https://b.example/", "https://b.example/"):
        state = next_poll(SOURCE, state, Outcome(kind="unchanged", moved_to=target), NOW)
    assert settled(SOURCE, state)[0] == SOURCE
    state = next_poll(SOURCE, state, Outcome(kind="unchanged", moved_to="https://b.example/"), NOW)
    source, state = settled(SOURCE, state)
    assert (source.url, source.id, state.moved) == ("https://b.example/", SOURCE.id, 0)


def test_a_new_address_that_fails_is_not_believed() -> None:
    state = PollState()
    for _ in range(5):
        state = next_poll(SOURCE, state, Outcome(kind="missing", moved_to="https://b.example/"), NOW)
    assert settled(SOURCE, state)[0] == SOURCE


def test_validators_are_used_but_once_a_day() -> None:
    fresh = PollState(etag='"1"', last_visit=NOW, last_unconditional=NOW)
    assert may_be_conditional(fresh, NOW + timedelta(hours=23))
    polled = replace(fresh, last_visit=NOW + timedelta(hours=23))
    assert not may_be_conditional(polled, NOW + timedelta(hours=24))
    # a feed that is visited once a day would otherwise never be asked conditionally
    assert may_be_conditional(fresh, NOW + timedelta(hours=24))
    assert not may_be_conditional(replace(fresh, etag=""), NOW)
    assert not may_be_conditional(PollState(etag='"1"'), NOW)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "120"}, 120),
        ({"retry-after": " 0 "}, 0),
        ({"retry-after": "Tue, 14 Jan 2025 10:30:00 GMT", "date": "Tue, 14 Jan 2025 10:00:00 GMT"}, 1800),
        ({"retry-after": "Tue, 14 Jan 2025 10:30:00 GMT"}, 3600),
        ({"retry-after": "Tue, 14 Jan 2025 09:00:00 GMT", "date": "Tue, 14 Jan 2025 10:00:00 GMT"}, 0),
        ({"retry-after": "later"}, None),
        ({"retry-after": "-5"}, None),
        ({}, None),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: int | None) -> None:
    span = retry_after(headers, NOW)
    assert (span.total_seconds() if span is not None else None) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache-control": "max-age=600"}, 600),
        ({"cache-control": 'Public, Max-Age="600"', "age": "100"}, 500),
        ({"cache-control": "max-age=600", "age": "9999"}, 0),
        ({"cache-control": "no-cache, max-age=600"}, None),
        ({"cache-control": "s-maxage=600"}, None),
        ({"cache-control": "max-age=abc"}, None),
        ({"expires": "Tue, 14 Jan 2025 10:30:00 GMT", "date": "Tue, 14 Jan 2025 10:00:00 GMT"}, 1800),
        ({"expires": "0", "date": "Tue, 14 Jan 2025 10:00:00 GMT"}, None),
        ({}, None),
    ],
)
def test_max_age(headers: dict[str, str], seconds: int | None) -> None:
    span = max_age(headers)
    assert (span.total_seconds() if span is not None else None) == seconds


@given(
    st.dictionaries(st.sampled_from(["retry-after", "cache-control", "age", "expires", "date"]), st.text(max_size=40))
)
def test_no_header_breaks_the_reading(headers: dict[str, str]) -> None:
    for span in (retry_after(headers, NOW), max_age(headers)):
        assert span is None or timedelta(0) <= span <= timedelta(days=365)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=5), "5 seconds"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(hours=6), "6 hours"),
        (timedelta(days=9), "9 days"),
    ],
)
def test_spans_in_words(span: timedelta, words: str) -> None:
    assert in_words(span) == words


def test_a_redirect_that_went_away_is_forgotten() -> None:
    state = PollState()
    for target in ("https://b.example/", "https://b.example/", "", "https://b.example/"):
        state = next_poll(SOURCE, state, Outcome(kind="unchanged", moved_to=target), NOW)
    assert (state.moved, settled(SOURCE, state)[0]) == (1, SOURCE)


def test_a_feed_is_left_alone_when_it_asks_to_be() -> None:
    friday = datetime(2025, 1, 17, 22, 30, tzinfo=UTC)
    outcome = Outcome(kind="unchanged", skip_hours=(0, 1, 2), skip_days=(5, 6))
    state = next_poll(SOURCE, PollState(interval_minutes=120), outcome, friday)
    assert state.next_poll == datetime(2025, 1, 20, 3, 48, tzinfo=UTC)  # Monday, after the hours it skips
    assert "not before Monday 03:48 UTC, for the feed asks to be left alone until then" in state.reason
    always = Outcome(kind="unchanged", skip_hours=tuple(range(24)), skip_days=())
    assert next_poll(SOURCE, PollState(), always, friday).next_poll == friday + timedelta(minutes=BASE_MINUTES * SLOWER)


def news_every(hours: float, times: int) -> PollState:
    state = PollState()
    for n in range(times):
        state = next_poll(SOURCE, state, Outcome(kind="new", fresh=1), NOW + timedelta(hours=hours * n))
    return state


@pytest.mark.parametrize(("hours", "silent_after_hours"), [(2, 72), (48, 144)])
def test_a_source_is_silent_after_three_times_its_usual_gap(hours: float, silent_after_hours: float) -> None:
    state = news_every(hours, 6)
    last = NOW + timedelta(hours=hours * 5)
    for wait, health in ((silent_after_hours - 1, "fine"), (silent_after_hours + 1, "silent")):
        state = next_poll(SOURCE, state, Outcome(kind="unchanged"), last + timedelta(hours=wait))
        assert state.health == health
    since = state.health_since
    later = next_poll(SOURCE, state, Outcome(kind="unchanged"), last + timedelta(hours=silent_after_hours + 9))
    assert (later.health, later.health_since) == ("silent", since)
    assert next_poll(SOURCE, later, Outcome(kind="new", fresh=2), last + timedelta(days=30)).health == "fine"


def test_a_source_that_never_brought_much_is_not_called_silent() -> None:
    state = next_poll(SOURCE, news_every(2, 3), Outcome(kind="unchanged"), NOW + timedelta(days=90))
    assert state.health == "fine"
