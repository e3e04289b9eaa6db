"""Article pages from the network to the ledger: fetched, extracted, matched, measured, stored; and each stage's share.

The real pages, each from several hosts under another address, as agencies' stories are; every copy has a paragraph of
its own that tells figures of two watched firms. Both sides are warm: a page is read before the clock starts.

Beside it news-please, which fetches and extracts only, in an environment of its own: NEWS_PLEASE names its interpreter.
It reads every page once, and is asked twice: as it comes, when it fetches a page's pictures too, and without.
"""

from __future__ import annotations

import asyncio
import gzip
import importlib.util
import multiprocessing
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from models.database import Database
from models.settings import Settings
from models.store.articles import count_articles
from models.store.sources import add_source, add_sources
from models.store.subjects import watch
from models.values import Source
from review.verbs.catalogue import load_companies, load_markets
from scheduler import collecting
from scheduler.collecting import run_round
from scheduler.journal import keep_journal
from scheduler.newsroom import Newsroom
from tests.bench.history import say

PAGES = Path(__file__).parents[3] / "shared" / "newsroom" / "pages"
HOSTS = 20
COPIES = int(os.environ.get("END_COPIES", "10"))  # of each page; the more, the less starting up counts
WATCHED = 100  # firms and markets
NOW = datetime(2026, 11, 22, tzinfo=UTC)
pytestmark = [
    pytest.mark.bench,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(not PAGES.is_dir(), reason="the real pages are not here"),
]
PARAGRAPH = re.compile(rb"<p[ >].*?</p>", re.DOTALL | re.IGNORECASE)
NEWS = "<p>{0} delivered {1},{2:03} robots in 2025; {3} has {4},{5:03} employees, people who know told us ({6}).</p>"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Write every page several times, each with a paragraph of its own that has figures of two firms in it."""
    folder = tmp_path / "pages"
    folder.mkdir()
    names = [firm.subject.name for firm in load_companies()[: WATCHED // 2]]
    for number, file in enumerate(sorted(PAGES.glob("*.gz"))):
        body = gzip.decompress(file.read_bytes())
        told = max(PARAGRAPH.finditer(body), key=lambda each: each.end() - each.start(), default=None)
        at = told.end() if told else body.rindex(b"</body>")
        for copy in range(COPIES):
            nth = number * COPIES + copy
            one, other = names[nth % len(names)], names[(nth * 7 + 3) % len(names)]
            own = NEWS.format(one, 1 + nth % 90, nth % 1000, other, 2 + nth % 90, nth * 3 % 1000, nth)
            (folder / f"p{number}x{copy}").write_bytes(body[:at] + own.encode() + body[at:])
    (folder / "warm").write_bytes(body)
    return folder


@pytest.fixture
def port(pages: Path) -> Iterator[int]:
    program = [sys.executable, str(Path(__file__).with_name("feedserver.py")), str(HOSTS), str(pages)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield int(server.stdout.readline())
        server.terminate()


def hosts() -> list[str]:
    return ["127.0.0.1", *(f"127.0.0.{n + 1}" for n in range(2, HOSTS + 1))]


def page_names(pages: Path) -> list[str]:
    return sorted(file.name for file in pages.glob("p*"))


def sources(port: int, pages: Path) -> Iterator[Source]:
    names = page_names(pages)
    for number, host in enumerate(hosts()):
        url = f"http://{host}:{port}/feed?{','.join(names[number::HOSTS])}"
        yield Source(name=f"F{number}", kind="feed", url=url)


class Shares:
    """How long the stages take, by wrapping what does them: the measured process, and those that it starts."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.spent: dict[str, float] = {}
        self.by_others: dict[str, float] = {}  # of the stages that begin and end with no other process running
        self._patch = monkeypatch

    def watch(self, owner: Any, name: str, stage: str) -> None:
        work: Callable[..., Any] = getattr(owner, name)

        def timed(*args: Any, **named: Any) -> Any:
            others = worked_by_others() if stage.startswith("compare") else 0.0
            began = time.thread_time()
            try:
                return work(*args, **named)
            finally:
                self.spent[stage] = self.spent.get(stage, 0.0) + time.thread_time() - began
                self.by_others[stage] = worked_by_others() - others if others else 0.0

        self._patch.setattr(owner, name, timed)


def worked(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def worked_by_others() -> float:
    """Return how many seconds the processes worked that we started, and those that they started and that have ended."""
    while multiprocessing.active_children():
        time.sleep(0.01)
    ticks = 0
    for children in Path("/proc/self/task").glob("*/children"):
        for child in map(Path("/proc").joinpath, children.read_text(encoding="ascii").split()):
            if b"feedserver" not in (child / "cmdline").read_bytes():
                ticks += sum(map(int, (child / "stat").read_text(encoding="ascii").rpartition(")")[2].split()[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def test_pages_from_the_network_to_the_ledger(
    port: int, pages: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_journal()  # as the service does
    database = Database(settings.database)
    database.upgrade()
    newsroom = Newsroom(settings, database, lambda: NOW)
    with database.writing() as ledger:
        add_sources(ledger, sources(port, pages))
        for subject in [*load_markets()[: WATCHED // 2], *(firm.subject for firm in load_companies()[: WATCHED // 2])]:
            watch(ledger, subject, NOW - timedelta(days=1), history=False)
    _warm(newsroom, port)
    shares = Shares(monkeypatch)
    shares.watch(collecting, "keep_stage", "store the article")
    shares.watch(collecting, "measure_stage", "compare and store figures")
    own, others, began = worked(resource.RUSAGE_SELF), worked_by_others(), time.perf_counter()
    report = asyncio.run(run_round(newsroom))
    seconds = time.perf_counter() - began
    own, others = worked(resource.RUSAGE_SELF) - own, worked_by_others() - others
    assert report is not None
    with database.reading() as ledger:
        kept = count_articles(ledger) - 1
    read = kept + report.set_aside
    shares.spent["fetch, feeds and the rest"] = own - sum(shares.spent.values())
    reading = shares.by_others["compare and store figures"]
    shares.spent |= {"extract": others - reading, "match and read figures": reading}
    whole = own + others
    say(f"{read} pages, {kept} of them kept, {report.changes} changes: {read / seconds:.1f} pages/s wall, "
        f"{read / whole:.1f} pages a CPU-second; load {os.getloadavg()[0]:.1f}")  # fmt: skip
    say("share of each stage: " + ", ".join(f"{name} {spent / whole:.0%}" for name, spent in shares.spent.items()))
    assert kept > 0.9 * read
    _beside_news_please(port, pages, read / seconds, read / whole)
    database.close()


def _warm(newsroom: Newsroom, port: int) -> None:
    with newsroom.database.writing() as ledger:
        source = add_source(ledger, Source(name="Warm", kind="feed", url=f"http://127.0.0.1:{port}/feed?warm"))
    asyncio.run(run_round(newsroom, [source]))


def _beside_news_please(port: int, pages: Path, wall: float, cpu: float) -> None:
    python = os.environ.get("NEWS_PLEASE") or (sys.executable if importlib.util.find_spec("newsplease") else "")
    if not python:
        say("news-please is not installed; NEWS_PLEASE=… names the interpreter of an environment that has it")
        return
    names = page_names(pages)[::COPIES]
    urls = [f"http://{host}:{port}/page/{name}" for name, host in zip(names, hosts() * len(names), strict=False)]
    for way in ("pictures", "plain"):
        program = [python, str(Path(__file__).with_name("newsplease_rate.py")), way, *urls]
        told = subprocess.run(program, capture_output=True, text=True, check=True).stdout.splitlines()[-1]
        count, their_wall, their_cpu = (float(each) for each in told.split())
        how = "as it comes, with the pictures of each page" if way == "pictures" else "without pictures"
        say(f"news-please {how}: {count:.0f} read, {their_wall:.1f} pages/s wall, {their_cpu:.1f} pages a CPU-second")
        say(f"  ours: {wall / their_wall:.1f} times the rate, {cpu / their_cpu:.1f} times as many for the same CPU")
