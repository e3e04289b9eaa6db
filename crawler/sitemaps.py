"""Read sitemaps: the newest addresses of a site, with the titles and dates of news sitemaps."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import lxml.etree

from crawler.dates import EARLIEST, believable, read_date
from crawler.identity import web_address
from crawler.listing import MAX_ENTRIES, FeedReading, NotAFeedError, plain
from models.values import Entry

RECENT = timedelta(days=7)  # what an ordinary sitemap lists as changed longer ago is no news
MAX_CHILDREN = 3  # sitemaps of an index that are read in one visit, the newest first
_NEWS = "{*}news/{*}"


def sitemap_of(text: str, url: str, source_id: int, now: datetime) -> FeedReading:
    """Read a sitemap or a sitemap index.

    Raises NotAFeedError where the XML cannot be read at all.
    """
    parser = lxml.etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = lxml.etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (lxml.etree.XMLSyntaxError, ValueError) as error:
        raise NotAFeedError(f"the sitemap cannot be read: {error}") from error
    if root is None:
        raise NotAFeedError("the sitemap cannot be read: no element in it")
    if lxml.etree.QName(root).localname == "sitemapindex":
        return FeedReading(kind="sitemapindex", entries=(), children=_children(root, url, now))
    found = [entry for node in root.iterfind("{*}url") if (entry := _entry(node, url, source_id, now))]
    found.sort(key=lambda each: each[0], reverse=True)
    entries = [entry for _, entry in found[:MAX_ENTRIES]]
    return FeedReading(kind="sitemap", entries=tuple(entries), dropped=len(found) - len(entries))


def _entry(node: Any, base: str, source_id: int, now: datetime) -> tuple[datetime, Entry] | None:
    """Return one address with the time that orders it: when it was published, else when it changed."""
    link = web_address(node.findtext("{*}loc") or "", base)
    if not link:
        return None
    title = plain(node.findtext(f"{_NEWS}title") or "")
    published = _date(node.findtext(f"{_NEWS}publication_date") or "", now)
    changed = _date(node.findtext("{*}lastmod") or "", now)
    if not title and (changed is None or changed < now - RECENT):
        return None
    # The day a page changed is not the day it was published: it orders, it does not date.
    entry = Entry(source_id=source_id, guid=link, url=link, title=title, published=published)
    return published or changed or EARLIEST, entry


def _children(root: lxml.etree._Element, base: str, now: datetime) -> tuple[str, ...]:
    children: list[tuple[bool, float, int, str]] = []
    for node in root.iterfind("{*}sitemap"):
        link = web_address(node.findtext("{*}loc") or "", base)
        changed = _date(node.findtext("{*}lastmod") or "", now)
        if link:
            # news sitemaps before all others, then the newest, then the last named: archives are numbered upward
            children.append(("news" in link.lower(), changed.timestamp() if changed else 0, len(children), link))
    return tuple(link for *_, link in sorted(children, reverse=True)[:MAX_CHILDREN])


def _date(stated: str, now: datetime) -> datetime | None:
    when = read_date(stated, now) if stated else None
    return min(when, now) if when and believable(when, now) else None
