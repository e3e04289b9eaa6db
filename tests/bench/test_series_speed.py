"""How long a change takes to decide in a long series, how long a rebuild takes, and how fast texts are sketched."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from datetime import date, timedelta
from time import process_time
from typing import Any

import pytest

from crawler.sketch import sketch_of
from figures.changes import changes_of, rebuild
from tests.crawler.prose import article, text
from tests.figures.reports import RATES, report

FIGURES = 5000


def _told(name: str, work: Callable[[], Any], count: int = 1) -> Any:
    start = process_time()
    result = work()
    seconds = process_time() - start
    sys.stdout.write(f"\n{name}: {seconds:.3f} s of one core, {seconds / count * 1e6:,.0f} µs each\n")
    return result


@pytest.mark.bench
@pytest.mark.parametrize("metric", ["headcount", "revenue", "funding"])
def test_change_in_a_long_series(metric: str) -> None:
    rng = random.Random(1)
    days = [date(2015, 1, 1) + timedelta(days=rng.randrange(4000)) for _ in range(FIGURES)]
    known = [
        report(
            day.isoformat(),
            rng.randrange(10**4, 10**7),
            "USD",
            metric=metric,
            period=f"{day.year}-Q{rng.randint(1, 4)}" if metric == "revenue" else None,
            article_id=number,
        )
        for number, day in enumerate(days, 1)
    ]
    new = report("2026-03-01", 5555, "USD", metric=metric, period="2026-Q1" if metric == "revenue" else None)
    assert len(_told(f"rebuild of {FIGURES} {metric}", lambda: rebuild(known, RATES), FIGURES)) == FIGURES
    assert _told(f"one more {metric}", lambda: changes_of([new], known, RATES))
    assert _told(f"one more after a hundred {metric}", lambda: changes_of([new], known[:100], RATES))


@pytest.mark.bench
def test_sketching() -> None:
    rng = random.Random(1)
    texts = [text(article(language, rng, 40), language) for language in ("en", "zh") * 100]
    assert len(_told("sketches of 200 articles", lambda: [sketch_of(words) for words in texts], len(texts))) == len(
        texts
    )
