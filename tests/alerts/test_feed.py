"""The Atom feed says what the letters say, and any reader can parse it."""

from __future__ import annotations

import feedparser

from alerts.feed import atom_feed
from alerts.links import Links
from tests.alerts.samples import NOW, SETTINGS, figure, seed, told, unitree

LINKS = Links.of(SETTINGS)


def read(changes: list[object], **given: str) -> feedparser.FeedParserDict:
    address = "https://news.example.org/feeds/x.atom"
    body = atom_feed(changes, title="Robowatch", address=address, page=LINKS.changes(), links=LINKS, **given)  # type: ignore[arg-type]
    return feedparser.parse(body)


def test_each_change_is_an_entry_in_words() -> None:
    feed = read([seed(), *unitree()])
    assert not feed.bozo
    assert feed.feed.title == "Robowatch"
    assert len(feed.entries) == 5
    entry = feed.entries[0]
    assert entry.title == "Beijing medical robots Market size, 2025: 7 → 8.1 billion yuan, +16%"
    assert entry.id == entry.link == "https://news.example.org/changes/1"
    assert {"rel": "related", "href": "https://robotpost.example/articles/1", "type": "text/html"} in entry.links
    assert "“8.1 billion yuan”" in entry.summary
    assert entry.updated == (NOW.replace(day=3, hour=22)).isoformat()


def test_it_speaks_the_readers_language() -> None:
    assert read([seed()], language="zh").entries[0].title.endswith("市场规模，2025年: 70 → 81亿元，+16%")


def test_an_empty_feed_is_a_feed() -> None:
    assert not read([]).bozo


def test_what_xml_cannot_say_is_left_out() -> None:
    feed = read([told(figure(1.0, subject="a\x00b<c>&\ud800", metric="x"))])
    assert not feed.bozo
    assert feed.entries[0].title.startswith("ab<c>&")
