"""What the sample newsroom answers: feeds of every kind, front pages and article pages, as they stand at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scheduler.sample_articles import FOLDER, Outlet, Sample, SampleArticle, Version

FEED_LENGTH = 10  # newest items that a feed or a front page lists
FEEDS: Mapping[str, tuple[str, str]] = {  # kind: file name, media type
    "rss": ("feed.xml", "application/rss+xml"),
    "atom": ("atom.xml", "application/atom+xml"),
    "rdf": ("index.rdf", "application/rdf+xml"),
    "json": ("feed.json", "application/feed+json"),
}
ROBOTS = "User-agent: *\nDisallow: /*/account/\n"

_NOTICE = "Sample newsroom: the outlet and all figures are made up."
_ENGLISH = {"home": "Home", "about": "About us", "account": "Your account", "more": "More from us"}
_CHINESE = {"home": "首页", "about": "关于我们", "account": "账户", "more": "更多报道"}
_WORDS = {
    "en": {**_ENGLISH, "nothing": "Nothing yet.", "notice": _NOTICE},
    "zh": {**_CHINESE, "nothing": "暂无内容", "notice": "示例站点，媒体与数字均为虚构。"},
}
_TEMPLATES = Environment(
    loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


@dataclass(frozen=True, slots=True)
class Page:
    """One answer: what it is and its bytes."""

    type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Item:
    """An article as a feed or a front page lists it."""

    article: SampleArticle
    version: Version
    address: str

    def __getattr__(self, name: str) -> Any:
        """Offer templates what the article or its version has."""
        return getattr(self.version if name in {"title", "summary", "paragraphs"} else self.article, name)

    @property
    def mail_date(self) -> str:
        """Return when it was published, as RSS writes it."""
        return format_datetime(self.article.published)

    @property
    def content(self) -> str:
        """Return the whole article as HTML."""
        return str(_TEMPLATES.from_string(_CONTENT).render(paragraphs=self.version.paragraphs))


_CONTENT = "{% for paragraph in paragraphs %}<p>{{ paragraph }}</p>{% endfor %}"


def feed_path(outlet: Outlet) -> str:
    """Return the path of an outlet's feed below its front page; empty where it has none."""
    return FEEDS[outlet.kind][0] if outlet.kind in FEEDS else ""


def page_at(sample: Sample, path: str, base: Callable[[Outlet], str], now: datetime) -> Page | None:
    """Return what stands at a path at that time, or None; `base` tells an outlet's own address."""
    if path == "/robots.txt":
        return Page("text/plain", ROBOTS.encode())
    slug, _, rest = path.strip("/").partition("/")
    outlet = next((outlet for outlet in sample.outlets if outlet.slug == slug), None)
    if outlet is None:
        return None
    root = base(outlet)
    items = [Item(a, a.version_at(now), root + a.path) for a in sample.published_at(now, slug)]
    if rest and rest == feed_path(outlet):
        return _feed(outlet, root, items[:FEED_LENGTH], sample.begins)
    if rest in {"", "about.html"}:
        return _html("about.html" if rest else "front.html", outlet, root, items=items[:FEED_LENGTH])
    item = next((item for item in items if item.article.path == rest), None)
    return _article(outlet, root, item, items) if item else None


def _article(outlet: Outlet, root: str, item: Item, items: Sequence[Item]) -> Page:
    """Lay out an article page."""
    others = [other for other in items if other is not item][:3]
    linked_data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": item.version.title,
        "datePublished": item.article.published.isoformat(),
        "author": {"@type": "Person", "name": item.article.author},
        "publisher": {"@type": "Organization", "name": outlet.name},
        "mainEntityOfPage": item.address,
    }
    given = {"article": item.article, "version": item.version, "address": item.address}
    return _html("article.html", outlet, root, **given, others=others, linked_data=linked_data)


def _html(template: str, outlet: Outlet, root: str, **given: object) -> Page:
    """Lay out a page of an outlet, in its language and encoding."""
    path = feed_path(outlet)
    feed = {"address": root + path, "type": FEEDS[outlet.kind][1]} if path else None
    text = _render(template, outlet, root, feed=feed, words=_WORDS[outlet.language], **given)
    return Page("text/html", text.encode(outlet.encoding))


def _feed(outlet: Outlet, root: str, items: Sequence[Item], begins: datetime) -> Page:
    """Lay out an outlet's feed in the format that it keeps to."""
    file, kind = FEEDS[outlet.kind]
    if outlet.kind == "json":
        return Page(kind, json.dumps(_json_feed(outlet, root, items), ensure_ascii=False, indent=1).encode())
    updated = items[0].article.published if items else begins
    text = _render(f"{outlet.kind}.xml", outlet, root, items=items, updated=updated, feed={"address": root + file})
    return Page(kind, text.encode(outlet.encoding))


def _json_feed(outlet: Outlet, root: str, items: Sequence[Item]) -> dict[str, object]:
    """Return a feed as JSON Feed 1.1 has it."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "home_page_url": root,
        "feed_url": root + feed_path(outlet),
        "language": outlet.language,
        "items": [
            {
                "id": item.address,
                "url": item.address,
                "title": item.version.title,
                "summary": item.version.summary,
                "date_published": item.article.published.isoformat(),
                "authors": [{"name": item.article.author}],
            }
            for item in items
        ],
    }


def _render(template: str, outlet: Outlet, root: str, **given: object) -> str:
    """Fill a template."""
    return _TEMPLATES.get_template(template).render(outlet=outlet, base=root, **given)
