"""A group of the catalogue is followed in one go, and let go in one: by verb, page, API and command line."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from models.errors import UsageError
from models.values import Subject
from review.verbs import picking, sources, undo, watching
from review.verbs.catalogue import load_sources
from review.verbs.first_run import load_catalogue
from review.verbs.shapes import SourceFilter
from review.web.app import create_app
from scheduler.newsroom import Newsroom
from tests.review.pages import send
from tests.review.test_command_line import Shell

SURGICAL = [s for s in load_sources() if "medical" in s.focus and s.language in ("en", "zh")]


def followed(newsroom: Newsroom) -> set[str]:
    return {poll.source.name for poll in sources.list_sources(newsroom) if poll.source.enabled}


def test_surgical_robots_in_english_and_chinese(empty: Newsroom) -> None:
    picked = picking.pick(empty, ["surgical"], ["en", "zh"], who="test")
    assert set(picked.added) == {source.name for source in SURGICAL} == followed(empty)
    assert len(picked.added) > 15
    again = picking.pick(empty, ["medical"], ["zh", "en"], who="test")
    assert (len(again.already), again.added, again.number) == (len(SURGICAL), (), 0)
    undo.undo(empty, picked.number, who="test")
    assert sources.list_sources(empty) == []


def test_only_these_and_back_to_what_was(empty: Newsroom) -> None:
    load_catalogue(empty)
    before = followed(empty)
    picked = picking.pick(empty, ["surgical"], ["en", "zh"], only=True, who="test")
    assert followed(empty) == {source.name for source in SURGICAL}
    assert set(picked.paused) == before - followed(empty)
    undo.undo(empty, picked.number, who="test")
    assert followed(empty) == before


def test_who_chose_before_the_first_run_gets_nothing_else(empty: Newsroom) -> None:
    picking.pick(empty, ["surgical"], ["en", "zh"], who="test")
    watching.add(empty, Subject(name="Unitree", kind="company", terms=(("Unitree",),)), who="test")
    load_catalogue(empty)
    assert followed(empty) == {source.name for source in SURGICAL}
    assert [listed.watched.subject.name for listed in watching.list_watched(empty)] == ["Unitree"]


def test_a_group_is_paused_and_resumed(empty: Newsroom) -> None:
    load_catalogue(empty)
    before = followed(empty)
    dropped = picking.drop(empty, ["industrial"], ["zh"], who="test")
    assert followed(empty) == before - set(dropped.paused)
    assert not [o for o in picking.offered(empty, ["industrial"], ["zh"]) if o.visited]
    undo.undo(empty, dropped.number, who="test")
    assert followed(empty) == before


def test_what_was_not_verified_can_be_left_out(empty: Newsroom) -> None:
    picked = picking.pick(empty, ["medical"], [], verified_only=True, who="test")
    assert picked.added
    assert all(poll.source.verified for poll in sources.list_sources(empty))


def test_patterns_that_a_person_must_fill_are_left_out_and_named(empty: Newsroom) -> None:
    picked = picking.pick(empty, ["business"], ["en"], who="test")
    assert "SEC EDGAR - one company" in picked.to_fill
    assert "Google News search (English)" in picked.added
    filled = sources.filled_in("SEC EDGAR - one company", ["cik=ISRG", "form=8-K"])
    assert "CIK=ISRG&type=8-K" in filled.url
    with pytest.raises(UsageError, match=r"{form} of .* must be filled in"):
        sources.filled_in("SEC EDGAR - one company", ["cik=ISRG"])


@pytest.mark.parametrize(("focus", "language"), [("gardening", "en"), ("medical", "xx")])
def test_what_the_catalogue_does_not_know_is_refused(empty: Newsroom, focus: str, language: str) -> None:
    with pytest.raises(UsageError, match="choose of"):
        picking.pick(empty, [focus], [language], who="test")


def test_on_the_page(newsroom: Newsroom) -> None:
    with TestClient(
        create_app(newsroom), base_url="http://127.0.0.1", client=("127.0.0.1", 1), follow_redirects=False
    ) as client:
        page = client.get("/sources/catalogue?focus=medical&language=zh").text
        assert re.search(r'name="language" value="zh" checked', page)
        assert page.count("address verified") >= 4
        assert page.count("address not verified") == 1
        fields = {"focus": "medical", "language": ["en", "zh"], "deed": "pick"}
        answer = send(client, "/sources/catalogue", "/sources/catalogue", **fields)
        assert answer.headers["location"] == "/sources/catalogue"
        page = client.get("/sources/catalogue").text
        assert f"{len(SURGICAL)} more sources are followed" in page
        button = re.search(r'action="(/undo/\d+)"', page)
        assert button
        send(client, button[1], "/sources/1")
    assert not followed(newsroom) & {source.name for source in SURGICAL}


def test_over_the_api(client: TestClient) -> None:
    offered: list[dict[str, Any]] = client.get("/api/v1/catalogue/sources?focus=surgical&language=zh").json()
    assert {source["verified"] for source in offered} == {True, False}
    wish = {"focus": ["surgical"], "languages": ["en", "zh"]}
    picked = client.post("/api/v1/source-picks", json=wish)
    assert picked.status_code == 201
    assert len(picked.json()["added"]) == len(SURGICAL)
    found = client.get("/api/v1/sources?focus=medical&language=zh").json()["items"]
    assert {source["name"] for source in offered} <= {source["name"] for source in found}
    assert client.delete(f"/api/v1/source-picks/{picked.json()['number']}").status_code == 204
    assert client.get("/api/v1/sources?focus=medical&language=zh&state=never").json()["items"] == []
    assert client.post("/api/v1/source-picks", json={"focus": ["gardening"]}).status_code in (400, 422)


def test_on_the_command_line(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "home")
    assert "medical" in shell("sources", "catalogue")
    said = shell("sources", "add", "--focus", "surgical", "--lang", "en", "--lang", "zh", "--only")
    number = re.search(r"sources undo (\d+)", said)
    assert number
    listed = json.loads(shell("sources", "list", "--enabled", "--json"))
    assert {each["source"]["name"] for each in listed} == {source.name for source in SURGICAL}
    shell("sources", "undo", number[1])
    assert "not verified" in shell("sources", "catalogue", "--focus", "surgical")
    assert "paused" in shell("sources", "pause", "--focus", "business", "--lang", "en")
    assert "no focus of the catalogue" in shell("sources", "add", "--focus", "gardening", status=2)


def test_sources_are_found_by_what_they_are(newsroom: Newsroom) -> None:
    picking.pick(newsroom, ["medical"], ["en"], who="test")
    sources.pause(newsroom, "MedCity News", who="test")
    by = lambda **given: [p.source.name for p in sources.list_sources(newsroom, SourceFilter(**given))]  # noqa: E731
    assert by(states=("paused",)) == ["MedCity News", "Warehouse Weekly"]
    assert by(states=("failing",)) == ["Surgical Ledger"]
    assert by(text="MEDCITY") == ["MedCity News"]
    assert by(text="100%") == []
    assert set(by(focuses=("medical",), languages=("en",))) >= {"MassDevice", "MedCity News"}
    everything = [poll.source.name for poll in sources.list_sources(newsroom)]
    assert everything[0] == "Surgical Ledger", "those in trouble come first"
    assert everything[2:5] == [poll.source.name for poll in sources.list_sources(newsroom, limit=3, skip=2)]
    there = sources.at_hand(newsroom)
    assert there.total == len(everything)
    assert there.states["paused"] == 2
