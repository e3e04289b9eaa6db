"""Read what a source answered with, whatever its kind: the one task that a worker gets for it."""

from __future__ import annotations

from datetime import datetime

from crawler.feeds import entries_of
from crawler.links import links_of
from crawler.listing import FeedReading, NotAFeedError
from models.values import Source


def read_source(body: bytes, url: str, source: Source, now: datetime, charset: str = "") -> FeedReading:
    """Return the entries of a feed, section page or sitemap.

    Raises NotAFeedError where the body is of another kind, CollectError where a selector is wrong.
    """
    if source.kind == "section":
        return links_of(body, url, source.id, now, selector=source.selectors.links, charset=charset)
    reading = entries_of(body, url, source.id, now, charset=charset)
    if source.kind == "sitemap" and reading.kind not in {"sitemap", "sitemapindex"}:
        raise NotAFeedError("a feed came instead of a sitemap; add it as a feed")
    return reading
