"""Whom a byline names, and whom not."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.bylines import people_in, people_of
from crawler.metadata import metadata_of
from crawler.pages import parsed

NOW = datetime(2025, 1, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("byline", "people"),
    [
        ("By Wei Chen", "Wei Chen"),
        ("Written by Wei Chen, MS, RD", "Wei Chen"),
        ("Analysis by Wei Chen, Outlet Editor-at-large", "Wei Chen"),
        ("WEI CHEN, Security Writer", "WEI CHEN"),
        ("Wei Chen and Ada Lind; Jo Ek", "Wei Chen, Ada Lind, Jo Ek"),
        ("Wei Chen, he’s written of robots since 2011", "Wei Chen"),
        ("Editorial Staff", "Editorial Staff"),
        ("Ada Lind (ali), Jo Ek (jek)", "Ada Lind, Jo Ek"),
        ("Von Ada Lind und Jo Ek", "Ada Lind, Jo Ek"),
        ("Karla von Berg", "Karla von Berg"),
        ("记者：王伟、李娜", "王伟, 李娜"),
        ("robo_fan88", "robo_fan88"),
        ("https://outlet.example/people/4", ""),
        ("@outlet", ""),
    ],
)
def test_bylines(byline: str, people: str) -> None:
    assert people_in(byline) == people


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Robots</h1><p class='byline'>By Ada Lind, Jo Ek on Monday, January 13th, 2025 at 11:08 a.m.</p>",
        "<h1>Robots</h1><p>By <a href='/a'>Ada Lind</a>, <a href='/j'>Jo Ek</a> | January 13</p>",
        "<p><span class='author'>Ada Lind &amp; Jo Ek</span></p><h1>Robots</h1><p class='comment-author'>Eve</p>",
        "<h1>Robots</h1><a rel='author' href='/a'>Ada Lind</a><a rel='author' href='/j'>Jo Ek</a>",
    ],
)
def test_bylines_that_are_printed(body: str) -> None:
    assert metadata_of(parsed(f"<html><body>{body}</body></html>"), NOW).author == "Ada Lind, Jo Ek"


def test_an_author_who_is_described_elsewhere_on_the_page() -> None:
    person = {"@type": "Person", "@id": "#ada", "name": "Ada Lind"}
    graph = {"@graph": [{"@type": "NewsArticle", "headline": "Robots", "author": {"@id": "#ada"}}, person]}
    page = f"<html><head><script type='application/ld+json'>{json.dumps(graph)}</script></head><body><p>x</p></body>"
    assert metadata_of(parsed(page), NOW).author == "Ada Lind"


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading(text: str) -> None:
    assert all(0 < len(name) <= 60 for name in people_of([text]))
