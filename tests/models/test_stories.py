"""Candidates for a story: the most alike of the days around, whatever boilerplate articles share."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from models.database import Database
from models.settings import Settings
from models.store.stories import CANDIDATES, MOST_SHARING, WINDOW, candidates_for, keep_sketch
from models.values import Sketch
from scheduler.newsroom import Newsroom
from scheduler.stages import keep_stage
from tests.scheduler.newsdesk import article, newsroom_at

DAY = date(2025, 1, 14)
BOILERPLATE = (1, 2, 3)


def _sketch(number: int, *shared: int) -> Sketch:
    own = range(number * 1000, number * 1000 + 100)
    return Sketch(hashes=(*shared, *own), shingles=600, digest=f"digest {number}")


@pytest.fixture
def newsroom(database: Database, settings: Settings, now: datetime) -> Newsroom:
    return newsroom_at(database, settings, now)


def _keep(newsroom: Newsroom, number: int, sketch: Sketch, day: date = DAY) -> None:
    keep_stage(newsroom, article(number, f"Text {number}.", day=day.isoformat()))
    with newsroom.database.writing() as ledger:
        keep_sketch(ledger, number, day, sketch)


def _candidates(newsroom: Newsroom, sketch: Sketch) -> list[int]:
    with newsroom.database.reading() as ledger:
        return [candidate.article_id for candidate in candidates_for(ledger, sketch, DAY)]


def test_the_original_comes_before_what_only_shares_a_template(newsroom: Newsroom) -> None:
    for number in range(1, MOST_SHARING + 60):
        _keep(newsroom, number, _sketch(number, *BOILERPLATE))
    for original in (7, MOST_SHARING + 50):
        found = _candidates(newsroom, _sketch(original, *BOILERPLATE))
        assert found[0] == original
        assert len(found) == CANDIDATES


def test_a_release_that_everybody_copied_is_still_found(newsroom: Newsroom) -> None:
    for number in range(1, MOST_SHARING + 60):
        _keep(newsroom, number, Sketch(hashes=tuple(range(50, 150)), shingles=600, digest=f"cut {number}"))
    assert len(_candidates(newsroom, _sketch(0, *range(50, 100)))) == CANDIDATES


def test_only_the_days_around_count_also_for_the_same_text(newsroom: Newsroom) -> None:
    _keep(newsroom, 1, _sketch(1), DAY - WINDOW)
    _keep(newsroom, 2, _sketch(1), DAY - WINDOW - timedelta(days=1))
    _keep(newsroom, 3, _sketch(1), DAY + WINDOW)
    assert sorted(_candidates(newsroom, _sketch(1))) == [1, 3]


def test_an_edited_text_is_found_by_its_new_words(newsroom: Newsroom) -> None:
    _keep(newsroom, 1, _sketch(1))
    with newsroom.database.writing() as ledger:
        keep_sketch(ledger, 1, DAY, _sketch(2))
    assert _candidates(newsroom, _sketch(1)) == []
    assert _candidates(newsroom, _sketch(2)) == [1]
