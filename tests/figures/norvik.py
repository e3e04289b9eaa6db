"""A firm and a market that sentences of tests are about."""

from __future__ import annotations

from datetime import date

from figures.extract import Reader
from models.values import Document, Figure, Subject
from tests.figures.ruled import read_by_rules

READER = Reader(
    (
        Subject(name="Norvik", kind="company", terms=(("Norvik",),)),
        Subject(name="Swiss robots", kind="market", terms=(("Switzerland", "Swiss"), ("robot", "robotics"))),
    )
)


def figures(text: str, published: str = "2025-11-20") -> list[Figure]:
    return read_by_rules(
        READER, Document(id="d", language="en", published=date.fromisoformat(published), title="", text=text)
    )
