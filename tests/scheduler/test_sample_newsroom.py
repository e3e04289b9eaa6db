"""The newsroom that ships with the product: served for real, read by the real reader of feeds."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import feedparser
import httpx
import pytest

from scheduler.sample_articles import load_sample
from scheduler.sample_newsroom import SampleNewsroom

SAMPLE = load_sample()
LATE = datetime(2025, 1, 26, 20, 0, tzinfo=UTC)


class Hands:
    """A clock that is moved by hand."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands(LATE)


@pytest.fixture
def newsroom(hands: Hands) -> Iterator[SampleNewsroom]:
    with SampleNewsroom(SAMPLE, hands) as served:
        yield served


def address(newsroom: SampleNewsroom, slug: str) -> str:
    return newsroom.address(next(outlet for outlet in SAMPLE.outlets if outlet.slug == slug))


def source_url(newsroom: SampleNewsroom, name: str) -> str:
    return next(source.url for source in newsroom.sources() if source.name == name)


def test_the_sample_is_as_large_as_promised() -> None:
    assert len(SAMPLE.outlets) >= 6
    assert {outlet.kind for outlet in SAMPLE.outlets} == {"rss", "atom", "rdf", "json", "section"}
    assert 30 <= len(SAMPLE.articles) <= 45
    languages = {outlet.slug: outlet.language for outlet in SAMPLE.outlets}
    counted = Counter(languages[article.outlet] for article in SAMPLE.articles)
    assert counted["en"] >= 12
    assert counted["zh"] >= 12
    assert all(SAMPLE.begins <= article.published < SAMPLE.ends for article in SAMPLE.articles)
    assert SAMPLE.ends - SAMPLE.begins == timedelta(weeks=3)


def test_article_addresses_are_unique_and_belong_to_known_outlets() -> None:
    keys = Counter((article.outlet, article.path) for article in SAMPLE.articles)
    assert max(keys.values()) == 1
    assert {outlet for outlet, _ in keys} == {outlet.slug for outlet in SAMPLE.outlets}


@pytest.mark.parametrize("name", [outlet.name for outlet in SAMPLE.outlets if outlet.kind not in {"json", "section"}])
def test_every_xml_feed_is_well_formed_and_lists_what_is_published(newsroom: SampleNewsroom, name: str) -> None:
    answer = httpx.get(source_url(newsroom, name))
    feed = feedparser.parse(answer.content, response_headers=dict(answer.headers))
    outlet = next(outlet for outlet in SAMPLE.outlets if outlet.name == name)
    expected = SAMPLE.published_at(LATE, outlet.slug)
    assert not feed.bozo
    assert feed.feed.title == name
    assert [entry.title for entry in feed.entries] == [article.versions[-1].title for article in expected]
    for entry, article in zip(feed.entries, expected, strict=True):
        stamp = entry.get("published_parsed") or entry["updated_parsed"]
        assert datetime(*stamp[:6], tzinfo=UTC) == article.published
        assert httpx.get(entry.link).status_code == 200


def test_the_json_feed_follows_its_format(newsroom: SampleNewsroom) -> None:
    feed = json.loads(httpx.get(source_url(newsroom, "Floor Nine Markets")).content)
    assert feed["version"].startswith("https://jsonfeed.org/version/1")
    assert {"id", "url", "title", "date_published"} <= set(feed["items"][0])


def test_the_full_text_feed_carries_whole_articles(newsroom: SampleNewsroom) -> None:
    feed = feedparser.parse(httpx.get(source_url(newsroom, "Servo & Scalpel")).content)
    assert all(entry.content[0].value.count("<p>") >= 2 for entry in feed.entries)


def test_the_outlet_without_a_feed_has_a_front_page_with_links(newsroom: SampleNewsroom) -> None:
    page = httpx.get(source_url(newsroom, "南港財經")).text
    assert 'rel="alternate"' not in page
    for article in SAMPLE.published_at(LATE, "nangang-caijing"):
        assert article.path in page


def test_an_article_appears_when_its_time_has_come(newsroom: SampleNewsroom, hands: Hands) -> None:
    seed = next(article for article in SAMPLE.articles if article.slug == "beijing-medical-robots-white-paper")
    page, feed = address(newsroom, seed.outlet) + seed.path, source_url(newsroom, "Harbour Wire")
    hands.now = seed.published - timedelta(minutes=1)
    assert httpx.get(page).status_code == 404
    assert seed.slug not in httpx.get(feed).text
    hands.now = seed.published
    assert "7 billion yuan (US$980 million)" in httpx.get(page).text
    assert seed.slug in httpx.get(feed).text


def test_a_silent_edit_changes_the_page_and_not_its_date(newsroom: SampleNewsroom, hands: Hands) -> None:
    edited = next(article for article in SAMPLE.articles if len(article.versions) > 1)
    page = address(newsroom, edited.outlet) + edited.path
    hands.now = edited.versions[1].since - timedelta(minutes=1)
    before = httpx.get(page).text
    hands.now = edited.versions[1].since
    after = httpx.get(page).text
    assert before != after
    assert before.count(edited.published.isoformat()) == after.count(edited.published.isoformat()) > 0


def test_an_unchanged_feed_is_not_sent_again(newsroom: SampleNewsroom, hands: Hands) -> None:
    feed = source_url(newsroom, "The Automation Ledger")
    hands.now = SAMPLE.begins
    first = httpx.get(feed)
    again = httpx.get(feed, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    hands.now = LATE
    assert httpx.get(feed, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_pages_keep_to_the_encoding_they_announce(newsroom: SampleNewsroom) -> None:
    article = SAMPLE.published_at(LATE, "zhizao-chenbao")[0]
    answer = httpx.get(address(newsroom, "zhizao-chenbao") + article.path)
    assert answer.charset_encoding == "gb18030"
    assert article.versions[-1].title in answer.content.decode("gb18030")


def test_robots_and_unknown_paths(newsroom: SampleNewsroom) -> None:
    root = f"http://127.0.0.1:{newsroom.port}"
    assert "Disallow" in httpx.get(f"{root}/robots.txt").text
    assert httpx.get(f"{root}/nobody/").status_code == 404
    assert httpx.get(f"{root}/harbour-wire/nothing.html").status_code == 404


def test_outlets_may_be_shared_out_over_several_hosts(hands: Hands) -> None:
    with SampleNewsroom(SAMPLE, hands, hosts=("127.0.0.1", "127.0.0.2")) as newsroom:
        urls = [source.url for source in newsroom.sources()]
        assert {httpx.URL(url).host for url in urls} == {"127.0.0.1", "127.0.0.2"}
        assert all(httpx.get(url).status_code == 200 for url in urls)
