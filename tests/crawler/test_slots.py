from __future__ import annotations

from crawler.slots import MAX_ADDRESSES, filled, slots_of

SEARCH = "https://news.example/rss/{keyword}?q={query}&when=7d"


def test_slots_are_named_once() -> None:
    assert slots_of(SEARCH + "&again={query}") == ("keyword", "query")
    assert slots_of("https://news.example/{}/{A}?x={ }") == ()


def test_every_combination_is_an_address() -> None:
    addresses = filled(SEARCH, {"keyword": ["a b"], "query": ["ABB & Co", "天智航"]})
    assert addresses == (
        "https://news.example/rss/a%20b?q=ABB+%26+Co&when=7d",
        "https://news.example/rss/a%20b?q=%E5%A4%A9%E6%99%BA%E8%88%AA&when=7d",
    )


def test_a_keyword_may_be_a_watched_name() -> None:
    assert filled("https://x.example/{keyword}", {"query": ["ABB", "ABB"]}) == ("https://x.example/ABB",)


def test_nothing_to_fill_in_is_no_address() -> None:
    assert filled("https://x.example/{cik}", {"query": ["ABB"]}) == ()


def test_there_is_an_end() -> None:
    assert len(filled("https://x.example/{query}", {"query": [str(n) for n in range(900)]})) == MAX_ADDRESSES
