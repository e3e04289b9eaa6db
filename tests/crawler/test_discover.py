from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from crawler.discover import Candidate, feeds_at
from crawler.download import Limits
from models.errors import CollectError
from models.settings import Settings
from tests.crawler.newsroom import page, rss
from tests.website import Reply, Website

NOW = datetime(2025, 1, 14, 9, 30, tzinfo=UTC)
FEED = Reply(body=rss(("A", "http://127.0.0.1:9/a"), ("B", "http://127.0.0.1:9/b")))


def found(url: str, settings: Settings) -> list[Candidate]:
    return asyncio.run(feeds_at(url, settings=settings, now=lambda: NOW, limits=Limits(workers=0)))


def test_declared_feeds_come_first(settings: Settings, site: Website) -> None:
    head = (
        '<link rel="alternate" type="application/rss+xml" href="/comments/feed">'
        '<link rel="alternate" type="application/rss+xml" href="/news.rss">'
    )
    site.reply("/", Reply(body=page("Robot Daily", head=head)))
    site.reply("/news.rss", FEED)
    site.reply("/comments/feed", Reply(body=rss()))
    news, comments = found(site.url("/"), settings)
    assert (news.source.url, news.entries, news.source.kind) == (site.url("/news.rss"), 2, "feed")
    assert news.newest == datetime(2025, 1, 13, 8, tzinfo=UTC)
    assert news.source.homepage == site.url("/")
    assert comments.source.url == site.url("/comments/feed")


def test_a_feeds_own_address_is_enough(settings: Settings, site: Website) -> None:
    [only] = found(site.reply("/x", FEED), settings)
    assert (only.source.url, only.source.name) == (site.url("/x"), "Feed")


def test_a_bare_name_is_tried_with_and_without_encryption(settings: Settings, site: Website) -> None:
    site.reply("/x", FEED)
    [only] = found(f"{site.host}:{site.port}/x", settings)
    assert only.source.url == site.url("/x")


def test_usual_places_are_tried_when_nothing_is_declared(settings: Settings, site: Website) -> None:
    site.reply("/", Reply(body=page()))
    site.reply("/rss.xml", FEED)
    [only] = found(site.url("/"), settings)
    assert only.source.url == site.url("/rss.xml")


def test_a_sitemap_named_in_robots_txt(settings: Settings, site: Website) -> None:
    site.reply("/", Reply(body=page()))
    site.reply("/robots.txt", Reply(body=f"User-agent: *\nSitemap: {site.url('/maps/news.xml')}\n"))
    site.reply(
        "/maps/news.xml",
        Reply(
            body='<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>/a-story</loc>'
            "<lastmod>2025-01-14</lastmod></url></urlset>"
        ),
    )
    [only] = found(site.url("/"), settings)
    assert (only.source.url, only.source.kind, only.entries) == (site.url("/maps/news.xml"), "sitemap", 1)


def test_a_page_of_headlines_can_be_visited_itself(settings: Settings, site: Website) -> None:
    links = "".join(
        f'<h3><a href="/2025/01/1{n}/robot-maker-ships-more-arms">Robot maker number {n} ships more arms again</a></h3>'
        for n in range(6)
    )
    site.reply("/news", Reply(body=f"<html><title>News</title><body>{links}</body></html>"))
    [only] = found(site.url("/news"), settings)
    assert (only.source.kind, only.source.url, only.entries) == ("section", site.url("/news"), 6)


def test_nothing_there(settings: Settings, site: Website) -> None:
    assert found(site.reply("/", Reply(body=page())), settings) == []
    with pytest.raises(CollectError, match="HTTP 404"):
        found(site.url("/missing"), settings)
    with pytest.raises(CollectError):
        found("http://127.0.0.9:9/", settings)
