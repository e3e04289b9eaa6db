"""How quick search and a company's page are at size.

SEARCH_ARTICLES sets how many articles (20,000; try 1,000,000), SEARCH_STORE=postgresql where they are kept.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
import zstandard
from fastapi.testclient import TestClient
from sqlalchemy import insert, text
from sqlmodel import col

from models.database import Database
from models.settings import load_settings
from models.store.dialect import columns
from models.store.search import Indexed, index_article
from models.tables import ArticleRow, BodyRow, ChangeRow, FigureRow, MentionRow, SubjectRow
from review.web.app import create_app
from scheduler.newsroom import Newsroom

ARTICLES = int(os.environ.get("SEARCH_ARTICLES", "20000"))
REPEATS = int(os.environ.get("SEARCH_REPEATS", "40"))
NOW = datetime(2025, 11, 14, 9, 30, tzinfo=UTC)
_AT_ONCE = 2000
_WORDS = 90  # in an English text; as many pairs of characters in a Chinese one
_SUBJECTS = 200
_FIRMS = ("Unitree", "Tinavi", "Symbotic", "宇树科技", "天智航", "优必选")

pytestmark = pytest.mark.bench


def _say(line: str) -> None:
    """Print a measurement: what this file is for."""
    print(line)  # noqa: T201


def _vocabulary(rng: random.Random) -> tuple[list[str], list[str]]:
    """Words whose frequencies fall as they do in a language."""
    syllables = [a + b for a in "bcdfghklmnprstvw" for b in ("a", "e", "i", "o", "u", "an", "er", "on")]
    english = ["robot", "market", "company", "revenue", "growth", "surgical", "warehouse", "humanoid"]
    english += ["".join(rng.choices(syllables, k=rng.randint(1, 4))) for _ in range(20_000)]
    common = "机器人公司市场营收增长手术工业研发产品技术智能企业合作订单交付亿元同比"
    chinese = ["机器人", "市场", "公司", "营收", "增长", "手术", "仓储", "人形"]
    chinese += ["".join(rng.choices(common + "".join(map(chr, range(0x4E00, 0x5200))), k=2)) for _ in range(8_000)]
    return english, chinese


class _Article(NamedTuple):
    """An invented article."""

    id: int
    day: date
    language: str
    title: str
    text: str

    @property
    def outlet(self) -> str:
        return f"Outlet {self.id % 90}"


def _articles(count: int) -> Iterator[_Article]:
    """Yield invented articles of 1,400 days, the oldest first, half of them Chinese."""
    rng = random.Random(7)
    first = date(2022, 1, 1)
    english, chinese = _vocabulary(rng)
    weights = [[1 / (n + 2) for n in range(len(words))] for words in (english, chinese)]
    sums = [_running(weight) for weight in weights]
    for n in range(count):
        words, cumulative = ((english, sums[0]), (chinese, sums[1]))[n % 2]
        drawn = rng.choices(words, cum_weights=cumulative, k=_WORDS)
        if n % 50 == 0:
            drawn[5] = _FIRMS[n // 50 % len(_FIRMS)]
        joint = " " if n % 2 == 0 else ""
        day = first + timedelta(days=(n + 1) * 1400 // count)
        yield _Article(n + 1, day, ("en", "zh")[n % 2], joint.join(drawn[:8]), joint.join(drawn))


def _running(weights: Sequence[float]) -> list[float]:
    total, sums = 0.0, []
    for weight in weights:
        total += weight
        sums.append(total)
    return sums


def _fill(database: Database, count: int) -> None:
    """Put articles, texts, the search index, mentions and figures in."""
    with database.writing() as ledger:
        ledger.execute(
            insert(SubjectRow),
            [{"id": n + 1, "name": f"Firm {n}", "kind": "company", "terms": [[f"Firm {n}"]], "added": NOW}
             for n in range(_SUBJECTS)],
        )  # fmt: skip
    rng = random.Random(11)
    batch: list[_Article] = []
    for article in _articles(count):
        batch.append(article)
        if len(batch) == _AT_ONCE or article.id == count:
            _insert(database, batch, rng)
            batch = []
    with database.writing() as ledger:
        ledger.execute(text("UPDATE figure SET corroborates = id - 1 WHERE role = 'repeat' AND id > 1"))
        newest = columns(FigureRow.id, FigureRow.subject_id, FigureRow.role, FigureRow.published)
        told = ledger.execute(newest.where(col(FigureRow.role) != "repeat").order_by(col(FigureRow.id))).all()
        ledger.execute(
            insert(ChangeRow),
            [{"figure_id": number, "subject_id": subject, "kind": role,
              "previous_id": number - 1 if number > 1 else None, "why": {"code": "newer"},
              "at": NOW, "published": day, "mailable": True}
             for number, subject, role, day in told],
        )  # fmt: skip
    with database.writing() as ledger:
        ledger.execute(text("ANALYZE"))


def _insert(database: Database, batch: Sequence[_Article], rng: random.Random) -> None:
    with database.writing() as ledger:
        ledger.execute(
            insert(ArticleRow),
            [{"id": one.id, "canonical_url": f"https://a.test/{one.id}", "url": f"https://a.test/{one.id}",
              "title": one.title, "language": one.language, "outlet": one.outlet,
              "published_origin": "feed", "first_seen": NOW, "day": one.day, "version": 1, "measured": True}
             for one in batch],
        )  # fmt: skip
        ledger.execute(
            insert(BodyRow),
            [{"article_id": one.id, "version": 1, "title": one.title, "digest": "", "fetched": NOW,
              "packed": zstandard.compress(one.text.encode(), 3)}
             for one in batch],
        )  # fmt: skip
        for one in batch:
            words = Indexed(id=one.id, title=one.title, body=one.text, language=one.language, outlet=one.outlet)
            index_article(ledger, words)
        # The first firms are named far more often than the last.
        named = [(one, int(_SUBJECTS * rng.random() ** 3) + 1) for one in batch if rng.random() < 0.4]
        ledger.execute(
            insert(MentionRow),
            [{"subject_id": subject, "article_id": one.id, "places": [[0, 5]]} for one, subject in named],
        )
        ledger.execute(
            insert(FigureRow),
            [{"article_id": one.id, "version": 1, "appeared": 1, "subject_id": subject, "published": one.day,
              "metric": rng.choice(("revenue", "profit", "funding", "order_value", "market_size")),
              "measure": "level", "value": round(rng.random() * 1e9, -5), "unit": "USD", "qualifier": "exact",
              "period": f"{one.day.year}-Q{one.day.month // 4 + 1}", "status": "actual", "quote": "a quote",
              "start": 0, "end": 5, "confidence": 0.9, "rules": [],
              "role": rng.choice(("movement", "repeat", "repeat", "revision"))}
             for one, subject in named if rng.random() < 0.3],
        )  # fmt: skip


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Newsroom]:
    """A newsroom with that many articles; SEARCH_HOME keeps it between runs."""
    kept = os.environ.get("SEARCH_HOME")
    home = Path(kept) if kept else tmp_path_factory.mktemp("big")
    settings = load_settings(home=home)
    fresh = not (home / "robowatch.db").exists()
    on_postgres = os.environ.get("SEARCH_STORE") == "postgresql"
    database = Database(request.getfixturevalue("postgres_server") if on_postgres else settings.database)
    database.upgrade()
    if fresh:
        started = time.perf_counter()
        _fill(database, ARTICLES)
        _say(f"\nfilled {ARTICLES:,} articles in {time.perf_counter() - started:.0f} s")
    yield Newsroom(settings, database, lambda: NOW)
    database.close()


def _measured(ask: Callable[[str], object], paths: Sequence[str]) -> list[tuple[float, float]]:
    """Return (by the clock, of the processor) of each page, in milliseconds; the second is fair on a busy machine."""
    times = []
    for n in range(REPEATS):
        started, worked = time.perf_counter(), time.process_time()
        ask(paths[n % len(paths)])
        times.append(((time.perf_counter() - started) * 1000, (time.process_time() - worked) * 1000))
    return times


def _report(name: str, times: Sequence[tuple[float, float]]) -> None:
    """Print median and 95th percentile by the clock, then of the processor."""
    told = []
    for column in zip(*times, strict=True):
        ordered = sorted(column)
        told += [ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]]
    _say(f"  {name:20}" + "".join(f" {value:7.1f}" for value in told))


QUERIES = {
    "one common word": ("robot", "机器人", "market", "市场"),
    "one rare word": ("Symbotic", "天智航", "Unitree", "宇树科技"),
    "two words": ("robot market", "机器人 市场", "revenue growth", "营收 增长"),
    "a phrase": ('"company revenue"', '"市场公司"'),
    "one character": ("机", "营"),
    "one character, rare": ("\u4e00", "title:机"),
    "days only": ("&since=2023-01-01&until=2023-12-31", "&until=2022-03-01"),
    "firm and language": ("&subject=Firm 1&language=zh", "&subject=Firm 90&language=en&figures=1"),
    "excluded": ("robot -market", "机器人 -市场"),
    "in the title": ("title:robot", "title:机器人"),
    "word and language": ("robot&language=zh", "机器人&language=zh"),
    "word and outlet": ("robot&outlet=Outlet 7", "市场&outlet=Outlet 8"),
    "word and day": ("robot&since=2023-01-01&until=2023-01-31", "机器人&since=2024-05-01&until=2024-05-31"),
    "word and firm": ("robot&subject=Firm 1", "市场&subject=Firm 50"),
}


def test_search_and_company_pages_at_size(big: Newsroom) -> None:
    with TestClient(create_app(big), base_url="http://127.0.0.1", client=("127.0.0.1", 1)) as client:

        def ask(path: str) -> object:
            answer = client.get(path)
            assert answer.status_code == 200
            return answer

        _say(f"\n{ARTICLES:,} articles, milliseconds a page (median and p95 by the clock, then of the processor):")
        whole: list[tuple[float, float]] = []
        for name, queries in QUERIES.items():
            times = _measured(ask, [f"/articles?q={query}" for query in queries])
            whole += times
            _report(name, times)
        _report("search, all", whole)
        for name, paths in {
            "company, most named": ["/subjects/Firm 0", "/subjects/Firm 1"],
            "company, any": [f"/subjects/Firm {n}" for n in range(0, _SUBJECTS, 9)],
            "articles, newest": ["/articles"],
            "figures": ["/figures", "/figures?subject=Firm 3&sort=value"],
            "companies": ["/subjects"],
            "today": ["/"],
            "an article": ["/articles/77", f"/articles/{ARTICLES}"],
        }.items():
            _report(name, _measured(ask, paths))
