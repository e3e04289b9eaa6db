"""Which metric a number is of where several words compete, and what part of the firm it is for."""

from __future__ import annotations

from datetime import date

import pytest

from figures.extract import Reader
from models.values import Document, Figure, Subject

READER = Reader(
    (
        Subject(name="Norvik", kind="company", terms=(("Norvik",),)),
        Subject(name="Swiss robots", kind="market", terms=(("Switzerland", "Swiss"), ("robot", "robotics"))),
    )
)


def figures(text: str, published: str = "2025-11-20") -> list[Figure]:
    return READER.figures_in(
        Document(id="d", language="en", published=date.fromisoformat(published), title="", text=text)
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norvik: 3Q25 NP RMB1.26bn, +4% YoY.", {("profit", "level", 1.26e9), ("profit", "growth", 4)}),
        ("Turnover of Swiss robotics will contract by 8 percent.", {("market_size", "growth", -8)}),
        ("Norvik won contracts worth $8 million.", {("order_value", "level", 8e6)}),
        ("In May 920 of Norvik's robots left the warehouse.", {("shipments", "level", 920)}),
        (
            "Norvik, black ink at last, made $29m after red ink of $67m.",
            {("profit", "level", 2.9e7), ("profit", "level", -6.7e7)},
        ),
        (
            "Orders placed by Swiss companies for robots reached 2,340 units in 2024, 2% below the same stretch of "
            "2023. By value they amounted to $143 million.",
            {("order_units", "level", 2340), ("order_units", "growth", -2), ("order_value", "level", 1.43e8)},
        ),
        ("Norvik, a robot maker, is short of 2,300 workers.", set()),
        ("A third of the suppliers of Norvik have fewer than ten employees.", set()),
        ("Norvik's arm was used in Oslo 210 times last year.", set()),
    ],
)
def test_words_that_compete_for_a_number(text: str, expected: set[tuple[str, str, float]]) -> None:
    assert {(figure.metric, figure.measure, figure.value) for figure in figures(text)} == expected
