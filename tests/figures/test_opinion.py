"""The second opinion: numbers that rules take for figures, or leave out, weighed by the words around them."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.clues import Scene
from figures.extract import Reader
from figures.opinion import BIAS, NONE, WEIGHTS, Opinion, kind_of_model, opinion, read_weights
from figures.rulebook import BUILTIN, rulebook, rules_for
from models.values import Document, Figure, Metric, Subject
from tests.figures.ruled import read_by_rules
from tests.quality.opinion import Number, learned_opinion

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
    drafts = [draft for draft, _ in READER.drafts(_document(text))]
    return [
        opinion().likely(kind_of_model(draft.quantity.kind), Scene(draft.passage).clues_of(draft.quantity))[NONE]
        for draft in drafts
    ]


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
    sure = Reader(SUBJECTS, weighing=Opinion({kind: {BIAS: [(label, 5.0), (NONE, -5.0)]}}))
    assert _told(read_by_rules(READER, _document(text))) == []
    assert _told(sure.figures_in(_document(text))) == [("UBTech", label.partition(":")[2], expected)]


def test_a_number_of_somebody_else_goes_to_nobody_however_likely_its_words() -> None:
    sure = Reader(SUBJECTS, weighing=Opinion({"count": {BIAS: [("level:shipments", 5.0), (NONE, -5.0)]}}))
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


_weight = st.floats(-9, 9).map(lambda weight: round(weight, 2))


@given(st.lists(st.tuples(_weight, _weight, _weight), min_size=1, max_size=40), st.data())
def test_likelihoods_are_those_of_the_added_weights(
    rows: list[tuple[float, float, float]], data: st.DataObject
) -> None:
    labels = ("level:price", "level:revenue", NONE)
    weights = {f"clue {number}": tuple(zip(labels, row, strict=True)) for number, row in enumerate(rows)}
    weights[BIAS] = weights.pop("clue 0")
    met = data.draw(st.sets(st.sampled_from(["another", *weights])))
    sums = [math.fsum(weights[clue][place][1] for clue in (met - {"another"}) | {BIAS}) for place in range(3)]
    powers = [math.exp(each - max(sums)) for each in sums]
    likely = Opinion({"money": weights}).likely("money", met - {BIAS})
    assert list(likely) == list(labels)
    assert list(likely.values()) == pytest.approx([power / sum(powers) for power in powers])


def test_weights_are_learned_from_examples_and_the_same_each_time() -> None:
    examples = [
        Number("a", "money", ("booked", "sales"), "level:revenue"),
        Number("b", "money", ("paid", "ticket"), NONE),
        Number("c", "money", ("raised", "investors"), "level:funding"),
    ] * 20
    weights = learned_opinion(examples)
    assert weights == learned_opinion(examples)
    learned = Opinion(weights)
    assert learned.likely("money", ["booked", "sales"])["level:revenue"] > 0.8
    assert learned.likely("money", ["paid", "ticket"])[NONE] > 0.8


def test_the_table_names_kind_clue_and_labels() -> None:
    weights = read_weights("money\t\tlevel:price 0.5\tnone -0.5\nmoney\t< money paid\tlevel:price 2\n")
    assert Opinion(weights).likely("money", ["< money paid"])["level:price"] > 0.9


def test_the_classes_of_words_that_the_table_knows_are_those_of_the_rules() -> None:
    known = set(rulebook().words) | {
        f"{head}.{rule.metric.key}{tail}"
        for rule in rules_for(BUILTIN)
        for head, tail in (("metric", ".strong"), ("metric", ".weak"))
    }
    known |= {f"counted.{rule.metric.unit}" for rule in rules_for(BUILTIN)}
    clues = {row.split("\t")[1] for row in WEIGHTS.read_text(encoding="utf-8").splitlines()}
    told = {
        word for clue in clues if clue.startswith(("tag ", "cue ", "nearest ")) for word in clue.split() if "." in word
    }
    assert told <= known
