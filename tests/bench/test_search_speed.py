"""How quick search and a company's page are at size: SEARCH_ARTICLES sets how many articles (20,000; try 1,000,000)."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import zstandard
from fastapi.testclient import TestClient
from sqlalchemy import text

from models.database import Database
from models.settings import load_settings
from models.store.search import Indexed, fts5_row
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


def _articles(count: int) -> Iterator[tuple[str, str, str]]:
    """Yield language, title and text of invented articles, half of them Chinese."""
    rng = random.Random(7)
    english, chinese = _vocabulary(rng)
    weights = [[1 / (n + 2) for n in range(len(words))] for words in (english, chinese)]
    sums = [_running(weight) for weight in weights]
    for n in range(count):
        words, cumulative = ((english, sums[0]), (chinese, sums[1]))[n % 2]
        drawn = rng.choices(words, cum_weights=cumulative, k=_WORDS)
        if n % 50 == 0:
            drawn[5] = _FIRMS[n // 50 % len(_FIRMS)]
        joint = " " if n % 2 == 0 else ""
        yield ("en", "zh")[n % 2], joint.join(drawn[:8]), joint.join(drawn)


def _running(weights: Sequence[float]) -> list[float]:
    total, sums = 0.0, []
    for weight in weights:
        total += weight
        sums.append(total)
    return sums


def _fill(database: Database, count: int) -> None:
    """Put articles, texts, the search index, mentions and figures in, as fast as the database takes them."""
    first = date(2022, 1, 1)
    with database.writing() as ledger:
        ledger.execute(
            text(
                "INSERT INTO subject(id, name, kind, terms, exclude, ambiguous, context, added, history_total,"
                " history_done) VALUES (:id, :name, 'company', :terms, '[]', '[]', '[]', '2025-01-01', 0, 0)"
            ),
            [{"id": n + 1, "name": f"Firm {n}", "terms": f'[["Firm {n}"]]'} for n in range(_SUBJECTS)],
        )
    rng = random.Random(11)
    batch: list[tuple[int, str, str, str]] = []
    for number, (language, title, body) in enumerate(_articles(count), 1):
        batch.append((number, language, title, body))
        if len(batch) == _AT_ONCE or number == count:
            _insert(database, batch, first, count, rng)
            batch = []
    with database.writing() as ledger:
        ledger.execute(text("UPDATE figure SET corroborates = id - 1 WHERE role = 'repeat' AND id > 1"))
        ledger.execute(
            text(
                "INSERT INTO change(figure_id, subject_id, kind, previous_id, why, edited, at, published, mailable,"
                " correction, withdrawn) SELECT id, subject_id, role, CASE WHEN id > 1 THEN id - 1 END,"
                """ '{"code": "newer"}', 0, published || ' 00:00:00.000000', published, 1, 0, 0"""
                " FROM figure WHERE role != 'repeat' ORDER BY id"
            )
        )
        ledger.execute(text("ANALYZE"))


def _insert(
    database: Database, batch: list[tuple[int, str, str, str]], first: date, count: int, rng: random.Random
) -> None:
    with database.writing() as ledger:
        days = {n: (first + timedelta(days=n * 1400 // count)).isoformat() for n, *_ in batch}
        ledger.execute(
            text(
                "INSERT INTO article(id, canonical_url, url, guid, title, language, outlet, author, published_origin,"
                " published_day_only, first_seen, day, version, measured) VALUES (:id, :url, :url, '', :title,"
                " :language, :outlet, '', 'feed', 0, :day, :day, 1, 1)"
            ),
            [
                {"id": n, "url": f"https://a.test/{n}", "title": t, "language": lang, "outlet": f"Outlet {n % 90}",
                 "day": days[n]}
                for n, lang, t, _ in batch
            ],
        )  # fmt: skip
        ledger.execute(
            text(
                "INSERT INTO body(article_id, version, title, packed, digest, fetched)"
                " VALUES (:id, 1, :title, :packed, '', '2025-01-01 00:00:00')"
            ),
            [{"id": n, "title": t, "packed": zstandard.compress(b.encode(), 3)} for n, _, t, b in batch],
        )
        ledger.execute(
            text("INSERT INTO article_search(rowid, body, title, marks) VALUES (:id, :body, :title, :marks)"),
            [
                fts5_row(Indexed(id=n, title=t, body=b, language=lang, outlet=f"Outlet {n % 90}"))
                for n, lang, t, b in batch
            ],
        )
        # The first firms are named far more often than the last.
        named = [(n, int(_SUBJECTS * rng.random() ** 3) + 1) for n, *_ in batch if rng.random() < 0.4]
        ledger.execute(
            text("INSERT INTO mention(subject_id, article_id, places) VALUES (:subject, :id, '[[0, 5]]')"),
            [{"id": n, "subject": subject} for n, subject in named],
        )
        ledger.execute(
            text(
                "INSERT INTO figure(article_id, version, appeared, subject_id, published, metric, measure, value, unit,"
                " also, qualifier, period, status, quote, start, end, confidence, forecaster, rules, role, rejected,"
                " withdrawn) VALUES (:id, 1, 1, :subject, :day, :metric, 'level', :value, 'USD', '[]', 'exact',"
                " :period, 'actual', 'a quote', 0, 5, 0.9, '', '[]', :role, 0, 0)"
            ),
            [
                {
                    "id": n,
                    "subject": subject,
                    "day": days[n],
                    "metric": rng.choice(("revenue", "profit", "funding", "order_value", "market_size")),
                    "value": round(rng.random() * 1e9, -5),
                    "period": f"{days[n][:4]}-Q{int(days[n][5:7]) // 4 + 1}",
                    "role": rng.choice(("movement", "repeat", "repeat", "revision")),
                }
                for n, subject in named
                if rng.random() < 0.3
            ]
            or [{"id": batch[0][0], "subject": 1, "day": "2025-01-01", "metric": "revenue", "value": 1e6,
                 "period": "2025", "role": "first"}],
        )  # fmt: skip


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """A newsroom with that many articles; SEARCH_HOME keeps it between runs."""
    kept = os.environ.get("SEARCH_HOME")
    home = Path(kept) if kept else tmp_path_factory.mktemp("big")
    settings = load_settings(home=home)
    fresh = not (home / "robowatch.db").exists()
    database = Database(settings.database)
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
