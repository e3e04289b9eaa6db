"""Find what a site offers to collect: its feeds, its news sitemaps, or the page itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from crawler.answers import failure_of
from crawler.download import Limits
from crawler.fetch import FEED_HEADERS, PAGE_HEADERS, Answer, Fetcher, FetchError, fetching
from crawler.identity import registrable_domain, web_address
from crawler.listing import FeedReading, plain
from crawler.pages import page_text, parsed
from crawler.sources import read_source
from crawler.workers import Workers
from models.errors import CollectError
from models.settings import Settings
from models.values import Source, SourceKind

MAX_CANDIDATES = 8  # addresses of a site that are tried
_FEED_TYPES = ("rss+xml", "atom+xml", "feed+json", "rdf+xml")
_FEED_WORDS = ("/feed", "/rss", "rss.xml", "atom.xml", "feed.xml", "feed.json", "index.xml", "/atom", "?feed=")
_USUAL_PATHS = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml")
_USUAL_SITEMAPS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap.xml")
ENOUGH_LINKS = 5  # article links that make a page worth visiting without a feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Something of a site that can be collected."""

    source: Source
    entries: int
    newest: datetime | None = None


async def feeds_at(
    url: str, *, settings: Settings, now: Callable[[], datetime], limits: Limits | None = None
) -> list[Candidate]:
    """Return what can be collected at an address, the best first: feeds, then sitemaps, then the page itself.

    Raises CollectError where the address does not answer; an empty list means that nothing was recognised.
    """
    limits = limits or Limits(workers=1)
    workers = Workers(limits.workers, limits.reading_seconds)

    async def work(fetcher: Fetcher) -> list[Candidate]:
        search = _Search(fetcher, workers, now)
        if "://" in url:
            return await search.at(url)
        try:
            return await search.at(f"https://{url}")
        except FetchError:
            return await search.at(f"http://{url}")

    try:
        return await fetching(work, settings, limits, now)
    finally:
        workers.close()


class _Search:
    """One look around a site."""

    def __init__(self, fetcher: Fetcher, workers: Workers, now: Callable[[], datetime]) -> None:
        self._fetcher = fetcher
        self._workers = workers
        self._now = now

    async def at(self, url: str) -> list[Candidate]:
        answer = await self._fetcher.get(url, PAGE_HEADERS)
        if failure := failure_of(answer):
            raise FetchError(*failure)
        itself = await self._read(answer, "feed")
        if itself:
            return [itself]
        home, title = answer.url, _title(answer)
        found = await self._first_that_answer(_offered(answer), "feed", home)
        if not found:
            found = await self._first_that_answer(_beside(home, _USUAL_PATHS), "feed", home, enough=1)
        if not found:
            found = await self._first_that_answer(await self._sitemaps(home), "sitemap", home, enough=1)
        section = await self._read(answer, "section")
        if section and section.entries >= ENOUGH_LINKS:
            found.append(section)
        return [_named(each, title, home) for each in found]

    async def _first_that_answer(
        self, addresses: Iterable[str], kind: SourceKind, home: str, *, enough: int = MAX_CANDIDATES
    ) -> list[Candidate]:
        found: list[Candidate] = []
        for address in list(dict.fromkeys(addresses))[:MAX_CANDIDATES]:
            try:
                answer = await self._fetcher.get(address, FEED_HEADERS)
            except FetchError:
                continue
            candidate = None if failure_of(answer) else await self._read(answer, kind)
            if candidate and candidate.source.url not in {each.source.url for each in found}:
                found.append(candidate)
            if len(found) >= enough:
                break
        return found

    async def _read(self, answer: Answer, kind: SourceKind) -> Candidate | None:
        """Return what an answer holds as a source of a kind, or None where it is none."""
        draft = Source(name="", kind=kind, url=answer.url)
        try:
            reading: FeedReading = await self._workers.run(
                read_source, answer.body, answer.url, draft, self._now(), answer.charset
            )
        except CollectError:
            return None
        real: SourceKind = "sitemap" if reading.kind in {"sitemap", "sitemapindex"} else kind
        if not reading.entries and not reading.children and kind != "feed":
            return None
        dates = [entry.published for entry in reading.entries if entry.published]
        source = Source(name=reading.title, kind=real, url=answer.url, homepage=reading.homepage)
        return Candidate(source=source, entries=len(reading.entries), newest=max(dates, default=None))

    async def _sitemaps(self, home: str) -> list[str]:
        """Return the sitemaps that robots.txt names, those of news first, and the usual places."""
        try:
            answer = await self._fetcher.get(urljoin(home, "/robots.txt"), PAGE_HEADERS)
        except FetchError:
            return []
        lines = answer.body[:100_000].decode("utf-8", "replace").splitlines() if answer.status == 200 else []
        named = [line.partition(":")[2].strip() for line in lines if line.lower().startswith("sitemap:")]
        named = [address for each in named if (address := web_address(each, home))]
        return [*sorted(named, key=lambda each: "news" not in each.lower()), *_beside(home, _USUAL_SITEMAPS)]


def _offered(answer: Answer) -> list[str]:
    """Return the feeds a page declares, then links that look like feeds."""
    tree = parsed(page_text(answer.body, answer.charset))
    if tree is None:
        return []
    declared = [
        link.get("href", "")
        for link in tree.iter("link")
        if "alternate" in (link.get("rel") or "").lower() and (link.get("type") or "").endswith(_FEED_TYPES)
    ]
    # comment feeds are declared beside the real one
    declared.sort(key=lambda href: "comment" in href.lower())
    own = registrable_domain(answer.url)
    linked = [
        href
        for anchor in tree.xpath("//a[@href]")
        if any(word in (href := anchor.get("href")).lower() for word in _FEED_WORDS)
        and registrable_domain(urljoin(answer.url, href)) == own
    ]
    return [address for href in (*declared, *linked) if (address := web_address(href, answer.url))]


def _beside(home: str, paths: Iterable[str]) -> list[str]:
    return [urljoin(home, path) for path in paths]


def _title(answer: Answer) -> str:
    tree = parsed(page_text(answer.body, answer.charset))
    if tree is None:
        return ""
    names = tree.xpath("//meta[@property='og:site_name']/@content") or [tree.findtext(".//title") or ""]
    return plain(names[0])


def _named(candidate: Candidate, title: str, home: str) -> Candidate:
    """Give a candidate the name and homepage that the site has."""
    source = candidate.source
    name = source.name or title or urlsplit(home).netloc
    kept = Source(name=name, kind=source.kind, url=source.url, homepage=source.homepage or home)
    return Candidate(source=kept, entries=candidate.entries, newest=candidate.newest)
