"""Article pages fetched and read a second, with the share of each stage."""

from __future__ import annotations

import asyncio
import gzip
import importlib.util
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.collect import collect
from crawler.dates import date_in_address
from crawler.download import Limits
from crawler.identity import canonical_url
from crawler.metadata import metadata_of
from crawler.pages import page_text, parsed
from crawler.reading import cleaned, main_text, read_article
from models.settings import Settings
from models.values import Article, Entry, Poll, SetAside, Source, Visit

PAGES = Path(__file__).parents[3] / "shared" / "newsroom" / "pages"
pytestmark = [pytest.mark.bench, pytest.mark.skipif(not PAGES.is_dir(), reason="the real pages are not here")]
HOSTS, ROUNDS = 20, 5  # every page is read so many times, each from another host
NOW = datetime(2026, 11, 22, tzinfo=UTC)
SOURCE = Source(id=1, name="Outlet", kind="feed", url="https://outlet.example/feed")


@pytest.fixture(scope="module")
def pages() -> dict[str, bytes]:
    return {file.name.partition(".")[0][:12]: gzip.decompress(file.read_bytes()) for file in PAGES.glob("*.gz")}


@pytest.fixture
def port(pages: dict[str, bytes], tmp_path: Path) -> Iterator[int]:
    for name, body in pages.items():
        (tmp_path / name).write_bytes(body)
    program = [sys.executable, str(Path(__file__).with_name("feedserver.py")), str(HOSTS), str(tmp_path)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield int(server.stdout.readline())
        server.terminate()


class Counting:
    """A desk that counts and times what is handed over."""

    def __init__(self) -> None:
        self.articles = self.asides = 0

    def unknown(self, source: Source, entries: Sequence[Entry]) -> Sequence[Entry]:
        return entries

    def again(self, source: Source) -> Sequence[Entry]:
        return ()

    def keep_article(self, article: Article) -> None:
        self.articles += 1

    def keep_aside(self, aside: SetAside) -> None:
        self.asides += 1

    def keep_visit(self, visit: Visit) -> None: ...


def test_pages_a_second(
    port: int, pages: dict[str, bytes], settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    names = list(pages)
    shares = [names[n::HOSTS] * ROUNDS for n in range(HOSTS)]
    polls = [
        Poll(source=Source(id=n, name=f"F{n}", kind="feed", url=f"http://{host}:{port}/feed?{','.join(set(share))}"))
        for n, (host, share) in enumerate(zip(hosts(), shares, strict=True), 1)
    ]
    lines = []
    for workers in (1, 2):
        desk, began = Counting(), time.perf_counter()
        for _ in range(ROUNDS):
            asyncio.run(collect(polls, desk, settings=settings, now=lambda: NOW, limits=Limits(workers=workers)))
        seconds = time.perf_counter() - began
        lines.append(
            f"{workers} reading process(es): {desk.articles + desk.asides} pages, {desk.asides} set aside, "
            f"{(desk.articles + desk.asides) / seconds:.1f} pages/s wall"
        )
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(lines) + "\n")


def hosts() -> list[str]:
    return ["127.0.0.1", *(f"127.0.0.{n + 1}" for n in range(2, HOSTS + 1))]


def test_share_of_each_stage(pages: dict[str, bytes], capsys: pytest.CaptureFixture[str]) -> None:
    truth = json.loads((PAGES / "truth.json").read_text(encoding="utf-8"))
    urls = {name[:12]: page["url"] for name, page in truth.items()}
    spent: dict[str, float] = {}

    def stage(name: str, work: Callable[[], Any]) -> Any:
        began = time.process_time()
        result = work()
        spent[name] = spent.get(name, 0.0) + time.process_time() - began
        return result

    for name, body in pages.items():
        html = stage("decode", lambda body=body: page_text(body))
        tree = stage("parse", lambda html=html: parsed(html))
        about = stage("metadata", lambda tree=tree: metadata_of(tree, NOW))
        text = stage("text", lambda tree=tree: main_text(tree))
        stage("clean", lambda text=text, about=about: cleaned(text, about.title))
        url = urls[name]
        stage("identity and date", lambda url=url: (canonical_url(url), date_in_address(url, NOW)))
        entry = Entry(source_id=1, guid=name, url=url, title="")
        stage("(all of it)", lambda body=body, url=url, entry=entry: read_article(body, url, entry, SOURCE, NOW))
    whole = spent.pop("(all of it)")
    parts = ", ".join(f"{name} {seconds / sum(spent.values()):.0%}" for name, seconds in spent.items())
    lines = [f"reading alone {len(pages) / whole:.1f} pages a CPU-second: {parts}"]
    if importlib.util.find_spec("newsplease"):
        lines.append(f"news-please on the same pages {with_news_please(pages, urls):.1f} pages a CPU-second")
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(lines) + "\n")


def with_news_please(pages: dict[str, bytes], urls: dict[str, str]) -> float:
    from newsplease import NewsPlease

    some = list(pages.items())[:12]  # it is slow, and looks for things on the network at its first page
    NewsPlease.from_html(some[0][1], url=urls[some[0][0]])
    began = time.process_time()
    for name, body in some:
        NewsPlease.from_html(body, url=urls[name])
    return len(some) / (time.process_time() - began)
