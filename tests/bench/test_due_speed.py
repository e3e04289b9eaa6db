"""How long it takes to see which sources are due, and to take them: DUE_SOURCES says of how many (20,000)."""

from __future__ import annotations

import json
import os
import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from models.database import Database
from models.store.sources import add_sources, claim_due, count_due, polls_numbered, release
from models.values import Poll, Source
from tests.bench.history import say

pytestmark = pytest.mark.bench
SOURCES = int(os.environ.get("DUE_SOURCES", "20000"))
DUE = SOURCES // 10
NOW = datetime(2025, 1, 14, 9, 30, tzinfo=UTC)
LEASE = timedelta(hours=1)
TIMES = 15
# What a source that was visited for a while has taught us.
LEARNED = json.dumps(
    {
        "etag": 'W/"5f0c6a7d9b8e4d3c2b1a"',
        "last_modified": "Tue, 14 Jan 2025 08:11:02 GMT",
        "body_hash": "0123456789abcdef0123456789abcdef",
        "last_visit": "2025-01-14T08:30:02+00:00",
        "last_success": "2025-01-14T08:30:02+00:00",
        "last_new": "2025-01-14T06:30:02+00:00",
        "last_unconditional": "2025-01-13T18:30:02+00:00",
        "last_kind": "unchanged",
        "interval_minutes": 74,
        "usual_gap_minutes": 190,
        "gaps": 10,
        "reason": "every 74 minutes; nothing new this time, so a little later than before",
    }
)


def _newsroom(database: Database) -> None:
    """A tenth is due now, a hundredth retired, a hundredth switched off; the others come within the hour."""
    database.upgrade()
    with database.writing() as ledger:
        add_sources(ledger, (Source(name=f"S{n}", kind="feed", url=f"http://s{n}.test/feed") for n in range(SOURCES)))
        rng = random.Random(1)
        due = set(rng.sample(range(1, SOURCES + 1), DUE))
        ledger.execute(
            text("UPDATE poll SET due = :due, retired = :retired, state = :state WHERE source_id = :id"),
            [
                {
                    "id": number,
                    "due": NOW + timedelta(minutes=rng.uniform(-60, 0) if number in due else rng.uniform(1, 60)),
                    "retired": rng.random() < 0.01,
                    "state": LEARNED,
                }
                for number in range(1, SOURCES + 1)
            ],
        )
        ledger.execute(text("UPDATE source SET enabled = false WHERE id % 100 = 0"))
        ledger.execute(text("ANALYZE"))


def _spread(name: str, work: Callable[[], Any], afterwards: Callable[[], Any] = lambda: None) -> None:
    taken, busy = [], 0.0
    for _ in range(TIMES):
        began, worked = time.perf_counter(), time.process_time()
        work()
        taken.append((time.perf_counter() - began) * 1000)
        busy += (time.process_time() - worked) * 1000
        afterwards()
    p99 = statistics.quantiles(taken, n=100)[98]
    say(f"  {name} p50 {statistics.median(taken):.1f} ms, p99 {p99:.1f} ms, {busy / TIMES:.1f} ms our own work")


def _measure(database: Database, kind: str) -> None:
    def look(at_most: int) -> int:
        with database.reading() as ledger:
            return count_due(ledger, NOW, at_most=at_most)

    def claim() -> list[int]:
        with database.writing() as ledger:
            return claim_due(ledger, NOW, limit=DUE, lease=LEASE)

    def read(numbers: list[int]) -> list[Poll]:
        with database.reading() as ledger:
            return polls_numbered(ledger, numbers)

    def give_back() -> None:
        with database.writing() as ledger:
            release(ledger, range(1, SOURCES + 1))

    found = look(SOURCES)
    say(f"{kind}: {SOURCES:,} sources, {found:,} of them due")
    _spread("is any due?", lambda: look(1))
    _spread("how many are due?", lambda: look(10_000))
    _spread("claiming all:", claim, give_back)
    claimed = claim()
    assert len(claimed) == found
    _spread("reading a hundred of them, as their turn comes:", lambda: read(claimed[:100]))
    _spread("reading all of them at once:", lambda: read(claimed))
    _spread("is any due, while a round has them all?", lambda: look(1))


def test_what_is_due_on_sqlite(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/store.db")
    _newsroom(database)
    _measure(database, "SQLite")
    database.close()


def test_what_is_due_on_postgresql(postgres: str) -> None:
    database = Database(postgres)
    _newsroom(database)
    _measure(database, "PostgreSQL")
    database.close()
