from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from crawler.download import Limits
from crawler.trial import PAGES, Trial, try_source
from models.settings import Settings
from models.values import Selectors, Source
from tests.crawler.newsroom import feed, page, rss
from tests.website import Reply, Website

NOW = datetime(2025, 1, 14, 9, 30, tzinfo=UTC)


def tried(source: Source, settings: Settings) -> Trial:
    return asyncio.run(try_source(source, settings=settings, now=lambda: NOW, limits=Limits(workers=0)))


def test_a_trial_shows_what_would_be_stored(settings: Settings, site: Website) -> None:
    items = [(f"Story {n}", site.reply(f"/{n}", Reply(body=page(f"Story {n} of today")))) for n in range(6)]
    trial = tried(feed(site.reply("/feed", Reply(body=rss(*items)))), settings)
    assert (trial.visit.kind, len(trial.entries)) == ("new", 6)
    assert len(trial.articles) == PAGES
    assert trial.articles[-1].title == "Story 0 of today"


def test_selectors_decide_and_are_shown(settings: Settings, site: Website) -> None:
    story = page("Wrong title").replace(
        "<article>",
        '<div class="x"><h2>Right title</h2><b>2021年03月23日 14:05</b><i>作者：Li Wei</i>'
        "<div class='t'><p>" + "Only this counts, and it is long enough to count. " * 5 + "</p></div></div><article>",
    )
    source = Source(
        id=1,
        name="Outlet",
        kind="feed",
        language="zh",
        url=site.reply("/feed", Reply(body=rss(("A", site.reply("/a", Reply(body=story))), date=""))),
        selectors=Selectors(title=".x h2", body=".t", published=".x b", author=".x i"),
    )
    [article] = tried(source, settings).articles
    assert article.title == "Right title"
    assert article.text.startswith("Only this counts")
    assert "surgical" not in article.text
    assert article.author == "Li Wei"
    assert article.published == datetime(2021, 3, 23, 6, 5, tzinfo=UTC)


def test_a_wrong_selector_is_named(settings: Settings, site: Website) -> None:
    source = feed(
        site.reply("/feed", Reply(body=rss(("A", site.reply("/a", Reply(body=page())))))),
        selectors=Selectors(body="p[["),
    )
    [aside] = tried(source, settings).asides
    assert "p[[" in aside.detail
    source = Source(id=1, name="O", kind="section", url=site.url("/a"), selectors=Selectors(links="a[["))
    assert "a[[" in tried(source, settings).visit.detail
