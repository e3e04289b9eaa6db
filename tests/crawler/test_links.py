from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.links import links_of
from models.errors import CollectError
from models.values import Source
from tests.crawler.conftest import Rounds
from tests.crawler.newsroom import page
from tests.website import Reply, Website

NOW = datetime(2025, 1, 14, 9, 30, tzinfo=UTC)
URL = "https://www.outlet.com/news/"
FRAME = """<html><head><title>News | Outlet</title></head><body>
<nav class="main-nav"><a href="/">Home</a><a href="/news/">All the news from robotics</a>
 <a href="/tag/robots">Robots</a>
 <a href="/2025/01/01/our-annual-report-to-all-readers">Annual report for readers</a></nav>
<div class="breadcrumb"><a href="/news/2025/">News of the year twenty twenty-five</a></div>
{0}
<aside class="sidebar"><a href="/2024/10/01/most-read-story-of-last-year">Most read story of the last year</a></aside>
<a href="https://elsewhere.com/2025/01/10/a-story-of-another-site">A story of another site altogether</a>
<a href="/files/report-2025-on-the-robot-market.pdf">Report 2025 on the robot market</a>
<div class="pagination"><a href="/news/page/2">Next page of older stories here</a></div>
<footer><a href="/about-us">About us and our newsroom</a><a href="/privacy-policy-of-our-site-2025">Privacy</a></footer>
</body></html>"""


def found(items: str, **options: str) -> list[tuple[str, str]]:
    reading = links_of(FRAME.format(items).encode(), URL, 1, NOW, **options)
    return [(entry.url, entry.title) for entry in reading.entries]


@pytest.mark.parametrize(
    ("item", "path"),
    [
        ('<article><h2><a href="/2025/01/1{n}/arms">{t}</a></h2></article>', "/2025/01/1{n}/arms"),
        ('<li><a href="/news/maker-sells-more-arms-{n}">{t}</a></li>', "/news/maker-sells-more-arms-{n}"),
        ('<div><a href="/story/81234{n}"><img src="x"><h3>{t}</h3><p>A teaser.</p></a></div>', "/story/81234{n}"),
        ('<li><a href="/a/{n}0345.html" title="{t}">{t}</a><span>01-1{n}</span></li>', "/a/{n}0345.html"),
        ('<h3><a href="/read?id={n}234">{t}</a></h3>', "/read?id={n}234"),
        ('<a href="/2025/01/1{n}/x.html#comments">3</a><a href="/2025/01/1{n}/x.html">{t}</a>', "/2025/01/1{n}/x.html"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("title", ["Robot maker number {n} ships more arms", "第{n}家机器人公司交付更多手术机器人"])
def test_headlines_are_told_from_the_frame(item: str, path: str, title: str) -> None:
    numbers = range(1, 6)
    titles = {n: title.format(n=n) for n in numbers}
    items = "".join(item.format(n=n, t=titles[n]) for n in numbers)
    assert found(items) == [(f"https://www.outlet.com{path.format(n=n)}", titles[n]) for n in numbers]


def test_a_selector_decides() -> None:
    items = '<div class="x"><a href="/1">One</a></div><h2><a href="/2025/01/11/arms">Two robot arms ship</a></h2>'
    assert found(items, selector=".x") == [("https://www.outlet.com/1", "One")]
    assert found(items, selector=".x a") == [("https://www.outlet.com/1", "One")]
    assert found(items, selector=".nothing") == []
    with pytest.raises(CollectError, match=r"'a\[\['"):
        found(items, selector="a[[")


def test_a_base_element_counts() -> None:
    head = '<html><head><base href="https://www.outlet.com/cn/"></head>'
    body = head + '<h2><a href="20250111/t_4711.html">机器人公司交付更多机器人</a></h2>'
    [entry] = links_of(body.encode(), URL, 1, NOW).entries
    assert entry.url == "https://www.outlet.com/cn/20250111/t_4711.html"


def test_a_section_page_is_collected_like_a_feed(rounds: Rounds, site: Website) -> None:
    stories = [
        site.reply(f"/2025/01/1{n}/maker-ships-more", Reply(body=page(f"Story {n} of this week"))) for n in (1, 2)
    ]
    links = "".join(f'<h2><a href="{url}">Robot maker ships more arms again</a></h2>' for url in stories)
    site.reply("/news", Reply(body=FRAME.format(links), type="text/html"))
    source = Source(id=1, name="Outlet", kind="section", url=site.url("/news"))
    visit = rounds.visit(source)
    assert (visit.kind, visit.entries, visit.fresh) == ("new", 2, 2)
    assert {article.title for article in rounds.desk.articles} == {"Story 1 of this week", "Story 2 of this week"}
    assert [article.published_origin for article in rounds.desk.articles] == ["address", "address"]
    assert rounds.visit(source, hours=1).kind == "unchanged"


def test_a_section_page_that_robots_txt_forbids_is_refused(rounds: Rounds, site: Website) -> None:
    site.reply("/robots.txt", Reply(body="User-agent: *\nDisallow: /news"))
    visit = rounds.visit(Source(id=1, name="Outlet", kind="section", url=site.reply("/news", Reply(body=FRAME))))
    assert (visit.kind, site.asked("/news")) == ("refused", [])
    assert "robots.txt" in visit.detail


def test_a_section_page_that_cannot_be_reached_is_not_called_forbidden(rounds: Rounds) -> None:
    for host in ("127.0.0.9:9", "nobody.invalid"):
        visit = rounds.visit(Source(id=1, name="Outlet", kind="section", url=f"http://{host}/news"))
        assert visit.kind == "unreachable"
        assert host.partition(":")[0] in visit.detail
        assert "object at" not in visit.detail


def test_a_section_page_without_links_says_what_may_help(rounds: Rounds, site: Website) -> None:
    bare = site.reply("/bare", Reply(body=page()))
    assert "give a selector" in rounds.visit(Source(id=1, name="O", kind="section", url=bare)).detail
    script = site.reply("/app", Reply(body="<html><body><script>app()</script></body></html>"))
    visit = rounds.visit(Source(id=2, name="O", kind="section", url=script))
    assert (visit.kind, "browser" in visit.detail) == ("empty", True)


def test_a_sitemap_index_is_followed(rounds: Rounds, site: Website) -> None:
    story = site.reply("/story", Reply(body=page()))
    site.reply(
        "/maps/news.xml", Reply(body=f"<urlset><url><loc>{story}</loc><lastmod>2025-01-14</lastmod></url></urlset>")
    )
    children = "".join(f"<sitemap><loc>/maps/{name}.xml</loc></sitemap>" for name in ("news", "gone"))
    index = f"<sitemapindex>{children}</sitemapindex>"
    visit = rounds.visit(Source(id=1, name="O", kind="sitemap", url=site.reply("/sitemap.xml", Reply(body=index))))
    assert (visit.kind, visit.entries, len(rounds.desk.articles)) == ("new", 1, 1)


@given(st.binary(max_size=400))
def test_no_bytes_break_it(body: bytes) -> None:
    for whole in (body, b"<html><body><a href='/2025/01/01/" + body):
        try:
            links_of(whole, URL, 1, NOW)
        except CollectError:
            continue
