"""Find the article links of a section page by themselves, or by a selector."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urldefrag, urlsplit

from cssselect import SelectorError

from crawler.identity import registrable_domain, web_address
from crawler.listing import FeedReading, plain
from crawler.pages import amount, page_rules, page_text, parsed
from models.errors import CollectError
from models.values import Entry

MAX_LINKS = 100  # of one section page
# Points a link needs; found on the section pages of the tests: menus stay at 3 and below, headlines reach 5.
ENOUGH = 4
_HEADINGS = {"h1", "h2", "h3", "h4", "h5"}
_DATE = re.compile(r"/(19|20)\d\d[/-]?\d{1,2}[/-]?(\d{1,2})?")
_NUMBER = re.compile(r"\d{4,}")


def links_of(
    body: bytes, url: str, source_id: int, now: datetime, *, selector: str = "", charset: str = ""
) -> FeedReading:
    """Return the articles that a section page links to, as entries without dates.

    Raises CollectError where the selector is wrong or the body is no page.
    """
    tree = parsed(page_text(body, charset))
    if tree is None:
        raise CollectError("the section page is empty")
    base = web_address(next(iter(tree.xpath("//base/@href")), ""), url) or url
    found = _selected(tree, selector, base) if selector else _recognised(tree, base, url)
    best: dict[str, tuple[int, str]] = {}
    for link, title, points in found:
        known = best.get(link)
        if known is None or (points, len(title)) > (known[0], len(known[1])):
            best[link] = (points, title)
    entries = [
        Entry(source_id=source_id, guid=link, url=link, title=title)
        for link, (points, title) in best.items()
        if points >= ENOUGH
    ]
    title = plain(tree.findtext(".//title") or "")
    return FeedReading(kind="section", entries=tuple(entries[:MAX_LINKS]), title=title, homepage=url)


def _selected(tree: Any, selector: str, base: str) -> Iterator[tuple[str, str, int]]:
    try:
        chosen = tree.cssselect(selector)
    except SelectorError as error:
        raise CollectError(f"the selector for links, {selector!r}, cannot be read: {error}") from error
    for element in chosen:
        anchors = [element] if element.tag == "a" else element.xpath(".//a[@href]")
        for anchor in anchors:
            link = urldefrag(web_address(anchor.get("href", ""), base)).url
            if link:
                yield link, _title(anchor), ENOUGH


def _recognised(tree: Any, base: str, url: str) -> Iterator[tuple[str, str, int]]:
    home, own = registrable_domain(url), urldefrag(url).url.rstrip("/")
    for anchor in tree.xpath("//a[@href]"):
        link = urldefrag(web_address(anchor.get("href", ""), base)).url
        if link and link.rstrip("/") != own and registrable_domain(link) == home:
            title = _title(anchor)
            yield link, title, _address_points(link) + _title_points(title) + _place_points(anchor)


def _title(anchor: Any) -> str:
    """Return the headline a link shows: its heading, else its text, else what it is called."""
    headings = [each for each in anchor.iter() if each.tag in _HEADINGS]
    text = plain((headings[0] if headings else anchor).text_content())
    called = plain(anchor.get("title") or anchor.get("aria-label") or "")
    return called if amount(called) > amount(text) and text[:4] == called[:4] else text or called


def _address_points(link: str) -> int:
    path = urlsplit(link).path.lower()
    steps = [step for step in path.split("/") if step]
    rules = page_rules()
    if path.endswith(rules["file_endings"]) or not steps or any(step in rules["not_articles"] for step in steps):
        return -10
    last = steps[-1]
    points = 2 if _DATE.search(path) or _NUMBER.search(path) else 0
    points += 2 if last.count("-") + last.count("_") >= 3 else 0
    points += 1 if last.endswith((".html", ".shtml", ".htm")) or len(steps) >= 3 else 0
    return points + (1 if urlsplit(link).query and any(c.isdigit() for c in urlsplit(link).query) else 0)


def _title_points(title: str) -> int:
    words = amount(title)
    return 2 if words >= 5 else 1 if words >= 3 else -2


def _place_points(anchor: Any) -> int:
    points = 0
    if any(each.tag in _HEADINGS for each in anchor.iter()):
        points += 2
    for step, parent in enumerate(anchor.iterancestors()):
        if parent.tag in _HEADINGS:
            points += 2
        elif parent.tag == "article":
            points += 1
        elif parent.tag in {"nav", "footer"}:
            return -4
        elif step < 6 and parent.tag not in {"body", "html", "main"}:
            names = set(re.findall(r"[a-z]+", f"{parent.get('class', '')} {parent.get('id', '')}".lower()))
            if names & set(page_rules()["frames"]):
                return -4
    return points
