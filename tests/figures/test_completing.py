"""What completes a figure: the time it is of and whether it has happened, sentence by sentence."""

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
    ("text", "periods"),
    [
        ("Norvik had sales of $9 million in the third quarter.\nBacklog was $70 million.", ["2025-Q3", None]),
        ("Norvik had sales of $9 million in 2024.\nThe $70 million backlog is mostly old.", ["2024", None]),
        ("Norvik had sales of $9 million in 2024.\nIt cut its staff by 8 percent.", ["2024", None]),
        ("Norvik had 12,500 employees in October, 11% fewer than twelve months before.", ["2025-10", "2025-10"]),
        ("Norvik sold 900 robots in 2024.\nIt now shows its 2,000th robot.", ["2024", None]),
    ],
)
def test_the_time_that_a_number_is_of(text: str, periods: list[str | None]) -> None:
    assert [figure.period for figure in figures(text)] == periods
