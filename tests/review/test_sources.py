"""Sources are added, changed and taken back: their history stays, and what failed at the old address does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from models.errors import UsageError
from models.store.sources import claim_due, keep_visit, source_named
from models.values import PollState, Visit
from review.verbs import health, sources, undo
from scheduler.newsroom import Newsroom
from tests.crawler.newsroom import page, rss
from tests.review.pages import send
from tests.website import Reply, Website


def retire(newsroom: Newsroom, name: str) -> None:
    """Have a source answer that it is gone for good."""
    now = newsroom.clock()
    state = PollState(
        etag='"1"', errors=2, gone=2, retired=True, health="gone", last_kind="gone", last_new=now, gaps=4,
        usual_gap_minutes=90, next_poll=now + timedelta(days=999),
    )  # fmt: skip
    with newsroom.database.writing() as ledger:
        keep_visit(ledger, Visit(source=source_named(ledger, name), kind="gone", at=now, state=state))


def test_a_source_that_is_gone_comes_back_at_a_new_address(newsroom: Newsroom) -> None:
    retire(newsroom, "Robot Daily")
    [finding] = [each for each in health.doctor(newsroom) if "Robot Daily is gone" in each.what]
    assert "sources change" in finding.mend
    sources.change(newsroom, "Robot Daily", {"url": "https://new.example/feed"}, who="test")
    shown = sources.show(newsroom, "Robot Daily")
    assert (shown.state.retired, shown.state.health, shown.state.etag) == (False, "never", "")
    assert (shown.state.last_new, shown.state.gaps) == (newsroom.clock(), 4)
    assert shown.visits, "what happened before is still told"
    with newsroom.database.writing() as ledger:
        due = claim_due(ledger, newsroom.clock(), limit=99, lease=timedelta(hours=1))
    assert shown.source.id in due


def test_a_change_can_be_undone(newsroom: Newsroom) -> None:
    before = sources.show(newsroom, "Robot Daily").source
    sources.change(newsroom, "Robot Daily", {"name": "Robots", "url": "https://new.example/feed"}, who="test")
    undo.undo(newsroom, undo.last(newsroom, "test", "source.change", "Robots"), who="test")
    assert sources.show(newsroom, "Robot Daily").source == before


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"url": "gopher://x"}, "no web address"), ({"kind": "page"}, "a feed, a section or a sitemap"),
     ({"name": "Surgical Ledger"}, "is kept already"), ({"colour": "red"}, "is no field")],
)  # fmt: skip
def test_nonsense_is_refused(newsroom: Newsroom, changes: dict[str, str], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        sources.change(newsroom, "Robot Daily", changes, who="test")


def test_on_its_page(client: TestClient, newsroom: Newsroom) -> None:
    number = sources.show(newsroom, "Robot Daily").source.id
    fields = {
        "url": "https://new.example/feed",
        "kind": "feed",
        "focus": "medical, drone",
        "selector_published": "time",
    }
    assert send(client, f"/sources/{number}/change", f"/sources/{number}", **fields).status_code == 303
    text = client.get(f"/sources/{number}").text
    assert "https://new.example/feed" in text
    assert 'value="time"' in text
    button = re.search(r'action="(/undo/\d+)"', text)
    assert button
    send(client, button[1], f"/sources/{number}")
    assert sources.show(newsroom, "Robot Daily").source.focus == ("industrial",)


def test_over_the_api(client: TestClient, newsroom: Newsroom) -> None:
    number = sources.show(newsroom, "Robot Daily").source.id
    given = {"url": "https://new.example/feed", "selectors": {"published": "time"}}
    changed = client.patch(f"/api/v1/sources/{number}", json=given)
    assert (changed.status_code, changed.json()["url"]) == (200, "https://new.example/feed")
    source = sources.show(newsroom, "Robot Daily").source
    assert (source.selectors.published, source.focus) == ("time", ("industrial",))
    assert client.patch(f"/api/v1/sources/{number}", json={"kind": "page"}).status_code == 422


@pytest.fixture
def site() -> Iterator[Website]:
    with Website() as website:
        yield website


def test_the_feed_of_a_site_is_found_by_the_page(client: TestClient, site: Website) -> None:
    site.reply("/a", Reply(body=page()))
    site.reply("/news.xml", Reply(body=rss(("A", site.url("/a")))))
    home = "<link rel='alternate' type='application/rss+xml' href='/news.xml'><a href='/a'>A</a>"
    address = site.reply("/", Reply(body=f"<html><head>{home}</head><body>Hello</body></html>"))
    tried = send(client, "/sources/add", url=address, kind="", deed="try")
    assert "/news.xml" in tried.text
    kept = send(client, "/sources/add", url=address, kind="", deed="keep")
    assert "/news.xml" in client.get(kept.headers["location"]).text
