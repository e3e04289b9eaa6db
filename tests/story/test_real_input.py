"""Real feeds and pages, and a labelled set served as a news site, go through the whole loop without harm."""

from __future__ import annotations

import asyncio
import gzip
import html
import json
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from models.database import Database
from models.settings import Settings
from models.store.articles import count_articles, troubled_articles
from models.store.figures import FigureFilter, find_figures
from models.store.finding import ArticleFilter, find_articles
from models.store.sources import add_sources, all_sources
from models.store.subjects import watch
from models.values import Source
from review.verbs.reading import read_watchlist
from scheduler.collecting import run_round
from scheduler.demo import SimulatedClock
from scheduler.newsroom import Newsroom
from tests.conftest import SHARED
from tests.website import Reply, Website

NEWSROOM = SHARED / "newsroom"
DEV = SHARED / "figures" / "dev"


@pytest.fixture
def store(settings: Settings) -> Database:
    database = Database(settings.database)
    database.upgrade()
    return database


def _round(newsroom: Newsroom) -> None:
    asyncio.run(run_round(newsroom))


@pytest.mark.skipif(not NEWSROOM.is_dir(), reason="the captured newsroom is not here")
@pytest.mark.timeout(400)
def test_captured_feeds_and_pages_are_collected(store: Database, settings: Settings) -> None:
    newsroom = Newsroom(settings, store)
    pages = json.loads((NEWSROOM / "pages" / "truth.json").read_text(encoding="utf-8"))
    with Website() as site, Website("127.0.0.2") as press:
        sources = []
        for file in sorted((NEWSROOM / "feeds").iterdir()):
            site.reply(f"/{file.name}", Reply(body=file.read_bytes(), type="application/xml"))
            sources.append(Source(name=file.stem, kind="feed", url=site.url(f"/{file.name}")))
        links = []
        for name, page in pages.items():
            path = f"/{name[:16]}{urlsplit(page['url']).path}"
            body = gzip.decompress((NEWSROOM / "pages" / f"{name}.html.gz").read_bytes())
            press.reply(path, Reply(body=body, type="text/html"))
            links.append(f"<item><title>{name[:8]}</title><link>{press.url(path)}</link><guid>{name}</guid></item>")
        press.reply("/feed", Reply(body=f"<rss version='2.0'><channel>{''.join(links)}</channel></rss>"))
        sources.append(Source(name="captured pages", kind="feed", url=press.url("/feed")))
        with store.writing() as ledger:
            add_sources(ledger, sources)
        _round(newsroom)
    with store.reading() as ledger:
        polls = {poll.source.name: poll.state for poll in all_sources(ledger)}
        kept = find_articles(ledger, ArticleFilter(source="captured pages"), limit=100)
        assert troubled_articles(ledger) == []
    unread = [name for name, state in polls.items() if state.last_kind not in ("new", "undated", "empty", "unchanged")]
    assert len(unread) <= 2, unread
    assert len(kept) >= 55
    assert all(state.reason for state in polls.values())


@pytest.mark.skipif(not DEV.is_dir(), reason="the labelled set is not here")
@pytest.mark.timeout(400)
def test_a_labelled_set_served_as_a_news_site_gives_its_figures(store: Database, settings: Settings) -> None:
    documents = [json.loads(line) for line in (DEV / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
    newsroom = Newsroom(settings, store, SimulatedClock(datetime(2026, 11, 22, tzinfo=UTC)))
    with Website() as site:
        items = []
        for document in documents:
            paragraphs = "".join(f"<p>{html.escape(part)}</p>" for part in document["text"].split("\n") if part)
            title = html.escape(document["title"])
            page = (
                f"<html lang='{document['lang']}'><head><meta charset='utf-8'><title>{title}</title>"
                f"<meta property='article:published_time' content='{document['published']}T08:00:00Z'></head>"
                f"<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
            )
            site.reply(f"/{document['id']}", Reply(body=page, type="text/html; charset=utf-8"))
            items.append(
                f"<item><title>{title}</title><link>{site.url('/' + document['id'])}</link>"
                f"<guid>{document['id']}</guid></item>"
            )
        for first in range(0, len(items), 40):
            body = f"<rss version='2.0'><channel>{''.join(items[first : first + 40])}</channel></rss>"
            site.reply(f"/feed{first}", Reply(body=body, type="application/xml"))
        with store.writing() as ledger:
            for subject in read_watchlist(DEV / "watchlist.json"):
                watch(ledger, subject, newsroom.clock(), history=False)
            add_sources(
                ledger,
                [
                    Source(name=f"dev {first}", kind="feed", url=site.url(f"/feed{first}"))
                    for first in range(0, len(items), 40)
                ],
            )
        _round(newsroom)
    with store.reading() as ledger:
        assert count_articles(ledger) >= len(documents) - 2
        assert troubled_articles(ledger) == []
        figures = find_figures(ledger, FigureFilter(), limit=2000)
    labelled = sum(len(document["figures"]) for document in documents)
    assert 0.8 * labelled < len(figures) < 1.2 * labelled
