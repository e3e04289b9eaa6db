from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.identity import canonical_url, registrable_domain, web_address

STORY = "https://outlet.com/news/robots-2025"


@pytest.mark.parametrize(
    "url",
    [
        # tracking
        "https://outlet.com/news/robots-2025?utm_source=rss&utm_medium=feed&UTM_Campaign=x",
        "https://outlet.com/news/robots-2025?fbclid=abc",
        "https://outlet.com/news/robots-2025?gclid=abc&mc_cid=1&mc_eid=2",
        "https://outlet.com/news/robots-2025?ref=rss",
        "https://outlet.com/news/robots-2025?spm=a2c4e.1&from=timeline&isappinstalled=0",
        "https://outlet.com/news/robots-2025?_hsenc=p2&_hsmi=3&hsa_acc=4",
        "https://outlet.com/news/robots-2025?at_medium=RSS&at_campaign=KARANGA",
        "https://outlet.com/news/robots-2025?scene=21&wfr=spider&share_token=9",
        "https://outlet.com/news/robots-2025?cmpid=feed&ocid=1&smid=2",
        "https://outlet.com/news/robots-2025?source=rss&via=rss",
        # hosts
        "http://outlet.com/news/robots-2025",
        "https://www.outlet.com/news/robots-2025",
        "https://m.outlet.com/news/robots-2025",
        "https://mobile.outlet.com/news/robots-2025",
        "https://wap.outlet.com/news/robots-2025",
        "https://OUTLET.com/news/robots-2025",
        "https://outlet.com:443/news/robots-2025",
        "http://outlet.com:80/news/robots-2025",
        "https://outlet.com./news/robots-2025",
        "https://user:secret@outlet.com/news/robots-2025",
        # paths
        "https://outlet.com/news/robots-2025/",
        "https://outlet.com//news//robots-2025",
        "https://outlet.com/news/./robots-2025",
        "https://outlet.com/news/x/../robots-2025",
        "https://outlet.com/news/robots-2025/index.html",
        "https://outlet.com/news/robots-2025;jsessionid=1A2B",
        "https://outlet.com/news/robots%2D2025",
        "https://outlet.com/news/robots-2025#comments",
        "https://outlet.com/news/robots-2025?",
        " https://outlet.com/news/robots-2025\n",
        # AMP
        "https://outlet.com/news/robots-2025/amp",
        "https://outlet.com/news/robots-2025/amp/",
        "https://outlet.com/amp/news/robots-2025",
        "https://amp.outlet.com/news/robots-2025",
        "https://outlet.com/news/robots-2025?amp=1",
        "https://outlet.com/news/robots-2025.amp",
        "https://outlet-com.cdn.ampproject.org/c/s/outlet.com/news/robots-2025",
        "https://www.google.com/amp/s/outlet.com/news/robots-2025",
        # services that redirect
        "https://www.google.com/url?rct=j&url=https%3A%2F%2Foutlet.com%2Fnews%2Frobots-2025&usg=x",
        "https://www.google.de/url?q=https://outlet.com/news/robots-2025&sa=U",
        "http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&url=https%3a%2f%2foutlet.com%2fnews%2frobots-2025&c=1",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Foutlet.com%2Fnews%2Frobots-2025%3Ffbclid%3D1",
        "https://link.zhihu.com/?target=https%3A//outlet.com/news/robots-2025",
    ],
)
def test_one_article_has_one_identity(url: str) -> None:
    assert canonical_url(url) == STORY


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.com/read?id=1", "https://a.com/read?id=2"),
        ("https://a.com/read?a=1&b=2", "https://a.com/read?a=1"),
        ("https://a.com/?p=12", "https://a.com/?p=13"),
        ("https://a.com/index.php?id=1", "https://a.com/index.php?id=2"),
        ("https://a.com/#!/one", "https://a.com/#!/two"),
        ("https://a.com/News", "https://a.com/news"),
        ("https://a.com:8080/x", "https://a.com/x"),
        ("https://a.com/x", "https://b.com/x"),
        ("https://blog.a.com/x", "https://shop.a.com/x"),
        ("https://m.com/x", "https://com/x"),
        ("https://a.com/amp-hours-explained", "https://a.com/hours-explained"),
        ("https://news.google.com/rss/articles/CBMiAA", "https://news.google.com/rss/articles/CBMiBB"),
        ("https://a.com/a%2Fb", "https://a.com/a/b"),
    ],
)
def test_two_articles_stay_two(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(
    ("url", "declared", "identity"),
    [
        ("https://www.a.com/x?id=7&ref=rss", "https://www.a.com/2025/robots", "https://a.com/2025/robots"),
        ("https://a.com/x-1", "/2025/robots-are-here", "https://a.com/2025/robots-are-here"),
        ("https://m.a.com/x-1", "https://a.com/x-1.html", "https://a.com/x-1.html"),
        ("https://a.com/2025/robots", "https://a.com/", "https://a.com/2025/robots"),  # a front page is no article
        ("https://a.com/2025/01/robots", "https://a.com/news", "https://a.com/2025/01/robots"),  # nor is a section
        ("https://a.com/2025/robots", "https://syndicate.com/robots", "https://a.com/2025/robots"),  # another outlet's
        ("https://a.com/2025/robots", "javascript:void(0)", "https://a.com/2025/robots"),
        ("https://a.com/2025/robots", "http://[broken", "https://a.com/2025/robots"),
        ("https://a.com/2025/robots", "", "https://a.com/2025/robots"),
    ],
)
def test_what_a_page_calls_its_address_counts_where_it_can_be_true(url: str, declared: str, identity: str) -> None:
    assert canonical_url(url, declared) == identity


def test_queries_are_sorted_and_blanks_kept() -> None:
    assert canonical_url("https://a.com/x?b=2&a=1&c=") == "https://a.com/x?a=1&b=2&c="


def test_international_names_and_spellings_agree() -> None:
    assert canonical_url("https://bücher.example/ä") == canonical_url("https://xn--bcher-kva.example/%C3%A4")


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://news.bbc.co.uk/x", "bbc.co.uk"),
        ("https://a.b.com.cn/", "b.com.cn"),
        ("http://127.0.0.1:80/", "127.0.0.1"),
        ("http://[::1]/", "::1"),
        ("http://localhost/", "localhost"),
        ("nonsense", ""),
    ],
)
def test_registrable_domain(url: str, domain: str) -> None:
    assert registrable_domain(url) == domain


@pytest.mark.parametrize(
    "link", ["", " ", "javascript:x", "mailto:a@b.c", "data:,x", "file:///x", "http://", "http://a:99999/"]
)
def test_what_is_no_web_address(link: str) -> None:
    assert web_address(link) == ""


def test_a_relative_link_needs_a_base() -> None:
    assert web_address("/x") == ""
    assert web_address("/x y", "https://a.com/b/") == "https://a.com/xy"
    assert web_address("//b.com/x", "https://a.com/") == "https://b.com/x"


@given(st.text(max_size=80))
def test_anything_has_an_identity_that_is_its_own(text: str) -> None:
    for url in (text, f"https://a.com/{text}", f"https://{text}/x"):
        identity = canonical_url(url)
        if identity.startswith("https://"):
            assert canonical_url(identity) == identity
