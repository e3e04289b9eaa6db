"""Polls of unchanged feeds: ours beside bare Scrapy, and beside the reader library where it is installed."""

from __future__ import annotations

import asyncio
import importlib.util
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerRunner

from crawler.collect import collect
from crawler.download import Limits
from models.settings import Settings
from models.values import Article, Entry, Poll, PollState, SetAside, Source, Visit

pytestmark = pytest.mark.bench
HOSTS, FEEDS = 200, 2000
NOW = datetime(2025, 1, 14, 9, 30, tzinfo=UTC)


@pytest.fixture
def port() -> Iterator[int]:
    program = [sys.executable, str(Path(__file__).with_name("feedserver.py")), str(HOSTS)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield int(server.stdout.readline())
        server.terminate()


def addresses(port: int) -> list[str]:
    hosts = ["127.0.0.1", *(f"127.0.{n // 250}.{n % 250 + 1}" for n in range(2, HOSTS + 1))]
    return [f"http://{hosts[n % HOSTS]}:{port}/feed/{n}" for n in range(FEEDS)]


class Counting:
    """A desk that only counts."""

    def __init__(self) -> None:
        self.kinds: dict[str, int] = {}

    def unknown(self, source: Source, entries: Sequence[Entry]) -> Sequence[Entry]:
        return ()

    def again(self, source: Source) -> Sequence[Entry]:
        return ()

    def keep_article(self, article: Article) -> None: ...

    def keep_aside(self, aside: SetAside) -> None: ...

    def keep_visit(self, visit: Visit) -> None:
        self.kinds[visit.kind] = self.kinds.get(visit.kind, 0) + 1


class Bare(Spider):
    """Scrapy as it is, asked for the same."""

    name = "bare"

    def __init__(self, urls: Sequence[str], **rest: Any) -> None:
        super().__init__(**rest)
        self.urls, self.got = urls, 0

    async def start(self) -> AsyncIterator[Any]:
        for url in self.urls:
            yield Request(url, headers={"If-None-Match": '"1"'}, callback=self.parse)

    def parse(self, response: Any) -> None:
        assert response.status == 304


BARE = {
    "TWISTED_REACTOR_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "HTTPERROR_ALLOW_ALL": True,
    "CONCURRENT_REQUESTS": 64,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "LOG_LEVEL": "ERROR",
    "LOG_ENABLED": False,
}


async def bare_scrapy(urls: Sequence[str]) -> None:
    await AsyncCrawlerRunner(BARE).crawl(Bare, urls=urls)


async def ours(urls: Sequence[str], settings: Settings) -> Counting:
    state = PollState(etag='"1"', last_visit=NOW, last_unconditional=NOW)
    polls = [
        Poll(source=Source(id=n, name=f"F{n}", kind="feed", url=url), state=state) for n, url in enumerate(urls, 1)
    ]
    desk = Counting()
    await collect(polls, desk, settings=settings, now=lambda: NOW, limits=Limits(transfers=64))
    return desk


def timed(work: Any) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    result = asyncio.run(work)
    if isinstance(result, Counting):
        assert result.kinds == {"unchanged": FEEDS}
    return time.perf_counter() - wall, time.process_time() - cpu


def with_reader(urls: Sequence[str], workers: int) -> tuple[float, float]:
    """Measure the second update of the reader library, which polls conditionally: wall and CPU seconds."""
    from reader import make_reader

    reader = make_reader(":memory:")
    for url in urls:
        reader.add_feed(url)
    reader.update_feeds(workers=workers)
    wall, cpu = time.perf_counter(), time.process_time()
    reader.update_feeds(workers=workers, scheduled=False)
    return time.perf_counter() - wall, time.process_time() - cpu


def test_polls_of_unchanged_feeds(port: int, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    urls = addresses(port)
    lines = []
    for _ in range(3):
        (bare, bare_cpu), (own, own_cpu) = timed(bare_scrapy(urls)), timed(ours(urls, settings))
        lines.append(
            f"bare Scrapy {FEEDS / bare:6.0f} polls/s, {bare_cpu / FEEDS * 1000:.2f} ms CPU each | "
            f"ours {FEEDS / own:6.0f} polls/s, {own_cpu / FEEDS * 1000:.2f} ms | {bare / own:.0%} of bare Scrapy"
        )
    if importlib.util.find_spec("reader"):
        best, cpu = min(with_reader(urls[:400], workers) for workers in (4, 16, 32))
        lines.append(f"reader, best number of workers {400 / best:6.0f} polls/s, {cpu / 400 * 1000:.2f} ms CPU each")
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(lines) + "\n")
