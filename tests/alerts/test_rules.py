"""Which changes a reader's rule keeps back, and what it says of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.rules import held_by, held_by_all, measured_from, returned_to
from models.values import AlertRule, ChangeKind, Figure, Reported, ToldChange
from tests.alerts.samples import figure, reported, told

DAY = date(2025, 1, 1)


def robots(value: float, period: str | None = None, **fields: Any) -> Figure:
    return figure(value, "units", metric="installed_base", period=period, status="actual", **fields)


def moved(old: float, new: float, kind: ChangeKind = "movement", **fields: Any) -> ToldChange:
    return told(robots(new), robots(old), kind=kind, **fields)


def test_rule_without_conditions_lets_everything_pass() -> None:
    assert held_by(AlertRule(), moved(100, 101)) is None
    assert held_by_all((), moved(100, 101)) is None


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (AlertRule(subjects=("Fanuc",)), "subject is Fanuc; this is Beijing medical robots"),
        (AlertRule(metrics=("revenue", "profit")), "metric is revenue, profit; this is installed_base"),
        (AlertRule(kinds=("revision",)), "kind is revision; this is movement"),
        (AlertRule(min_percent=5), "asks for 5% or more; this is 4%"),
        (AlertRule(min_absolute=10), "asks for 10 units or more; this is 4"),
        (AlertRule(direction="down"), "down only; this is up"),
        (AlertRule(min_sources=2), "asks for 2 sources; 1 reported it"),
        (AlertRule(min_confidence=1.1), "confidence of 110%; this has 100%"),
    ],
)
def test_what_a_rule_keeps_back_is_told_in_words(rule: AlertRule, words: str) -> None:
    assert words in (held_by(rule, moved(100, 104)) or "")


@pytest.mark.parametrize(
    "rule",
    [
        AlertRule(subjects=("Fanuc", "Beijing medical robots"), metrics=("installed_base",), kinds=("movement",)),
        AlertRule(min_percent=4, min_absolute=4),
        AlertRule(direction="up"),
        AlertRule(min_sources=1, min_confidence=0.9),
    ],
)
def test_what_meets_every_condition_passes(rule: AlertRule) -> None:
    assert held_by(rule, moved(100, 104)) is None


def test_one_rule_that_lets_it_pass_is_enough() -> None:
    rules = (AlertRule(metrics=("revenue",)), AlertRule(min_percent=5), AlertRule(min_percent=1))
    assert held_by_all(rules, moved(100, 104)) is None
    assert "metric is revenue" in (held_by_all(rules[:2], moved(100, 104)) or "")


def test_second_outlet_confirms() -> None:
    twice = moved(100, 104, outlets=("Robot Post", "Daily Machine"))
    assert held_by(AlertRule(min_sources=2), twice) is None


def test_small_steps_add_up_to_what_was_last_told() -> None:
    rule, last = AlertRule(min_percent=5), reported(robots(100), DAY)
    verdicts = [held_by(rule, moved(100 + step - 1, 100 + step), last) for step in range(1, 6)]
    assert [verdict is None for verdict in verdicts] == [False, False, False, False, True]
    assert "2% from what was last told on 2025-01-01" in (verdicts[1] or "")


def test_return_to_what_was_last_told_is_no_news_to_a_reader_with_a_threshold() -> None:
    last = reported(robots(100), DAY)
    assert held_by(AlertRule(min_percent=2), moved(104, 100), last) is not None
    assert held_by(AlertRule(), moved(104, 100), last) is None


def test_direction_is_that_from_what_was_last_told() -> None:
    last = reported(robots(100), DAY)
    assert held_by(AlertRule(direction="up"), moved(110, 105), last) is None
    assert "no change" in (held_by(AlertRule(direction="up"), moved(110, 100), last) or "")


def test_last_told_of_another_length_or_class_does_not_measure() -> None:
    quarter = told(robots(104, "2025-Q3"), robots(100, "2025-Q2"), kind="movement")
    year = reported(robots(400, "2024"), DAY)
    aim = reported(replace(robots(500, "2025-Q1"), status="target"), DAY)
    before = reported(robots(90, "2025-Q1"), DAY)
    assert measured_from(quarter, year) == measured_from(quarter, aim) == quarter.change.previous
    assert measured_from(quarter, before) == before
    revision = told(robots(104, "2025-Q3"), robots(100, "2025-Q3"), kind="revision")
    assert measured_from(revision, before) == revision.change.previous


def test_what_has_nothing_before_it_has_no_size() -> None:
    event = told(figure(53e6, "USD", metric="funding", period=None), kind="event")
    assert held_by(AlertRule(min_percent=50, min_absolute=1e9, direction="down"), event) is None


def test_loss_that_narrows_goes_up() -> None:
    narrower = told(figure(-440e6, metric="profit"), figure(-1.16e9, metric="profit"), kind="movement")
    assert held_by(AlertRule(direction="up", min_percent=60), narrower) is None
    assert held_by(AlertRule(direction="down"), narrower) is not None


def test_change_across_currencies_is_measured_in_percent() -> None:
    dollars = told(figure(1.2e9, "USD"), figure(7e9), percent=24.0)
    assert held_by(AlertRule(min_percent=20), dollars) is None
    assert "24%" in (held_by(AlertRule(min_percent=25), dollars) or "")
    assert held_by(AlertRule(min_absolute=1e12), dollars) is None


def test_value_that_returns_is_known_as_such() -> None:
    days = [DAY + timedelta(days=30 * n) for n in range(3)]
    series = tuple(
        reported(replace(robots(value, "2025"), status="target"), day)
        for value, day in zip((2000, 1200, 2000), days, strict=True)
    )
    restored = told(series[2].figure, kind="revision")
    restored = replace(restored, series=series, change=replace(restored.change, figure=series[2], previous=series[1]))
    back = returned_to(restored)
    assert back is not None
    assert back.published == DAY
    assert returned_to(moved(100, 104)) is None


@given(st.floats(0.5, 20), st.floats(1, 1e9), st.floats(0.5, 2))
def test_percent_rule_holds_exactly_what_is_smaller(least: float, old: float, factor: float) -> None:
    size = abs(factor - 1) * 100
    held = held_by(AlertRule(min_percent=least), moved(old, old * factor))
    if abs(size - least) > 1e-6:
        assert (held is None) == (size > least)


@given(st.lists(st.floats(-0.02, 0.02), min_size=1, max_size=40))
def test_reader_is_never_further_from_the_truth_than_the_rule_allows(steps: list[float]) -> None:
    rule, value = AlertRule(min_percent=5), 1000.0
    last: Reported = reported(robots(value), DAY)
    for step in steps:
        before, value = value, value * (1 + step)
        change = moved(before, value)
        if held_by(rule, change, last) is None:
            last = change.change.figure
        assert abs(value / last.figure.value - 1) < 0.05 + 1e-9
