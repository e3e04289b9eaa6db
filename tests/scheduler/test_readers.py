"""Many articles are read by several processes, in order, with the same result as here, whatever becomes of them."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from models.values import KeptArticle, Subject
from scheduler.desk import Brief, Desk, Reading, Unread
from scheduler.readers import Readers
from tests.scheduler.newsdesk import article

ESTUN = Subject(name="Estun", kind="company", terms=(("Estun",),))
SYMBOTIC = Subject(name="Symbotic", kind="company", terms=(("Symbotic",),))
DESK = Desk(Brief(((1, ESTUN),)))


def _kept(number: int) -> KeptArticle:
    told = article(number, f"Estun employs {number + 900} people. Symbotic employs 1,200 people.")
    return KeptArticle(id=number, article=told, day=date(2025, 1, 14), first_seen=datetime(2025, 1, 14, tzinfo=UTC))


def _batches(count: int) -> list[Sequence[KeptArticle]]:
    return [[_kept(2 * number), _kept(2 * number + 1)] for number in range(count)]


def _values(readings: Iterator[Reading | Unread]) -> list[tuple[int, list[float]]]:
    read = [reading for reading in readings if isinstance(reading, Reading)]
    return [(reading.kept.id, [figure.value for figure in reading.figures]) for reading in read]


def test_processes_read_what_is_read_here_in_the_same_order() -> None:
    with Readers(processes=2) as readers:
        apart = list(readers.read(DESK, _batches(20), many=True))
    with Readers(processes=2) as readers:
        here = list(readers.read(DESK, _batches(20), many=False))
    assert apart == here
    assert _values(iter(apart)) == [(number, [number + 900.0]) for number in range(40)]
    assert not multiprocessing.active_children()


def test_what_is_watched_anew_is_read_for_at_once() -> None:
    both = Desk(Brief(((1, ESTUN), (2, SYMBOTIC))))
    with Readers(processes=2) as readers:
        assert _values(readers.read(DESK, _batches(1), many=True)) == [(0, [900.0]), (1, [901.0])]
        assert _values(readers.read(both, _batches(1), many=True)) == [(0, [900.0, 1200.0]), (1, [901.0, 1200.0])]


def test_nothing_is_lost_where_the_processes_die() -> None:
    with Readers(processes=2) as readers:
        readings = readers.read(DESK, _batches(40), many=True)
        first = next(readings)
        for process in multiprocessing.active_children():
            process.kill()
        assert isinstance(first, Reading)
        assert [first.kept.id, *(reading.kept.id for reading in readings)] == list(range(80))


def test_an_article_that_cannot_be_read_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(Brief(((1, ESTUN),)))

    def fails_on_the_first(kept: KeptArticle) -> tuple[list[object], list[object]]:
        if kept.id == 0:
            raise ZeroDivisionError("a fault of ours")
        return [], []

    monkeypatch.setattr(desk, "found_in", fails_on_the_first)
    first, second = Readers().read(desk, _batches(1), many=False)
    assert isinstance(first, Unread)
    assert first.trouble == "ZeroDivisionError: a fault of ours"
    assert isinstance(second, Reading)


_FORKED = """
from concurrent.futures import ProcessPoolExecutor
from figures.opinion import opinion
from scheduler.readers import prepare

def read_already():
    return opinion.cache_info().currsize

if __name__ == "__main__":
    with ProcessPoolExecutor(1, mp_context=prepare()) as pool:
        print(pool.submit(read_already).result())
"""


_FROM_HERE = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


def test_a_process_begins_with_all_tables_read(tmp_path: Path) -> None:
    (tmp_path / "forked.py").write_text(_FORKED, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, str(tmp_path / "forked.py")], env=_FROM_HERE, capture_output=True, text=True, check=True
    )
    assert run.stdout == "1\n"
