"""Title, date, author and outlet of a page: JSON-LD, then meta elements, then what is printed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from crawler.dates import Stated, believable, read_stated
from crawler.listing import plain

_ARTICLE_TYPES = re.compile(r"(Article|BlogPosting|Report|NewsItem|LiveBlog\w*)$")
_CONTROLS = re.compile(r"[\x00-\x1f]")
_LETTERS = re.compile(r"[\W_]+")
_SEPARATORS = re.compile(r"\s+[|–—·•:»«_-]+\s+|[|_]|\s*[-–—]\s*(?=[^\s-]{2,12}$)")
_MAX_NODES = 500  # of JSON-LD; a page about one article has a dozen
_TITLE_META = ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title")
_DATE_META = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "pubdate",
    "publishdate", "publish-date", "publish_date", "publication_date", "publication-date", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.created", "dcterms.issued", "dc.date", "dc.date.created",
    "weibo: article:create_at", "weibo:article:create_at", "article.published", "article_date_original",
    "cxenseparse:recs:publishtime", "bt:pubdate", "createdate", "date", "rnews:datepublished", "apub:time",
    "_pubtime",
)  # fmt: skip
_AUTHOR_META = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl", "og:author")
_PUBLISHED_MARKS = re.compile(
    r"publi|posted|pubtime|pub-time|date|time|发布|来源|source|meta|info|byline", re.IGNORECASE
)
_MODIFIED = re.compile(r"updat|modif|更新", re.IGNORECASE)
_TEXTS = " or ".join(f"self::{tag}" for tag in ("span", "div", "p", "em", "i", "li"))
_OUTSIDE_FRAMES = "not(ancestor::aside or ancestor::footer or ancestor::nav or ancestor::a)"
# On the real pages of the tests 41 of 43 printed dates stand from 10 elements before the headline to 32 after it.
_BEFORE, _AFTER = 12, 35
_FEW_DATES = 3
_BY = re.compile(r"^(?:by|written by|reporter|作者|记者|文|编辑|来源)\s*[:：/|]?\s*", re.IGNORECASE)


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
    linked = _json_ld(tree)
    metas = _metas(tree)
    outlet = plain(metas.get("og:site_name", "")) or plain(_name(linked.get("publisher")))
    return Metadata(
        title=_title(tree, linked, metas, outlet),
        author=_author(tree, linked, metas, outlet),
        published=_published(tree, linked, metas, now, zone),
        outlet=outlet,
        language=(tree.get("lang") or metas.get("og:locale") or str(linked.get("inLanguage") or ""))[:2].lower(),
        declared_url=next(iter(tree.xpath("//link[@rel='canonical']/@href")), "") or metas.get("og:url", ""),
        free=str(linked.get("isAccessibleForFree", "true")).lower() != "false",
    )


# ── JSON-LD ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _json_ld(tree: Any) -> dict[str, Any]:
    """Return the article that the page's JSON-LD describes; {} where there is none."""
    for script in tree.xpath("//script[contains(@type, 'ld+json')]"):
        for node in _nodes(_loaded(script.text_content())):
            types = node.get("@type")
            types = types if isinstance(types, list) else [types]
            if any(isinstance(each, str) and _ARTICLE_TYPES.search(each) for each in types):
                return node
    return {}


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


def _title(tree: Any, linked: dict[str, Any], metas: dict[str, str], outlet: str) -> str:
    """Return the headline: a printed one that another source confirms, else what the page declares."""
    headline = plain(_name(linked.get("headline")) or _name(linked.get("name")))
    declared = [headline, *(plain(metas.get(name, "")) for name in _TITLE_META), plain(tree.findtext(".//title") or "")]
    declared = [each for each in declared if each]
    printed = [plain(element.text_content()) for element in tree.iter("h1")]
    printed = [each for each in printed if each]
    for heading in printed:
        if any(_bare(each).startswith(_bare(heading)) for each in declared) and len(_bare(heading)) > 5:
            return heading
    if declared:
        return _without_outlet(declared[0], outlet)
    return printed[0] if printed else ""


def _bare(text: str) -> str:
    return _LETTERS.sub("", text).casefold()


def _without_outlet(title: str, outlet: str) -> str:
    """Cut " | The Outlet" off a title."""
    parts = list(_SEPARATORS.finditer(title))
    if not parts:
        return title
    tail = title[parts[-1].end() :]
    if outlet and _bare(tail) in {_bare(outlet), _bare(outlet.removeprefix("The "))}:
        return title[: parts[-1].start()].strip()
    return title


# ── author ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _author(tree: Any, linked: dict[str, Any], metas: dict[str, str], outlet: str) -> str:
    """Return the people who wrote it, separated by commas; the outlet itself is nobody."""
    stated = linked.get("author") or linked.get("creator")
    people = stated if isinstance(stated, list) else [stated]
    names = _people([_name(each) for each in people], outlet)
    if not names:
        names = _people([metas[name] for name in _AUTHOR_META if name in metas][:1], outlet)
    if not names:
        printed = tree.xpath("//*[@rel='author' or @itemprop='author' or contains(@class, 'author-name')]")
        names = _people([each.text_content() for each in printed[:3]], outlet)
    return ", ".join(dict.fromkeys(names))


def people_in(stated: str) -> str:
    """Return the names of a byline, separated by commas, without "By" and what else stands there."""
    return ", ".join(dict.fromkeys(_people([stated], "")))


def _people(stated: list[str], outlet: str) -> list[str]:
    names = []
    for each in stated:
        for name in re.split(r"\s*[,;&、|]\s*|\s+and\s+", plain(each)):
            person = _BY.sub("", name).strip()
            if _is_person(person) and _bare(person) != _bare(outlet):
                names.append(person)
    return names


def _is_person(name: str) -> bool:
    """Say whether that can be a name: short, without an address, a digit or a sentence."""
    return 1 < len(name) <= 60 and name.count(" ") <= 5 and not any(c in "@/:" or c.isdigit() for c in name)


# ── date ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _published(tree: Any, linked: dict[str, Any], metas: dict[str, str], now: datetime, zone: tzinfo) -> Stated | None:
    """Return when the article was published, never when it was changed."""
    declared = [linked.get("datePublished"), linked.get("dateCreated"), *(metas.get(name) for name in _DATE_META)]
    for stated in (*declared, *_printed_dates(tree)):
        if stated and isinstance(stated, str):
            read = read_stated(stated, now, zone)
            if read and believable(read.when, now):
                return Stated(min(read.when, now), read.day_only)
    return None


def _printed_dates(tree: Any) -> list[str]:
    """Return what the page prints as a date near its headline, where other stories' dates do not stand.

    Without a headline only a page with few dates is believed: on others most belong to other stories.
    """
    order = {element: at for at, element in enumerate(tree.iter())}
    headlines = [order[heading] for heading in tree.iter("h1")]
    found = [(order[element], text) for element, text in _dated_elements(tree)]
    if headlines:
        return [text for at, text in found if any(-_BEFORE <= at - headline <= _AFTER for headline in headlines)]
    return [text for _, text in found] if len(found) <= _FEW_DATES else []


def _dated_elements(tree: Any) -> Iterator[tuple[Any, str]]:
    """Yield time elements, then short texts in places named for a date or byline, outside of frames and links."""
    for element in tree.xpath(f"//time[{_OUTSIDE_FRAMES}]"):
        if not _MODIFIED.search(f"{element.get('class', '')} {element.get('itemprop', '')}"):
            yield element, element.get("datetime") or element.text_content()
    for element in tree.xpath(f"//*[{_TEXTS}][@class or @id][{_OUTSIDE_FRAMES}]"):
        name = f"{element.get('class', '')} {element.get('id', '')}"
        if _PUBLISHED_MARKS.search(name) and not _MODIFIED.search(name):
            text = " ".join(element.text_content().split()) if len(element) < 10 else ""
            if 3 < len(text) < 120 and any(c.isdigit() for c in text):
                yield element, text
