from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from crawler.collect import collect
from crawler.download import Limits
from models.values import Entry, Poll
from tests.crawler.conftest import Desk, Rounds
from tests.crawler.newsroom import SENTENCES, feed, page, rss
from tests.website import Reply, Website


def test_a_feed_becomes_articles(rounds: Rounds, site: Website) -> None:
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


def test_an_article_is_fetched_once(rounds: Rounds, site: Website) -> None:
    site.reply("/a", Reply(body=page()))
    source = feed(
        site.reply("/feed", Reply(body=rss(("A", site.url("/a")))), Reply(body=rss(("A", site.url("/a")), ("B", ""))))
    )
    rounds.visit(source)
    rounds.visit(source, hours=1)
    assert len(site.asked("/a")) == 1


def test_a_second_look_finds_edits_and_what_is_gone(rounds: Rounds, site: Website) -> None:
    edited = site.reply("/a", Reply(body=page()), Reply(body=page(body=[*SENTENCES, "The number was corrected."])))
    gone = site.reply("/b", Reply(body=page("Second story")), Reply(status=404))
    source = feed(site.reply("/feed", Reply(body=rss(("A", edited), ("B", gone)))))
    rounds.visit(source)
    rounds.desk.to_revisit = [Entry(source_id=1, guid=url, url=url, title="") for url in (edited, gone)]
    visit = rounds.visit(source, hours=1)
    assert (visit.kind, visit.fresh) == ("unchanged", 0)
    assert rounds.desk.articles[-1].text.endswith("The number was corrected.")
    assert len(rounds.desk.articles) == 3
    assert [aside.cause for aside in rounds.desk.asides] == ["missing"]


def test_articles_arrive_oldest_first(rounds: Rounds, site: Website) -> None:
    items = [(f"Story {n}", site.reply(f"/{n}", Reply(body=page(f"Story {n} of the series")))) for n in (3, 2, 1)]
    rounds.visit(feed(site.reply("/feed", Reply(body=rss(*items)))))
    assert [article.title[6] for article in rounds.desk.articles] == ["1", "2", "3"]


def test_full_text_in_the_feed_is_not_fetched_and_a_teaser_is(rounds: Rounds, site: Website) -> None:
    full = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES * 2)
    body = rss(("Full", site.url("/full")), ("Teaser", site.url("/teaser")))
    body = body.replace("<title>Full</title>", f"<title>Full</title><description><![CDATA[{full}]]></description>")
    body = body.replace(
        "<title>Teaser</title>", f"<title>Teaser</title><description><![CDATA[{full}<p>Read more…</p>]]></description>"
    )
    site.reply("/teaser", Reply(body=page("Teaser of the day")))
    rounds.visit(feed(site.reply("/feed", Reply(body=body))))
    assert not site.asked("/full")
    assert len(site.asked("/teaser")) == 1
    assert {article.url for article in rounds.desk.articles} == {site.url("/full"), site.url("/teaser")}
    assert rounds.desk.articles[-1].text.count("\n") >= 5


@pytest.mark.parametrize(
    ("reply", "cause"),
    [
        (Reply(status=404), "missing"),
        (Reply(status=403), "blocked"),
        (Reply(status=500), "failed"),
        (Reply(body=b"x" * 4_000_000), "unreadable"),
        (Reply(body=b"x" * 50_000_000, encoding="gzip"), "unreadable"),
        (Reply(body=""), "empty"),
        (Reply(body="<html><body></body></html>"), "empty"),
        (Reply(body=page(body=["Too little to be an article."])), "short"),
        (Reply(body=b"%PDF-1.7 \x00\x01\x02" + bytes(range(256)) * 40), "unreadable"),
        (Reply(body=b"RIFF", type="image/webp"), "unreadable"),
        (Reply(body=page(body=[*SENTENCES[:2], "Subscribe to continue reading."])), "paywall"),
        (
            Reply(body=page(body=["We value your privacy. We and our partners store information on a device." * 3])),
            "consent",
        ),
        (Reply(body="<html><title>Just a moment...</title><body>Checking</body></html>"), "blocked"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_page_without_an_article_is_set_aside_with_its_cause(
    rounds: Rounds, site: Website, reply: Reply, cause: str
) -> None:
    site.reply("/a", reply)
    rounds.visit(feed(site.reply("/feed", Reply(body=rss(("A", site.url("/a")))))))
    assert not rounds.desk.articles
    [aside] = rounds.desk.asides
    assert (aside.cause, aside.entry.title) == (cause, "A")
    assert aside.detail


def test_one_bad_source_does_not_disturb_others(
    rounds: Rounds, site: Website, another_site: Callable[[str], Website]
) -> None:
    bad = another_site("127.0.0.2")
    sources = [
        feed(bad.reply("/html", Reply(body="<html><body>no feed</body></html>")), 1),
        feed(bad.reply("/cut", Reply(body=rss(("A", "x")), cut=30)), 2),
        feed("http://127.0.0.3:9/nobody", 3),
        feed("http://nobody.invalid/feed", 4),
        feed("not an address", 5),
        feed(site.reply("/feed", Reply(body=rss(("A", site.reply("/a", Reply(body=page())))))), 6),
    ]  # fmt: skip
    kinds = {visit.source.id: visit.kind for visit in rounds.visit_all(sources)}
    assert kinds == {1: "unreadable", 2: "unreadable", 3: "unreachable", 4: "unreachable", 5: "refused", 6: "new"}
    assert len(rounds.desk.articles) == 1


def test_a_feed_that_turned_into_a_page_has_changed_format(rounds: Rounds, site: Website) -> None:
    source = feed(site.reply("/feed", Reply(body=rss(("A", ""))), Reply(body="<html><body>New site!</body></html>")))
    rounds.visit(source)
    visit = rounds.visit(source, hours=1)
    assert (visit.kind, visit.detail) == ("changed_format", "a web page came instead of a feed")


def test_feeds_without_entries_or_dates_say_so(rounds: Rounds, site: Website) -> None:
    assert rounds.visit(feed(site.reply("/empty", Reply(body=rss())), 1)).kind == "empty"
    undated = rss(("A", site.reply("/a", Reply(body=page()))), date="")
    assert rounds.visit(feed(site.reply("/undated", Reply(body=undated)), 2)).kind == "undated"


def test_stopping_takes_a_moment_and_leaves_unfinished_sources_due(rounds: Rounds, site: Website) -> None:
    sources = [feed(site.reply(f"/{n}", Reply(body=rss(), delay=30)), n) for n in range(1, 6)]
    sources.append(feed(site.reply("/drip", Reply(body=rss(("A", "")) * 100, drip=0.05)), 7))

    async def stopped() -> float:
        stop = asyncio.Event()
        polls = [Poll(source=source) for source in sources]
        clock = time.monotonic
        asyncio.get_running_loop().call_later(0.4, stop.set)
        began = clock()
        await collect(polls, rounds.desk, settings=rounds.settings, now=lambda: rounds.now, stop=stop)
        return clock() - began

    assert asyncio.run(stopped()) < 3
    assert not rounds.desk.visits


def test_a_store_that_fails_ends_the_round_with_its_error(rounds: Rounds, site: Website) -> None:
    class Broken(Desk):
        def keep_visit(self, visit: object) -> None:
            raise OSError("disk full")

    polls = [Poll(source=feed(site.reply("/feed", Reply(body=rss()))))]
    with pytest.raises(ExceptionGroup) as caught:
        asyncio.run(collect(polls, Broken(), settings=rounds.settings, now=lambda: rounds.now, limits=rounds.limits))
    assert caught.group_contains(OSError, match="disk full")


def test_a_pattern_is_asked_for_every_watched_name(rounds: Rounds, site: Website) -> None:
    site.reply("/a", Reply(body=page()))
    site.reply("/search", Reply(body=rss(("A", site.url("/a")))))
    rounds.options["slots"] = {"query": ["ABB", "天智航 机器人"]}
    source = feed(site.url("/search?q={query}&hl=en"))
    visit = rounds.visit(source)
    assert [asked.path for asked in site.asked() if "search" in asked.path] == [
        "/search?q=ABB&hl=en",
        "/search?q=%E5%A4%A9%E6%99%BA%E8%88%AA+%E6%9C%BA%E5%99%A8%E4%BA%BA&hl=en",
    ]
    assert (visit.kind, visit.fresh, len(rounds.desk.articles)) == ("new", 1, 1)
    rounds.options["slots"] = {}
    assert "watch a name first" in rounds.visit(replace(source, id=2)).detail


def test_reading_happens_in_processes_of_their_own(rounds: Rounds, site: Website) -> None:
    rounds.limits = Limits(workers=1)
    rounds.visit(feed(site.reply("/feed", Reply(body=rss(("A", site.reply("/a", Reply(body=page()))))))))
    assert len(rounds.desk.articles) == 1
