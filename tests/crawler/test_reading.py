from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.reading import article_of_feed, read_article
from models.values import Article, Entry, SetAside, Source
from tests.crawler.newsroom import SENTENCES, page

NOW = datetime(2025, 1, 14, 9, 30, tzinfo=UTC)
URL = "https://outlet.example/news/robots-ship"
SOURCE = Source(id=1, name="Outlet", kind="feed", url="https://outlet.example/feed", language="en")
ENTRY = Entry(source_id=1, guid="g", url=URL, title="Feed title")
CHINESE = (
    "天智航周二表示，公司第四季度交付的骨科手术机器人数量超过以往任何一个季度。",
    "三个省份的医院下了订单，其中两家是第一次购买这类设备。",
    "营业收入同比增长两成，而每条机械臂的成本连续第三年下降。",
    "公司计划明年春天开设第二座工厂，并为此招聘两百名工程师。",
)

TRADITIONAL = (
    "手術機器人在臺北的醫院裡完成了第一千例手術，這是公司的新紀錄。",
    "三個縣市的醫院下了訂單，其中兩家是第一次購買這類設備。",
    "營業收入較去年同期增長兩成，而每條機械臂的成本連續第三年下降。",
    "公司計劃明年春天開設第二座工廠，並為此招聘兩百名工程師。",
)


def read(body: str | bytes, entry: Entry = ENTRY, source: Source = SOURCE, url: str = URL) -> Article:
    result = result_of(body, entry, source, url)
    assert isinstance(result, Article), result
    return result


def result_of(body: str | bytes, entry: Entry = ENTRY, source: Source = SOURCE, url: str = URL) -> Article | SetAside:
    return read_article(body.encode() if isinstance(body, str) else body, url, entry, source, NOW)


def ld(**fields: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


# ── title ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("head", "heading", "title"),
    [
        (ld(headline="Robots ship more - and cheaper"), "Robots ship more", "Robots ship more"),
        (ld(headline="Robots ship more"), "Welcome to our site", "Robots ship more"),
        ('<meta property="og:title" content="Robots ship more | Outlet">'
         '<meta property="og:site_name" content="Outlet">', "News", "Robots ship more"),
        ("<title>Robots ship more – Outlet</title>", "Robots ship more", "Robots ship more"),
        ('<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "Outlet"}, '
         '{"@type": ["Article"], "headline": "Robots &amp; arms"}]}</script>', "News", "Robots & arms"),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Line\nbreak"}</script>',
         "News", "Line break"),
        ('<script type="application/ld+json">{broken</script><meta name="twitter:title" content="Robots">',
         "News", "Robots"),
    ],
)  # fmt: skip
def test_titles(head: str, heading: str, title: str) -> None:
    body = page("T", head=head).replace("<h1>T</h1>", f"<h1>{heading}</h1>").replace("<title>T</title>", "")
    assert read(body).title == title


def test_the_feeds_title_where_the_page_has_none() -> None:
    body = page("T").replace("<h1>T</h1>", "").replace("<title>T</title>", "")
    assert read(body).title == "Feed title"


# ── date ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("head", "published"),
    [
        (ld(datePublished="2025-01-10T08:00:00+08:00", dateModified="2025-01-12"),
         datetime(2025, 1, 10, 0, tzinfo=UTC)),
        ('<meta property="article:published_time" content="2025-01-10T08:00:00Z">',
         datetime(2025, 1, 10, 8, tzinfo=UTC)),
        ('<meta name="pubdate" content="20250110">', datetime(2025, 1, 10, tzinfo=UTC)),
        ('<meta property="article:modified_time" content="2025-01-12">'
         '<meta itemprop="datePublished" content="January 10, 2025">', datetime(2025, 1, 10, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_dates_that_a_page_declares(head: str, published: datetime) -> None:
    article = read(page(head=head))
    assert (article.published, article.published_origin) == (published, "page")


@pytest.mark.parametrize(
    ("declared", "printed", "day"),
    [
        ("2025-01-13T07:00:00+08:00", "", 13),  # it is the 12th in Greenwich, but nobody there reads it
        ("2025-01-13T04:26:47Z", "<time>11:26 pm EST, Sunday, January 12, 2025</time>", 12),
        ("2025-01-13T01:53:14Z", "<p class='date'>Jan. 12, 2025 5:53 PM</p>", 12),
        ("2025-01-12T23:10:00Z", "<p class='date'>2025-01-13 07:10</p>", 13),
        ("2025-01-13T16:00:00Z", "<p class='date'>January 12, 2025</p>", 13),  # no zone is so far behind
        ("2025-01-13T04:26:47Z", "<p class='date'>Jan. 12, 2025 9:01 AM</p>", 13),  # no zone makes these the same
        ("2025-01-13T04:26:47Z", "<p class='updated'>Jan. 12, 2025</p>", 13),
        ("2025-01-13T04:26:47Z", "<p class='date'>January 9, 2025</p>", 13),
    ],
)
def test_an_article_is_of_the_day_that_its_readers_saw(declared: str, printed: str, day: int) -> None:
    article = read(page(head=ld(datePublished=declared)).replace("</h1>", f"</h1>{printed}"))
    assert article.published is not None
    assert article.published.date() == date(2025, 1, day)
    assert article.published == datetime.fromisoformat(declared)


def test_dates_that_a_chinese_page_prints() -> None:
    source = replace(SOURCE, language="zh")
    for printed, published, day_only in (
        ("2021年03月23日", datetime(2021, 3, 23, tzinfo=UTC), True),
        ("2021-03-23 14:05", datetime(2021, 3, 23, 6, 5, tzinfo=UTC), False),
        ("3小时前", datetime(2025, 1, 14, 6, 30, tzinfo=UTC), False),
        ("来源：新华网　2021年03月23日14:05", datetime(2021, 3, 23, 6, 5, tzinfo=UTC), False),
    ):
        body = page("标题在这里", CHINESE).replace(
            "</h1>", f'</h1><div class="info"><span class="time">{printed}</span></div>'
        )
        article = read(body, source=source)
        assert (article.published, article.published_day_only) == (published, day_only), printed
        assert article.language == "zh"


def test_dates_of_other_stories_do_not_date_this_one() -> None:
    others = "".join(
        f'<div class="item"><span class="date">{n} hours ago</span>Another story</div>' for n in range(1, 9)
    )
    far = "<p></p>" * 80
    assert read(page().replace("</article>", f"</article>{far}{others}")).published is None
    assert read(page().replace("</article>", f"</article><aside>{others}</aside>")).published is None
    headless = page().replace("<h1>", "<b>").replace("</h1>", "</b>")
    assert read(headless.replace("</article>", f"</article>{others}")).published is None
    assert read(headless.replace("</b>", '</b><span class="date">2 hours ago</span>')).published == NOW - timedelta(
        hours=2
    )


def test_todays_date_at_the_top_of_a_page_is_no_publication_date() -> None:
    body = page().replace("<nav>", "<div>Tuesday, 14 January 2025</div><div>2025-01-14</div><nav>")
    assert read(body).published is None


def test_the_feed_dates_an_article_unless_the_page_is_clearly_older() -> None:
    entry = replace(ENTRY, published=datetime(2025, 1, 13, 8, tzinfo=UTC))
    same = read(page(head=ld(datePublished="2025-01-13T07:30:00Z")), entry)
    assert (same.published, same.published_origin) == (entry.published, "feed")
    old = read(page(head=ld(datePublished="2023-05-01")), entry)
    assert (old.published, old.published_origin) == (datetime(2023, 5, 1, tzinfo=UTC), "page")


def test_an_undated_article_stays_undated() -> None:
    article = read(page())
    assert (article.published, article.published_origin, article.fetched) == (None, "none", NOW)


def test_dates_that_cannot_be_do_not_count() -> None:
    for stated in ("0001-01-01", "2031-01-01", "nonsense"):
        assert read(page(head=ld(datePublished=stated))).published is None


def test_the_day_in_the_address_is_the_last_resort() -> None:
    article = read(page(), url="https://outlet.example/2025/01/09/robots")
    assert (article.published, article.published_origin) == (datetime(2025, 1, 9, tzinfo=UTC), "address")
    assert article.published_day_only


# ── author, outlet, language, address ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("head", "author"),
    [
        (ld(author={"name": "Li Wei"}), "Li Wei"),
        (ld(author=[{"name": "Li Wei"}, {"name": "Ann Doe"}]), "Li Wei, Ann Doe"),
        (ld(author="By Li Wei and Ann Doe"), "Li Wei, Ann Doe"),
        ('<meta name="author" content="https://outlet.example/li">', ""),
        ('<meta property="og:site_name" content="Outlet"><meta name="author" content="Outlet">', ""),
        ('<meta name="author" content="记者：李伟">', "李伟"),
    ],
)
def test_authors(head: str, author: str) -> None:
    assert read(page(head=head)).author == author


def test_an_aggregators_articles_belong_to_their_outlets() -> None:
    aggregator = Source(id=1, name="All News", kind="feed", url="https://all.example/rss")
    assert read(page(), replace(ENTRY, outlet="Robot Daily"), aggregator).outlet == "Robot Daily"
    head = '<meta property="og:site_name" content="The Outlet">'
    assert read(page(head=head), source=aggregator).outlet == "The Outlet"
    assert read(page(), source=aggregator).outlet == "outlet.example"
    assert read(page(head=head)).outlet == "Outlet"


def test_the_page_may_say_what_its_address_is() -> None:
    head = '<link rel="canonical" href="https://www.outlet.example/2025/robots-ship-more">'
    article = read(page(head=head), url=URL + "?utm_source=x")
    assert article.canonical_url == "https://outlet.example/2025/robots-ship-more"
    assert (article.url, article.link) == (URL + "?utm_source=x", URL)


@pytest.mark.parametrize("encoding", ["gb18030", "big5hkscs", "utf-8", "utf-16"])
def test_chinese_pages_in_their_encodings(encoding: str) -> None:
    sentences = TRADITIONAL if encoding == "big5hkscs" else CHINESE
    body = page("手術機器人", sentences).replace('<meta charset="utf-8">', "")
    article = read(body.encode(encoding))
    assert article.language == "zh"
    assert sentences[-1][:20] in article.text


# ── what is no article ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (page(body=[*SENTENCES[:2], "Subscribe to continue reading this article."]), "paywall"),
        (page(body=SENTENCES[:3], head=ld(isAccessibleForFree="False")), "paywall"),
        (page("标题", [*CHINESE[:2], "剩余内容需开通会员后阅读。"]), "paywall"),
        (page(body=["We value your privacy. We and our partners store information on a device." * 2]), "consent"),
        (page(body=[]), "short"),
        (page(body=["Photo by a colleague."]), "short"),
        ("", "empty"),
        ("<html><body><script>app()</script><noscript>Please enable JavaScript.</noscript></body></html>", "empty"),
    ],
)  # fmt: skip
def test_what_is_no_article_is_set_aside(body: str, cause: str) -> None:
    aside = result_of(body)
    assert isinstance(aside, SetAside)
    assert (aside.cause, aside.entry, aside.at) == (cause, ENTRY, NOW)
    assert aside.detail


def test_an_article_that_mentions_subscriptions_is_one() -> None:
    body = page(body=[*SENTENCES * 4, "Its rival lets surgeons subscribe to continue reading scans on a tablet."])
    assert isinstance(result_of(body), Article)


def test_a_short_news_flash_in_chinese_is_an_article() -> None:
    assert isinstance(result_of(page("快讯", CHINESE[:2])), Article)


def test_the_feeds_text_where_the_page_has_less() -> None:
    entry = replace(ENTRY, summary="".join(f"<p>{sentence}</p>" for sentence in SENTENCES))
    assert read("<html><body><div id='app'></div></body></html>", entry).text.count("\n") == len(SENTENCES) - 1


def test_pointers_to_other_articles_are_no_part_of_the_text() -> None:
    body = [
        SENTENCES[0],
        "Read more: Rival raises $13.4bn",
        *SENTENCES[1:],
        "责任编辑：王小明",
        "Copyright © 2025 Outlet",
    ]
    text = read(page(body=body)).text
    assert "13.4" not in text
    assert "责任编辑" not in text
    assert "Copyright" not in text


# ── text that the feed carries ─────────────────────────────────────────────────────────────────────────────────────

FULL = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES * 2)


@pytest.mark.parametrize(
    ("html", "full"),
    [
        (FULL, True),
        (FULL + "<p>Read more…</p>", False),
        (FULL + "[...]", False),
        (FULL + "<p>The post Robots appeared first on Outlet.</p>", False),
        ("<p>Too short to be all.</p>", False),
        ("".join(f"<p>{sentence}</p>" for sentence in CHINESE * 3), True),
        ("".join(f"<p>{sentence}</p>" for sentence in CHINESE * 3) + "阅读全文", False),
        ("", False),
    ],
)
def test_full_text_is_told_from_a_teaser(html: str, full: bool) -> None:
    article = article_of_feed(replace(ENTRY, content=html), SOURCE, NOW)
    assert (article is not None) == full
    if article:
        assert (article.title, article.canonical_url) == ("Feed title", URL)
        assert "<" not in article.text


@settings(max_examples=40)
@given(st.binary(max_size=600))
def test_no_bytes_break_the_reading(body: bytes) -> None:
    for whole in (body, b"<html><body><article><p>" + body, b'<html><script type="application/ld+json">' + body):
        assert isinstance(result_of(whole), Article | SetAside)
