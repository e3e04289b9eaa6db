"""How long the ledger is held to compare one more article with a long series: CHANGE_FIGURES says how long (5,000)."""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from figures.changes import changes_of
from figures.series import STATE_METRICS
from models.database import Database
from models.settings import Settings
from models.store.articles import article_numbered
from models.store.reports import keep_figures, known_in_series, known_of_subject, settle
from models.store.subjects import watch, watched_named
from models.values import Figure, Reported, Subject
from scheduler.newsroom import Newsroom, wall_clock
from scheduler.rates import rates_of
from scheduler.stages import keep_stage, measure_stage, rebuild_subject
from tests.bench.history import articles, fill, say
from tests.scheduler.newsdesk import article

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]
FIGURES = int(os.environ.get("CHANGE_FIGURES", "5000"))
TIMES = 5
ARRIVALS = 20
FIRM = Subject(name="Ardenbot", kind="company", terms=(("Ardenbot",),))
LAST = date(2025, 1, 10)


def _figure(metric: str, period: str | None, value: float, unit: str) -> Figure:
    return Figure(
        subject=FIRM.name,
        metric=metric,
        measure="level",
        scope=None,
        value=value,
        unit=unit,
        qualifier="exact",
        period=period,
        status="actual",
        quote=str(value),
    )


def _series(newsroom: Newsroom, metric: str) -> None:
    """Five thousand articles with a figure each, four fifths of which repeat the newest number."""
    rng, value = random.Random(1), 100
    with newsroom.database.writing() as ledger:
        numbers = {FIRM.name: watched_named(ledger, FIRM.name).id}
        kept = article_numbered(ledger, 1)
        for number in range(1, FIGURES + 1):
            value += 17 * (rng.random() < 0.2)
            day = LAST - timedelta(days=(FIGURES - number) * 3000 // FIGURES)
            quarter = f"{day.year}-Q{(day.month - 1) // 3 + 1}"
            read = {
                "headcount": _figure("headcount", None, value, "people"),
                "revenue": _figure("revenue", quarter, value * 1e6, "USD"),
                "shipments": _figure("shipments", None, value, "units"),
            }[metric]
            keep_figures(ledger, replace(kept, id=number, day=day), [read], numbers)
            ledger.expunge_all()


def _timed(name: str, work: Callable[[], Any]) -> None:
    walls, cpus = [], []
    for _ in range(TIMES):
        began, worked = time.perf_counter(), time.process_time()
        work()
        walls.append((time.perf_counter() - began) * 1000)
        cpus.append((time.process_time() - worked) * 1000)
    say(f"  {name}: {statistics.median(walls):.0f} ms, {statistics.median(cpus):.0f} ms our own work")


@pytest.mark.parametrize("metric", ["headcount", "revenue", "shipments"])
def test_one_more_article_about_a_long_series(metric: str, settings: Settings, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/store.db")
    database.upgrade()
    newsroom = Newsroom(settings, database, wall_clock)
    fill(database, articles(FIGURES))
    with database.writing() as ledger:
        subject = watch(ledger, FIRM, datetime(2025, 1, 1, tzinfo=UTC), history=False)
    _series(newsroom, metric)
    began, worked = time.perf_counter(), time.process_time()
    rebuild_subject(newsroom, subject.id)
    wall, cpu = time.perf_counter() - began, time.process_time() - worked
    say(f"{FIGURES:,} figures of {metric}; a rebuild takes {wall:.1f} s, {cpu:.1f} s our own work")
    rates = rates_of(settings)

    periods = {"2024-Q4", "2023-Q4"}

    def known() -> list[Reported]:
        with database.reading() as ledger:
            return known_in_series(ledger, subject.id, metric, "level", periods)

    dated = metric == "revenue"
    figure = _figure(metric, "2024-Q4" if dated else None, 8.5e8, "USD" if dated else "units")
    new = Reported(figure=figure, published=LAST, outlet="Wire", article_id=FIGURES + 1, figure_id=FIGURES + 1)
    reports = known()
    changes = changes_of([new], reports, rates, states=STATE_METRICS)
    _timed("known_in_series", known)
    _timed("changes_of", lambda: changes_of([new], reports, rates, states=STATE_METRICS))

    def settled() -> None:
        with database.writing() as ledger:
            settle(ledger, changes)

    _timed("settle", settled)
    with database.reading() as ledger:
        everything = known_of_subject(ledger, subject.id)
    alike = 0
    for number in range(ARRIVALS):
        size = random.Random(number).choice([report.figure.value for report in everything]) * (1 + number % 3)
        another = replace(new, figure=replace(figure, value=size))
        told = [changes_of([another], held, rates, states=STATE_METRICS)[0].kind for held in (reports, everything)]
        alike += told[0] == told[1]
    say(f"  {len(reports):,} of {len(everything):,} reports compared; {alike} of {ARRIVALS} judged alike by both")
    _arriving(newsroom, metric)
    database.close()


def _arriving(newsroom: Newsroom, metric: str) -> None:
    said = {
        "headcount": "Ardenbot employs {} people.",
        "revenue": "Ardenbot posted revenue of ${} million in the fourth quarter of 2024.",
        "shipments": "Ardenbot shipped {} robots in 2024.",
    }[metric]
    numbers = iter(range(TIMES))

    def arrive() -> None:
        number = next(numbers)
        keep_stage(newsroom, article(number, said.format(40_001 + 7_001 * number), day="2025-01-11"))
        measure_stage(newsroom)

    _timed("one more article, kept and measured", arrive)
