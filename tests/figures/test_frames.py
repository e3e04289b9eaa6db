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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A carmaker has spoken for 400 of Norvik's robots.", ("order_units", 400)),
        ("A chain put its name down for 1,000 robots from Norvik.", ("order_units", 1000)),
        ("Order intake of $149 million was booked by Norvik in 2024.", ("order_value", 1.49e8)),
        ("Investors have entrusted $120 million to Norvik.", ("funding", 1.2e8)),
        ("Surgeons have done 900 operations with Norvik's robot.", ("procedures", 900)),
        ("Profit attributable to Norvik's owners came to $9 million in 2024.", ("profit", 9e6)),
        ("Norvik's robots: 2,000 of Norvik's Alpha are in service.", ("installed_base", 2000)),
        ("Norvik's backlog, nearly all of it owed by two grocers, stood at $22 million.", ("order_value", 2.2e7)),
        ("Numbers of Norvik:\n1. **22,300.** Robots sold by Norvik last year.", ("shipments", 22300)),
        ("Norvik sold 300 Alphas last year.", ("shipments", 300)),
        ("Norvik can look back on 1.1 million robots sold since 1977.", ("installed_base", 1.1e6)),
        ("Earnings at Norvik tumbled by a quarter in 2024.", ("profit", -25)),
        ("On Friday Norvik's market value fell to $19 billion.", ("valuation", 1.9e10)),
    ],
)
def test_an_owner_may_be_named_in_any_part_of_the_sentence(text: str, expected: tuple[str, float]) -> None:
    assert [(figure.metric, figure.value) for figure in figures(text)] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Norvik paid its lawyers $3 million.",
        "Norvik bought 2,000 chips for $40 million from a supplier.",
        "Norvik's land in Oslo is valued at $80 million.",
        "The break-up fee in the Norvik deal is $30 million.",
        "Norvik lost a contract that was once worth $30 million a year.",
        "Norvik's hall has a seating capacity of 800.",
        "Norvik will pay $2 million a year for its new hall.",
        "Norvik's stake in Obscura is worth $30 million.",
        "Norvik's shares lost $2 billion of their value on Monday.",
        "Norvik bought 40 vans for $8 million.",
    ],
)
def test_what_is_paid_or_worth_something_else_is_no_figure(text: str) -> None:
    assert figures(text) == []
