"""How long the history of a new subject takes to read: HISTORY_ARTICLES says in how many articles (10,000; 100,000)."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from models.database import Database
from models.settings import Settings
from models.store.reports import known_of_subject
from models.store.subjects import watched_named
from models.values import Subject
from review.verbs import watching
from scheduler.newsroom import Newsroom, wall_clock
from scheduler.stages import HistoryProgress, history_stage
from tests.bench.history import articles, fill, say

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3000)]
ARTICLES = int(os.environ.get("HISTORY_ARTICLES", "10000"))
NAMING = 0.03  # of all articles name a firm, half of them one, half of them the other
EARLY = Subject(name="Ardenbot", kind="company", terms=(("Ardenbot",),))
LATE = Subject(name="Belmarix", kind="company", terms=(("Belmarix",),))
MARKET = Subject(
    name="Robots in Dresden", kind="market", terms=(("Dresden", "边境"), ("hospital", "clinic", "医院", "客户"))
)


def _named(number: int) -> tuple[str, ...]:
    """Name the firms in the first tenth of the ledger only, one after the other."""
    few = number < ARTICLES // 10 and number % 10 < 10 * 10 * NAMING
    return ((EARLY, LATE)[number // 10 % 2].name,) if few else ()


def _read(newsroom: Newsroom, subject: Subject, stop_after: int = 10**9) -> list[HistoryProgress]:
    seen: list[HistoryProgress] = []
    began, worked = time.perf_counter(), time.process_time()
    history_stage(newsroom, seen.append, stop=lambda: len(seen) >= stop_after)
    seconds, busy = time.perf_counter() - began, time.process_time() - worked
    with newsroom.database.reading() as ledger:
        kept = watched_named(ledger, subject.name)
        figures = len(known_of_subject(ledger, kept.id))
    say(
        f"  {subject.name}: {seen[-1].done if seen else 0:,} of {seen[-1].total if seen else 0:,} articles that may"
        f" name it, {figures:,} figures, {seconds:.1f} s ({busy:.1f} s of one core)"
    )
    return seen


def test_reading_the_history_of_a_new_subject(settings: Settings, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/store.db")
    database.upgrade()
    newsroom = Newsroom(settings, database, wall_clock)
    few = ARTICLES // 10
    fill(database, articles(few, _named))
    watching.add(newsroom, EARLY, who="bench")
    say(f"{few:,} articles stored")
    small = _read(newsroom, EARLY)
    rate = fill(database, articles(ARTICLES - few, _named, first=few))
    watching.add(newsroom, LATE, who="bench")
    say(f"{ARTICLES:,} articles stored ({rate:.0f} a second), the same number of which name the firm")
    _read(newsroom, LATE, stop_after=2)
    say("  and again, as after a crash")
    large = _read(newsroom, LATE)
    assert small[-1].done == small[-1].total > 0
    assert large[-1].done == large[-1].total > 0
    watching.add(newsroom, MARKET, who="bench")
    say("a market of two groups of terms, common words all")
    _read(newsroom, MARKET)
    database.close()
