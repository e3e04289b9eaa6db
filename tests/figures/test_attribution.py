"""Whom a number is about, and what is no figure of anybody."""

from __future__ import annotations

from datetime import date

import pytest

from figures.extract import Reader
from models.values import Document, Subject

READER = Reader(
    (
        Subject(name="Hangou", kind="company", terms=(("Hangou", "汉钩科技"),)),
        Subject(name="Belltower", kind="company", terms=(("Belltower",),)),
        Subject(name="Global cobots", kind="market", terms=(("world", "global"), ("cobot", "collaborative robot"))),
        Subject(name="Shenzhen robots", kind="market", terms=(("Shenzhen", "深圳"), ("robot", "机器人"))),
    )
)
Told = tuple[str, str, float]


def told(text: str, title: str = "") -> set[Told]:
    given = Document(id="d", language="en", published=date(2026, 1, 15), title=title, text=text)
    return {(figure.subject, figure.metric, figure.value) for figure in READER.figures_in(given)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a number whose verb names no metric goes on with what was told before
        (
            "Hangou had sales of $80 million. Motion Control, the division for servos, mustered $30 million.",
            {("Hangou", "revenue", 8e7), ("Hangou", "revenue", 3e7)},
        ),
        # the only firm named so far is "the supplier"
        (
            "The chain ordered robots made by Hangou. The contract was worth $12 million to the Shenzhen supplier.",
            {("Hangou", "order_value", 1.2e7)},
        ),
        # an answer is about the firm of its question, "our" about the one that answers
        (
            "Hangou's founder met us in Daejeon.\n\nQ: Belltower sells far more arms.\nA: They sell 1,700 a year, "
            "I'm told. We sell 900 robots a year.",
            {("Belltower", "shipments", 1700), ("Hangou", "shipments", 900)},
        ),
    ],
)
def test_a_number_goes_to_whom_the_text_means(text: str, expected: set[Told]) -> None:
    assert told(text) == expected


def test_the_firm_that_a_text_begins_with_comes_before_an_unwatched_one_of_the_title() -> None:
    text = "Hangou answers in Daejeon.\n\nQ: How many people work for you?\nA: 98, and three dogs made of tin."
    assert told(text, '"Samsung gave us patience"') == {("Hangou", "headcount", 98)}


@pytest.mark.parametrize(
    "text",
    [
        "Hangou employs 300 people. Its stock lost 3.1%.",
        "Hangou won an order. Local rival Daifuku, with orders of $650 million, can wait.",
        "Nearly $29 million of the proceeds would pay for a second site of Hangou.",
        "Hangou took $30 million off the revenue it had reported.",
        'Hangou has a fleet. Its operations chief said "around 300".',
    ],
)
def test_what_is_no_figure_is_left_alone(text: str) -> None:
    assert not {row for row in told(text) if row[1] != "headcount" or row[2] != 300}
