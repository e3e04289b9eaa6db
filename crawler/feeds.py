"""Read feeds of every kind: RSS 0.9x to 2.0, Atom, RDF, JSON Feed, news sitemaps."""

from __future__ import annotations

import json
import re
from calendar import timegm
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

import feedparser
import nh3

from crawler.dates import believable, read_date
from crawler.encoding import decoded
from crawler.identity import web_address
from crawler.listing import CONTROL, MAX_ENTRIES, MAX_TITLE, FeedKind, FeedReading, NotAFeedError, plain
from crawler.sitemaps import sitemap_of
from models.values import Entry

MAX_HTML = 200_000
_HEAD = 20_000  # characters in which a channel says what it has to say before its items
_TTL_MINUTES = {"hourly": 60, "daily": 1440, "weekly": 10080, "monthly": 43200, "yearly": 525600}
_XML_DECLARATION = re.compile(r"<\?xml\b[^>]*\?>")
_PREFIXED = re.compile(r"(</?)rss:")  # some write every element of RSS with a prefix
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*(\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


def entries_of(body: bytes, url: str, source_id: int, now: datetime, *, charset: str = "") -> FeedReading:
    """Read a feed's body; `url` is where it came from, after redirects.

    Raises NotAFeedError where it is something else, naming what.
    """
    text = CONTROL.sub("", decoded(body, charset)).lstrip("\ufeff").lstrip()
    if text.startswith("{"):
        return _json_feed(text, url, source_id, now)
    head = text[:3000].lower()
    if "<urlset" in head or "<sitemapindex" in head:
        return sitemap_of(text, url, source_id, now)
    if not text:
        raise NotAFeedError("the answer was empty, there is no feed in it")
    return _xml_feed(text, url, source_id, now)


# ── RSS, Atom, RDF ─────────────────────────────────────────────────────────────────────────────────────────────────


def _xml_feed(text: str, url: str, source_id: int, now: datetime) -> FeedReading:
    """Read what feedparser understands.

    It gets bytes (a string that looks like an address would be fetched), always UTF-8 and without a document type,
    so that there is no entity to expand.
    """
    text = _DOCTYPE.sub("", _XML_DECLARATION.sub("", text, count=1), count=1)
    text = _PREFIXED.sub(r"\1", text) if "<rss:item" in text else text
    text, dropped = _shortened(text)
    body = b'<?xml version="1.0" encoding="utf-8"?>' + text.encode("utf-8", "replace")
    parsed: Any = feedparser.parse(  # type: ignore[attr-defined, no-untyped-call]
        BytesIO(body),
        # Without its address: an identifier would be made absolute against it, and change when the feed moves.
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.version and not parsed.entries:
        raise NotAFeedError(_what_it_is(text))
    feed = parsed.feed
    base = feed.get("link") or url
    entries = [_entry(item, urljoin(url, base), source_id, now) for item in parsed.entries[:MAX_ENTRIES]]
    version = parsed.version or "rss"
    kind: FeedKind = "atom" if version.startswith("atom") else "rdf" if version in {"rss10", "rss090"} else "rss"
    return FeedReading(
        kind=kind,
        entries=tuple(_distinct(entries)),
        title=plain(feed.get("title", "")),
        homepage=web_address(feed.get("link", ""), url),
        ttl_minutes=_ttl(feed),
        skip_hours=_skipped(text, "hour", _HOURS),
        skip_days=_skipped(text, "day", _DAYS),
        dropped=dropped + max(0, len(parsed.entries) - MAX_ENTRIES),
    )


def _shortened(text: str) -> tuple[str, int]:
    """Cut a feed with far too many items, before a parser spends minutes on them."""
    items = list(re.finditer(r"<(?:\w+:)?(?:item|entry)[\s>]", text))
    if len(items) <= MAX_ENTRIES:
        return text, 0
    return text[: items[MAX_ENTRIES].start()], len(items) - MAX_ENTRIES


def _what_it_is(text: str) -> str:
    head = text[:2000].lower()
    if "<html" in head or "<!doctype html" in head or "<body" in head:
        return "a web page came instead of a feed"
    return "the answer is not a feed (neither RSS, Atom, RDF, JSON Feed nor a sitemap)"


def _entry(item: Any, base: str, source_id: int, now: datetime) -> Entry:
    guid = str(item.get("id") or "").strip()
    stated = str(item.get("link") or "")
    if item.get("guidislink") and "/" not in guid and stated.endswith(guid):
        stated = ""  # an identifier that is taken for a link
    link = web_address(item.get("feedburner_origlink") or stated or _alternate(item), base)
    if not link and guid.startswith(("http://", "https://")):
        link = web_address(guid)
    summary, content, title = _summary(item), _content(item), plain(item.get("title", ""))
    source = item.get("source") or {}
    return Entry(
        source_id=source_id,
        guid=guid[:MAX_TITLE] or link or title,
        url=link,
        title=title,
        published=_published(item, now),
        author=plain(item.get("author", "")),
        summary=clean_html(summary, link or base),
        content=clean_html(content, link or base),
        outlet=plain(source.get("title", "")),
    )


def _alternate(item: Any) -> str:
    links = [link for link in item.get("links", ()) if link.get("rel", "alternate") in {"alternate", "via"}]
    return str(links[0].get("href", "")) if links else ""


def _content(item: Any) -> str:
    bodies = [str(each.get("value", "")) for each in item.get("content", ())]
    return max(bodies, key=len, default="")


def _summary(item: Any) -> str:
    media = item.get("media_content") or [{}]
    return str(item.get("summary") or media[0].get("description") or "")


def _published(item: Any, now: datetime) -> datetime | None:
    """Return when the item says it was published: its own words first, where they are of a known kind."""
    for name in ("published", "created", "updated"):
        if name not in item:
            continue
        when = read_date(str(item[name]), now)
        if when is None and (fields := item.get(f"{name}_parsed")):
            try:
                when = datetime.fromtimestamp(timegm(fields), UTC)
            except (ValueError, OverflowError, OSError):
                continue
        if when and believable(when, now):
            return min(when, now)
    return None


def _ttl(feed: Any) -> int:
    """Return the minutes between updates that the feed announces."""
    stated = str(feed.get("ttl", "")).strip()
    minutes = int(stated[:6]) if stated.isdecimal() else 0
    period = _TTL_MINUTES.get(str(feed.get("sy_updateperiod", "")).strip().lower(), 0)
    frequency = str(feed.get("sy_updatefrequency", "")).strip()
    if period and frequency.isdecimal() and int(frequency[:6]):
        period //= int(frequency[:6])
    return max(minutes, period)


_HOURS = {str(hour): hour % 24 for hour in range(25)} | {f"0{hour}": hour for hour in range(10)}
_DAYS = {name: n for n, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}


def _skipped(text: str, unit: str, known: Mapping[str, int]) -> tuple[int, ...]:
    """Return the hours or days that a feed asks to be left alone; the parser keeps only the last of each."""
    block = re.search(rf"<skip{unit}s>(.*?)</skip{unit}s>", text[:_HEAD], re.DOTALL | re.IGNORECASE)
    named = re.findall(rf"<{unit}>\s*(\w{{1,9}})\s*</{unit}>", block[1], re.IGNORECASE) if block else ()
    return tuple(sorted({known[name] for each in named if (name := each[:3].lower()) in known}))


def _distinct(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Leave out what stands twice: same identifier and same link. One identifier with two links is two items."""
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        key = (entry.guid, entry.url)
        if (entry.guid or entry.url or entry.title) and key not in seen:
            seen.add(key)
            yield entry


# ── JSON Feed ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _json_feed(text: str, url: str, source_id: int, now: datetime) -> FeedReading:
    try:
        feed = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        raise NotAFeedError(f"the answer begins like JSON but cannot be read: {error}") from error
    items = feed.get("items")
    if not isinstance(items, list) or "jsonfeed.org" not in str(feed.get("version", "")):
        raise NotAFeedError("the answer is JSON, but not a JSON Feed")
    entries = [_json_entry(item, url, source_id, now) for item in items[:MAX_ENTRIES] if isinstance(item, dict)]
    return FeedReading(
        kind="json",
        entries=tuple(_distinct(entries)),
        title=plain(_string(feed, "title")),
        homepage=web_address(_string(feed, "home_page_url"), url),
        dropped=max(0, len(items) - MAX_ENTRIES),
    )


def _json_entry(item: dict[str, Any], base: str, source_id: int, now: datetime) -> Entry:
    link = web_address(_string(item, "url") or _string(item, "external_url"), base)
    author: Any = item.get("author") or next(iter(item.get("authors") or ()), {})
    body = _string(item, "content_html") or _string(item, "content_text").replace("\n", "<br>")
    when = read_date(_string(item, "date_published") or _string(item, "date_modified"), now)
    return Entry(
        source_id=source_id,
        guid=str(item.get("id") or "")[:MAX_TITLE] or link or plain(_string(item, "title")),
        url=link,
        title=plain(_string(item, "title")),
        published=min(when, now) if when and believable(when, now) else None,
        author=plain(_string(author, "name")) if isinstance(author, dict) else "",
        summary=clean_html(_string(item, "summary"), link or base),
        content=clean_html(body, link or base),
    )


def _string(thing: dict[str, Any], name: str) -> str:
    value = thing.get(name)
    return value if isinstance(value, str) else ""


# ── text ───────────────────────────────────────────────────────────────────────────────────────────────────────────


_TAGS = nh3.ALLOWED_TAGS - {"area", "map", "center", "hgroup"}
_ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "td": {"colspan"}, "th": {"colspan"}}


def clean_html(html: str, base: str) -> str:
    """Return HTML without anything that runs or tracks; links are made absolute against `base`."""
    if not html:
        return ""
    if "<" not in html and "&" not in html:
        return html[:MAX_HTML]

    def absolute(tag: str, name: str, value: str) -> str | None:
        return (web_address(value, base) or None) if name in {"href", "src"} else value

    return nh3.clean(
        html[:MAX_HTML],
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=absolute,
        url_schemes={"http", "https"},
        strip_comments=True,
    )
