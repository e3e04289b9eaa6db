"""The real service as a process: it collects on its timetable, ends cleanly in the middle of a round, and goes on."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from models.database import Database
from models.settings import Settings
from models.store.articles import count_articles
from models.store.rounds import keep_note, last_rounds
from models.store.sources import add_sources
from models.values import Source
from scheduler.sample_articles import load_sample
from scheduler.sample_newsroom import SampleNewsroom
from tests.website import Reply, Website

ROBOWATCH = str(Path(sys.executable).with_name("robowatch"))
PATIENCE = 100.0  # seconds until a slow machine has done what it should
ENDS_WITHIN = 15.0  # seconds between Ctrl-C and the end


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def _service(settings: Settings, log: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = _free_port()
    environment = os.environ | {
        "ROBOWATCH_HOME": str(settings.home),
        "ROBOWATCH_ALLOW_NETWORKS": "127.0.0.0/8",
        "ROBOWATCH_SPACING": "0",
    }
    with log.open("ab") as out:
        process = subprocess.Popen([ROBOWATCH, "run", "--port", str(port)], env=environment, stdout=out, stderr=out)
        try:
            yield process, f"http://127.0.0.1:{port}"
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()


def _until(holds: object, what: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():  # type: ignore[operator]
        if time.monotonic() > deadline:
            pytest.fail(f"{what}; the log ends with:\n{log.read_text(encoding='utf-8')[-3000:]}")
        time.sleep(0.1)


def _store(settings: Settings, sources: list[Source]) -> Database:
    database = Database(settings.database)
    database.upgrade()
    with database.writing() as ledger:
        add_sources(ledger, sources)
        keep_note(ledger, "catalogue loaded", "not in this test")
    return database


def _count(database: Database) -> int:
    with database.reading() as ledger:
        return count_articles(ledger)


def _end(process: subprocess.Popen[bytes], log: Path) -> None:
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    try:
        assert process.wait(ENDS_WITHIN) == 0, log.read_text(encoding="utf-8")[-3000:]
    except subprocess.TimeoutExpired:
        pytest.fail(f"still there {time.monotonic() - began:.0f} s after Ctrl-C")
    assert "Traceback" not in log.read_text(encoding="utf-8")


@pytest.mark.timeout(300)
def test_the_service_collects_by_itself_and_shows_what_it_found(settings: Settings, tmp_path: Path) -> None:
    sample = load_sample()
    log = tmp_path / "log"
    with SampleNewsroom(sample, lambda: sample.ends - timedelta(hours=1)) as outlets:
        database = _store(settings, list(outlets.sources()))
        with _service(settings, log) as (process, address):
            _until(lambda: _count(database) == len(sample.articles), "not all articles came", log)
            page = httpx.get(f"{address}/articles", params={"q": "天智航"}, timeout=30)
            assert page.status_code == 200
            assert "天智航" in page.text
            _end(process, log)
    database.close()


@pytest.mark.timeout(300)
def test_ended_in_the_middle_of_a_round_it_goes_on_at_the_next_start(settings: Settings, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with Website() as site:
        items = "".join(
            f"<item><title>Robots {n}</title><link>{site.url(f'/a/{n}')}</link><guid>{n}</guid></item>"
            for n in range(30)
        )
        site.reply("/feed", Reply(body=f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>"))
        for n in range(30):
            words = f"Estun has shipped {n + 100} robots to a plant in Nanjing, its manager said. " * 12
            html = f"<html><head><title>Robots {n}</title></head><body><article><h1>Robots {n}</h1><p>{words}</p>"
            site.reply(f"/a/{n}", Reply(body=html, type="text/html", delay=0.3))
        database = _store(settings, [Source(name="Slow", kind="feed", url=site.url("/feed"))])
        with _service(settings, log) as (process, _):
            _until(lambda: _count(database) >= 3, "the round did not begin", log)
            _end(process, log)
        halfway = _count(database)
        assert 3 <= halfway < 30
        with _service(settings, log) as (process, _):
            _until(lambda: _count(database) == 30, "the next start did not go on", log)
            _end(process, log)
        with database.reading() as ledger:
            assert all(each.ended for each in last_rounds(ledger))
        fetched = [asked for asked in site.asked() if asked.path.startswith("/a/")]
        assert len(fetched) <= 30 + 8, "pages that were stored were fetched again"
    database.close()


def test_it_refuses_to_open_the_pages_to_everybody(settings: Settings) -> None:
    environment = os.environ | {"ROBOWATCH_HOME": str(settings.home)}
    told = subprocess.run(
        [ROBOWATCH, "run", "--host", "0.0.0.0"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert told.returncode == 1
    assert "robowatch users add" in told.stderr
    assert "Traceback" not in told.stderr
