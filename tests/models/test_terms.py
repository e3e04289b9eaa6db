"""Searching in English and Chinese finds what a reader would find by eye."""

from __future__ import annotations

from datetime import datetime
from unicodedata import combining, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.chinese import simplified
from models.database import Database
from models.store.articles import keep_article
from models.store.finding import ArticleFilter, find_articles
from models.store.terms import folded, indexed_form, phrase_of
from models.values import Article

TEXTS = {
    "tinavi": ("Tinavi's revenue rises", "The surgical robot maker TINAVI (天智航) reported sales, code 688277.SH."),
    "ubtech": ("優必選營收達20億元", "優必選公佈全年營收，ABB机器人业务被收购。"),
    "unitree": ("Unitree ships robots", "Robots were shipped to Montréal; 宇树科技 delivered them."),
}


def _kept(database: Database, now: datetime) -> None:
    with database.writing() as ledger:
        for name, (title, text) in TEXTS.items():
            keep_article(
                ledger,
                Article(
                    source_id=0,
                    guid=name,
                    url=f"http://example.test/{name}",
                    canonical_url=f"http://example.test/{name}",
                    title=title,
                    text=text,
                    language="en",
                    outlet="Example",
                    fetched=now,
                ),
            )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("天智航", ["tinavi"]),
        ("营收", ["ubtech"]),  # simplified finds traditional
        ("營收", ["ubtech"]),
        ("必", ["ubtech"]),  # one character
        ("ABB机器人", ["ubtech"]),
        ("宇树", ["unitree"]),
        ("688277", ["tinavi"]),
        ("robot", ["tinavi", "unitree"]),  # singular finds plural
        ("montreal", ["unitree"]),
        ("ＲＯＢＯＴ", ["tinavi", "unitree"]),  # full width
        ("surgical robot", ["tinavi"]),
        ('"robot surgical"', []),
        ('"surgical robot"', ["tinavi"]),
        ("robots -surgical", ["unitree"]),
        ("title:ships", ["unitree"]),
        ("title:delivered", []),
        ("title:营收", ["ubtech"]),
        ("delivered 宇树科技", ["unitree"]),
        ("科技 OR ;'\"(", []),
    ],
)
def test_a_query_finds_what_a_reader_would(database: Database, now: datetime, query: str, found: list[str]) -> None:
    _kept(database, now)
    with database.reading() as ledger:
        articles = find_articles(ledger, ArticleFilter(text=query))
    assert sorted(article.url.rpartition("/")[2] for article in articles) == found


WORDS = st.text(alphabet="ab1 ,。天智航营收优", max_size=30)


@given(WORDS, WORDS, st.text(alphabet="天智航营收优", min_size=2, max_size=6))
def test_any_run_of_characters_in_a_text_is_found_in_it(before: str, after: str, run: str) -> None:
    index = f" {indexed_form(before + run + after)} "
    assert f" {' '.join(phrase_of(run))} " in index


def _folded_whole(text: str) -> str:
    bare = "".join(c for c in normalize("NFD", normalize("NFKC", text)) if not combining(c))
    return simplified(normalize("NFC", bare)).lower()


@given(st.text(alphabet=st.one_of(st.sampled_from("aeΣσé天營か\u3099\u0300\u0327각ﬁ½ ."), st.characters())))
def test_a_text_is_folded_alike_in_pieces_and_as_a_whole(text: str) -> None:
    assert folded(text) == _folded_whole(text)


@given(st.text())
def test_any_text_can_be_indexed_and_asked_for(text: str) -> None:
    indexed_form(text)
    phrase_of(text)
