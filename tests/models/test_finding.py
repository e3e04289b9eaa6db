"""Looking for articles: filters, pages and facets, the same on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from models.database import Database
from models.store import finding
from models.store.articles import keep_article
from models.store.finding import (
    ArticleFilter,
    facets_of,
    find_and_count,
    find_articles,
    find_numbers,
    newest_naming,
)
from models.store.search import is_sqlite
from models.store.subjects import keep_mentions, watch
from models.values import Article, Mention, Subject

START = datetime(2025, 1, 1, 8, tzinfo=UTC)


@pytest.fixture
def filled(database: Database) -> Database:
    """Forty articles, one a day: odd ones Chinese, every fourth about Unitree."""
    with database.writing() as ledger:
        subject = Subject(name="Unitree", kind="company", terms=(("Unitree",),))
        number = watch(ledger, subject, START, history=False).id
        for n in range(1, 41):
            zh = n % 2
            text = f"机器人市场第{n}篇" if zh else f"robot market piece {n}"
            at = START + timedelta(days=n - 1)
            kept, _ = keep_article(
                ledger,
                Article(
                    source_id=0, guid=str(n), url=f"https://a.test/{n}", canonical_url=f"https://a.test/{n}",
                    title=text, text=text, language="zh" if zh else "en", outlet=f"Outlet {n % 3}", published=at,
                    fetched=at,
                ),
            )  # fmt: skip
            if n % 4 == 0:
                keep_mentions(
                    ledger, kept.id, [Mention(subject="Unitree", start=0, end=5, text="")], {"Unitree": number}
                )
    return database


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (ArticleFilter(), 40),
        (ArticleFilter(text="robot"), 20),
        (ArticleFilter(text="机器人"), 20),
        (ArticleFilter(text="robot", subject="Unitree"), 10),
        (ArticleFilter(subject="Unitree"), 10),
        (ArticleFilter(subject="Unitree", outlet="Outlet 0"), 3),
        (ArticleFilter(subject="Nobody"), 0),
        (ArticleFilter(text="robot", language="zh"), 0),
        (ArticleFilter(text="robot", since=date(2025, 1, 5), until=date(2025, 1, 10)), 3),
        (ArticleFilter(since=date(2025, 1, 5), until=date(2025, 1, 10)), 6),
        (ArticleFilter(text="robot", since=date(2030, 1, 1), until=date(2030, 2, 1)), 0),
        (ArticleFilter(text="robot", since=date(2025, 2, 1)), 5),
        (ArticleFilter(with_figures=True), 0),
        (ArticleFilter(with_figures=True, text="robot", subject="Unitree", since=date(2025, 1, 5)), 0),
        (ArticleFilter(with_figures=True, language="en"), 0),
        (ArticleFilter(text="器"), 20),
        (ArticleFilter(text="器 -第"), 0),
        (ArticleFilter(text="title:场"), 20),
        (ArticleFilter(text="-robot"), 20),
        (ArticleFilter(text="-robot", outlet="Outlet 1"), 7),
        (ArticleFilter(language="en"), 20),
        (ArticleFilter(language='x"y*'), 0),
        (ArticleFilter(text="robot", outlet='Outlet" OR "'), 0),
        (ArticleFilter(text="market", outlet="Outlet 2"), 7),
        (ArticleFilter(text="market", outlet="outlet 2"), 0),
        (ArticleFilter(text="market", subject="Unitree", language="en", since=date(2025, 2, 1)), 3),
        (ArticleFilter(text="robot", until=date(2025, 1, 4)), 2),
        (ArticleFilter(text="robot", source="Nowhere"), 0),
    ],
)
def test_filters_narrow_newest_first(filled: Database, wanted: ArticleFilter, count: int) -> None:
    with filled.reading() as ledger:
        found = find_numbers(ledger, wanted, limit=100)
        assert len(found) == count
        assert found == sorted(found, reverse=True)
        pages: list[int] = []
        while page := find_numbers(ledger, wanted, before=pages[-1] if pages else 0, limit=3):
            pages += page
        assert pages == found
        matches = find_and_count(ledger, wanted, limit=1)
        assert (matches.numbers, matches.total, matches.more) == (found[:1], count, False)


@pytest.mark.parametrize("few", [0, 1_000])
def test_words_and_a_subject_find_the_same_whichever_list_is_walked(
    filled: Database, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "_FEW_MENTIONS", few)
    with filled.reading() as ledger:
        found = find_numbers(ledger, ArticleFilter(text="robot -20", subject="Unitree", outlet="Outlet 2"), limit=100)
        days = [article.day for article in finding.articles_listed(ledger, found)]
    assert days == [date(2025, 2, 1), date(2025, 1, 8)]


def test_the_latest_are_looked_through_first_and_then_the_others(
    filled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "_NEWEST", 5)
    with filled.reading() as ledger:
        assert find_numbers(ledger, ArticleFilter(text="robot"), limit=100) == list(range(40, 0, -2))
        assert find_numbers(ledger, ArticleFilter(text="robot"), before=20, limit=5) == [18, 16, 14, 12, 10]
        assert find_numbers(ledger, ArticleFilter(text='"robot market piece 2"'), limit=100) == [2]


def test_matches_are_counted_so_far(filled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "MOST_COUNTED", 12)
    monkeypatch.setattr(finding, "SLOWLY_COUNTED", 4)
    with filled.reading() as ledger:
        quickly = find_and_count(ledger, ArticleFilter(text="robot"), before=20, limit=2)
        slowly = find_and_count(ledger, ArticleFilter(text="robot", subject="Unitree"), limit=2)
        phrase = find_and_count(ledger, ArticleFilter(text='"robot market"'), limit=2)
        sqlite = is_sqlite(ledger)
    assert (quickly.numbers, quickly.total, quickly.more) == ([18, 16], 12, True)
    assert (slowly.total, slowly.more) == (4, True)
    assert (phrase.total, phrase.more) == (12 if sqlite else 4, True)


def test_facets_count_what_was_found(filled: Database) -> None:
    with filled.reading() as ledger:
        facets = facets_of(ledger, find_numbers(ledger, ArticleFilter(text="market"), limit=100))
        assert facets.of == 20
        assert dict(facets.languages) == {"en": 20}
        assert dict(facets.months) == {"2025-01": 15, "2025-02": 5}
        assert dict(facets.subjects) == {"Unitree": 10}
        assert sum(count for _, count in facets.outlets) == 20


def test_a_listed_article_names_its_subjects(filled: Database) -> None:
    with filled.reading() as ledger:
        listed = find_articles(ledger, ArticleFilter(subject="Unitree"), limit=1)[0]
        assert listed.subjects == ("Unitree",)
        assert len(newest_naming(ledger, "robot", limit=7)) == 7
