"""A change is cited by the sentence it stands in."""

from __future__ import annotations

import pytest

from models.store.changes import sentence_around

TEXT = (
    "Estun grows\nEstun shipped 28,000 robots in 2024, up 12.5% from a year earlier. It did not say where.\n"
    "埃斯顿去年出货2.8万台。公司未透露更多。"
)


@pytest.mark.parametrize(
    ("quote", "sentence"),
    [
        ("28,000 robots", "Estun shipped 28,000 robots in 2024, up 12.5% from a year earlier."),
        ("12.5%", "Estun shipped 28,000 robots in 2024, up 12.5% from a year earlier."),
        ("2.8万台", "埃斯顿去年出货2.8万台。"),
        ("Estun grows", "Estun grows"),
    ],
)
def test_a_figure_is_quoted_with_its_sentence(quote: str, sentence: str) -> None:
    start = TEXT.index(quote)
    assert sentence_around(TEXT, start, start + len(quote)) == sentence


def test_a_sentence_too_long_to_quote_is_cut_with_a_mark() -> None:
    text = "word " * 200 + "12 robots " + "word " * 200
    quoted = sentence_around(text, 1000, 1009)
    assert quoted.startswith("…")
    assert quoted.endswith("…")
    assert "12 robots" in quoted
    assert len(quoted) < 450
