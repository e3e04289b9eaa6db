"""One number, one figure."""

from __future__ import annotations

from dataclasses import replace

from figures.merge import merged
from models.values import Figure

BODY = Figure(
    subject="Unitree", metric="revenue", measure="level", scope=None, value=5.375e9, unit="USD", qualifier="exact",
    period="2024", status="actual", quote="$5.375bn", start=100, end=108,
)  # fmt: skip
TITLE = replace(BODY, value=5.4e9, period=None, quote="$5.4bn", start=5, end=11)


def test_a_rounded_title_gives_way_to_the_text() -> None:
    assert merged([TITLE, BODY], 40) == [BODY]


def test_another_period_or_part_is_another_figure() -> None:
    later = replace(BODY, period="2025", start=200, end=208)
    part = replace(BODY, scope="overseas", period="2023", start=300, end=308)
    assert merged([BODY, later, part], 40) == [BODY, later, part]


def test_a_repeat_with_a_period_replaces_one_without() -> None:
    undated = replace(BODY, period=None)
    again = replace(BODY, start=200, end=208)
    assert merged([undated, again], 40) == [again]
