"""Ledgers full of invented news in both languages, for measuring at size."""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

import zstandard

from models.database import Database
from models.store.dialect import insert_new
from models.store.search import Indexed, index_article
from models.tables import ArticleRow, BodyRow
from models.values import Article
from tests.crawler import prose

SENTENCES = 18
FIRST = date(2022, 1, 1)
_AT_ONCE = 1000
_NUMBER = re.compile(r"\d+[ 套]")  # the only figures should be those that are put in

# What is said of a firm: figures of several metrics, periods and shapes.
_TELLING = {
    "en": (
        "{name} posted revenue of ${a}.{b} million in the {ordinal} quarter of {year}.",
        "{name} said that it shipped {a},{c} robots in {year}, up {b}% from a year earlier.",
        "{name} employs {a},{c} people, its chairman said.",
        "{name} raised ${a} million in a round led by a private insurer.",
        "A hospital praised {name}, but named no numbers.",
    ),
    "zh": (
        "{name}公布，{year}年第{quarter}季度营收为{a}.{b}亿元。",
        "{name}表示，{year}年共交付机器人{a}{c}台，同比增长{b}%。",
        "{name}现有员工{a}{c}人。",
        "{name}完成{a}亿元融资。",
        "有医院称赞了{name}，但没有给出数字。",
    ),
}


def say(line: str) -> None:
    """Print a measurement."""
    sys.stdout.write(f"\n{line}")


def statement(name: str, language: str, rng: random.Random, year: int) -> str:
    """Say something of a firm."""
    quarter = rng.randrange(4)
    return rng.choice(_TELLING[language]).format(
        name=name,
        year=year,
        quarter="一二三四"[quarter],
        ordinal=("first", "second", "third", "fourth")[quarter],
        a=rng.randint(10, 99),
        b=rng.randint(1, 9),
        c=rng.randint(100, 999),
    )


def plain_sentences(language: str, rng: random.Random, count: int) -> list[str]:
    """Return sentences without a number in them."""
    return [_NUMBER.sub("", sentence) for sentence in prose.article(language, rng, count)]


def articles(
    count: int, names: Callable[[int], Sequence[str]] = lambda _: (), *, first: int = 0, days: int = 1000
) -> Iterator[Article]:
    """Yield invented articles, half of them Chinese; `names` gives what the n-th one says something of."""
    for number in range(first, first + count):
        rng = random.Random(number)
        language = ("en", "zh")[number % 2]
        day = FIRST + timedelta(days=number * days // (first + count))
        sentences = plain_sentences(language, rng, SENTENCES)
        for name in names(number):
            sentences.insert(rng.randrange(3), statement(name, language, rng, day.year))
        url = f"http://outlet-{number % 90}.test/{number}"
        published = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
        yield Article(
            source_id=0,
            guid=str(number),
            url=url,
            canonical_url=url,
            title=_NUMBER.sub("", prose.SENTENCES[language](rng))[:60],
            text=prose.text(sentences, language),
            language=language,
            outlet=f"Outlet {number % 90}",
            published=published,
            published_origin="feed",
            fetched=published,
        )


def fill(database: Database, news: Iterator[Article]) -> float:
    """Put articles into the ledger, as if they had been kept and measured long ago; return how many a second."""
    began, count = time.perf_counter(), 0
    while some := list(islice(news, _AT_ONCE)):
        with database.writing() as ledger:
            numbers = insert_new(ledger, ArticleRow, [_row(article) for article in some], on=("canonical_url",))
            insert_new(ledger, BodyRow, list(map(_body, numbers, some)), on=("article_id", "version"))
            for number, article in zip(numbers, some, strict=True):
                index_article(ledger, _indexed(number, article))
        count += len(some)
    return count / (time.perf_counter() - began)


def _row(article: Article) -> dict[str, Any]:
    same = ("canonical_url", "url", "guid", "title", "language", "outlet", "published", "published_origin")
    values = {name: getattr(article, name) for name in same}
    return values | {"first_seen": article.fetched, "day": article.fetched.date(), "measured": True}


def _indexed(number: int, article: Article) -> Indexed:
    return Indexed(id=number, title=article.title, body=article.text, language=article.language, outlet=article.outlet)


def _body(number: int, article: Article) -> dict[str, Any]:
    packed = zstandard.compress(article.text.encode(), 3)
    title, fetched = article.title, article.fetched
    return {"article_id": number, "version": 1, "title": title, "packed": packed, "digest": "", "fetched": fetched}
