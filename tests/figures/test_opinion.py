"""The second opinion: numbers that rules take for figures, in words that figures are seldom told in."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.extract import Reader
from figures.opinion import likelihood, logistic
from models.values import Document, Subject
from tests.quality.opinion import learned

READER = Reader(
    [
        Subject(name="Symbotic", kind="company", terms=(("Symbotic",),)),
        Subject(name="UBTech", kind="company", terms=(("UBTech", "优必选"),)),
    ]
)


def _document(text: str) -> Document:
    return Document(id="d", language="", published=date(2025, 5, 5), title="News", text=text)


def _likelihoods(text: str) -> list[float]:
    return [likelihood(draft.quantity, draft.passage) for draft, _ in READER.drafts(_document(text))]


@pytest.mark.parametrize(
    ("figure", "another"),
    [
        ("Symbotic booked revenue of $487 million in the quarter.", "Parking at Symbotic's gate costs $487 a month."),
        ("Symbotic shipped 40 robots.", "Symbotic's neighbours would have preferred 40 more nurses."),
        ("优必选去年售出人形机器人1000台。", "优必选出席的论坛吸引了300人，门票每张80元。"),
    ],
)
def test_words_of_figures_are_likelier_than_others(figure: str, another: str) -> None:
    assert _likelihoods(figure)[0] > 0.9
    assert _likelihoods(another)[-1] < _likelihoods(figure)[0] - 0.3


def test_a_number_that_rules_misread_is_dropped_for_its_words() -> None:
    text = (
        "Symbotic has 80 robots at work there. The nurses' union would rather see 40 more nurses, and 12 more doctors."
    )
    told = {row.quote: row.dropped for row in READER.explain(_document(text))}
    assert told["80 robots"] == ""
    assert [told[quote] for quote in told if quote.startswith("40")] == ["words seldom said of a figure"]


@given(st.text(max_size=60), st.integers(0, 10**15))
def test_a_likelihood_is_a_probability_whatever_the_words(words: str, number: int) -> None:
    assert all(0 <= each <= 1 for each in _likelihoods(f"Symbotic {words} {number} {words}"))


def test_weights_are_learned_from_examples_and_the_same_each_time() -> None:
    given_ = [(("booked", "revenue"), True), (("paid", "ticket"), False)] * 20
    weights = learned(given_)
    assert weights == learned(given_)
    assert logistic(weights["booked"] + weights["revenue"]) > 0.8
    assert logistic(weights["paid"] + weights["ticket"]) < 0.2
