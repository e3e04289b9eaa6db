"""From a kept article to the ledger: what is read, compared, copied, edited and read again."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Thread

import pytest

from models.database import Database
from models.settings import Settings
from models.store.articles import article_numbered, troubled_articles
from models.store.changes import ChangeFilter, find_changes
from models.store.figures import FigureFilter, decide, find_figures, outlets_of
from models.store.reports import known_of_subject
from models.store.subjects import mentions_in, watched_named
from models.values import Subject
from scheduler import stages
from scheduler.desk import Reading
from scheduler.newsroom import Newsroom
from scheduler.stages import (
    HistoryProgress,
    history_stage,
    keep_stage,
    measure_stage,
    rebuild_subject,
    reread_all,
)
from tests.scheduler.newsdesk import BEIJING, arrive, article, edited, move, newsroom_at, watch_also

DATA = Path(__file__).parent.parent / "data"
SEED = [json.loads(line) for line in (DATA / "seed.jsonl").read_text(encoding="utf-8").splitlines()]

SYMBOTIC = "Symbotic booked revenue of $486.7 million in the first quarter of fiscal 2025, it said on Thursday."


@pytest.fixture
def newsroom(database: Database, settings: Settings, now: datetime) -> Newsroom:
    return newsroom_at(
        database, settings, now, BEIJING, "Tinavi", "Rossum Robot", "Surgerii Robotics", "Symbotic", "Estun"
    )


def _seed(number: int, outlet: str = "Wire") -> stages.Article:
    document = SEED[number]
    return article(number, document["text"], day=document["published"], title=document["title"], outlet=outlet)


def _changes(newsroom: Newsroom) -> list[tuple[str, str, float]]:
    with newsroom.database.reading() as ledger:
        told = find_changes(ledger, ChangeFilter(), oldest_first=True)
    return [(t.change.kind, t.change.figure.figure.metric, t.change.figure.figure.value) for t in told]


def test_the_seed_article_is_read_as_an_analyst_would(newsroom: Newsroom) -> None:
    arrive(newsroom, _seed(0))
    with newsroom.database.reading() as ledger:
        named = {name for name, _, _ in mentions_in(ledger, 1)}
        figures = [f.reported.figure for f in find_figures(ledger, FigureFilter(), sort="metric", descending=False)]
    assert named == {BEIJING, "Tinavi", "Rossum Robot", "Surgerii Robotics"}
    read = {f.metric: (f.value, f.unit, f.qualifier, f.period, f.status, [r.unit for r in f.also]) for f in figures}
    assert read == {
        "market_size": (7e9, "CNY", "exact", "2025", "forecast", ["USD"]),
        "market_share": (30, "percent", "more_than", "2025", "forecast", []),
        "investment": (2e9, "CNY", "more_than", None, "actual", []),
    }
    whole = f"{SEED[0]['title']}\n{SEED[0]['text']}"
    assert all(whole[f.start : f.end] == f.quote for f in figures)


def test_a_new_forecast_is_one_revision_and_a_restated_one_is_none(newsroom: Newsroom) -> None:
    arrive(newsroom, _seed(0))
    first = len(_changes(newsroom))
    assert arrive(newsroom, _seed(1, "Other")) == 0
    assert arrive(newsroom, _seed(2)) == 1
    with newsroom.database.reading() as ledger:
        told = find_changes(ledger, ChangeFilter(), limit=1)[0]
    assert told.change.kind == "revision"
    assert told.change.previous is not None
    assert (told.change.previous.figure.value, told.change.figure.figure.value) == (7e9, 8.1e9)
    assert len(_changes(newsroom)) == first + 1


def test_an_outlet_that_agrees_is_named_as_a_source_of_the_figure(newsroom: Newsroom) -> None:
    arrive(newsroom, _seed(0))
    arrive(newsroom, _seed(1, "Other"))
    with newsroom.database.reading() as ledger:
        size = find_figures(ledger, FigureFilter(metric="market_size", role="first"))[0]
        assert outlets_of(ledger, [size.id]) == {size.id: ("Wire", "Other")}


def test_doing_it_twice_changes_nothing(newsroom: Newsroom) -> None:
    arrive(newsroom, *map(_seed, range(3)))
    before = _changes(newsroom)
    arrive(newsroom, *map(_seed, range(3)))
    with newsroom.database.writing() as ledger:
        for number in range(1, 4):
            desk = stages.open_desk(ledger)
            reading = desk.read(article_numbered(ledger, number))
            assert isinstance(reading, Reading)
            stages.measure_article(ledger, reading, desk, stages.rates_of(newsroom.settings), newsroom.clock())
    assert _changes(newsroom) == before


def test_processes_that_read_change_nothing_but_the_time_it_takes(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "MANY", 1)
    arrive(newsroom, _seed(2), _seed(0))
    assert ("revision", "market_size", 8.1e9) in _changes(newsroom)


def test_articles_fetched_out_of_order_are_told_in_order_of_publication(newsroom: Newsroom) -> None:
    arrive(newsroom, _seed(2), _seed(0))
    assert ("revision", "market_size", 8.1e9) in _changes(newsroom)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_final_series_does_not_depend_on_the_order_of_arrival(newsroom: Newsroom, order: tuple[int, ...]) -> None:
    for number in order:
        arrive(newsroom, _seed(number))
    with newsroom.database.reading() as ledger:
        figures = find_figures(ledger, FigureFilter(metric="market_size"), descending=False)
    assert [(f.reported.figure.value, f.role) for f in figures] == [
        (7e9, "first"),
        (9.75e8, "repeat"),
        (8.1e9, "revision"),
    ]


def test_a_silent_edit_keeps_both_versions_and_alerts_as_such(newsroom: Newsroom) -> None:
    old = article(1, SYMBOTIC, day="2025-01-14")
    arrive(newsroom, old)
    move(newsroom, days=1)
    assert arrive(newsroom, edited(old, SYMBOTIC.replace("486.7", "468.7"))) == 1
    with newsroom.database.reading() as ledger:
        told = find_changes(ledger, ChangeFilter(), limit=1)[0]
        versions = [article_numbered(ledger, 1, version).article.text for version in (1, 2)]
    assert told.change.edited
    assert told.change.kind == "revision"
    assert told.change.reason.code == "edited"
    assert told.change.previous is not None
    assert told.change.previous.figure.value == 486.7e6
    assert [f"{v}" in text for v, text in zip((486.7, 468.7), versions, strict=True)] == [True, True]


def test_an_edit_stays_told_as_one_when_the_series_is_worked_out_anew(newsroom: Newsroom) -> None:
    old = article(1, SYMBOTIC)
    arrive(newsroom, old)
    arrive(newsroom, edited(old, SYMBOTIC.replace("486.7", "468.7")))
    told = _edits(newsroom)
    arrive(newsroom, article(2, SYMBOTIC.replace("486.7", "450.1"), day="2025-01-10", outlet="Herald"))  # late
    _rebuild(newsroom, "Symbotic")
    assert _edits(newsroom) == told == [(468.7e6, 486.7e6)]


def test_an_edited_figure_that_is_rejected_is_no_change_any_more(newsroom: Newsroom) -> None:
    old = article(1, SYMBOTIC)
    arrive(newsroom, old)
    arrive(newsroom, edited(old, SYMBOTIC.replace("486.7", "468.7")))
    with newsroom.database.writing() as ledger:
        decide(ledger, 2, "reject", who="ana", note="", now=newsroom.clock(), fields={})
    _rebuild(newsroom, "Symbotic")
    assert _edits(newsroom) == []


def test_a_company_that_is_added_after_an_edit_has_the_edit_in_its_history(newsroom: Newsroom) -> None:
    old = article(1, "AutoStore employs 930 people.")
    arrive(newsroom, old)
    arrive(newsroom, edited(old, "AutoStore employs 1,130 people."))
    watch_also(newsroom, Subject(name="AutoStore", kind="company", terms=(("AutoStore",),)))
    history_stage(newsroom)
    assert _edits(newsroom) == [(1130, 930)]
    reread_all(newsroom)  # as after a change of rules
    history_stage(newsroom)
    assert _edits(newsroom) == [(1130, 930)]


def _rebuild(newsroom: Newsroom, name: str) -> None:
    with newsroom.database.reading() as ledger:
        subject = watched_named(ledger, name)
    rebuild_subject(newsroom, subject.id)


def _edits(newsroom: Newsroom) -> list[tuple[float, float | None]]:
    """Return (new, old) value of the changes that stand as edited after publication."""
    with newsroom.database.reading() as ledger:
        changes = [told.change for told in find_changes(ledger, ChangeFilter())]
    return [(c.figure.figure.value, c.previous and c.previous.figure.value) for c in changes if c.edited]


def test_an_edit_that_moves_no_number_tells_nothing(newsroom: Newsroom) -> None:
    old = article(1, SYMBOTIC)
    arrive(newsroom, old)
    move(newsroom, days=1)
    assert arrive(newsroom, edited(old, SYMBOTIC + " Its shares hardly moved.")) == 0
    with newsroom.database.reading() as ledger:
        assert [f.withdrawn for f in find_figures(ledger, FigureFilter(with_rejected=True))] == [False]


def test_a_copy_of_a_story_tells_nothing_new(newsroom: Newsroom) -> None:
    arrive(newsroom, _seed(0))
    copy = article(7, SEED[0]["text"] + " This report was supplied by an agency.", outlet="Copycat", day="2025-01-15")
    assert arrive(newsroom, copy) == 0
    with newsroom.database.reading() as ledger:
        stories = {article_numbered(ledger, number).story for number in (1, 2)}
    assert len(stories) == 1
    assert stories != {0}


def test_a_company_that_is_added_has_its_history_at_once_and_mails_nothing(newsroom: Newsroom) -> None:
    arrive(
        newsroom,
        article(1, "AutoStore posted revenue of $155 million in the third quarter of 2024.", day="2024-11-01"),
        article(2, "Symbotic said nothing about anybody's revenue.", day="2024-11-02"),
        article(3, "AutoStore's revenue came to $170 million in the fourth quarter of 2024.", day="2025-01-10"),
    )
    watch_also(newsroom, Subject(name="AutoStore", kind="company", terms=(("AutoStore",),)))
    seen: list[HistoryProgress] = []
    assert history_stage(newsroom, seen.append) == 1
    assert (seen[-1].done, seen[-1].total) == (2, 2)
    with newsroom.database.reading() as ledger:
        subject = watched_named(ledger, "AutoStore")
        values = [r.figure.value for r in known_of_subject(ledger, subject.id)]
        told = find_changes(ledger, ChangeFilter(subjects=("AutoStore",)), oldest_first=True)
        mailable = find_changes(ledger, ChangeFilter(subjects=("AutoStore",), mailable_only=True))
    assert not subject.reading
    assert values == [155e6, 170e6]
    assert [t.change.kind for t in told] == ["first", "movement"]
    assert mailable == []


def test_reading_history_goes_on_where_it_was_cut_off(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    arrive(newsroom, *(article(n, f"AutoStore employs {n + 900} people.", day=f"2025-01-{n:02}") for n in range(1, 9)))
    watch_also(newsroom, Subject(name="AutoStore", kind="company", terms=(("AutoStore",),)))
    monkeypatch.setattr(stages, "HISTORY_BATCH", 2)
    looks = itertools.count()
    assert history_stage(newsroom, stop=lambda: next(looks) >= 2) == 0
    with newsroom.database.reading() as ledger:
        halfway = watched_named(ledger, "AutoStore")
    assert (halfway.reading, halfway.history_done) == (True, 4)
    seen: list[HistoryProgress] = []
    assert history_stage(newsroom, seen.append) == 1
    assert [progress.done for progress in seen] == [6, 8]
    with newsroom.database.reading() as ledger:
        assert len(known_of_subject(ledger, halfway.id)) == 8


def test_an_article_that_cannot_be_measured_is_set_aside_and_the_others_go_on(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    measure = stages.measure_article

    def fails_on_the_first(ledger: object, reading: Reading, *rest: object) -> int:
        if reading.kept.id == 1:
            raise ZeroDivisionError("a fault of ours")
        return measure(ledger, reading, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(stages, "measure_article", fails_on_the_first)
    arrive(
        newsroom, article(1, SYMBOTIC, day="2025-01-13"), article(2, "Estun employs 3,000 people.", day="2025-01-14")
    )
    with newsroom.database.reading() as ledger:
        assert [(number, why) for number, _, why in troubled_articles(ledger)] == [
            (1, "ZeroDivisionError: a fault of ours")
        ]
        assert [f.reported.figure.subject for f in find_figures(ledger, FigureFilter())] == ["Estun"]


def test_two_workers_at_once_give_what_one_gives(newsroom: Newsroom) -> None:
    for number in range(1, 21):
        keep_stage(newsroom, article(number, f"Estun shipped {number * 100 + 1} robots in 2024.", day="2025-01-14"))
    workers = [Thread(target=measure_stage, args=(newsroom,)) for _ in range(2)]
    _run_all([worker.start for worker in workers] + [worker.join for worker in workers])
    with newsroom.database.reading() as ledger:
        figures = find_figures(ledger, FigureFilter())
        told = find_changes(ledger, ChangeFilter())
    assert len(figures) == 20
    assert len({t.change.figure.figure_id for t in told}) == len(told)


def _run_all(calls: list[Callable[[], None]]) -> None:
    for call in calls:
        call()
