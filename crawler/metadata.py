"""Title, date, author and outlet of a page: JSON-LD, then meta elements, then what is printed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from crawler.bylines import author_of, bare
from crawler.dates import Stated
from crawler.identity import registrable_domain
from crawler.listing import plain
from crawler.published import published_of

_ARTICLE_TYPES = re.compile(r"(Article|BlogPosting|Report|NewsItem|LiveBlog\w*)$")
_CONTROLS = re.compile(r"[\x00-\x1f]")
_SEPARATORS = re.compile(r"\s+[|–—·•:»«_-]+\s+|[|_]|\s*[-–—]\s*(?=[^\s-]{2,12}$)")
_ALIKE = 0.9  # of two titles as strings; below it they are two titles
_MAX_NODES = 500  # of JSON-LD; a page about one article has a dozen
_TITLE_META = ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a page says about its article."""

    title: str = ""
    author: str = ""
    published: Stated | None = None
    outlet: str = ""
    language: str = ""
    declared_url: str = ""
    free: bool = True  # False where the page itself says that it must be paid for


def metadata_of(tree: Any, now: datetime, zone: tzinfo = UTC) -> Metadata:
    """Return what a page says about its article; `zone` is meant where a date names none."""
    linked, named = _json_ld(tree)
    metas, elements = _metas(tree), cache(lambda: list(tree.iter("*")))  # most pages declare what is printed
    outlet = plain(metas.get("og:site_name", "")) or plain(_name(linked.get("publisher")))
    declared_url = next(iter(tree.xpath("//link[@rel='canonical']/@href")), "") or metas.get("og:url", "")
    return Metadata(
        title=_title(tree, linked, metas, {outlet, outlet.removeprefix("The "), _host_name(declared_url)}),
        author=author_of(elements, linked.get("author") or linked.get("creator"), named, metas, outlet),
        published=published_of(elements, linked, metas, declared_url, now, zone),
        outlet=outlet,
        language=(tree.get("lang") or metas.get("og:locale") or str(linked.get("inLanguage") or ""))[:2].lower(),
        declared_url=declared_url,
        free=str(linked.get("isAccessibleForFree", "true")).lower() != "false",
    )


# ── JSON-LD ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _json_ld(tree: Any) -> tuple[dict[str, Any], Callable[[Any], str]]:
    """Return the article that the page's JSON-LD describes, {} where there is none; and how to read a name there."""
    article: dict[str, Any] = {}
    names: dict[str, str] = {}
    for script in tree.xpath("//script[contains(@type, 'ld+json')]"):
        for node in _nodes(_loaded(script.text_content())):
            if (number := node.get("@id")) and isinstance(number, str) and _name(node):
                names.setdefault(number, _name(node))
            types = node.get("@type")
            types = types if isinstance(types, list) else [types]
            if not article and any(isinstance(each, str) and _ARTICLE_TYPES.search(each) for each in types):
                article = node

    def named(thing: Any) -> str:
        number = thing.get("@id") if isinstance(thing, dict) else None
        return _name(thing) or (names.get(number, "") if isinstance(number, str) else "")

    return article, named


def _loaded(text: str) -> Any:
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    for attempt in (text, _CONTROLS.sub(" ", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(thing: Any) -> Iterator[dict[str, Any]]:
    """Walk lists and @graphs, nearest first."""
    queue, seen = [thing], 0
    while queue and seen < _MAX_NODES:
        node = queue.pop(0)
        seen += 1
        if isinstance(node, list):
            queue += node
        elif isinstance(node, dict):
            yield node
            queue += [value for name in ("@graph", "mainEntity", "mainEntityOfPage") if (value := node.get(name))]


def _name(thing: Any) -> str:
    if isinstance(thing, list):
        thing = thing[0] if thing else ""
    if isinstance(thing, dict):
        thing = thing.get("name")
    return thing if isinstance(thing, str) else ""


# ── meta elements ──────────────────────────────────────────────────────────────────────────────────────────────────


def _metas(tree: Any) -> dict[str, str]:
    """Return the content of each meta element by its name in lower case, the first of each."""
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        content = (meta.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop"):
            name = meta.get(attribute)
            if name and content:
                metas.setdefault(name.strip().lower(), content)
    return metas


# ── title ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _title(tree: Any, linked: dict[str, Any], metas: dict[str, str], outlets: Set[str]) -> str:
    """Return the headline: a printed one that another source confirms, else what the page declares."""
    headline = plain(_name(linked.get("headline")) or _name(linked.get("name")))
    declared = [headline, *(plain(metas.get(name, "")) for name in _TITLE_META), plain(tree.findtext(".//title") or "")]
    declared = [each for each in declared if each]
    printed = [plain(element.text_content()) for element in tree.iter("h1")]
    printed = [each for each in printed if each]
    for heading in printed:
        if len(bare(heading)) > 5 and any(_same(heading, each) for each in declared):
            return heading
    if declared:
        return _without_outlet(declared[0], outlets)
    return printed[0] if printed else ""


def _same(heading: str, declared: str) -> bool:
    """Say whether a heading is a declared title: the whole of it, its beginning, or the same in other words."""
    one, other = bare(heading), bare(declared)
    return other.startswith(one) or SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE


def _host_name(url: str) -> str:
    """Return the name in a host: "digg" for https://www.digg.com/."""
    return registrable_domain(url).partition(".")[0] if url.startswith("http") else ""


def _without_outlet(title: str, outlets: Set[str]) -> str:
    """Cut " | The Outlet" off a title."""
    parts = list(_SEPARATORS.finditer(title))
    if not parts:
        return title
    tail = title[parts[-1].end() :]
    if bare(tail) and bare(tail) in {bare(outlet) for outlet in outlets}:
        return title[: parts[-1].start()].strip()
    return title
