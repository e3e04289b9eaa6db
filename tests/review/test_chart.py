"""Charts: round axes, every dot inside."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values import Figure, Reported
from review.verbs.series import Point, Series
from review.web.chart import HEIGHT, WIDTH, chart_of, short


def _series(values: list[float], days: list[int]) -> Series:
    points = []
    for value, day in zip(values, days, strict=True):
        figure = Figure(subject="A", metric="revenue", measure="level", scope=None, value=value, unit="CNY",
                        qualifier="exact", period=None, status="actual", quote="")  # fmt: skip
        at = date(2020, 1, 1) + timedelta(days=day)
        reported = Reported(figure=figure, published=at)
        points.append(
            Point(figure=reported, kind="actual", at=at, value=value, superseded=False, converted="", outlets=(),
                  year_on_year=None, on_period=None)
        )  # fmt: skip
    return Series(
        subject="A", metric="revenue", measure="level", scope=None, unit="CNY", points=tuple(points), left_out=0
    )


@given(
    st.lists(
        st.tuples(st.floats(-1e15, 1e15).filter(lambda v: v == 0 or abs(v) > 1e-6), st.integers(0, 4000)),
        min_size=1,
        max_size=30,
    )
)
def test_every_dot_is_inside_and_every_axis_has_ticks(rows: list[tuple[float, int]]) -> None:
    chart = chart_of([_series([value for value, _ in rows], [day for _, day in rows])])
    assert chart is not None
    assert all(0 <= dot.x <= WIDTH and 0 <= dot.y <= HEIGHT for dot in chart.dots)
    assert 2 <= len(chart.up) <= 9
    assert 1 <= len(chart.across) <= 8


def test_nothing_is_drawn_of_nothing() -> None:
    assert chart_of([_series([], [])]) is None


@pytest.mark.parametrize(
    ("value", "step", "said"), [(1.5e9, 5e8, "1.5B"), (200, 100, "200"), (0, 1, "0"), (-3e6, 1e6, "−3M")]
)
def test_numbers_on_an_axis_are_short(value: float, step: float, said: str) -> None:
    assert short(value, step) == said
