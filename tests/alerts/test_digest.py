"""A digest tells the most important first, what the reader asked for only, and what it held back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from alerts.digest import ChangeIndex, HeadlineIndex, compose_digest, importance
from models.values import AlertRule, ChangeKind, Digest, Headline, RoundHealth, Subscriber, ToldChange
from tests.alerts.samples import NOW, figure, headlines, reader, seed, told, unitree


def compose(subscriber: Subscriber, changes: list[ToldChange], **given: object) -> Digest:
    return compose_digest(subscriber, changes, since=NOW - timedelta(days=1), until=NOW, **given)  # type: ignore[arg-type]


def moved(subject: str, old: float, new: float, number: int, kind: ChangeKind = "movement") -> ToldChange:
    fields = {"subject": subject, "metric": "revenue", "status": "actual"}
    return told(figure(new, **fields), figure(old, **fields), kind=kind, number=number)


def test_the_subject_with_the_largest_change_comes_first_and_stays_together() -> None:
    changes = [moved("A", 100, 103, 1), moved("B", 100, 180, 2), moved("A", 100, 140, 3), moved("B", 100, 101, 4)]
    assert [told.id for told in compose(reader(), changes).lines] == [2, 4, 3, 1]


def test_a_change_that_more_outlets_report_matters_more() -> None:
    one = moved("A", 100, 120, 1)
    assert importance(replace(one, outlets=("X", "Y", "Z"))) > importance(replace(one, outlets=("X",)))


def test_only_subjects_metrics_and_kinds_that_were_asked_for() -> None:
    changes = [seed(), *unitree()]
    assert {told.id for told in compose(reader(rules=(AlertRule(subjects=("Unitree",)),)), changes).lines} == {
        2,
        3,
        4,
        5,
    }
    assert {told.id for told in compose(reader(rules=(AlertRule(metrics=("revenue",)),)), changes).lines} == {2}
    assert {told.id for told in compose(reader(rules=(AlertRule(kinds=("event",)),)), changes).lines} == {4}


def test_what_a_threshold_keeps_back_is_named_and_what_nobody_asked_for_is_not() -> None:
    changes = [moved("A", 100, 103, 1), moved("A", 100, 140, 2), moved("B", 100, 103, 3)]
    digest = compose(reader(rules=(AlertRule(subjects=("A",), min_percent=5),)), changes)
    assert [told.id for told in digest.lines] == [2]
    assert [held.change.id for held in digest.held] == [1]
    assert digest.held[0].rule


def test_one_rule_that_lets_a_change_pass_is_enough() -> None:
    rules = (AlertRule(min_percent=50), AlertRule(subjects=("A",)))
    digest = compose(reader(rules=rules), [moved("A", 100, 103, 1), moved("B", 100, 103, 2)])
    assert [told.id for told in digest.lines] == [1]
    assert [held.change.id for held in digest.held] == [2]


def test_a_repeat_or_silent_figure_is_never_told() -> None:
    assert compose(reader(), [moved("A", 100, 140, 1, "repeat"), moved("A", 100, 140, 2, "silent")]).empty


def test_a_correction_is_told_whatever_its_size() -> None:
    change = replace(moved("A", 100, 101, 1), correction=True)
    assert compose(reader(rules=(AlertRule(min_percent=50),)), [change]).lines == (change,)


def test_headlines_follow_the_subjects_newest_first_and_repeat_no_line() -> None:
    same = Headline(
        article_id=13, subjects=("Unitree",), title="T", outlet="O", url=seed().source.url, published=date(2025, 3, 3)
    )
    digest = compose(reader(), [seed()], headlines=[*reversed(headlines()), same])
    assert [line.article_id for line in digest.headlines] == [11, 12]
    followed = compose(reader(rules=(AlertRule(subjects=("AgiBot",)),)), [], headlines=headlines())
    assert [line.article_id for line in followed.headlines] == [12]


def test_the_window_is_the_readers_own_day() -> None:
    assert compose(reader(zone="Asia/Shanghai"), []).window_key == "2025-03-04"
    assert compose(reader(zone="America/New_York"), []).window_key == "2025-03-03"
    late = compose_digest(reader(), [], since=None, until=NOW, due=NOW - timedelta(days=1))
    assert late.window_key == "2025-03-03"


def test_an_index_finds_what_a_walk_over_all_changes_finds() -> None:
    changes = [seed(), *unitree(), moved("A", 100, 140, 20), moved("B", 100, 101, 21)]
    index, news = ChangeIndex(changes), HeadlineIndex(headlines())
    for rules in [
        (),
        (AlertRule(subjects=("Unitree", "A")),),
        (AlertRule(metrics=("revenue",)), AlertRule(subjects=("Unitree",))),
        (AlertRule(kinds=("event",)),),
        (AlertRule(subjects=("nobody",)),),
    ]:
        subscriber = reader(rules=rules)
        direct = compose(subscriber, changes, headlines=headlines(), health=RoundHealth())
        indexed = compose(subscriber, index.for_reader(subscriber), headlines=news.for_reader(subscriber))
        assert indexed == direct


def test_small_steps_add_up_from_what_was_last_told() -> None:
    rules = (AlertRule(min_percent=5),)
    key = ("A", "revenue", "level", None)
    last = {key: moved("A", 90, 100, 1).change.figure}
    held = compose(reader(rules=rules), [moved("A", 100, 104, 2)], last_told=last)
    assert [line.change.id for line in held.held] == [2]
    told_now = compose(reader(rules=rules), [moved("A", 104, 108, 3)], last_told=last)
    assert [line.id for line in told_now.lines] == [3]
    before = told_now.lines[0].told_before
    assert before is not None
    assert before.figure.value == 100


def test_inside_a_letter_steps_are_measured_from_the_line_before() -> None:
    steps = [moved("A", 100, 106, 1), moved("A", 106, 108, 2)]
    last = {("A", "revenue", "level", None): moved("A", 90, 100, 0).change.figure}
    digest = compose(reader(rules=(AlertRule(min_percent=5),)), steps, last_told=last)
    assert [line.id for line in digest.lines] == [1]
    assert [line.change.id for line in digest.held] == [2]
