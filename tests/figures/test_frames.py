"""Every frame reads the metric of its own example, and verbs come in all their forms."""

from __future__ import annotations

import pytest

from figures.inflections import inflected
from figures.rulebook import frame_table
from tests.figures.norvik import figures


@pytest.mark.parametrize("name", frame_table())
def test_a_frame_reads_its_example(name: str) -> None:
    frame = frame_table()[name]
    told = [(figure.metric, figure.unit) for figure in figures(frame["example"])]
    assert frame["metric"] in {metric for metric, _ in told}, told


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("plough", ["plough", "ploughs", "ploughing", "ploughed"]),
        ("splurge", ["splurge", "splurges", "splurging", "splurged"]),
        ("bag", ["bag", "bags", "bagging", "bagged"]),
        ("carry off", ["carry off", "carries off", "carrying off", "carried off"]),
        ("take/took/taken over", ["take over", "takes over", "taking over", "took over", "taken over"]),
        ("cost/cost", ["cost", "costs", "costing", "cost"]),
        ("obtain", ["obtain", "obtains", "obtaining", "obtained"]),
    ],
)
def test_verbs_are_told_in_all_their_forms(verb: str, forms: list[str]) -> None:
    assert list(inflected(verb)) == forms


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("Norvik sells its robot for $16,000.", "price"),
        ("Norvik put $12 million of shares into the hands of its staff.", None),
        ("Early buyers pay Norvik $20,000, or $499 a month.", "price"),
        ("Norvik's founder sold shares worth $20 million in August.", None),
        ("Norvik starts at $16,000, its bigger robot at about $90,000, before tax and hands.", "price"),
    ],
)
def test_what_only_resembles_a_frame_is_left_alone(text: str, metric: str | None) -> None:
    assert {figure.metric for figure in figures(text)} == ({metric} if metric else set())
