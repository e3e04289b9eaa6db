"""A chart tells a series with three points or more, actual and expected apart."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from alerts.chart import chart_png, chart_spec, chart_svg, points_of
from tests.alerts.samples import figure, reported, seed


def rows(spec: dict[str, Any] | None) -> list[dict[str, Any]]:
    assert spec is not None
    return list(spec["data"]["values"])


def test_it_shows_the_latest_of_each_period_in_order_with_the_actual_first() -> None:
    assert [point.figure.period for point in points_of(seed().series)] == ["2023", "2024", "2025", "2027"]
    assert [row["value"] for row in rows(chart_spec(seed().series, power=9))] == [4.6, 5.7, 8.1, 12.0]
    assert [row["expected"] for row in rows(chart_spec(seed().series))] == [False, False, True, True]
    known = [
        reported(figure(9e9, status="actual"), date(2026, 2, 1)),
        reported(figure(8e9, status="forecast"), date(2026, 3, 1)),
    ]
    assert [point.figure.value for point in points_of(known)] == [9e9]


def test_quarters_halves_months_and_spans_stand_in_the_order_in_which_they_end() -> None:
    periods = ["2024", "2024-Q1", "2024-H1", "2024-03", "2024-11", "2025-01/2025-06", "2024-02-28"]
    series = [reported(figure(1.0, period=period)) for period in periods]
    found = [point.figure.period for point in points_of(series)]
    assert found == ["2024-02-28", "2024-03", "2024-Q1", "2024-H1", "2024-11", "2024", "2025-01/2025-06"]


def test_two_points_are_no_chart() -> None:
    assert chart_spec(seed().series[:2]) is None


def test_its_ends_and_the_news_are_labelled() -> None:
    labelled = {row["label"] for row in rows(chart_spec(seed().series, power=8, mark="2025"))}
    assert labelled == {"46", "", "81", "120"}


def test_it_is_drawn_as_picture_and_as_svg() -> None:
    spec = chart_spec(seed().series, power=9, mark="2025")
    assert spec is not None
    png, svg = chart_png(spec), chart_svg(spec)
    assert png.startswith(b"\x89PNG")
    assert len(png) < 40_000
    assert "8.1" in svg
    assert "stroke-dasharray" in svg
    assert chart_svg(chart_spec(seed().series[1:]) or {}) != svg


@given(
    values=st.lists(st.floats(-1e15, 1e15, allow_nan=False), min_size=3, max_size=30),
    unit=st.sampled_from(["CNY", "percent"]),
)
def test_any_series_has_a_specification(values: list[float], unit: str) -> None:
    series = [reported(figure(value, unit, period=str(1990 + n))) for n, value in enumerate(values)]
    found = rows(chart_spec(series, power=6))
    assert 3 <= len(found) <= 12
    assert found[-1]["label"]
