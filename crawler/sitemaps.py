"""Read sitemaps: the newest addresses of a site, with the titles and dates of news sitemaps."""

from __future__ import annotations

from datetime import datetime, timedelta

import lxml.etree

from crawler.dates import believable, read_date
from crawler.feeds import MAX_ENTRIES, FeedReading, NotAFeedError, plain
from crawler.identity import web_address
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
    found = [_entry(node, url, source_id, now) for node in root.iterfind("{*}url")]
    entries = [entry for entry in found if entry is not None]
    # The newest first; in a sitemap of everything the dateless ones are old.
    entries.sort(key=lambda each: each.published.timestamp() if each.published else 0, reverse=True)
    return FeedReading(kind="sitemap", entries=tuple(entries[:MAX_ENTRIES]), dropped=max(0, len(entries) - MAX_ENTRIES))


def _entry(node: lxml.etree._Element, base: str, source_id: int, now: datetime) -> Entry | None:
    link = web_address(node.findtext("{*}loc") or "", base)
    if not link:
        return None
    title = plain(node.findtext(f"{_NEWS}title") or "")
    published = _date(node.findtext(f"{_NEWS}publication_date") or "", now)
    changed = _date(node.findtext("{*}lastmod") or "", now)
    if not title and (changed is None or changed < now - RECENT):
        return None
    # The day a page changed is not the day it was published: it orders, it does not date.
    return Entry(
        source_id=source_id,
        guid=link,
        url=link,
        title=title,
        published=published,
        outlet="",
    )


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
