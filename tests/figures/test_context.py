"""What the rest of a text says of a number reaches the opinion on it."""

from __future__ import annotations

from datetime import date

from figures.extract import Reader
from figures.opinion import NONE, opinion
from models.values import Document, Subject
from tests.listener import Listener

SUBJECTS = [Subject(name="Symbotic", kind="company", terms=(("Symbotic",),))]
BODY = "Symbotic booked revenue of $487 million. It came to $52 million in Europe."


def clues_of_last(title: str, text: str) -> set[str]:
    """Return the clues to the last number of a document."""
    return asked(title, text)[-1][1]


def asked(title: str, text: str) -> list[tuple[str, set[str]]]:
    listener = Listener()
    document = Document(id="d", language="en", published=date(2025, 5, 5), title=title, text=text)
    Reader(SUBJECTS, weighing=listener).figures_in(document)
    return [(kind, set(clues)) for kind, clues in listener.asked]


def test_an_amount_that_stands_elsewhere_too_is_told_from_one_that_does_not() -> None:
    titles = "Symbotic reports", "Symbotic makes $52.3 million abroad"
    alone, titled = (clues_of_last(title, BODY) for title in titles)
    assert {"same 0 money", "same titled False True False"} <= alone
    assert {"same 1 money", "same titled True True False", "same before True False True"} <= titled


def test_the_metrics_of_title_and_sentences_around_are_told() -> None:
    text = f"Symbotic hired 300 people. {BODY} Its backlog grew."
    first, *_, last = asked("Symbotic's valuation", text)
    assert {"title money valuation", "sentence before money revenue"} <= last[1]
    assert {"sentence after revenue", "title valuation"} <= first[1]
    assert "sentence after money order_value" in last[1]


def test_what_the_rules_made_of_the_numbers_before_is_told() -> None:
    assert {"ruled told money level:revenue", "ruled told most level:revenue 1"} <= clues_of_last("News", BODY)
    twice = clues_of_last("News", BODY.replace("$52", "$487"))
    assert "ruled same level:revenue" in twice


def test_a_text_about_somebody_is_told_from_one_that_only_names_them() -> None:
    about = clues_of_last("Symbotic grows", f"{BODY} Symbotic has 900 people.")
    aside = clues_of_last("Shares fall", "Agility fell, Serve fell and Kodiak fell. Symbotic has 900 people.")
    assert {"near titled True 3", "ruled owner titled True 3"} <= about
    assert "near titled False 1" in aside


def test_the_title_makes_its_amount_likelier_a_figure() -> None:
    text = "A hall full of robots was shown. Symbotic, whose robots stack crates, spoke of $52 million."
    chances = [
        opinion().likely([asked(title, text)[-1]])[0][0][NONE]
        for title in ("Symbotic revenue reaches $52 million", "A day at the fair")
    ]
    assert chances[0] < chances[1]
