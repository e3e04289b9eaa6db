"""The second opinion: numbers that rules take for figures, or leave out, weighed by the words around them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.extract import Reader
from figures.opinion import NONE, WEIGHTS, Network, Opinion, opinion, read_network, write_network
from figures.rulebook import BUILTIN, rulebook, rules_for
from models.values import Document, Figure, Metric, Subject
from tests.figures.ruled import read_by_rules
from tests.listener import Listener
from tests.quality.network import Number, learned_network

SUBJECTS = [
    Subject(name="Symbotic", kind="company", terms=(("Symbotic",),)),
    Subject(name="UBTech", kind="company", terms=(("UBTech", "优必选"),)),
    Subject(name="China robots", kind="market", terms=(("China", "中国"), ("robot", "机器人"))),
]
READER = Reader(SUBJECTS)


def _document(text: str) -> Document:
    return Document(id="d", language="", published=date(2025, 5, 5), title="News", text=text)


def _told(figures: list[Figure]) -> list[tuple[str, str, float]]:
    return [(figure.subject, figure.metric, figure.value) for figure in figures]


def _unlikely(text: str) -> list[float]:
    """Return how likely each number is no figure, by its clues alone."""
    return [opinion().likely([number])[0][0][NONE] for number in _asked(_document(text))]


def _asked(document: Document) -> list[tuple[str, Iterable[str]]]:
    """Return kind and clues of each number."""
    listener = Listener()
    Reader(SUBJECTS, weighing=listener).figures_in(document)
    return listener.asked


@pytest.mark.parametrize(
    ("figure", "another"),
    [
        (
            "Symbotic booked revenue of $487 million in the quarter.",
            "Symbotic held a marathon with $487,000 in prizes.",
        ),
        ("Symbotic shipped 40 robots.", "Symbotic's neighbours would have preferred 40 more nurses."),
        ("优必选去年售出人形机器人1000台。", "优必选出席的论坛吸引了300人，门票每张80元。"),
    ],
)
def test_words_of_figures_are_likelier_than_others(figure: str, another: str) -> None:
    assert _unlikely(figure)[0] < 0.2
    assert _unlikely(another)[-1] > 5 * _unlikely(figure)[0]


def test_a_number_that_rules_misread_is_dropped_for_its_words() -> None:
    text = (
        "Symbotic has 80 robots at work there. The nurses' union would rather see 40 more nurses, and 12 more doctors."
    )
    told = {row.quote: row.dropped for row in READER.explain(_document(text))}
    assert told["80 robots"] == ""
    assert [told[quote] for quote in told if quote.startswith("40")] == ["words seldom said of a figure"]


@pytest.mark.parametrize(
    ("text", "kind", "label", "expected"),
    [
        ("Money is not short. A placing on Monday left UBTech HK$3.06 billion.", "money", "level:funding", 3.06e9),
        ("UBTech alone is good for 22% of them all.", "percent", "level:market_share", 22.0),
        ("据介绍，优必选旗下新成立的造车部门约有1000人。", "count", "level:headcount", 1000.0),
    ],
)
def test_a_number_that_rules_have_no_word_for_is_read_by_the_words_around_it(
    text: str, kind: str, label: str, expected: float
) -> None:
    sure = Reader(SUBJECTS, weighing=_believing(kind, label))
    assert _told(read_by_rules(READER, _document(text))) == []
    assert _told(sure.figures_in(_document(text))) == [("UBTech", label.partition(":")[2], expected)]


def _believing(kind: str, label: str, **told: object) -> Opinion:
    """Return an opinion to which all numbers of a kind are of a label, unless it is told otherwise."""
    return Opinion(_network(labels={kind: [label, NONE]}, bias=np.array([5, -5], np.float32), **told))


def test_a_number_of_somebody_else_goes_to_nobody_however_likely_its_words() -> None:
    sure = Reader(SUBJECTS, weighing=_believing("count", "level:shipments"))
    text = "UBTech is growing. Agility Robotics delivered 300 robots to its customers."
    assert _told(sure.figures_in(_document(text))) == []


def test_a_metric_of_the_users_own_is_not_weighed_by_what_is_known_of_others() -> None:
    cafes = Metric(key="cafes", unit="cafés", cues_en=("opened",), counted_en=("cafés",))
    reader = Reader(SUBJECTS, [cafes])
    text = "Symbotic opened 40 cafés."
    assert _told(reader.figures_in(_document(text))) == [("Symbotic", "cafes", 40.0)]


@given(st.text(max_size=60), st.integers(0, 10**15))
def test_a_likelihood_is_a_probability_whatever_the_words(words: str, number: int) -> None:
    assert all(0 <= each <= 1 for each in _unlikely(f"Symbotic {words} {number} {words}"))


def _network(**told: object) -> Network:
    """Return a network of one unit and three clues that says nothing but what it is told to say."""
    clues = {"loud": 0, "louder": 1, "quiet": 2}
    link = np.zeros((1, 2), np.float32)
    steps = np.array([[2], [4], [-8]], np.int8)
    half, none, bias = (np.array(each, np.float32) for each in ([0.5], [0], [0, 0]))
    plain = Network(clues, LABELS, steps, half, none, bias, link, link, link, link)
    return plain._replace(**told)  # type: ignore[arg-type]


LABELS = {"money": ["level:price", NONE]}  # in alphabetical order, as the weights
PRICED = np.array([[1, -1]], np.float32)


def test_clues_add_up_and_speak_for_labels() -> None:
    said = Opinion(_network(own=PRICED))
    (loud, both, hushed, unknown), _ = said.likely(
        [("money", told) for told in (["loud"], ["loud", "louder"], ["loud", "quiet"], ["never met"])]
    )
    assert loud == pytest.approx({"level:price": 1 / (1 + math.exp(-2)), NONE: 1 / (1 + math.exp(2))})
    assert both == pytest.approx({"level:price": 1 / (1 + math.exp(-6)), NONE: 1 / (1 + math.exp(6))})
    assert hushed == unknown == pytest.approx({"level:price": 0.5, NONE: 0.5})
    assert said.likely([("percent", ["loud"])])[0] == [{NONE: 1.0}]


@pytest.mark.parametrize(("link", "first", "second"), [("before", False, True), ("after", True, False)])
def test_numbers_of_a_sentence_speak_for_each_other(link: str, first: bool, second: bool) -> None:
    numbers = [("money", ["loud"]), ("money", ["loud"])]
    told, _ = Opinion(_network(**{link: PRICED})).likely(numbers)
    assert [each["level:price"] > 0.5 for each in told] == [first, second]


def test_the_last_number_before_a_sentence_speaks_for_its_first() -> None:
    said = Opinion(_network(earlier=PRICED))
    _, trace = said.likely([("money", ["quiet"]), ("money", ["louder"])])
    assert [each["level:price"] > 0.5 for each in said.likely([("money", []), ("money", [])], trace)[0]] == [
        True,
        False,
    ]
    assert said.likely([], trace)[1] is trace


def test_a_label_of_other_numbers_takes_no_share_however_likely() -> None:
    labels = {"money": ["level:price", NONE], "percent": ["level:market_share", NONE]}
    said = Opinion(_network(labels=labels, bias=np.array([500, 0, 0], np.float32), **_linked(3)))
    assert said.likely([("money", [])])[0] == [{"level:price": 0.5, NONE: 0.5}]


def test_what_the_rules_make_of_a_number_and_the_sentence_before_are_told_to_the_opinion() -> None:
    text = "UBTech shipped 300 robots."
    away = np.array([[-9, 9]], np.float32)
    believing = _believing("count", "level:shipments", clues={"ruled level:shipments": 0}, vectors=ONE)
    assert len(Reader(SUBJECTS, weighing=believing).figures_in(_document(text))) == 1
    ruled = _believing("count", "level:shipments", clues={"ruled level:shipments": 0}, vectors=ONE, own=away)
    assert Reader(SUBJECTS, weighing=ruled).figures_in(_document(text)) == []
    earlier = _believing("count", "level:shipments", clues={"ruled level:shipments": 0}, vectors=ONE, earlier=away)
    told = Reader(SUBJECTS, weighing=earlier).figures_in(_document(f"{text} It sold 400 robots abroad."))
    assert [figure.value for figure in told] == [300.0]


ONE = np.array([[2]], np.int8)  # steps of a half


def _linked(labels: int) -> dict[str, object]:
    return dict.fromkeys(("own", "before", "earlier", "after"), np.zeros((1, labels), np.float32))


def test_a_network_is_learned_from_examples_and_the_same_each_time(tmp_path: Path) -> None:
    examples = [
        Number(str(number), 0, "money", clues, label)
        for number in range(200)
        for clues, label in (
            (("booked", "sales"), "level:revenue"),
            (("paid", "ticket"), NONE),
            (("raised", "investors"), "level:funding"),
        )
    ]
    learned = learned_network(examples)
    assert np.array_equal(learned.vectors, learned_network(examples).vectors)
    write_network(tmp_path / "network.npz", learned)
    for network in (learned, read_network(tmp_path / "network.npz")):
        assert _likeliest(network, "booked", "sales") == "level:revenue"
        assert _likeliest(network, "paid", "ticket") == NONE


def test_what_a_number_beside_it_is_tells_of_a_number_without_words() -> None:
    examples = [
        Number(f"{clue} {number}", 0, "money", each, label)
        for number in range(200)
        for clue, label in (("sales", "level:revenue"), ("ticket", NONE))
        for each in ((clue,), ("and",))
    ]
    said = Opinion(learned_network(examples))
    told, _ = said.likely([("money", ("sales",)), ("money", ("and",))])
    other, _ = said.likely([("money", ("ticket",)), ("money", ("and",))])
    assert told[1]["level:revenue"] > 0.5 > other[1]["level:revenue"]


def _likeliest(network: Network, *clues: str) -> str:
    chances = Opinion(network).likely([("money", clues)])[0][0]
    return max(chances, key=chances.__getitem__)


def test_the_classes_of_words_that_the_table_knows_are_those_of_the_rules() -> None:
    known = set(rulebook().words) | {
        f"{head}.{rule.metric.key}{tail}"
        for rule in rules_for(BUILTIN)
        for head, tail in (("metric", ".strong"), ("metric", ".weak"))
    }
    known |= {f"counted.{rule.metric.unit}" for rule in rules_for(BUILTIN)}
    clues = read_network(WEIGHTS).clues
    told = {
        word for clue in clues if clue.startswith(("tag ", "cue ", "nearest ")) for word in clue.split() if "." in word
    }
    assert told <= known
