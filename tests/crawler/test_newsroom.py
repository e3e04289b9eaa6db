"""A round over real feeds and real pages, served from many addresses like many outlets."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.download import Limits
from tests.crawler.conftest import Rounds
from tests.crawler.newsroom import feed, rss
from tests.website import Reply, Website

NEWSROOM = Path(__file__).parents[3] / "shared" / "newsroom"
pytestmark = pytest.mark.skipif(not NEWSROOM.is_dir(), reason="the real newsroom is not here")
OUTLETS = 6


@pytest.fixture
def late_rounds(rounds: Rounds) -> Rounds:
    """Rounds after the pages were written."""
    rounds.now = datetime(2026, 11, 22, tzinfo=UTC)
    rounds.limits = Limits(workers=2)
    return rounds


def test_every_real_page_becomes_an_article(late_rounds: Rounds, another_site: Callable[[str], Website]) -> None:
    names = sorted(json.loads((NEWSROOM / "pages" / "truth.json").read_text(encoding="utf-8")))
    sources = []
    for number in range(OUTLETS):
        site = another_site(f"127.0.0.{number + 10}")
        items = []
        for name in names[number::OUTLETS]:
            body = gzip.decompress((NEWSROOM / "pages" / f"{name}.html.gz").read_bytes())
            items.append((name, site.reply(f"/{name}", Reply(body=body, type="text/html", encoding="br"))))
        sources.append(feed(site.reply("/feed", Reply(body=rss(*items), type="application/rss+xml")), number + 1))
    visits = late_rounds.visit_all(sources)
    desk = late_rounds.desk
    assert [visit.kind for visit in visits] == ["new"] * OUTLETS
    assert len(desk.articles) == len(names), [aside.detail for aside in desk.asides]
    assert len({article.canonical_url for article in desk.articles}) == len(names)
    assert all(article.title and article.published and len(article.text) > 200 for article in desk.articles)
    assert Counter(article.language for article in desk.articles)["en"] > 50


def test_every_real_feed_can_be_visited(late_rounds: Rounds, site: Website) -> None:
    late_rounds.desk.unknown = lambda source, entries: []  # type: ignore[method-assign]
    files = sorted((NEWSROOM / "feeds").iterdir())
    sources = [feed(site.reply(f"/{n}", Reply(body=file.read_bytes())), n) for n, file in enumerate(files, 1)]
    kinds = {files[visit.source.id - 1].name: visit.kind for visit in late_rounds.visit_all(sources)}
    assert set(kinds.values()) == {"unchanged", "undated"}, kinds
    again = late_rounds.visit_all(sources, hours=1)
    assert all("byte for byte" in visit.detail for visit in again)
