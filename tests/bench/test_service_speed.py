"""Pages and memory while a round runs: SERVICE_FEEDS, SERVICE_ARTICLES (300 and 600; try 2,000 and 5,000).

The real service as a process, the sources on many loopback addresses, a reader who asks for one page after the other.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from models.database import Database
from models.settings import Settings
from models.store.articles import count_articles, unmeasured
from models.store.rounds import keep_note, last_rounds
from models.store.sources import add_sources
from models.store.subjects import watch
from models.values import Source, Subject
from scheduler.newsroom import wall_clock
from tests.bench.history import plain_sentences, say, statement
from tests.crawler import prose

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3000)]
FEEDS = int(os.environ.get("SERVICE_FEEDS", "300"))
ARTICLES = int(os.environ.get("SERVICE_ARTICLES", "600"))
HOSTS = 200
FIRM = Subject(name="Ardenbot", kind="company", terms=(("Ardenbot",),))
PAGES = ("/", "/articles", "/articles?q=Ardenbot", f"/subjects/{FIRM.name}", "/sources", "/figures")
PAUSE = 0.05  # seconds between two pages that the reader asks for
ROBOWATCH = str(Path(sys.executable).with_name("robowatch"))
_PAGE = (
    "<html lang='{language}'><head><title>{title}</title><meta property='article:published_time' content='{day}'>"
    "</head><body><nav><a href='/'>Home</a></nav><article><h1>{title}</h1>{paragraphs}</article></body></html>"
)


def _pages(folder: Path) -> None:
    """Write the articles' pages; one of three tells something of the firm."""
    folder.mkdir()
    today = wall_clock().date().isoformat()
    for number in range(ARTICLES):
        rng, language = random.Random(number), ("en", "zh")[number % 2]
        sentences = plain_sentences(language, rng, 24)
        if number % 3 == 0:
            sentences.insert(1, statement(FIRM.name, language, rng, 2024))
        paragraphs = "".join(f"<p>{line}</p>" for line in prose.text(sentences, language).splitlines())
        title = prose.SENTENCES[language](rng)[:60]
        page = _PAGE.format(language=language, title=title, day=today, paragraphs=paragraphs)
        (folder / f"s{number}").write_text(page, encoding="utf-8")


def _sources(port: int) -> Iterator[Source]:
    for number in range(FEEDS):
        host = number % HOSTS + 1
        address = f"127.0.{host // 250}.{host % 250 + 1}" if host > 1 else "127.0.0.1"
        names = ",".join(f"s{n}" for n in range(number, ARTICLES, FEEDS))
        yield Source(name=f"F{number}", kind="feed", url=f"http://{address}:{port}/feed/{number}?{names}")


@contextmanager
def _feeds(folder: Path) -> Iterator[int]:
    program = [sys.executable, str(Path(__file__).with_name("feedserver.py")), str(HOSTS + 1), str(folder)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield int(server.stdout.readline())
        server.terminate()


@contextmanager
def _service(settings: Settings, log: Path) -> Iterator[tuple[int, str]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with log.open("wb") as out:
        process = subprocess.Popen([ROBOWATCH, "run", "--port", str(port)], env=os.environ, stdout=out, stderr=out)
        try:
            yield process.pid, f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def _tree(pid: int) -> list[int]:
    """Return a process and all that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [pid, *(each for child in children for each in _tree(int(child)))]


def _resident(pid: int) -> float:
    """Return how many MB a process holds; what it shares with others counts in parts."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def _worked(pid: int) -> float:
    """Return how many seconds a process has worked so far, without its children."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _done(database: Database) -> bool:
    with database.reading() as ledger:
        rounds = last_rounds(ledger)
        return bool(rounds and rounds[0].ended) and not unmeasured(ledger, 1)


def _told(name: str, taken: list[float]) -> None:
    p99 = statistics.quantiles(taken, n=100)[98]
    say(f"  {name}: {len(taken)} asked, p50 {statistics.median(taken):.0f} ms, p99 {p99:.0f} ms")


def test_pages_while_a_round_runs(settings: Settings, tmp_path: Path) -> None:
    _pages(tmp_path / "pages")
    database = Database(settings.database)
    database.upgrade()
    log = tmp_path / "log"
    with _feeds(tmp_path / "pages") as port:
        with database.writing() as ledger:
            add_sources(ledger, _sources(port))
            watch(ledger, FIRM, wall_clock(), history=False)
            keep_note(ledger, "catalogue loaded", "not in this test")
        with _service(settings, log) as (pid, address), httpx.Client(base_url=address, timeout=60) as reader:
            taken, alone, together, began = _read_until_done(reader, pid, database)
            seconds = time.perf_counter() - began
    with database.reading() as ledger:
        kept = count_articles(ledger)
    say(f"a round of {FEEDS:,} feeds and {kept:,} articles took {seconds:.0f} s, figures included")
    for path, times in taken.items():
        _told(path, times)
    _told("all pages", [each for times in taken.values() for each in times])
    say(f"  the service held {alone:.0f} MB at most, with the processes of its jobs {together:.0f} MB")
    assert kept == ARTICLES, log.read_text(encoding="utf-8")[-3000:]
    database.close()


def _read_until_done(
    reader: httpx.Client, pid: int, database: Database
) -> tuple[dict[str, list[float]], float, float, float]:
    """Ask for pages until the round is over; return how long each took (ms), the most memory held, and the start."""
    while True:
        try:
            reader.get("/")
            break
        except httpx.ConnectError:
            time.sleep(0.2)
    began, alone, together = time.perf_counter(), 0.0, 0.0
    worked = _worked(pid)
    taken: dict[str, list[float]] = {path: [] for path in PAGES}
    while not _done(database):
        for path in PAGES:
            asked = time.perf_counter()
            assert reader.get(path).status_code == 200, path
            taken[path].append((time.perf_counter() - asked) * 1000)
            time.sleep(PAUSE)
        sizes = [_resident(each) for each in _tree(pid)]
        alone, together = max(alone, sizes[0]), max(together, sum(sizes))
    pages = sum(map(len, taken.values()))
    own = (_worked(pid) - worked) / pages * 1000
    say(f"the service itself worked {own:.0f} ms a page; load {os.getloadavg()[0]:.1f}")
    return taken, alone, together, began
