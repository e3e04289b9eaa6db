"""A round: what is new is kept, what is known is not fetched again, what fails is named."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from models.database import Database
from models.settings import Settings
from models.store.articles import article_numbered, count_articles, entries_set_aside
from models.store.sources import add_sources, all_sources, source_named
from models.values import Source
from scheduler.collecting import RoundReport, run_round
from scheduler.demo import SimulatedClock
from scheduler.newsroom import Newsroom
from tests.scheduler.newsdesk import move, newsroom_at
from tests.website import Reply, Website

TEXT = "Estun shipped {0} robots in 2024, the Nanjing maker of robots said on Tuesday at a fair in Shanghai. " * 6


@pytest.fixture
def site() -> Iterator[Website]:
    with Website() as website:
        yield website


@pytest.fixture
def newsroom(database: Database, settings: Settings) -> Newsroom:
    return newsroom_at(database, settings, datetime(2025, 1, 14, 9, tzinfo=UTC), "Estun")


def _page(text: str) -> Reply:
    return Reply(body=f"<html><title>News</title><body><article><h1>News</h1><p>{text}</p></article>", type="text/html")


def _feed(site: Website, *items: tuple[str, str]) -> Reply:
    rows = "".join(f"<item><title>N</title><link>{site.url(p)}</link><guid>{g}</guid></item>" for g, p in items)
    return Reply(body=f"<rss version='2.0'><channel><title>Wire</title>{rows}</channel></rss>", type="application/xml")


def _watch(newsroom: Newsroom, *sources: Source) -> None:
    with newsroom.database.writing() as ledger:
        add_sources(ledger, sources)


def _round(newsroom: Newsroom, *names: str) -> RoundReport:
    with newsroom.database.reading() as ledger:
        sources = [source_named(ledger, name) for name in names]
    return asyncio.run(run_round(newsroom, sources)) or RoundReport()


def test_an_article_is_kept_once_however_often_and_from_wherever_it_is_met(newsroom: Newsroom, site: Website) -> None:
    site.reply("/a", _page(TEXT.format("28,000")))
    site.reply("/feed", _feed(site, ("1", "/a")), _feed(site, ("another guid", "/a?utm_source=rss")))
    site.reply("/second", _feed(site, ("x", "/a")))
    _watch(newsroom, Source(name="Wire", kind="feed", url=site.url("/feed")))
    report = _round(newsroom, "Wire")
    assert (report.new, report.changes) == (1, 1)
    _watch(newsroom, Source(name="Second", kind="feed", url=site.url("/second")))
    move(newsroom, days=5)
    assert _round(newsroom, "Wire", "Second").new == 0
    assert len([asked for asked in site.asked() if asked.path.startswith("/a")]) == 2, "once, and once to see edits"
    with newsroom.database.reading() as ledger:
        assert count_articles(ledger) == 1


def test_an_article_that_is_edited_silently_is_met_again(newsroom: Newsroom, site: Website) -> None:
    site.reply("/a", _page(TEXT.format("28,000")), _page(TEXT.format("23,000")))
    site.reply("/feed", _feed(site, ("1", "/a")))
    _watch(newsroom, Source(name="Wire", kind="feed", url=site.url("/feed")))
    _round(newsroom, "Wire")
    move(newsroom, hours=7)
    report = _round(newsroom, "Wire")
    assert (report.edited, report.changes) == (1, 1)
    with newsroom.database.reading() as ledger:
        assert article_numbered(ledger, 1).version == 2


def test_bad_sources_and_pages_are_named_and_the_good_ones_go_on(newsroom: Newsroom, site: Website) -> None:
    site.reply("/a", _page(TEXT.format("28,000")))
    site.reply("/empty", Reply(body="<html><body></body></html>", type="text/html"))
    site.reply("/huge", Reply(body=b"<p>robots</p>" * 100_000, endless=True, type="text/html"))
    site.reply("/feed", _feed(site, ("1", "/a"), ("2", "/empty"), ("3", "/huge"), ("4", "/missing")))
    site.reply("/broken", Reply(body=b"\x00\x01 not a feed at all", type="application/xml"))
    site.reply("/blocked", Reply(status=403, body="go away"))
    old = "<rss><channel><item><title>N</title><link>{}</link><pubDate>Mon, 01 Jan 0001 00:00:00 GMT</pubDate></item>"
    site.reply("/year-one", Reply(body=old.format(site.url("/b"))))
    site.reply("/b", _page(TEXT.format("31,000")))
    names = ("feed", "broken", "blocked", "year-one")
    _watch(newsroom, *(Source(name=name, kind="feed", url=site.url(f"/{name}")) for name in names))
    report = _round(newsroom, *names)
    assert report.new == 2
    assert {name for name, _ in report.failures} == {"broken", "blocked"}
    assert all(why.partition(": ")[2] for _, why in report.failures)
    with newsroom.database.reading() as ledger:
        aside = {entry.url.rpartition("/")[2]: entry.why for entry in entries_set_aside(ledger)}
        states = {poll.source.name: poll.state for poll in all_sources(ledger)}
    assert set(aside) == {"empty", "huge", "missing"}
    assert all(aside.values())
    assert all(state.next_poll and state.reason for state in states.values())


def test_a_round_that_is_stopped_leaves_its_sources_due(newsroom: Newsroom, site: Website) -> None:
    site.reply("/feed", Reply(delay=30))
    _watch(newsroom, Source(name="Slow", kind="feed", url=site.url("/feed")))

    async def stopped_at_once() -> RoundReport | None:
        stop = asyncio.Event()
        asyncio.get_running_loop().call_later(0.5, stop.set)
        return await run_round(newsroom, stop=stop)

    report = asyncio.run(stopped_at_once())
    assert report is not None
    assert report.stopped
    assert isinstance(newsroom.clock, SimulatedClock)
    site.reply("/feed", _feed(site))
    assert _round(newsroom).visited == 1
