from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.feeds import entries_of
from crawler.listing import FeedReading, NotAFeedError, plain
from models.errors import CollectError

NOW = datetime(2025, 1, 14, 9, 30, tzinfo=UTC)
URL = "https://outlet.example/feeds/main.xml"
DAY = datetime(2025, 1, 13, 8, tzinfo=UTC)
RSS_091 = """<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
 "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><title>F</title>
 <link>https://outlet.example/</link><item><title>Arms &amp; legs</title><link>/a</link></item></channel></rss>"""
RSS_2 = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>F</title><link>https://outlet.example/</link>
 <item><title>Arms &amp; legs</title><link>/a</link><guid isPermaLink="false">g1</guid><dc:creator>Li Wei</dc:creator>
 <pubDate>Mon, 13 Jan 2025 16:00:00 +0800</pubDate><description>short</description>
 <source url="https://other.example/rss">Other Outlet</source>
 <content:encoded><![CDATA[<p>Long <b>text</b> <script>x</script><a href="/b">b</a></p>]]></content:encoded></item>
 </channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><link href="https://outlet.example/"/>
 <entry><id>tag:1</id><title type="html">Arms &amp;amp; legs</title><link rel="alternate" href="/a"/>
 <published>2025-01-13T08:00:00Z</published><updated>2025-01-14T08:00:00Z</updated><author><name>Li Wei</name></author>
 <content type="html">&lt;p&gt;Long text&lt;/p&gt;</content></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>F</title><link>https://outlet.example/</link>
 </channel><item rdf:about="https://outlet.example/a"><title>Arms &amp; legs</title><link>https://outlet.example/a</link>
 <dc:date>2025-01-13T08:00:00Z</dc:date></item></rdf:RDF>"""
JSON_FEED = """\ufeff{"version": "https://jsonfeed.org/version/1.1", "title": "F", "home_page_url": "https://outlet.example/",
 "items": [{"id": 7, "url": "/a", "title": "Arms & legs", "date_published": "2025-01-13T08:00:00Z",
 "authors": [{"name": "Li Wei"}], "content_html": "<p>Long text</p>"}]}"""
NEWS_SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://outlet.example/a</loc><news:news>
 <news:publication><news:name>F</news:name></news:publication><news:title>Arms &amp; legs</news:title>
 <news:publication_date>2025-01-13T08:00:00Z</news:publication_date></news:news></url></urlset>"""


def read(body: str | bytes) -> FeedReading:
    return entries_of(body.encode() if isinstance(body, str) else body, URL, 3, NOW)


@pytest.mark.parametrize(
    ("body", "kind"),
    [(RSS_091, "rss"), (RSS_2, "rss"), (ATOM, "atom"), (RDF, "rdf"), (JSON_FEED, "json"), (NEWS_SITEMAP, "sitemap")],
)
def test_every_kind_of_feed(body: str, kind: str) -> None:
    reading = read(body)
    assert reading.kind == kind
    [entry] = reading.entries
    assert (entry.source_id, entry.title, entry.url) == (3, "Arms & legs", "https://outlet.example/a")
    assert entry.published == (None if body is RSS_091 else DAY)
    assert entry.guid


def test_content_is_cleaned_and_its_links_made_whole() -> None:
    [entry] = read(RSS_2).entries
    assert (entry.guid, entry.author, entry.outlet, entry.summary) == ("g1", "Li Wei", "Other Outlet", "short")
    assert "<p>Long <b>text</b>" in entry.content
    assert "https://outlet.example/b" in entry.content
    assert "script" not in entry.content


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5"])
def test_encodings_with_and_without_a_label(encoding: str) -> None:
    title = "手術機器人在北京的醫院裡完成了一千例手術，這是公司的新紀錄"
    body = RSS_2.replace("Arms &amp; legs", title)
    for label in ("", f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'):
        assert read((label + body).encode(encoding)).entries[0].title == title


def test_one_identifier_with_two_links_is_two_items_and_a_repeated_item_is_one() -> None:
    item = "<item><guid isPermaLink='false'>same</guid><title>{0}</title><link>https://o.example/{0}</link></item>"
    feed = "<rss version='2.0'><channel>" + "".join(item.format(n) for n in (1, 2, 2)) + "</channel></rss>"
    assert [entry.url for entry in read(feed).entries] == ["https://o.example/1", "https://o.example/2"]


def test_an_identifier_does_not_change_with_the_feeds_address() -> None:
    feed = b"<rss version='2.0'><channel><item><guid>abc-7</guid><title>A</title></item></channel></rss>"
    guids = {entries_of(feed, url, 1, NOW).entries[0].guid for url in (URL, "https://moved.example/rss")}
    assert guids == {"abc-7"}
    assert read(feed).entries[0].url == ""


def test_items_that_have_nothing_but_a_title_stay_apart() -> None:
    feed = "<rss version='2.0'><channel><item><title>A</title></item><item><title>B</title></item></channel></rss>"
    assert len({entry.guid for entry in read(feed).entries}) == 2


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("Mon, 13 Jan 2025 08:00:00 GMT", DAY),
        ("Wed, 15 Jan 2025 08:00:00 GMT", NOW),  # a clock that is fast
        ("Mon, 13 Jan 2031 08:00:00 GMT", None),
        ("Mon, 01 Jan 0001 00:00:00 GMT", None),
        ("0001-01-01T00:00:00Z", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("1736755200", DAY),
        ("2025年1月13日 16:00", datetime(2025, 1, 13, 16, tzinfo=UTC)),
        ("gestern", None),
        ("", None),
    ],
)
def test_dates_that_cannot_be_are_none(date: str, published: datetime | None) -> None:
    feed = f"<rss version='2.0'><channel><item><title>A</title><pubDate>{date}</pubDate></item></channel></rss>"
    assert read(feed).entries[0].published == published


@pytest.mark.parametrize(
    ("stated", "minutes"),
    [
        ("<ttl>90</ttl>", 90),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", 30),
        ("<sy:updatePeriod>daily</sy:updatePeriod>", 1440),
        ("<ttl>soon</ttl>", 0),
        ("", 0),
    ],
)
def test_how_often_a_feed_wants_to_be_read(stated: str, minutes: int) -> None:
    feed = (
        "<rss version='2.0' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel>"
        f"{stated}<item><title>A</title></item></channel></rss>"
    )
    assert read(feed).ttl_minutes == minutes


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"", "empty"),
        (b"<!doctype html><html><body>Hi</body></html>", "web page"),
        (b'{"a": 1}', "not a JSON Feed"),
        (b'{"a": ', "cannot be read"),
        (b"hello", "not a feed"),
        (b"\x89PNG\r\n\x1a\n", "not a feed"),
    ],
)
def test_what_is_no_feed_says_what_it_is(body: bytes, what: str) -> None:
    with pytest.raises(NotAFeedError, match=what):
        read(body)


def test_a_sitemap_index_leads_to_its_newest_sitemaps() -> None:
    children = "".join(
        f"<sitemap><loc>/map{n}.xml</loc><lastmod>2025-01-{n:02}</lastmod></sitemap>" for n in range(1, 9)
    )
    reading = read(f"<sitemapindex>{children}<sitemap><loc>/news.xml</loc></sitemap></sitemapindex>")
    assert [child.rpartition("/")[2] for child in reading.children] == ["news.xml", "map8.xml", "map7.xml"]


def test_an_ordinary_sitemap_gives_only_what_is_recent() -> None:
    pages = "".join(f"<url><loc>/p{n}</loc><lastmod>2025-01-{n:02}</lastmod></url>" for n in range(1, 15))
    entries = read(f"<urlset>{pages}<url><loc>/undated</loc></url></urlset>").entries
    assert {entry.url[-3:] for entry in entries} == {"/p8", "/p9", *(f"p{n}" for n in range(10, 15))}
    assert all(entry.published is None for entry in entries)  # when a page changed is not when it was published


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("A &lt;b&gt;bold&lt;/b&gt; claim", "A bold claim"),
        ("<b>A</b>\n  B\t\x00C", "A B C"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("AT&amp;T", "AT&T"),
        ("x" * 900, "x" * 500),
    ],
)
def test_titles_are_plain(html: str, text: str) -> None:
    assert plain(html) == text


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reading(body: bytes) -> None:
    for whole in (
        body,
        b"<rss><channel><item>" + body,
        b'<?xml version="1.0"?><feed><entry><title>' + body,
        b"{" + body,
    ):
        try:
            reading = read(whole)
        except CollectError:
            continue
        assert all(entry.url == "" or entry.url.startswith("http") for entry in reading.entries)


SHARED = Path(__file__).parents[3] / "shared" / "newsroom" / "feeds"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real feeds are not here")
def test_real_feeds_of_many_makes() -> None:
    counts = {}
    for file in sorted(SHARED.iterdir()):
        reading = entries_of(file.read_bytes(), URL, 1, datetime(2026, 11, 22, tzinfo=UTC))
        counts[file.name] = len(reading.entries)
        assert all(entry.title or entry.summary for entry in reading.entries), file.name
        assert all(entry.url for entry in reading.entries), file.name
    assert len(counts) >= 20
    assert min(counts.values()) >= 1


def test_when_a_feed_wants_to_be_left_alone() -> None:
    skips = "<skipHours><hour>0</hour><hour>24</hour><hour>07</hour></skipHours><skipDays><day>Sunday</day></skipDays>"
    reading = read(f"<rss version='2.0'><channel><title>F</title>{skips}<item><title>A</title></item></channel></rss>")
    assert (reading.skip_hours, reading.skip_days) == ((0, 7), (6,))
