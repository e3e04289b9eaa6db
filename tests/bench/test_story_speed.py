"""How long it takes to find the story an article copies: STORY_ARTICLES says among how many (50,000; 1,000,000)."""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path

import pytest
from sqlalchemy import text

from crawler.sketch import KEPT, sketch_of
from models.database import Database
from models.store.dialect import insert_new
from models.store.stories import KEYS, Candidate, candidates_for
from models.tables import ArticleRow, SketchKeyRow, SketchRow
from models.values import Sketch
from tests.bench.history import FIRST, say
from tests.crawler import prose

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3000)]
ARTICLES = int(os.environ.get("STORY_ARTICLES", "50000"))
DAYS = 365
LOOKUPS = 200
TEMPLATE = tuple(range(1, 4))  # hashes of a sentence that stands under every tenth article: as low as can be
COPIED = range(1000)  # articles of one press release, all within a fortnight
_AT_ONCE = 5000

_RELEASE = sketch_of(prose.text(prose.article("en", random.Random(-1), 20), "en"))


def _sketch(number: int) -> Sketch:
    """A sketch as a text gives one, at the price of random numbers."""
    if number in COPIED:
        return Sketch(hashes=_RELEASE.hashes, shingles=_RELEASE.shingles, digest=f"{number:032x}")
    rng = random.Random(number)
    own = sorted(rng.sample(range(1 << 20, 1 << 48), KEPT))
    hashes = (*TEMPLATE, *own)[:KEPT] if number % 10 == 0 else tuple(own)
    return Sketch(hashes=hashes, shingles=600, digest=f"{number:032x}")


def _day(number: int) -> int:
    return DAYS - 7 + number % 7 if number in COPIED else number * DAYS // ARTICLES


def _fill(database: Database) -> None:
    for first in range(0, ARTICLES, _AT_ONCE):
        some = range(first, min(ARTICLES, first + _AT_ONCE))
        days = {number: FIRST + timedelta(days=_day(number)) for number in some}
        kept = {number: _sketch(number) for number in some}
        with database.writing() as ledger:
            insert_new(
                ledger,
                ArticleRow,
                [
                    {"id": number + 1, "canonical_url": f"u{number}", "url": f"http://o{number}.test/", "title": "",
                     "outlet": f"O{number % 90}", "day": days[number], "first_seen": _noon(number), "measured": True}
                    for number in some
                ],
                on=("canonical_url",),
            )  # fmt: skip
            insert_new(
                ledger,
                SketchRow,
                [
                    {"article_id": number + 1, "shingles": each.shingles, "digest": each.digest,
                     "hashes": b"".join(value.to_bytes(6, "big") for value in each.hashes)}
                    for number, each in kept.items()
                ],
                on=("article_id",),
            )  # fmt: skip
            ledger.execute(
                SketchKeyRow.__table__.insert(),  # type: ignore[attr-defined]
                [
                    {"key": key, "day": days[number], "article_id": number + 1}
                    for number, each in kept.items()
                    for key in each.hashes[:KEYS]
                ],
            )


def _noon(number: int) -> datetime:
    return datetime.combine(FIRST + timedelta(days=_day(number)), time_of_day(12), tzinfo=UTC)


def _spread(name: str, looks: Sequence[Callable[[], list[Candidate]]]) -> None:
    taken, found, worked = [], 0, time.process_time()
    for look in looks:
        began = time.perf_counter()
        found += len(look())
        taken.append((time.perf_counter() - began) * 1000)
    own = (time.process_time() - worked) * 1000 / len(looks)
    p99 = statistics.quantiles(taken, n=100)[98]
    say(
        f"  {name}: p50 {statistics.median(taken):.1f} ms, p99 {p99:.1f} ms, {own:.1f} ms our own work,"
        f" {found / len(looks):.1f} candidates"
    )


def test_finding_the_story_of_an_article(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/store.db")
    database.upgrade()
    began = time.perf_counter()
    _fill(database)
    with database.reading() as ledger:
        keys = ledger.execute(text("SELECT count(*) FROM sketch_key")).scalar_one()
    say(f"{ARTICLES:,} sketches, {keys:,} keys, {(tmp_path / 'store.db').stat().st_size / 2**20:.0f} MB,")
    say(f"  filled in {time.perf_counter() - began:.0f} s")

    def look(sketch: Sketch, day: int) -> Callable[[], list[Candidate]]:
        def ask() -> list[Candidate]:
            with database.reading() as ledger:
                return candidates_for(ledger, sketch, FIRST + timedelta(days=day))

        return ask

    rng = random.Random(1)
    old = [rng.randrange(COPIED.stop, ARTICLES) for _ in range(LOOKUPS)]
    _spread("a story nobody told", [look(_sketch(ARTICLES + n * 10 + 1), rng.randrange(DAYS)) for n in range(LOOKUPS)])
    _spread("a copy", [look(_sketch(n - n % 10 + 1), _day(n - n % 10 + 1)) for n in old])
    _spread("with a template's sentence", [look(_sketch(n - n % 10), _day(n - n % 10)) for n in old])
    _spread(f"a release copied {len(COPIED):,} times", [look(_RELEASE, DAYS - 1)] * LOOKUPS)
    with database.reading() as ledger:
        nearest = candidates_for(ledger, _RELEASE, FIRST + timedelta(days=DAYS - 1))
        assert all(each.sketch.hashes == _RELEASE.hashes for each in nearest)
        original = old[0] - old[0] % 10  # a tenth of all articles share its three lowest keys
        first = candidates_for(ledger, _sketch(original), FIRST + timedelta(days=_day(original)))[0]
        assert first.article_id == original + 1
    database.close()
