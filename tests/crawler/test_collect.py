from __future__ import annotations

from tests.crawler.newsroom import feed, page, rss
from tests.website import Reply, Website


def test_a_feed_becomes_articles(rounds, site: Website) -> None:
    site.reply("/a", Reply(body=page("Robot maker ships more"), type="text/html"))
    site.reply("/feed", Reply(body=rss(("Robot maker ships more", site.url("/a"))), type="application/rss+xml"))
    visit = rounds.visit(feed(site.url("/feed")))
    assert (visit.kind, visit.entries, visit.fresh) == ("new", 1, 1)
    [article] = rounds.desk.articles
    assert article.title == "Robot maker ships more"
    assert article.text.startswith("The maker of surgical robots")
    assert "All rights reserved" not in article.text
    assert article.published_origin == "feed"
    assert visit.state.next_poll is not None
    assert "every" in visit.state.reason
