"""One address in, one answer out: politely, through redirects, with every failure named."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import urljoin

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Request, Response

from crawler.download import Downloader, Limits, user_agent, with_downloader
from crawler.gate import refused
from crawler.identity import registrable_domain, web_address
from crawler.pauses import Pauses
from crawler.robots import Robots
from models.errors import CollectError
from models.settings import Settings
from models.values import VisitKind

T = TypeVar("T")
MAX_REDIRECTS = 5
PERMANENT = (301, 308)
_REDIRECTS = (301, 302, 303, 307, 308)
_FEED_TYPES = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.8"
_PAGE_TYPES = "text/html, application/xhtml+xml, */*;q=0.8"
FEED_HEADERS: Mapping[str, str] = MappingProxyType({"Accept": _FEED_TYPES})
PAGE_HEADERS: Mapping[str, str] = MappingProxyType({"Accept": _PAGE_TYPES})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, after redirects."""

    status: int
    url: str
    headers: Mapping[str, str]  # names in lower case; repeated ones joined by commas
    body: bytes
    moved_to: str = ""  # where the permanent redirects at the beginning led

    @property
    def charset(self) -> str:
        """Return the charset that the Content-Type header names, or ""."""
        _, _, charset = self.headers.get("content-type", "").lower().partition("charset=")
        return charset.split(";")[0].strip(" \"'")


class FetchError(CollectError):
    """No usable answer came; `kind` says how a visit that needed it ends."""

    def __init__(self, kind: VisitKind, detail: str, *, lasting: bool = False) -> None:
        super().__init__(detail)
        self.kind: VisitKind = kind
        self.lasting = lasting  # asking again is of no use


class Fetcher:
    """Fetches for one wave: one connection a registrable domain, spaced, robots.txt obeyed where asked."""

    def __init__(self, downloader: Downloader, settings: Settings, limits: Limits, now: Callable[[], datetime]) -> None:
        self._downloader = downloader
        self.pauses = Pauses(settings.home / "pauses.json", now)
        self._robots = Robots(settings.home / "robots", self._rules, now)
        self._spacing = settings.spacing
        self._agent = user_agent(settings)
        self._limits = limits

    async def get(self, url: str, headers: Mapping[str, str], *, robots: bool = False, size: int = 0) -> Answer:
        """Return the answer to a GET; with `robots` only where robots.txt allows it.

        Raises FetchError.
        """
        moved_to, permanent = "", True
        if not (url := web_address(url)):
            raise FetchError("refused", "it is not an address of the web (http:// or https://)")
        for _ in range(MAX_REDIRECTS + 1):
            if robots:
                await self._obey_robots(url)
            response = await self._once(url, headers, size or self._limits.size)
            answer = _answer(response, moved_to)
            if response.status not in _REDIRECTS or "location" not in answer.headers:
                return answer
            target = answer.headers["location"]
            if not (url := web_address(urljoin(url, target))):
                raise FetchError("refused", f"it redirects to an address that cannot be used: {target[:200]}")
            permanent = permanent and response.status in PERMANENT
            moved_to = url if permanent else moved_to
        raise FetchError("unreadable", f"it redirects more than {MAX_REDIRECTS} times, maybe in a circle")

    async def _obey_robots(self, url: str) -> None:
        verdict = await self._robots.verdict(url)
        if verdict == "forbidden":
            raise FetchError("refused", "robots.txt does not allow it", lasting=True)
        if verdict == "unknown":
            raise FetchError("refused", "robots.txt could not be read, so nothing may be asked for now")
        delay = await self._robots.delay(url)
        if delay > self._spacing:
            self._downloader.space(registrable_domain(url), delay)

    async def _rules(self, url: str) -> tuple[int | None, bytes]:
        """Fetch a robots.txt; no status where no answer can be read. Raises FetchError where no host can be reached."""
        try:
            answer = await self.get(url, PAGE_HEADERS)
        except FetchError as error:
            if error.kind in {"unreachable", "refused"}:
                raise
            return None, b""
        return answer.status, answer.body

    async def _once(self, url: str, headers: Mapping[str, str], size: int) -> Response:
        request = Request(
            url,
            headers={"User-Agent": self._agent, **headers},
            meta={
                "download_slot": registrable_domain(url),
                "download_timeout": self._limits.seconds,
                "download_maxsize": size,
                "verbatim_url": True,
            },
            dont_filter=True,
        )
        try:
            return await self._downloader.fetch(request)
        except Exception as error:
            raise _fetch_error(error) from error


async def fetching(
    work: Callable[[Fetcher], Awaitable[T]], settings: Settings, limits: Limits, now: Callable[[], datetime]
) -> T:
    """Return what the work returns, done with a fetcher in a crawl of its own."""
    results: list[T] = []

    async def with_fetcher(downloader: Downloader) -> None:
        results.append(await work(Fetcher(downloader, settings, limits, now)))

    await with_downloader(with_fetcher, settings, limits)
    return results[0]


def _answer(response: Response, moved_to: str) -> Answer:
    headers = {
        name.decode("latin-1").lower(): b", ".join(values).decode("utf-8", "replace")
        for name, values in response.headers.items()
    }
    return Answer(status=response.status, url=response.url, headers=headers, body=response.body, moved_to=moved_to)


def _fetch_error(error: Exception) -> FetchError:
    """Return what a downloader's error means for a visit, in words."""
    if private := refused(error):
        return FetchError("refused", str(private))
    for classes, kind, words in _MEANINGS:
        if isinstance(error, classes):
            lasting = words == _TOO_LARGE
            return FetchError(kind, f"{words} ({_cause(error)})" if _cause(error) else words, lasting=lasting)
    return FetchError("unreadable", f"the answer cannot be understood ({type(error).__name__}: {_cause(error)})")


def _cause(error: BaseException) -> str:
    """Return the cause in the library's words, without its inner workings."""
    text = " ".join(str(error).split())
    if found := _CONNECTING.search(text):
        text = f"{found[1]}: {found[2]}"
    return text[:200]


_CONNECTING = re.compile(r"Cannot connect to host (\S+) ssl:.*?\[(.*)\]$")


_TOO_LARGE = "the answer is too large"
_MEANINGS: tuple[tuple[tuple[type[BaseException], ...], VisitKind, str], ...] = (
    ((CannotResolveHostError,), "unreachable", "the host's name is not known"),
    ((DownloadTimeoutError, asyncio.TimeoutError), "unreachable", "no full answer in time"),
    ((DownloadConnectionRefusedError,), "unreachable", "no connection"),
    ((ResponseDataLossError,), "unreadable", "the answer was cut short"),
    ((DownloadCancelledError, IgnoreRequest), "unreadable", _TOO_LARGE),
    ((UnsupportedURLSchemeError, ValueError), "refused", "the address cannot be used"),
    ((DownloadFailedError, OSError), "unreachable", "the connection broke"),
)
