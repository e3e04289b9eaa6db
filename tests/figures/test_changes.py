"""Each arriving figure becomes exactly one thing: the rules of the ledger, told as small histories."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from figures.changes import changes_of, rebuild
from models.values import Change, Reported
from tests.figures.reports import RATES, report

Told = tuple[str, float | None]  # kind, value of `previous`


class Ledger:
    """What is known, and a way to let articles arrive."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.known: list[Reported] = []

    def arrive(self, day: str, *figures: dict[str, Any], **article: Any) -> list[Change]:
        """Let an article arrive; return its changes."""
        article = {"article_id": len(self.known) + 1} | article
        arriving = [
            report(day, figure_id=len(self.known) + n, **(article | figure)) for n, figure in enumerate(figures, 1)
        ]
        changes = changes_of(arriving, self.known, RATES)
        self.known += arriving
        return changes

    def told(self, day: str, *figures: dict[str, Any], **article: Any) -> list[Told]:
        """Let an article arrive; return kind and previous value of each change."""
        return [
            (change.kind, change.previous.figure.value if change.previous else None)
            for change in self.arrive(day, *figures, **article)
        ]


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def rev(value: float, period: str | None = "2024", status: str = "actual", **fields: Any) -> dict[str, Any]:
    return {"value": value, "period": period, "status": status, **fields}


def state(value: float, period: str | None = None, status: str = "actual", **fields: Any) -> dict[str, Any]:
    return {"value": value, "unit": "units", "metric": "installed_base", "period": period, "status": status, **fields}


def raised(value: float, period: str | None = None, status: str = "actual", **fields: Any) -> dict[str, Any]:
    return {"value": value, "unit": "USD", "metric": "funding", "period": period, "status": status, **fields}


# ── the table ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_first_number_of_a_series_is_first(ledger: Ledger) -> None:
    assert ledger.told("2025-03-27", rev(7e9)) == [("first", None)]


def test_agreeing_number_of_the_period_repeats_and_corroborates(ledger: Ledger) -> None:
    ledger.arrive("2025-03-27", rev(7e9))
    assert ledger.told("2025-03-30", rev(6.98e9)) == [("repeat", 7e9)]
    assert ledger.told("2025-03-31", rev(965e6, unit="USD")) == [("repeat", 7e9)]


def test_disagreeing_number_of_the_period_is_a_revision_and_says_why(ledger: Ledger) -> None:
    ledger.arrive("2025-03-27", rev(7e9))
    (change,) = ledger.arrive("2025-04-27", rev(8.1e9))
    assert (change.kind, change.reason.code) == ("revision", "differs")
    assert change.reason.new
    assert change.reason.known
    assert (change.reason.new.value, change.reason.known.value) == (8.1e9, 7e9)


def test_repeat_does_not_become_what_the_next_is_held_against(ledger: Ledger) -> None:
    ledger.arrive("2025-03-27", rev(7e9))
    ledger.arrive("2025-03-30", rev(7.3e9))
    assert ledger.told("2025-04-27", rev(8.1e9)) == [("revision", 7e9)]


def test_actual_after_expected_is_an_outcome_also_where_it_met_the_expectation(ledger: Ledger) -> None:
    ledger.arrive(
        "2025-02-12",
        rev(778e9, unit="JPY", status="forecast"),
        rev(-850e6, value_high=-750e6, metric="profit", status="forecast"),
    )
    assert ledger.told("2025-04-25", rev(797.1e9, unit="JPY"), rev(-810e6, metric="profit")) == [
        ("outcome", 778e9),
        ("outcome", -850e6),
    ]


def test_expectation_told_beside_the_result_is_silent_and_what_the_result_is_told_against(ledger: Ledger) -> None:
    assert ledger.told("2025-08-06", rev(592e6, "2025-Q3"), rev(538e6, "2025-Q3", "forecast")) == [
        ("outcome", 538e6),
        ("silent", None),
    ]


def test_expectation_for_a_period_whose_result_is_known_is_silent(ledger: Ledger) -> None:
    ledger.arrive("2025-08-06", rev(592e6, "2025-Q3"))
    assert ledger.told("2025-08-07", rev(538e6, "2025-Q3", "forecast")) == [("silent", None)]


def test_newer_period_of_the_same_length_is_a_movement(ledger: Ledger) -> None:
    ledger.arrive("2025-04-29", rev(149e3, "2025-Q1"), rev(500e3, "2024"))
    ledger.arrive("2025-07-16", rev(151e3, "2025-Q1"))
    assert ledger.told("2025-10-21", rev(225e3, "2025-Q3")) == [("movement", 151e3)]


def test_periods_of_different_length_do_not_compare(ledger: Ledger) -> None:
    ledger.arrive("2025-03-27", rev(1.31e9, "2024"), rev(4.87e8, "2024-H1"))
    assert ledger.told("2025-05-27", rev(3e8, "2025-Q1")) == [("first", None)]
    assert ledger.told("2025-10-27", rev(9e8, "2025-01/2025-09")) == [("first", None)]
    assert ledger.told("2026-10-27", rev(11e8, "2026-01/2026-09")) == [("movement", 9e8)]


def test_year_on_year_stands_beside_the_change(ledger: Ledger) -> None:
    ledger.arrive("2024-07-01", rev(184.7e9, "2024-Q1"))
    ledger.arrive("2025-04-01", rev(190e9, "2024-Q4"))
    (change,) = ledger.arrive("2025-07-29", rev(196.2e9, "2025-Q1"))
    assert change.previous
    assert change.year_ago
    assert (change.previous.figure.period, change.year_ago.figure.period) == ("2024-Q4", "2024-Q1")


def test_older_period_told_as_background_is_silent(ledger: Ledger) -> None:
    ledger.arrive("2025-03-27", rev(1.31e9, "2024"))
    assert ledger.told("2025-05-27", rev(1.05e9, "2022")) == [("silent", None)]
    assert ledger.told("2026-03-27", rev(1.5e9, "2025")) == [("movement", 1.31e9)]


def test_classes_cross_only_in_an_outcome(ledger: Ledger) -> None:
    ledger.arrive("2025-02-12", rev(778e9, "2024", "forecast"))
    ledger.arrive("2025-04-25", rev(797.1e9, "2024"))
    assert ledger.told("2025-04-26", rev(760e9, "2025", "forecast")) == [("movement", 778e9)]
    assert ledger.told("2025-04-27", rev(700e9, "2023")) == [("silent", None)]


def test_nearer_forecast_after_a_farther_one_is_first_and_a_farther_one_moves(ledger: Ledger) -> None:
    ledger.arrive("2025-03-12", rev(15e9, "2035", "forecast"))
    assert ledger.told("2025-03-13", rev(2e9, "2030", "forecast")) == [("first", None)]
    assert ledger.told("2025-03-14", rev(90e9, "2040", "forecast")) == [("movement", 15e9)]
    assert ledger.told("2025-03-15", rev(9e9, "2033", "forecast")) == [("silent", None)]


def test_scope_parts_series_in_both_languages(ledger: Ledger) -> None:
    ledger.arrive("2025-04-02", rev(257e6), rev(112e6, scope="overseas"))
    assert ledger.told("2025-04-03", rev(1.12e8, scope="海外")) == [("repeat", 112e6)]
    assert ledger.told("2025-04-04", rev(120e6, scope="境外")) == [("revision", 112e6)]


def test_scopes_told_side_by_side_in_one_article_are_different_series(ledger: Ledger) -> None:
    ledger.arrive("2025-04-02", rev(500e6, scope="海外"), rev(90e6, scope="割草机器人海外"))
    assert ledger.told("2026-04-02", rev(600e6, "2025", scope="overseas")) == [("movement", 500e6)]


# ── states, undated flows ──────────────────────────────────────────────────────────────────────────────────────────


def test_state_stands_on_its_day_whatever_the_length_of_its_period(ledger: Ledger) -> None:
    ledger.arrive("2025-02-19", state(100, "2024"))
    assert ledger.told("2025-05-09", state(310)) == [("movement", 100)]
    assert ledger.told("2025-05-20", state(312, qualifier="about")) == [("repeat", 310)]
    assert ledger.told("2025-07-20", state(350, "2025-06")) == [("movement", 310)]
    assert ledger.told("2025-07-21", state(50, "2023")) == [("silent", None)]
    assert ledger.told("2025-07-22", state(120, "2024")) == [("revision", 100)]


def test_state_that_returns_to_an_older_value_has_moved(ledger: Ledger) -> None:
    ledger.arrive("2025-01-01", state(500))
    ledger.arrive("2025-03-01", state(600))
    assert ledger.told("2025-05-01", state(500)) == [("movement", 600)]


def test_backlog_is_a_state_and_single_orders_are_not(ledger: Ledger) -> None:
    backlog = {"unit": "USD", "metric": "order_value", "scope": "backlog", "period": None}
    ledger.arrive("2025-02-07", {"value": 22.4e9, **backlog})
    assert ledger.told("2025-05-08", {"value": 22.4e9, **backlog}) == [("repeat", 22.4e9)]
    assert ledger.told("2025-08-08", {"value": 22.7e9, **backlog, "scope": "在手订单"}) == [("movement", 22.4e9)]


def test_undated_share_compares_with_a_dated_one_by_where_they_stand(ledger: Ledger) -> None:
    share = {"unit": "percent", "metric": "market_share"}
    ledger.arrive("2025-03-01", {"value": 30, "period": "2024", "quote": "30%", **share})
    assert ledger.told("2025-04-01", {"value": 30.2, "period": None, "quote": "30.2%", **share}) == [("repeat", 30)]
    assert ledger.told("2025-06-01", {"value": 34, "period": None, "quote": "34%", **share}) == [("movement", 30)]
    assert ledger.told("2026-03-01", {"value": 36, "period": "2025", "quote": "36%", **share}) == [("movement", 34)]


def test_undated_flow_compares_with_undated_ones_only(ledger: Ledger) -> None:
    made = {"unit": "units", "metric": "production"}
    ledger.arrive("2025-02-20", {"value": 1000, "period": None, **made}, {"value": 9000, "period": "2024", **made})
    assert ledger.told("2025-10-09", {"value": 5000, "period": None, **made}) == [("movement", 1000)]
    assert ledger.told("2025-11-09", {"value": 1000, "period": None, **made}, outlet="Times") == [("repeat", 1000)]
    assert ledger.told("2025-11-10", {"value": 5000, "period": None, **made}, outlet="Times") == [("repeat", 5000)]


def test_orders_counted_over_a_quarter_are_a_flow(ledger: Ledger) -> None:
    orders = {"unit": "units", "metric": "order_units"}
    ledger.arrive("2025-05-01", {"value": 300, "period": "2025-Q1", **orders})
    assert ledger.told("2025-08-01", {"value": 360, "period": "2025-Q2", **orders}) == [("movement", 300)]


# ── events ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_happening_is_first_then_an_event_and_told_again_a_repeat(ledger: Ledger) -> None:
    assert ledger.told("2025-02-14", raised(350e6)) == [("first", None)]
    assert ledger.told("2025-03-19", raised(53e6), raised(350e6)) == [("event", None), ("repeat", 350e6)]
    assert ledger.told("2025-08-20", raised(120e6), raised(53e6, "2025-03"), raised(350e6, "2025-02")) == [
        ("event", None),
        ("repeat", 53e6),
        ("repeat", 350e6),
    ]


def test_event_is_followed_through_its_latest_source(ledger: Ledger) -> None:
    ledger.arrive("2025-01-10", raised(350e6))
    ledger.arrive("2025-06-10", raised(350e6))
    assert ledger.told("2025-11-10", raised(350e6)) == [("repeat", 350e6)]
    assert ledger.told("2026-11-10", raised(350e6)) == [("event", None)]


def test_event_long_past_is_background(ledger: Ledger) -> None:
    assert ledger.told("2025-08-20", raised(80e6, "2023"), raised(81e6, "2024-12")) == [
        ("silent", None),
        ("silent", None),
    ]
    assert ledger.told("2025-08-21", raised(120e6)) == [("event", None)]


def test_year_of_an_event_covers_its_days(ledger: Ledger) -> None:
    ledger.arrive("2025-02-14", raised(350e6))
    assert ledger.told("2025-11-20", raised(350e6, "2025")) == [("repeat", 350e6)]


def test_announced_deal_that_closes_is_an_outcome_once(ledger: Ledger) -> None:
    deal = {"metric": "deal_value", "scope": "63.6% stake"}
    ledger.arrive("2025-07-09", rev(2.1e9, None, "target", **deal))
    assert ledger.told("2025-07-11", rev(2.1e9, None, "target", **(deal | {"scope": "63.6%股权"}))) == [
        ("repeat", 2.1e9)
    ]
    assert ledger.told("2025-10-09", rev(2.05e9, None, **deal)) == [("outcome", 2.1e9)]
    assert ledger.told("2025-10-10", rev(2.05e9, None, **deal)) == [("repeat", 2.05e9)]
    assert ledger.told("2025-10-11", rev(2.1e9, None, "target", **deal)) == [("repeat", 2.1e9)]
    assert ledger.told("2026-02-11", rev(2.6e9, None, **deal)) == [("event", None)]


def test_announcement_of_another_size_waits_for_its_own_outcome(ledger: Ledger) -> None:
    ledger.arrive("2025-07-09", raised(1e9, None, "target"))
    assert ledger.told("2025-09-09", raised(100e6)) == [("event", None)]
    assert ledger.told("2026-03-09", raised(900e6)) == [("outcome", 1e9)]


# ── sources ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_guidance_cut_and_restored_is_two_revisions_whoever_reports_it(ledger: Ledger) -> None:
    ledger.arrive("2025-02-19", state(2000, "2025", "target"), outlet="Post")
    assert ledger.told("2025-08-08", state(1200, "2025", "target"), outlet="Times") == [("revision", 2000)]
    assert ledger.told("2025-09-30", state(1200, "2025", "target"), outlet="Post") == [("repeat", 1200)]
    assert ledger.told("2025-10-31", state(2000, "2025", "target"), outlet="Mail") == [("revision", 1200)]


def test_old_guidance_told_beside_the_new_is_background(ledger: Ledger) -> None:
    ledger.arrive("2025-02-19", state(2000, "2025", "target"))
    cut = [state(1200, "2025", "target"), state(2000, "2025", "target", superseded=True)]
    assert ledger.told("2025-08-08", *cut) == [("revision", 2000), ("repeat", 2000)]
    assert ledger.told("2025-08-10", *cut) == [("repeat", 1200), ("repeat", 2000)]
    assert ledger.told("2025-08-12", state(1200, "2025", "target")) == [("repeat", 1200)]


def test_restored_guidance_told_beside_the_cut_one_is_a_revision(ledger: Ledger) -> None:
    ledger.arrive("2025-02-19", state(2000, "2025", "target"))
    ledger.arrive("2025-08-08", state(1200, "2025", "target"))
    restored = [state(1200, "2025", "target", superseded=True), state(2000, "2025", "target")]
    assert ledger.told("2025-10-31", *restored) == [("repeat", 1200), ("revision", 1200)]


def test_old_guidance_that_was_not_known_is_silent_and_what_the_new_is_told_against(ledger: Ledger) -> None:
    assert ledger.told("2025-08-08", state(1200, "2025", "target"), state(2000, "2025", "target")) == [
        ("revision", 2000),
        ("silent", None),
    ]


def test_unknown_source_that_agrees_with_any_known_figure_repeats_it(ledger: Ledger) -> None:
    ledger.arrive("2025-04-17", rev(302e3))
    ledger.arrive("2025-09-25", rev(295e3))
    assert ledger.told("2025-10-21", rev(302e3)) == [("repeat", 302e3)]


def test_outlet_that_follows_others_brings_no_news_and_one_that_goes_back_does(ledger: Ledger) -> None:
    ledger.arrive("2025-04-17", rev(302e3), outlet="Post")
    ledger.arrive("2025-09-25", rev(295e3), outlet="Times")
    assert ledger.told("2025-09-26", rev(295e3), outlet="Post") == [("repeat", 295e3)]
    assert ledger.told("2025-10-21", rev(302e3), outlet="Post") == [("revision", 295e3)]


def test_forecasters_who_disagree_are_both_named(ledger: Ledger) -> None:
    ledger.arrive("2025-03-12", rev(15e9, "2030", "forecast", forecaster="Halden"))
    (change,) = ledger.arrive("2025-06-03", rev(38e9, "2030", "forecast", forecaster="Brokers"))
    assert change.kind == "revision"
    assert change.reason.new
    assert change.reason.known
    assert (change.reason.new.forecaster, change.reason.known.forecaster) == ("Brokers", "Halden")
    assert ledger.told("2025-06-04", rev(38e9, "2030", "forecast", forecaster="Halden")) == [("revision", 15e9)]


def test_unknown_source_is_held_against_what_its_article_says_held_before(ledger: Ledger) -> None:
    ledger.arrive("2025-02-27", rev(600e3, "2030", "forecast"))
    ledger.arrive("2025-03-05", rev(1e6, "2030", "forecast"))
    raised_to = [rev(600e3, "2030", "forecast", superseded=True), rev(800e3, "2030", "forecast")]
    assert ledger.told("2025-07-30", *raised_to) == [("repeat", 600e3), ("revision", 600e3)]


# ── within one article, late ones, copies, edits ───────────────────────────────────────────────────────────────────


def test_article_tells_the_newer_number_against_its_own_older_one(ledger: Ledger) -> None:
    assert ledger.told("2025-04-02", rev(257e6, "2024"), rev(105e6, "2023")) == [("movement", 105e6), ("silent", None)]


def test_revision_of_an_older_period_still_alerts(ledger: Ledger) -> None:
    ledger.arrive("2025-04-17", rev(149e3, "2025-Q1"))
    assert ledger.told("2025-07-16", rev(180e3, "2025-Q2"), rev(151e3, "2025-Q1")) == [
        ("movement", 151e3),
        ("revision", 149e3),
    ]


def test_article_that_contradicts_itself_is_taken_at_its_first_word(ledger: Ledger) -> None:
    assert ledger.told("2025-10-24", rev(205e9, "2025-Q2"), rev(196e9, "2025-Q2")) == [
        ("first", None),
        ("silent", None),
    ]
    ledger.arrive("2025-11-20", rev(210e9, "2025-Q4", "forecast"))
    compared = [rev(205e9, "2025-Q4", compared=True), rev(212e9, "2025-Q4")]
    assert ledger.told("2026-01-25", *compared) == [("silent", None), ("outcome", 210e9)]
    corrected = [rev(541e6, "2025-Q3"), rev(549e6, "2025-Q3", superseded=True)]
    assert ledger.told("2025-10-30", *corrected) == [("revision", 549e6), ("silent", None)]


def test_undated_number_moves_from_what_its_article_says_held_before(ledger: Ledger) -> None:
    ledger.arrive("2025-01-01", state(4600))
    fewer = [state(4700, qualifier="about", superseded=True), state(4200)]
    assert ledger.told("2025-06-01", *fewer) == [("repeat", 4600), ("movement", 4600)]
    fewer = [state(3900, superseded=True), state(3000)]
    assert ledger.told("2025-07-01", *fewer) == [("silent", None), ("movement", 3900)]
    assert ledger.told("2025-08-01", state(9000), state(10)) == [("movement", 3000), ("silent", None)]


def test_dated_flow_does_not_compare_with_undated_ones(ledger: Ledger) -> None:
    ledger.arrive("2025-09-09", rev(1e9, None, qualifier="more_than"))
    assert ledger.told("2026-03-09", rev(1.71e9, "2025")) == [("first", None)]


def test_happening_before_its_announcement_is_no_outcome_of_it(ledger: Ledger) -> None:
    ledger.arrive("2025-07-09", raised(400e6, None, "target"))
    assert ledger.told("2025-08-09", raised(350e6, "2025-05")) == [("event", None)]


def test_event_told_beside_an_announcement_is_not_its_outcome(ledger: Ledger) -> None:
    ledger.arrive("2025-01-21", raised(9e6))
    talks = [raised(400e6, None, "forecast"), raised(403e6, "2025")]
    assert ledger.told("2025-08-21", *talks) == [("event", None), ("event", None)]
    closed = [raised(1e9, None, "target"), raised(1.2e9)]
    assert ledger.told("2026-01-21", *closed) == [("silent", None), ("outcome", 1e9)]


def test_late_article_fills_its_place_silently(ledger: Ledger) -> None:
    ledger.arrive("2025-05-09", state(310))
    ledger.arrive("2025-08-08", state(400))
    assert ledger.told("2025-07-02", state(350)) == [("silent", None)]
    assert ledger.told("2025-07-03", state(350)) == [("repeat", 350)]
    assert ledger.told("2025-09-30", state(1000)) == [("movement", 400)]


def test_late_revision_alerts_unless_something_later_about_its_period_is_known(ledger: Ledger) -> None:
    ledger.arrive("2025-08-12", rev(112e9, "2025-H1"))
    ledger.arrive("2025-09-12", rev(130e9, "2025-H2", "forecast"), rev(189e9, "2024-H2"))
    assert ledger.told("2025-08-22", rev(106e9, "2025-H1")) == [("revision", 112e9)]
    assert ledger.told("2025-08-15", rev(90e9, "2025-H1")) == [("silent", None)]


def test_late_guidance_for_a_period_whose_result_is_known_is_silent(ledger: Ledger) -> None:
    ledger.arrive("2025-02-07", rev(510e6, "2025-Q2", "forecast", value_high=530e6))
    ledger.arrive("2025-05-08", rev(549.6e6, "2025-Q2"), rev(520e6, "2025-Q3", "forecast", value_high=540e6))
    assert ledger.told("2025-04-23", rev(535e6, "2025-Q2", "forecast", qualifier="about")) == [("silent", None)]


def test_copy_of_a_story_alerts_only_what_the_first_did_not_have(ledger: Ledger) -> None:
    ledger.arrive("2025-02-19", state(2000, "2025", "target"))
    told = [state(2000, "2025", "target"), state(1200, "2025", "target")]
    assert ledger.told("2025-08-08", *told, story=7) == [("repeat", 2000), ("revision", 2000)]
    assert ledger.told("2025-08-09", *told, state(2100), story=7) == [
        ("repeat", 2000),
        ("repeat", 1200),
        ("first", None),
    ]


def test_changed_number_of_an_edited_article_is_a_revision_of_its_own_kind(ledger: Ledger) -> None:
    ledger.arrive("2025-08-12", rev(112e9, "2025-H1"), raised(5e6), article_id=50)
    ledger.arrive("2025-09-12", rev(240e9, "2025-H2"), article_id=51)
    edited = ledger.arrive("2025-08-12", rev(121e9, "2025-H1"), raised(5e6), article_id=50, version=2)
    assert [(change.kind, change.edited) for change in edited] == [("revision", True), ("repeat", False)]
    assert edited[0].reason.code == "edited"


def test_currency_without_a_rate_is_never_taken_for_a_change(ledger: Ledger) -> None:
    ledger.arrive("2025-03-27", rev(7e9))
    (change,) = ledger.arrive("2025-03-28", rev(3e10, unit="XXX"))
    assert change.kind == "silent"
    assert change.reason.code == "no_rate"


# ── order and repetition ───────────────────────────────────────────────────────────────────────────────────────────

_figures = st.fixed_dictionaries(
    {
        "value": st.sampled_from([100.0, 104.0, 120.0, 150.0, 150.4, 300.0]),
        "period": st.sampled_from([None, "2024", "2025", "2024-H1", "2025-Q1", "2025-03"]),
        "status": st.sampled_from(["actual", "actual", "target", "forecast"]),
        "metric": st.sampled_from(["revenue", "headcount", "funding", "market_size"]),
        "scope": st.sampled_from([None, None, "overseas", "海外"]),
        "qualifier": st.sampled_from(["exact", "about"]),
    }
)
_articles = st.lists(
    st.tuples(
        st.dates(date(2025, 1, 1), date(2025, 12, 31)),
        st.sampled_from(["", "Post", "Times"]),
        st.lists(_figures, min_size=1, max_size=3),
    ),
    min_size=1,
    max_size=8,
)


def _reported(articles: list[tuple[date, str, list[dict[str, Any]]]], numbers: list[int]) -> list[list[Reported]]:
    """Number articles as if they had arrived in a given order."""
    return [
        [
            report(
                day.isoformat(), unit="USD", outlet=outlet, article_id=number, figure_id=10 * number + n, start=n, **f
            )
            for n, f in enumerate(figures)
        ]
        for (day, outlet, figures), number in zip(articles, numbers, strict=True)
    ]


def _plain(reported: Reported | None) -> Reported | None:
    """Return a report without the numbers that arrival gave it."""
    return reported and replace(reported, article_id=0, figure_id=0)


def _series(changes: list[Change]) -> list[Any]:
    """Return the final series: every standing figure with the reports that repeat it."""
    told = [(_plain(c.figure), c.kind, _plain(c.previous), _plain(c.year_ago), c.reason) for c in changes]
    return sorted(told, key=repr)


@settings(max_examples=60, deadline=None)
@given(_articles, st.randoms(use_true_random=False))
def test_same_articles_in_any_order_give_the_same_series(articles: Any, random: Any) -> None:
    numbers = list(range(1, len(articles) + 1))
    shuffled = random.sample(numbers, len(numbers))
    one, other = _reported(articles, numbers), _reported(articles, shuffled)
    random.shuffle(other)
    final = rebuild([r for article in one for r in article], RATES)
    assert _series(final) == _series(rebuild([r for article in other for r in article], RATES))


@settings(max_examples=60, deadline=None)
@given(_articles)
def test_articles_that_arrive_as_they_are_published_become_what_a_rebuild_makes_of_them(articles: Any) -> None:
    days = sorted({day for day, _, _ in articles})
    articles = [next(article for article in articles if article[0] == day) for day in days]
    known: list[Reported] = []
    arrived: list[Change] = []
    for article in _reported(articles, list(range(1, len(articles) + 1))):
        arrived += changes_of(article, known, RATES)
        known += article
    assert _series(arrived) == _series(rebuild(known, RATES))


@settings(max_examples=60, deadline=None)
@given(_articles, st.randoms(use_true_random=False))
def test_processing_twice_changes_nothing_and_the_order_of_what_is_known_does_not_matter(
    articles: Any, random: Any
) -> None:
    *before, last = _reported(articles, list(range(1, len(articles) + 1)))
    known = [r for article in before for r in article]
    once = changes_of(last, known, RATES)
    random.shuffle(known)
    assert _series(once) == _series(changes_of(last, [*known, *last], RATES))


@settings(max_examples=40, deadline=None)
@given(_articles)
def test_every_alert_says_what_it_is_told_against(articles: Any) -> None:
    for change in rebuild([r for article in _reported(articles, list(range(len(articles)))) for r in article], RATES):
        assert change.reason.code
        assert (change.previous is None) == (change.kind in ("first", "event", "silent"))


def test_series_of_thousands_is_judged_in_a_fraction_of_a_second() -> None:
    start = date(2012, 1, 1)
    known = [
        report(
            (start + timedelta(days=n)).isoformat(),
            1000 + n * 7,
            "people",
            metric="headcount",
            period=None,
            article_id=n + 1,
        )
        for n in range(4000)
    ]
    (change,) = changes_of([report("2025-06-01", 99, "people", metric="headcount", period=None)], known, RATES)
    assert change.previous == known[-1]
