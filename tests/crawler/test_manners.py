"""Manners toward servers, each as a real server sees it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from models.settings import load_settings
from models.values import Visit
from tests.crawler.conftest import Rounds
from tests.crawler.newsroom import feed, page, rss
from tests.website import Asked, Reply, Website

FEED = rss(("A", "http://127.0.0.1:9/a"))  # its page need not answer
NOT_MODIFIED = Reply(status=304)


def ok(body: str = FEED, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(body=body, type="application/rss+xml", headers=named)


@pytest.fixture(autouse=True)
def entries_are_known(rounds: Rounds) -> None:
    """These tests are about polls: no page is fetched unless a test wants it."""
    rounds.desk.unknown = lambda source, entries: []  # type: ignore[method-assign]


def minutes_until_next(visit: Visit, rounds: Rounds) -> float:
    assert visit.state.next_poll is not None
    return (visit.state.next_poll - rounds.now).total_seconds() / 60


# ── validators ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("etag", ['"abc"', 'W/"a,b c"', "no-quotes-at-all", '"33a64df5-gzip"'])
def test_etag_goes_back_as_it_came(rounds: Rounds, site: Website, etag: str) -> None:
    url = site.reply("/feed", ok(ETag=etag), NOT_MODIFIED)
    rounds.visit(feed(url))
    assert rounds.visit(feed(url), hours=1).kind == "unchanged"
    first, second = site.asked("/feed")
    assert first.headers["If-None-Match"] is None
    assert second.headers["If-None-Match"] == etag


@pytest.mark.parametrize("stamp", ["Sunday, 06-Nov-94 08:49:37 GMT", "Mon, 13 Jan 2025 08:00:00 +0100", "whenever"])
def test_last_modified_goes_back_as_it_came(rounds: Rounds, site: Website, stamp: str) -> None:
    url = site.reply("/feed", ok(Last_Modified=stamp), NOT_MODIFIED)
    rounds.visit(feed(url))
    rounds.visit(feed(url), hours=1)
    assert site.asked("/feed")[1].headers["If-Modified-Since"] == stamp


def test_both_validators_are_sent(rounds: Rounds, site: Website) -> None:
    url = site.reply("/feed", ok(ETag='"1"', Last_Modified="Mon, 13 Jan 2025 08:00:00 GMT"), NOT_MODIFIED)
    rounds.visit(feed(url))
    rounds.visit(feed(url), hours=1)
    asked = site.asked("/feed")[1].headers
    assert asked["If-None-Match"] == '"1"'
    assert asked["If-Modified-Since"] == "Mon, 13 Jan 2025 08:00:00 GMT"


def test_a_new_etag_counts_though_the_body_is_the_same(rounds: Rounds, site: Website) -> None:
    url = site.reply("/feed", ok(ETag='"1"'), ok(ETag='"2"'), NOT_MODIFIED)
    rounds.visit(feed(url))
    assert rounds.visit(feed(url), hours=1).kind == "unchanged"
    rounds.visit(feed(url), hours=1)
    assert site.asked("/feed")[2].headers["If-None-Match"] == '"2"'


def test_304_may_bring_a_new_etag(rounds: Rounds, site: Website) -> None:
    url = site.reply("/feed", ok(ETag='"1"'), Reply(status=304, headers={"ETag": '"2"'}), NOT_MODIFIED)
    for hours in (0, 1, 1):
        rounds.visit(feed(url), hours=hours)
    assert site.asked("/feed")[2].headers["If-None-Match"] == '"2"'


def test_a_validator_that_vanished_is_not_sent(rounds: Rounds, site: Website) -> None:
    url = site.reply("/feed", ok(ETag='"1"', Last_Modified="x"), ok(rss(("B", "http://127.0.0.1:9/b"))))
    for hours in (0, 1, 1):
        rounds.visit(feed(url), hours=hours)
    asked = site.asked("/feed")[2].headers
    assert asked["If-None-Match"] is None
    assert asked["If-Modified-Since"] is None


def test_validators_of_a_body_cut_short_are_not_kept(rounds: Rounds, site: Website) -> None:
    url = site.reply("/feed", Reply(body=FEED, cut=50, headers={"ETag": '"half"'}), ok())
    cut = rounds.visit(feed(url))
    assert (cut.kind, cut.detail) == ("unreadable", cut.detail)
    assert "cut short" in cut.detail
    rounds.visit(feed(url), hours=1)
    assert site.asked("/feed")[1].headers["If-None-Match"] is None


def test_the_same_body_without_validators_is_unchanged(rounds: Rounds, site: Website) -> None:
    url = site.reply("/feed", ok())
    rounds.visit(feed(url))
    visit = rounds.visit(feed(url), hours=1)
    assert (visit.kind, visit.entries) == ("unchanged", 0)


def test_once_a_day_the_feed_is_asked_without_conditions(rounds: Rounds, site: Website) -> None:
    url = site.reply("/feed", ok(ETag='"never changes"'))
    for hours in (0, 1, 24, 1):
        rounds.visit(feed(url), hours=hours)
    conditional = [asked.headers["If-None-Match"] is not None for asked in site.asked("/feed")]
    assert conditional == [False, True, False, True]


def test_a_feed_that_cannot_be_read_is_not_hidden_by_304(rounds: Rounds, site: Website) -> None:
    page_instead = ok("<html><body>Gone fishing</body></html>", ETag='"2"')
    url = site.reply("/feed", ok(ETag='"1"'), page_instead, ok())
    rounds.visit(feed(url))
    assert rounds.visit(feed(url), hours=1).kind == "changed_format"
    rounds.visit(feed(url), hours=1)
    assert site.asked("/feed")[2].headers["If-None-Match"] is None


# ── how long to wait ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_seconds(rounds: Rounds, site: Website, status: int) -> None:
    url = site.reply("/feed", Reply(status=status, headers={"Retry-After": "14400"}))
    visit = rounds.visit(feed(url))
    assert visit.kind == "limited"
    assert minutes_until_next(visit, rounds) == pytest.approx(240)
    assert "come back in 4 hours" in visit.state.reason


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_a_date_by_the_servers_clock(rounds: Rounds, site: Website, status: int) -> None:
    def busy(asked: Asked) -> Reply:
        later = datetime.now(UTC) + timedelta(hours=5)
        return Reply(status=status, headers={"Retry-After": format_datetime(later, usegmt=True)})

    visit = rounds.visit(feed(site.reply("/feed", busy)))
    assert minutes_until_next(visit, rounds) == pytest.approx(300, abs=1)


@pytest.mark.parametrize("value", ["99999999999999999999", "-5", "soon", "Mon, 01 Jan 0001 00:00:00 GMT", "9" * 400])
def test_no_retry_after_keeps_us_away_longer_than_a_day(rounds: Rounds, site: Website, value: str) -> None:
    visit = rounds.visit(feed(site.reply("/feed", Reply(status=429, headers={"Retry-After": value}))))
    assert 15 <= minutes_until_next(visit, rounds) <= 24 * 60


def test_max_age_less_age(rounds: Rounds, site: Website) -> None:
    url = site.reply("/feed", ok(Cache_Control="public, max-age=18000", Age="3600"))
    assert minutes_until_next(rounds.visit(feed(url)), rounds) == pytest.approx(240)


def test_ttl_of_the_feed(rounds: Rounds, site: Website) -> None:
    url = site.reply("/feed", ok(rss(("A", "http://127.0.0.1:9/a"), extra="<ttl>180</ttl>"), ETag='"1"'), NOT_MODIFIED)
    visit = rounds.visit(feed(url))
    assert minutes_until_next(visit, rounds) == pytest.approx(180)
    assert "every 3 hours" in visit.state.reason
    assert minutes_until_next(rounds.visit(feed(url), hours=3), rounds) == pytest.approx(180)


def test_410_twice_ends_it(rounds: Rounds, site: Website) -> None:
    url = site.reply("/feed", Reply(status=410))
    assert not rounds.visit(feed(url)).state.retired
    visit = rounds.visit(feed(url), hours=24)
    assert (visit.kind, visit.state.retired) == ("gone", True)
    assert "410" in visit.state.reason
    assert minutes_until_next(visit, rounds) > 365 * 24 * 60


@pytest.mark.parametrize(
    ("status", "kind", "visits"), [(404, "missing", 7), (500, "server_error", 25), (403, "blocked", 5)]
)
def test_gaps_grow_with_each_failure_up_to_a_day(
    rounds: Rounds, site: Website, status: int, kind: str, visits: int
) -> None:
    url = site.reply("/feed", Reply(status=status))
    gaps = []
    for _ in range(visits):
        visit = rounds.visit(feed(url), hours=24)
        assert visit.kind == kind
        gaps.append(minutes_until_next(visit, rounds))
    assert gaps[0] >= 60
    assert gaps == sorted(gaps)
    assert gaps[1] - gaps[0] == pytest.approx(gaps[0])
    assert gaps[-1] == 24 * 60
    assert f"{visits} times in a row" in rounds.states[1].reason


def test_no_storm_on_server_errors(rounds: Rounds, site: Website) -> None:
    rounds.visit(feed(site.reply("/feed", Reply(status=502))))
    assert len(site.asked()) == 1


def test_one_success_ends_the_count_of_failures(rounds: Rounds, site: Website) -> None:
    url = site.reply("/feed", Reply(status=500), Reply(status=500), ok())
    for hours in (0, 1, 2):
        visit = rounds.visit(feed(url), hours=hours)
    assert (visit.state.errors, visit.kind) == (0, "unchanged")
    assert minutes_until_next(visit, rounds) <= 70


def test_busy_feeds_are_visited_more_often_and_quiet_ones_less(rounds: Rounds, site: Website) -> None:
    quiet = site.reply("/quiet", ok())
    for _ in range(24):
        rounds.visit(feed(quiet), hours=1)
    assert rounds.states[1].interval_minutes == 24 * 60
    rounds.states[2] = replace(rounds.states[1], interval_minutes=60, body_hash="")
    rounds.desk.unknown = lambda source, entries: entries  # type: ignore[method-assign]
    busy = site.reply("/busy", lambda asked: ok(rss((f"{asked.at}", f"{site.url('/none')}?{asked.at}"))))
    for _ in range(9):
        rounds.visit(feed(busy, 2), hours=1)
    assert rounds.states[2].interval_minutes == 15


def test_an_interval_that_was_set_stays(rounds: Rounds, site: Website) -> None:
    visit = rounds.visit(feed(site.reply("/feed", ok()), interval_minutes=30))
    assert minutes_until_next(visit, rounds) == 30
    assert "as set for this source" in visit.state.reason


def test_visits_are_spread_by_jitter_only_later(rounds: Rounds, site: Website) -> None:
    draws = iter([0.0, 0.5, 1.0])
    rounds.options["jitter"] = lambda: next(draws)
    url = site.reply("/feed", ok())
    waits = [minutes_until_next(rounds.visit(feed(url, number, interval_minutes=100)), rounds) for number in (1, 2, 3)]
    assert waits == [100, 105, 110]


# ── redirects ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", [301, 308])
def test_a_permanent_redirect_is_believed_after_three_times(rounds: Rounds, site: Website, status: int) -> None:
    new = site.reply("/new", ok())
    old = site.reply("/old", Reply(status=status, headers={"Location": "/new"}))
    source = feed(old)
    for _ in range(2):
        assert rounds.visit(source, hours=1).source.url == old
    visit = rounds.visit(source, hours=1)
    assert (visit.source.url, visit.source.id) == (new, source.id)
    assert "moved for good" in visit.detail
    rounds.visit(visit.source, hours=1)
    assert len(site.asked("/old")) == 3


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_temporary_redirect_keeps_the_address(rounds: Rounds, site: Website, status: int) -> None:
    site.reply("/new", ok())
    old = site.reply("/old", Reply(status=status, headers={"Location": "/new"}))
    for _ in range(4):
        visit = rounds.visit(feed(old), hours=1)
        assert (visit.kind, visit.source.url) == ("unchanged", old)
    assert len(site.asked("/old")) == 4


def test_a_redirect_that_changes_its_mind_is_not_believed(rounds: Rounds, site: Website) -> None:
    for path in ("/a", "/b"):
        site.reply(path, ok())
    targets = [Reply(status=301, headers={"Location": path}) for path in ("/a", "/b", "/a", "/b")]
    old = site.reply("/old", *targets)
    assert {rounds.visit(feed(old), hours=1).source.url for _ in range(4)} == {old}


def test_the_target_of_a_redirect_is_asked_conditionally(rounds: Rounds, site: Website) -> None:
    site.reply("/new", ok(ETag='"1"'), NOT_MODIFIED)
    old = site.reply("/old", Reply(status=302, headers={"Location": "/new"}))
    rounds.visit(feed(old))
    assert rounds.visit(feed(old), hours=1).kind == "unchanged"
    assert site.asked("/new")[1].headers["If-None-Match"] == '"1"'


def test_a_redirect_loop_ends(rounds: Rounds, site: Website) -> None:
    url = site.reply("/feed", Reply(status=302, headers={"Location": "/feed"}))
    visit = rounds.visit(feed(url))
    assert (visit.kind, len(site.asked())) == ("unreadable", 6)
    assert "circle" in visit.detail


# ── the request ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_a_poll_says_about_us(rounds: Rounds, site: Website, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROBOWATCH_CONTACT", "news@example.org")
    rounds.settings = load_settings()
    url = site.reply("/feed?a=%7Eb&c", ok(Set_Cookie="id=1"))
    for _ in range(2):
        rounds.visit(feed(url), hours=1)
    first, second = site.asked()
    assert (first.method, first.path) == ("GET", "/feed?a=%7Eb&c")
    for asked in (first, second):
        assert re.fullmatch(r"Robowatch/\d+\.\d+\S* \(news reader; \+news@example\.org\)", asked.headers["User-Agent"])
        assert asked.headers["Cookie"] is None
        assert asked.headers["Referer"] is None
        assert {"gzip", "br", "zstd"} <= set(asked.headers["Accept-Encoding"].replace(" ", "").split(","))


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_compressed_answers_are_read(rounds: Rounds, site: Website, encoding: str) -> None:
    url = site.reply("/feed", Reply(body=FEED, encoding=encoding))
    assert rounds.visit(feed(url)).entries == 1


def test_a_poll_is_one_request(rounds: Rounds, site: Website) -> None:
    rounds.visit(feed(site.reply("/feed", ok())))
    assert [(asked.method, asked.path) for asked in site.asked()] == [("GET", "/feed")]


# ── hosts ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_connection_a_host(rounds: Rounds, site: Website) -> None:
    sources = [feed(site.reply(f"/{n}", Reply(body=FEED, delay=0.02)), n) for n in range(1, 9)]
    assert len(rounds.visit_all(sources)) == 8
    assert site.most_at_once == 1


def test_requests_to_a_host_are_spaced(
    rounds: Rounds, site: Website, another_site: Callable[[str], Website], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROBOWATCH_SPACING", "0.3")
    rounds.settings = load_settings()
    other = another_site("127.0.0.2")
    sources = [feed(site.reply(f"/{n}", ok()), n) for n in range(1, 4)]
    sources += [feed(other.reply(f"/{n}", ok()), n) for n in range(4, 7)]
    rounds.visit_all(sources)
    for each in (site, other):
        times = [asked.at for asked in each.asked()]
        assert min(b - a for a, b in pairwise(times)) >= 0.1  # as the server sees it, which may be late itself
    assert min(asked.at for asked in other.asked()) < max(
        asked.at for asked in site.asked()
    )  # hosts do not wait in turn
    assert min(asked.at for asked in site.asked()) < max(asked.at for asked in other.asked())


def test_when_no_host_answers_it_is_our_own_outage(rounds: Rounds) -> None:
    sources = [feed(f"http://127.0.0.{n}:9/feed", n) for n in range(11, 16)]
    for visit in rounds.visit_all(sources):
        assert (visit.kind, visit.state.errors) == ("unreachable", 0)
        assert "our own connection" in visit.state.reason
        assert minutes_until_next(visit, rounds) == 5


def test_when_others_answer_a_silent_host_is_at_fault(rounds: Rounds, site: Website) -> None:
    sources = [feed(f"http://127.0.0.{n}:9/feed", n) for n in range(11, 16)]
    sources.append(feed(site.reply("/feed", Reply(body=FEED, delay=0.3)), 1))
    silent = [visit for visit in rounds.visit_all(sources) if visit.kind == "unreachable"]
    assert [visit.state.errors for visit in silent] == [1] * 5


# ── robots.txt ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def story(rounds: Rounds, site: Website) -> Website:
    """A site whose feed leads to /a, which is new at every visit."""
    rounds.desk.unknown = lambda source, entries: entries  # type: ignore[method-assign]
    site.reply("/a", Reply(body=page(), type="text/html"))
    site.reply("/feed", ok(rss(("A", site.url("/a")))))
    return site


def test_robots_txt_is_obeyed_for_pages(rounds: Rounds, story: Website) -> None:
    story.reply("/robots.txt", Reply(body="User-agent: Robowatch\nDisallow: /a\n"))
    rounds.visit(feed(story.url("/feed")))
    assert not story.asked("/a")
    [aside] = rounds.desk.asides
    assert (aside.cause, aside.detail, aside.final) == ("refused", "robots.txt does not allow it", True)


def test_robots_txt_is_remembered_for_a_day(rounds: Rounds, story: Website) -> None:
    story.reply("/robots.txt", Reply(body="User-agent: *\nDisallow: /b\n"))
    for number, hours in ((1, 0), (2, 2), (3, 25)):
        rounds.visit(feed(story.url("/feed"), number), hours=hours)
    assert len(story.asked("/a")) == 3
    assert len(story.asked("/robots.txt")) == 2


@pytest.mark.parametrize(("status", "fetched"), [(404, 1), (403, 1), (500, 0), (503, 0)])
def test_a_robots_txt_that_is_missing_allows_and_one_that_fails_forbids(
    rounds: Rounds, story: Website, status: int, fetched: int
) -> None:
    story.reply("/robots.txt", Reply(status=status))
    rounds.visit(feed(story.url("/feed")))
    assert len(story.asked("/a")) == fetched
    assert all("could not be read" in aside.detail and not aside.final for aside in rounds.desk.asides)


def test_crawl_delay_is_kept(rounds: Rounds, story: Website) -> None:
    story.reply("/robots.txt", Reply(body="User-agent: *\nCrawl-delay: 0.4\n"))
    story.reply("/b", Reply(body=page("B")))
    story.reply("/feed", ok(rss(("A", story.url("/a")), ("B", story.url("/b")))))
    rounds.visit(feed(story.url("/feed")))
    [first], [second] = story.asked("/a"), story.asked("/b")
    assert abs(second.at - first.at) >= 0.39


def test_pages_that_failed_for_now_are_tried_again(rounds: Rounds, story: Website) -> None:
    story.reply("/a", Reply(status=500), Reply(body=page()))
    story.reply("/feed", ok(rss(("A", story.url("/a"))), ETag='"1"'))
    visit = rounds.visit(feed(story.url("/feed")))
    assert "could not be read yet" in visit.state.reason
    rounds.visit(feed(story.url("/feed")), hours=1)
    assert story.asked("/feed")[1].headers["If-None-Match"] is None
    assert len(rounds.desk.articles) == 1


@pytest.mark.parametrize(
    "reply", [Reply(status=429), Reply(status=503, headers={"Retry-After": "60"}), Reply(delay=30)]
)
def test_a_host_that_asks_us_to_slow_down_is_left_alone(rounds: Rounds, story: Website, reply: Reply) -> None:
    rounds.limits = replace(rounds.limits, seconds=1)
    story.reply("/b", reply)
    items = [("C", story.url("/a")), ("B", story.url("/b")), ("A", story.url("/a?first"))]
    visit = rounds.visit(feed(story.reply("/feed", ok(rss(*items)))))
    assert [asked.path for asked in story.asked() if asked.path != "/robots.txt"] == ["/feed", "/a?first", "/b"]
    assert "2 of its pages could not be read yet" in visit.state.reason


def test_304_to_a_question_without_conditions_is_no_success(rounds: Rounds, site: Website) -> None:
    visit = rounds.visit(feed(site.reply("/feed", NOT_MODIFIED)))
    assert (visit.kind, visit.state.errors) == ("unreadable", 1)


def test_pages_are_not_asked_for_before_their_host_allows(rounds: Rounds, story: Website) -> None:
    story.reply("/a", Reply(status=429, headers={"Retry-After": str(3 * 3600)}), Reply(body=page()))
    story.reply("/feed", ok(rss(("A", story.url("/a")))))
    other = feed(story.reply("/other", ok(rss(("A again", story.url("/a"))))), number=2)
    source = feed(story.url("/feed"))
    visit = rounds.visit(source)
    assert "1 of its pages wait, as their host asks, for 3 hours" in visit.state.reason
    rounds.visit_all([source, other], hours=1)
    waiting = rounds.visit(replace(source, interval_minutes=240), hours=0.5)
    assert "1 of its pages wait, as their host asks, for 90 minutes" in waiting.state.reason
    assert len(story.asked("/a")) == 1
    rounds.visit(source, hours=1.6)
    assert len(rounds.desk.articles) == 1


def test_silence_is_told_once_when_it_begins(rounds: Rounds, story: Website) -> None:
    source = feed(story.url("/feed"), interval_minutes=60)
    for number in range(5):
        items = [(f"S{n}", story.reply(f"/s{n}", Reply(body=page()))) for n in range(number + 1)]
        story.reply("/feed", ok(rss(*items)))
        rounds.visit(source, hours=12)
    told = [rounds.visit(source, days=1) for _ in range(6)]
    assert [visit.state.health for visit in told] == ["fine"] * 3 + ["silent"] * 3
    assert ["used to bring news every 12 hours" in visit.detail for visit in told] == [False] * 3 + [True] + [False] * 2
