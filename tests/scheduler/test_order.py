"""Order, repetition, company and sudden death do not matter: the ledger is a function of the articles."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from models.database import Database
from models.settings import Settings
from models.store.articles import article_numbered, take_unmeasured, unmeasured
from models.store.changes import ChangeFilter, find_changes
from models.store.figures import FigureFilter, find_figures
from models.store.subjects import watched
from models.values import Article
from scheduler.demo import SimulatedClock
from scheduler.desk import Reading
from scheduler.newsroom import Newsroom
from scheduler.rates import rates_of
from scheduler.stages import keep_stage, measure_article, measure_stage, open_desk, rebuild_subject
from tests.scheduler.newsdesk import article, newsroom_at

# A year of two firms: results, a repeat of them, a rounded one, guidance and its outcome, an edit, a copy, a count.
_SAID = (
    ("2024-02-20", "Wire", "Estun booked revenue of $4.1 billion in 2023, it said."),
    ("2024-02-21", "Herald", "Estun booked revenue of $4.1 billion in 2023, the firm told investors."),
    ("2024-02-23", "Echo", "Estun's revenue came to $4.3 billion in 2023, according to its report."),
    ("2024-03-10", "Wire", "Estun expects revenue of $5 billion in 2024."),
    ("2024-09-01", "Herald", "Estun expects revenue of $4.6 billion in 2024."),
    ("2025-01-10", "Wire", "Estun booked revenue of $4.7 billion in 2024."),
    ("2024-05-02", "Wire", "Symbotic employs 1,900 people."),
    ("2024-08-02", "Echo", "Symbotic employs 2,400 people."),
    ("2024-12-02", "Echo", "Symbotic employs 2,410 people."),
    ("2025-01-12", "Herald", "Symbotic raised $250 million. Estun shipped 29,000 robots in 2024."),
)
ARTICLES = tuple(article(n, text, day=day, outlet=outlet) for n, (day, outlet, text) in enumerate(_SAID))
FIRMS = ("Estun", "Symbotic")


@pytest.fixture
def newsroom(database: Database, settings: Settings, now: datetime) -> Newsroom:
    return newsroom_at(database, settings, now, *FIRMS)


def _empty(newsroom: Newsroom) -> None:
    """Take out every article, and with them every figure and change."""
    from sqlalchemy import text

    with newsroom.database.writing() as ledger:
        ledger.execute(text("DELETE FROM article"))
        ledger.execute(text("DELETE FROM story"))
        if ledger.get_bind().dialect.name == "sqlite":  # the contentless index refers to nothing
            ledger.execute(text("INSERT INTO article_search(article_search) VALUES ('delete-all')"))


def _ledger(newsroom: Newsroom) -> list[tuple[Any, ...]]:
    """What the ledger says, without the numbers that rows happen to have."""
    with newsroom.database.reading() as ledger:
        figures = find_figures(ledger, FigureFilter(with_rejected=True), sort="published", descending=False)
        told = find_changes(ledger, ChangeFilter())
    places = {f.id: (f.url, f.reported.figure.metric, f.reported.figure.value) for f in figures}
    rows: list[tuple[Any, ...]] = [
        (*places[f.id], f.reported.figure.period or "", f.role, places.get(f.corroborates, ())) for f in figures
    ]
    for each in told:
        previous = each.change.previous
        before = places[previous.figure_id] if previous else ()
        rows.append((*places[each.change.figure.figure_id], "", each.change.kind, before))
    return sorted(rows)


def _rebuild(newsroom: Newsroom) -> list[tuple[Any, ...]]:
    with newsroom.database.reading() as ledger:
        subjects = watched(ledger)
    for subject in subjects:
        rebuild_subject(newsroom, subject.id)
    return _ledger(newsroom)


def _arrive(newsroom: Newsroom, articles: Sequence[Article], cuts: Sequence[int] = ()) -> None:
    """Keep articles in this order, and measure what waits after each of the cuts and at the end."""
    for number, each in enumerate(articles):
        keep_stage(newsroom, each)
        if number in cuts:
            measure_stage(newsroom)
    measure_stage(newsroom)


@hypothesis_settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(ARTICLES), cuts=st.sets(st.integers(0, len(ARTICLES) - 1)))
def test_the_final_series_is_the_same_whatever_order_articles_arrive_in(
    newsroom: Newsroom, order: list[Article], cuts: set[int]
) -> None:
    _empty(newsroom)
    _arrive(newsroom, ARTICLES)
    expected = _rebuild(newsroom)
    _empty(newsroom)
    _arrive(newsroom, order, sorted(cuts))
    assert _rebuild(newsroom) == expected
    _arrive(newsroom, order)  # once more: nothing is new in it
    assert _rebuild(newsroom) == expected


def _measure(settings: Settings, address: str, now: datetime, articles: Sequence[Article], begin: Any) -> None:
    newsroom = Newsroom(settings, Database(address), SimulatedClock(now))
    if begin:
        begin.wait(30)
    _arrive(newsroom, articles)
    os._exit(0)


def _child(newsroom: Newsroom, articles: Sequence[Article], begin: Any = None) -> Any:
    """Start a process that keeps and measures these articles on the same database, once the barrier `begin` falls."""
    address = newsroom.database.engine.url.render_as_string(hide_password=False)
    newsroom.database.close()  # a connection must not be shared with the child
    fork = multiprocessing.get_context("fork")  # a fresh interpreter each would take minutes to start
    child = fork.Process(target=_measure, args=(newsroom.settings, _plain(address), newsroom.clock(), articles, begin))
    child.start()
    return child


def _plain(address: str) -> str:
    return address.replace("postgresql+psycopg://", "postgresql://")


@pytest.fixture
def undisturbed(newsroom: Newsroom) -> list[tuple[Any, ...]]:
    """What one process makes of the articles that nobody disturbs."""
    _arrive(newsroom, ARTICLES)
    expected = _ledger(newsroom)
    assert {row[4] for row in expected} >= {"first", "repeat", "revision", "movement", "outcome"}
    _empty(newsroom)
    return expected


HELD = 3  # seconds: long enough to measure everything, where nothing makes it wait


def test_what_one_process_is_measuring_another_does_not_tell_as_well(
    newsroom: Newsroom, undisturbed: list[tuple[Any, ...]]
) -> None:
    for each in ARTICLES:
        keep_stage(newsroom, each)
    begin = multiprocessing.get_context("fork").Barrier(2)
    other = _child(newsroom, (), begin)
    with newsroom.database.reading() as ledger:
        second = article_numbered(ledger, unmeasured(ledger, 2)[1])  # it says what the first says
        desk = open_desk(ledger)
    reading = desk.read(second)
    assert isinstance(reading, Reading)
    with newsroom.database.writing() as ledger:
        assert take_unmeasured(ledger, second.id, second.version)
        measure_article(ledger, reading, desk, rates_of(newsroom.settings), newsroom.clock())
        begin.wait(30)
        other.join(HELD)
    other.join(60)
    assert other.exitcode == 0
    with newsroom.database.reading() as ledger:
        told = [t.change.figure.figure for t in find_changes(ledger, ChangeFilter())]
    assert [f.value for f in told if f.period == "2023"].count(4.1e9) == 1
    assert _rebuild(newsroom) == undisturbed


TOGETHER = 3  # times two processes set out at the same moment


def test_two_processes_at_once_give_what_one_gives(newsroom: Newsroom, undisturbed: list[tuple[Any, ...]]) -> None:
    for _ in range(TOGETHER):
        _empty(newsroom)
        for each in ARTICLES:
            keep_stage(newsroom, each)
        begin = multiprocessing.get_context("fork").Barrier(2)
        for child in [_child(newsroom, (), begin), _child(newsroom, (), begin)]:
            child.join(60)
            assert child.exitcode == 0
        assert _rebuild(newsroom) == undisturbed


KILLS = 12


@pytest.mark.timeout(300)
def test_killed_at_any_point_it_goes_on_to_the_same_ledger(
    newsroom: Newsroom, undisturbed: list[tuple[Any, ...]]
) -> None:
    rng = random.Random(2025)
    began = time.monotonic()
    _child(newsroom, ARTICLES).join()
    whole = time.monotonic() - began
    killed = 0
    for point in range(KILLS):
        _empty(newsroom)
        child = _child(newsroom, ARTICLES)
        time.sleep(rng.uniform(0.05, 1) * whole)
        if child.is_alive():
            os.kill(child.pid, signal.SIGKILL)
            killed += 1
        child.join()
        _arrive(newsroom, ARTICLES)
        assert _ledger(newsroom) == undisturbed, f"killed at point {point}"
    assert killed > KILLS / 4, "the kills came too late to mean anything"
