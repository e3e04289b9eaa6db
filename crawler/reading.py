"""Read a page: its article, or why there is none."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import lxml.html
from cssselect import SelectorError

from crawler.bylines import people_in
from crawler.dates import CHINA, Stated, believable, date_in_address, read_stated
from crawler.identity import canonical_url, registrable_domain
from crawler.listing import plain
from crawler.metadata import Metadata, metadata_of
from crawler.pages import amount, is_chinese, language_of, needs_browser, page_rules, page_text, parsed
from crawler.pruning import pruned
from models.errors import CollectError
from models.values import Article, Entry, PublishedOrigin, Selectors, SetAside, SetAsideCause, Source

# Below so many characters the precise and fast way has cut too much on 2 % of pages, and the thorough one reads again.
SHORT_FOR_NEWS = 300
MIN_WORDS = 30  # under this a text is a caption or an error message, not an article
LONGEST_ASIDE = 200  # characters; a longer line that begins like a pointer is a paragraph
NOTICE_WORDS = 150  # texts longer than this are articles, whatever phrases they contain
STUB_WORDS = 250  # what a page that says it must be paid for gives away at most
FULL_TEXT_WORDS = 150  # a feed's text from this length on, without a teaser's ending, is the whole article


_SAME_MOMENT = timedelta(hours=1)


def read_article(
    body: bytes, url: str, entry: Entry, source: Source, now: datetime, *, charset: str = ""
) -> Article | SetAside:
    """Return the article of a page fetched from `url`, or why there is none."""
    html = page_text(body, charset)
    tree = parsed(html)
    if tree is None:
        return aside(entry, "empty", "the page is empty", now)
    chinese = is_chinese(tree)
    zone = CHINA if chinese or source.language == "zh" else UTC
    about = metadata_of(tree, now, zone)
    chosen = _by_selectors(tree, source.selectors)
    title = chosen.get("title") or about.title or entry.title
    text = chosen.get("body") or cleaned(main_text(tree, chinese=chinese), title)
    from_feed, words = feed_text(entry), amount(text)
    if from_feed and amount(from_feed) > words:
        text, words = from_feed, amount(from_feed)
    if reason := _no_article(text, words, tree, about, entry, now):
        return reason
    stated = read_stated(chosen.get("published", ""), now, zone) or about.published or found_date(tree, now)
    published, origin, day_only = _published(entry, stated, url, now)
    return Article(
        source_id=entry.source_id,
        guid=entry.guid,
        url=url,
        link=entry.url if entry.url != url else "",
        canonical_url=canonical_url(url, about.declared_url),
        title=title or text[:80],
        text=text,
        language=language_of(text, about.language or source.language),
        outlet=_outlet(entry, source, url, about),
        author=people_in(chosen.get("author", "")) or about.author or entry.author,
        published=published,
        published_origin=origin,
        published_day_only=day_only,
        fetched=now,
    )


def article_of_feed(entry: Entry, source: Source, now: datetime) -> Article | None:
    """Return the article that a feed carries in full, or None where its page must be fetched."""
    text = feed_text(entry) if carries_full_text(entry) else ""
    if not text:
        return None
    published, origin, day_only = _published(entry, None, entry.url, now)
    return Article(
        source_id=entry.source_id,
        guid=entry.guid,
        url=entry.url,
        canonical_url=canonical_url(entry.url) if entry.url else f"{source.url}#{entry.guid}",
        title=entry.title or text[:80],
        text=text,
        language=language_of(text, source.language),
        outlet=entry.outlet or source.name,
        author=entry.author,
        published=published,
        published_origin=origin,
        published_day_only=day_only,
        fetched=now,
    )


def carries_full_text(entry: Entry) -> bool:
    """Say whether the feed holds the whole article rather than a teaser."""
    text = feed_text(entry)
    if amount(text) < FULL_TEXT_WORDS:
        return False
    rules, ending = page_rules(), text[-200:].lower().rstrip()
    return not ending.endswith(rules["teaser_endings"]) and not any(mark in ending for mark in rules["teaser_marks"])


def feed_text(entry: Entry) -> str:
    """Return the text that the feed itself carries, paragraphs separated by newlines."""
    html = entry.content if len(entry.content) >= len(entry.summary) else entry.summary
    return html_text(html)


_BLOCKS = re.compile(
    r"(?i)</?(?:p|div|br|li|h[1-6]|tr|blockquote|section|article|ul|ol|table|figure|figcaption)\b[^>]*>"
)


def html_text(html: str) -> str:
    """Return the text of cleaned HTML, a line a block."""
    if not html:
        return ""
    lines = (plain_line(part) for part in _BLOCKS.split(html.replace("\n", " ")))
    return "\n".join(line for line in lines if line)


def plain_line(html: str) -> str:
    """Return one block's text, of any length."""
    if "<" not in html and "&" not in html:
        return " ".join(html.split())
    return " ".join(parsed(f"<p>{html}</p>").text_content().split())


def main_text(tree: Any, *, chinese: bool = False) -> str:
    """Return the article's own words, without menus, adverts and comments.

    Precise and fast first; where that leaves too little, thorough and generous. Chinese pages are read thoroughly.
    """
    if chinese:
        return _extract(tree, precision=True) or _extract(tree, recall=True)
    text = _extract(pruned(tree), fast=True, precision=True)
    if len(text) < SHORT_FOR_NEWS:
        text = _extract(tree, recall=True) or text
    return text


def aside(entry: Entry, cause: SetAsideCause, detail: str, now: datetime, *, final: bool = True) -> SetAside:
    """Return the record of an entry without an article."""
    return SetAside(entry=entry, cause=cause, detail=detail, at=now, final=final)


def _no_article(text: str, words: int, tree: Any, about: Metadata, entry: Entry, now: datetime) -> SetAside | None:
    """Return why a text is no article: a stub before a paywall, a consent page, or next to nothing."""
    rules, lower = page_rules(), text.lower()
    consent = next((mark for mark in rules["consent"] if mark in lower), None)
    if consent and words < NOTICE_WORDS:
        return aside(entry, "consent", f"the page asks for consent instead ({consent!r})", now, final=False)
    wall = any(mark in lower for mark in rules["paywall"])
    if (wall and words < NOTICE_WORDS) or (not about.free and words < STUB_WORDS):
        return aside(entry, "paywall", f"only the first {words} words are free", now)
    if words < MIN_WORDS and (needs_browser(tree) or any(mark in lower for mark in rules["needs_browser"])):
        return aside(entry, "empty", "the page shows its text only to a browser with scripts", now)
    if not text:
        page = " ".join(tree.text_content().lower().split())
        if any(mark in page for mark in (*rules["challenge"], *rules["consent"])):
            return aside(entry, "consent", "the page asks for consent or for a human instead", now, final=False)
        return aside(entry, "empty", "no text was found on the page", now)
    if words < MIN_WORDS:
        return aside(entry, "short", f"only {words} words of text were found on the page", now)
    return None


def cleaned(text: str, title: str) -> str:
    """Drop what is no part of the story: its own headline, pointers to other articles, rights and buttons.

    A pointer often carries another article's figures, so it must not be read as this one's.
    """
    marks = page_rules()["asides_in_text"]
    lines = [line for line in text.split("\n") if not _is_aside(line, marks)]
    if len(lines) > 1 and lines[0].strip(" #").casefold() == title.casefold():
        del lines[0]
    return "\n".join(lines)


def _is_aside(line: str, marks: tuple[str, ...]) -> bool:
    return len(line) <= LONGEST_ASIDE and line.lstrip("- •*【[(（").lower().startswith(marks)


def _by_selectors(tree: Any, selectors: Selectors) -> dict[str, str]:
    """Return what a source's own selectors choose, by name; nothing for an empty one or where it finds nothing."""
    chosen: dict[str, str] = {}
    for name in ("title", "body", "published", "author"):
        selector = getattr(selectors, name)
        if not selector:
            continue
        try:
            elements = tree.cssselect(selector)
        except SelectorError as error:
            raise CollectError(f"the selector for {name}, {selector!r}, cannot be read: {error}") from error
        if name == "body":
            chosen[name] = "\n".join(filter(None, (html_text(_inner(each)) for each in elements)))
        elif elements:
            first = elements[0]
            chosen[name] = plain(first.get("datetime") or first.get("content") or first.text_content())
    return chosen


def _inner(element: Any) -> str:
    return str(lxml.html.tostring(element, encoding="unicode", with_tail=False))  # type: ignore[no-untyped-call]


def _extract(tree: Any, **how: bool) -> str:
    """Return what trafilatura takes for the text."""
    import trafilatura  # noqa: PLC0415 - only the processes that read pages need it

    text: str | None = trafilatura.extract(tree, options=_options(**how))
    return text or ""


@cache
def _options(**how: bool) -> Any:
    from trafilatura.settings import Extractor  # noqa: PLC0415 - as above

    make: Any = Extractor  # its types know no keywords in a row
    return make(output_format="txt", comments=False, **how)


def found_date(tree: Any, now: datetime) -> Stated | None:
    """Return the day that htmldate finds where the page declares none.

    Today does not count: it is what many pages print at their top, and would make old articles new.
    """
    from htmldate import find_date  # noqa: PLC0415 - as above

    try:
        found = find_date(deepcopy(tree), original_date=True, extensive_search=False, max_date=now.date().isoformat())
    except (ValueError, TypeError, AttributeError):
        return None
    stated = read_stated(found, now) if found else None
    return stated if stated and stated.when.date() < now.date() else None


def _published(
    entry: Entry, page: Stated | None, url: str, now: datetime
) -> tuple[datetime | None, PublishedOrigin, bool]:
    """Choose among the dates of feed, page and address; an older page beats a feed that was touched again."""
    if page and not believable(page.when, now):
        page = None
    if entry.published and (page is None or page.when > entry.published - timedelta(days=1)):
        same = page and not page.day_only and abs(page.when - entry.published) < _SAME_MOMENT
        # Told in the page's zone, so that its day is the one that its readers see.
        return (entry.published.astimezone(page.when.tzinfo) if page and same else entry.published), "feed", False
    if page:
        return page.when, "page", page.day_only
    if day := date_in_address(url, now):
        return day, "address", True
    return None, "none", False


def _outlet(entry: Entry, source: Source, url: str, about: Metadata) -> str:
    """Return who published it: for an aggregator's entry the outlet that it names or that the page is of."""
    if entry.outlet:
        return entry.outlet
    homes = {registrable_domain(each) for each in (source.url, source.homepage) if each}
    if registrable_domain(url) in homes or registrable_domain(entry.url) in homes:
        return source.name
    return about.outlet or registrable_domain(url) or source.name
