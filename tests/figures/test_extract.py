"""Figures of whole documents: whom a number is about, what it measures, and that nothing at all upsets the reader."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from figures.extract import BUILTIN, Reader, quantities_of
from models.values import Document, Figure, Metric, Subject

SUBJECTS = (
    Subject(name="Unitree", kind="company", terms=(("Unitree", "宇树科技", "宇树"),)),
    Subject(name="UBTech", kind="company", terms=(("UBTech", "优必选"),)),
    Subject(name="Figure AI", kind="company", terms=(("Figure AI", "Figure"),)),
    Subject(
        name="Beijing medical robots",
        kind="market",
        terms=(("Beijing", "北京"), ("medical robot", "医疗机器人")),
    ),
    Subject(name="Humanoids", kind="market", terms=(("world", "global", "全球"), ("humanoid", "人形机器人"))),
)
READER = Reader(SUBJECTS)
Told = tuple[str, str, str, float]


def document(text: str, title: str = "", published: date = date(2026, 1, 15)) -> Document:
    return Document(id="d", language="en", published=published, title=title, text=text)


def read(text: str, title: str = "") -> list[Figure]:
    return READER.figures_in(document(text, title))


def told(text: str, title: str = "") -> set[Told]:
    return {(figure.subject, figure.metric, figure.measure, figure.value) for figure in read(text, title)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Unitree booked revenue of $1.2bn in 2024, UBTech €350m.",
            {("Unitree", "revenue", "level", 1.2e9), ("UBTech", "revenue", "level", 3.5e8)},
        ),
        (
            "Unitree's net loss narrowed 12% to $4 million.",
            {("Unitree", "profit", "growth", 12), ("Unitree", "profit", "level", -4e6)},
        ),
        ("Meituan, whose revenue reached 337.6 billion yuan last year, also backed Unitree.", set()),
        ("Together, Unitree and UBTech sold 4,000 robots.", set()),
        ("Unitree denied a report that it seeks a valuation of 50 billion yuan.", set()),
        (
            "Unitree and UBTech delivered 4,200 and 1,168 robots last year, respectively.",
            {("Unitree", "shipments", "level", 4200), ("UBTech", "shipments", "level", 1168)},
        ),
        (
            "UBTech has sold more than 9,000 robots to date.",
            {("UBTech", "installed_base", "level", 9000)},
        ),
        (
            "Beijing's market for medical robots should be worth 7 billion yuan (US$980 million) this year.",
            {("Beijing medical robots", "market_size", "level", 7e9)},
        ),
        ("Unitree shares jumped 8.4% to HK$120.50. It has cash of $300 million.", set()),
        ("The figure was $40 million.", set()),
        ("Figure raised $675 million.", {("Figure AI", "funding", "level", 6.75e8)}),
        (
            "优必选2025年营业收入48.9亿元，同比增长22.6%；净亏损8810万元。",
            {
                ("UBTech", "revenue", "level", 4.89e9),
                ("UBTech", "revenue", "growth", 22.6),
                ("UBTech", "profit", "level", -8.81e7),
            },
        ),
        (
            "2025年，宇树科技、优必选分别出货4200台和1168台。",
            {("Unitree", "shipments", "level", 4200), ("UBTech", "shipments", "level", 1168)},
        ),
        ("优必选完成近7亿元人民币C轮融资，美团参投。", {("UBTech", "funding", "level", 7e8)}),
    ],
)
def test_numbers_go_to_whom_they_are_about(text: str, expected: set[Told]) -> None:
    assert told(text) == expected


def test_a_pronoun_and_a_new_paragraph_follow_the_subject() -> None:
    text = "Unitree makes robot dogs.\n\nThe company employs 1,100 people. Revenue rose 20% to $140 million."
    assert told(text) == {
        ("Unitree", "headcount", "level", 1100),
        ("Unitree", "revenue", "growth", 20),
        ("Unitree", "revenue", "level", 1.4e8),
    }


def test_a_rounded_title_is_the_same_figure() -> None:
    figures = read(
        "SoftBank has agreed to acquire Unitree for $5.375 billion.", "SoftBank buys Unitree for $5.4 billion"
    )
    assert [figure.value for figure in figures] == [5.375e9]


def test_what_the_next_sentence_takes_back_is_no_figure() -> None:
    assert told("We wrote that UBTech had raised $150 million. That was wrong.") == set()


def test_what_stands_long_before_the_first_name_changes_nothing() -> None:
    before = "Orvane sold 900 pumps for 4 million euros in 2019, its chairman told guests at a dinner in Graz. " * 30
    news = "Unitree delivered 5,500 robots in 2025. UBTech's revenue was 1.9 billion yuan in 2024."
    whole = document(f"{before}\n\n{news}", "A look back").whole
    figures = read(f"{before}\n\n{news}", "A look back")
    assert [whole[figure.start : figure.end] for figure in figures] == ["5,500 robots", "1.9 billion yuan"]
    assert told(f"{before}\n\n{news}", "A look back") == told(news)


def test_swapping_two_subjects_swaps_their_figures() -> None:
    text = "Unitree shipped 4,200 robots in 2025, while UBTech had revenue of $90 million and employs 2,100 people."
    swapped = text.replace("Unitree", "@").replace("UBTech", "Unitree").replace("@", "UBTech")
    names = {"Unitree": "UBTech", "UBTech": "Unitree"}
    assert told(swapped) == {(names[subject], *rest) for subject, *rest in told(text)}
    assert len(told(text)) == 3


@pytest.mark.parametrize(
    "clause",
    [
        "It rained all day.",
        "Visitors liked the coffee.",
        "The fair closes on Sunday.",
        "Nobody asked about the weather.",
    ],
)
def test_an_unrelated_sentence_changes_nothing(clause: str) -> None:
    first, second = "Unitree shipped 4,200 robots in 2025.", "Its revenue was $140 million."
    assert told(f"{first} {clause} {second}") == told(f"{first} {second}")


@pytest.mark.parametrize(
    "text",
    [
        "2025年,宇树科技出货量达4,200台,单价9.9万元。",
        "２０２５年，宇树科技出货量达４，２００台，单价９．９万元。",
        "2025年，宇樹科技出貨量達4,200台，單價9.9萬元。",
    ],
)
def test_one_sentence_in_any_writing(text: str) -> None:
    reader = Reader((Subject(name="Unitree", kind="company", terms=(("宇树科技", "宇樹科技"),)),))
    figures = reader.figures_in(document(text))
    assert {(figure.metric, figure.value) for figure in figures} == {("shipments", 4200), ("price", 99000)}


def test_excluded_phrases_and_context_guard_a_name() -> None:
    careful = Subject(
        name="Fourier", kind="company", terms=(("Fourier",),), exclude=("Fourier transform",),
        ambiguous=("Fourier",), context=("robot",),
    )  # fmt: skip
    reader = Reader((careful,))
    assert not reader.mentions_in(document("A Fourier transform of robot data."))
    assert not reader.mentions_in(document("Fourier was born in 1768."))
    assert reader.mentions_in(document("Fourier sold robots."))


def test_a_metric_of_the_users_own_is_read() -> None:
    rides = Metric(key="rides", unit="rides", cues_en=("rides",), counted_en=("rides",))
    parked = Metric(key="parked_cash", unit="money", cues_en=("war reserve",))
    reader = Reader(SUBJECTS, (*BUILTIN, rides, parked))
    figures = reader.figures_in(document("Unitree has a war reserve of $30 million."))
    assert [(figure.metric, figure.value) for figure in figures] == [("parked_cash", 3e7)]


def test_every_decision_can_be_explained() -> None:
    rows = READER.explain(document("Unitree had revenue of $140 million in 2024 and a margin of 30%."))
    kept, dropped = rows
    assert kept.figure is not None
    assert {field for field, _ in kept.rules} >= {"value", "metric", "subject", "period", "status", "scope"}
    assert dropped.figure is None
    assert dropped.dropped


def test_quantities_are_found_whoever_they_are_about() -> None:
    found = quantities_of(document("A café took $12 million and grew 4%, with 30 robots."))
    assert [(quantity.value, quantity.unit) for quantity in found] == [(1.2e7, "USD"), (4, "percent"), (30, "units")]


NASTY = [
    "",
    "Unitree",
    "Unitree " + "9" * 400 + " robots and $" + "1" * 400,
    "<p>Unitree raised <b>$5 million</b></p>",
    "Unitree 🚀 raised $5 million 💰\u202e\u200f שלום 5 مليون",
    "\x00\x01Unitree\x1b raised\x07 $5\x00 million\ud7ff",
    "Unitree raised $" + ",".join(["1"] * 500) + " million",
    "(" * 3000 + "Unitree raised $5 million" + ")" * 3000,
    "İstanbul: Unitree raised $5 million; ẞ ﬁ ǅ",
    "Unitree " + "and UBTech " * 500 + "raised $5 million",
    "宇树科技" + "亿万千百十" * 300 + "台",
]


@pytest.mark.parametrize("text", NASTY)
def test_nothing_upsets_the_reader(text: str) -> None:
    for title in ("", text[:100]):
        given_document = document(text, title)
        for figure in READER.figures_in(given_document):
            assert given_document.whole[figure.start : figure.end] == figure.quote


PIECES = st.sampled_from([
    "Unitree", "UBTech", "the company", "revenue", "raised", "fell", "to", "from", "$5 million",
    "3.2亿元", "12%", "4,200", "robots", "台", "in 2025", "去年", ",", ".", "。", "；", "\n", " and ",
    "respectively", "分别", "其中", "更", "(", ")", "🚀", "whose", "Meituan", "worth", "valued at",
    "a third", "doubled", "增长", "宇树科技", "%", "$", "by 2030", "each", ":", "- ",
    "s", "'s", "’", "“", "-", "for its", "arms", "abroad", "in China", "é", "ß",
])  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=40), st.text(max_size=30))
def test_any_text_gives_quotes_that_stand_in_it(pieces: list[str], noise: str) -> None:
    made = document(" ".join(pieces) + noise, noise)
    figures = READER.figures_in(made)
    assert figures == READER.figures_in(made)
    for figure in figures:
        assert made.whole[figure.start : figure.end] == figure.quote
        assert figure.scope is None or figure.scope in made.whole
        assert 0 <= figure.confidence <= 1
        assert figure.value_high is None or figure.value_high > figure.value


def test_time_grows_with_length_and_no_faster() -> None:
    piece = "Unitree raised $5 million in 2025 and sold 300 robots, up 12%. " * 50

    def seconds(times: int) -> float:
        start = time.process_time()
        READER.figures_in(document(piece * times))
        return time.process_time() - start

    seconds(1)
    assert seconds(16) < 16 * max(seconds(2), 0.01) * 2


@pytest.mark.parametrize(
    "piece", ["A-", "raised $5 million and ", "5-", "Mr A'", "1 ", ". ", "台亿增长", "(", "\n", "Abc "]
)
def test_a_text_without_sentences_is_read_in_good_time(piece: str) -> None:
    began = time.process_time()
    read("Unitree " + piece * (20_000 // len(piece)))
    assert time.process_time() - began < 10  # a second or two; hours where time grew faster than the text
