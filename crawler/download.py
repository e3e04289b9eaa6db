"""Scrapy as the downloader: one crawl a wave, without Twisted's reactor, behind the gate."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

from aiohttp import ClientResponse
from scrapy import Spider
from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.http import Headers, Request, Response

from crawler.gate import Gate, GuardedResolver
from models.settings import Settings

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of everything one wave may take."""

    seconds: float = 30.0  # an answer, from the first byte asked to the last one read
    size: int = 10 * MIB  # a body after decoding
    page_size: int = 3 * MIB  # a page that is read for its text; news pages beyond that are not articles
    transfers: int = 64  # answers under way at a time
    visits: int = 256  # sources under way at a time; most of them wait for their host's turn
    pages: int = 60  # article pages a visit
    reading_seconds: float = 20.0  # parsing one body
    # Processes that read; 0 reads in a thread of this one, without limits of time and memory.
    workers: int = field(default_factory=lambda: min(4, os.cpu_count() or 1))


Download = Callable[[Request], Awaitable[Response]]
Work = Callable[["Downloader"], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Downloader:
    """A running crawl: what fetches a request, and how a host's spacing is widened."""

    fetch: Download
    crawler: Crawler

    def space(self, slot: str, seconds: float) -> None:
        """Leave at least so many seconds between the requests of a slot."""
        engine = self.crawler.engine
        if engine is None:
            return
        downloader = engine.downloader
        downloader.per_slot_settings[slot] = {"delay": seconds, "concurrency": 1}
        if slot in downloader.slots:
            downloader.slots[slot].delay = seconds


def user_agent(settings: Settings) -> str:
    """Return how we introduce ourselves: name, version, contact."""
    contact = settings.contact.strip()
    about = f"news reader; +{contact}" if contact else "news reader"
    return f"Robowatch/{version('robowatch')} ({about})".encode("ascii", "replace").decode()


async def with_downloader(work: Work, settings: Settings, limits: Limits) -> None:
    """Run `work` inside a crawl of its own; errors and cancellation of the work come back to the caller."""
    runner = AsyncCrawlerRunner(_scrapy_settings(settings, limits))
    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    crawl = runner.crawl(_Wave, work=work, done=done)
    try:
        await asyncio.wait({crawl, done}, return_when=asyncio.FIRST_COMPLETED)
        if not done.done():
            await crawl  # it failed before the work began
            msg = "the crawl ended before its work did"
            raise RuntimeError(msg)
    finally:
        await runner.stop()
        await asyncio.gather(crawl, return_exceptions=True)
    done.result()


class _Wave(Spider):
    """A spider that hands its downloader to the work and is over when the work is."""

    name = "wave"

    def __init__(self, work: Work, done: asyncio.Future[None]) -> None:
        super().__init__()
        self._work = work
        self._done = done

    async def start(self) -> AsyncIterator[Any]:
        """Do the work; nothing is left to the spider's own callbacks."""
        try:
            await self._work(Downloader(self.crawler.engine.download_async, self.crawler))
        except asyncio.CancelledError:
            self._done.cancel()
            raise
        except Exception as error:  # noqa: BLE001 - it is handed to whoever started the crawl
            self._done.set_exception(error)
        else:
            self._done.set_result(None)
        return
        yield


class GuardedHandler(AiohttpDownloadHandler):
    """Scrapy's handler over aiohttp, with the gate at every connection and a bound on transfers."""

    experimental = False
    lazy = True  # certificates are loaded when the first address asks for them

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._gate: Gate = crawler.settings["GATE"]
        self._room = asyncio.Semaphore(crawler.settings.getint("TRANSFERS"))
        # Scrapy has no setting for the resolver; the test of private names watches over this line.
        self._session._connector._resolver = GuardedResolver(self._gate)  # type: ignore[union-attr]

    @staticmethod
    def _extract_headers(response: ClientResponse) -> Headers:
        """Take headers as the bytes they are: strangers' names and values need not be text."""
        return Headers(list(response.raw_headers))

    async def download_request(self, request: Request) -> Response:
        """Fetch a request, unless its host is a private IP number."""
        self._gate.check_literal(request.url)
        async with self._room:
            return await super().download_request(request)


def _scrapy_settings(settings: Settings, limits: Limits) -> dict[str, Any]:
    handler = "crawler.download.GuardedHandler"
    return {
        "TWISTED_REACTOR_ENABLED": False,
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler, "file": None, "ftp": None, "s3": None, "data": None},
        "GATE": Gate(settings.allow_networks),
        "TRANSFERS": limits.transfers,
        # Everything else that Scrapy brings is off: extensions that listen or run code, retries that know no
        # Retry-After, redirects that keep another host's turn, robots that forget, cookies, proxies of the environment.
        "EXTENSIONS_BASE": {},
        "SPIDER_MIDDLEWARES_BASE": {},
        "DOWNLOADER_MIDDLEWARES_BASE": {"scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 590},
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_DELAY": settings.spacing,
        "DOWNLOAD_DELAY_JITTER": 0,
        "CONCURRENT_REQUESTS": limits.transfers,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "LOG_ENABLED": False,
    }
