"""What press releases and agencies write: footnotes, datelines, lists under one period, markets within markets."""

from __future__ import annotations

from datetime import date

import pytest

from figures.extract import Reader
from models.values import Document, Figure, Subject

PLACES = {"China": ("China", "中国", "全国", "我国"), "Beijing": ("Beijing", "北京"), "Global": ("global", "全球")}
KINDS = {"robots": ("robot", "机器人"), "industrial robots": ("industrial robot", "工业机器人")}
READER = Reader(
    [
        Subject(name="Norvik", kind="company", terms=(("Norvik",),)),
        *(
            Subject(name=f"{place} {kind}", kind="market", terms=(names, words))
            for place, names in PLACES.items()
            for kind, words in KINDS.items()
        ),
    ]
)


def told(text: str, title: str = "-") -> list[Figure]:
    language = "en" if text.isascii() else "zh"
    return READER.figures_in(Document(id="1", language=language, published=date(2025, 11, 20), title=title, text=text))


def test_the_numbers_of_footnotes_are_no_part_of_a_word() -> None:
    text = "Norvik had a net loss of $45 million and adjusted EBITDA1,2 of $13 million in the third quarter of 2025."
    assert [(figure.metric, figure.scope, figure.value) for figure in told(text)] == [
        ("profit", None, -45e6),
        ("profit", "adjusted EBITDA", 13e6),
    ]


def test_one_period_behind_a_list_is_of_all_its_numbers() -> None:
    text = (
        "Norvik presented its results for the fiscal year ended September 30, 2025. "
        "Norvik posted revenue of $392 million, a net loss of $45 million and orders of $13 million for the fourth "
        "quarter of fiscal 2025. In the same quarter of fiscal 2024, it had revenue of $244 million and a net loss "
        "of $53 million."
    )
    assert [figure.period for figure in told(text)] == ["2025-Q4"] * 3 + ["2024-Q4"] * 2


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Norvik reported revenue of $251 million for the third quarter of 2025, reflecting 23% revenue growth.", 23),
        ("Norvik posted a 30% revenue decline in 2024.", -30),
    ],
)
def test_a_percentage_may_have_its_metric_before_its_change(text: str, value: float) -> None:
    assert [figure.value for figure in told(text) if figure.measure == "growth"] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "新华社北京9月6日电 我国机器人市场规模2024年达到1300亿元。",
        "本报北京9月7日讯 中国机器人市场规模2024年达到1300亿元。",
    ],
)
def test_a_dateline_is_no_market(text: str) -> None:
    assert {figure.subject for figure in told(text)} == {"China robots"}


def test_what_is_said_of_a_narrower_market_is_its_own() -> None:
    (figure,) = told("The global industrial robot market may reach $38 billion in 2027.")
    assert (figure.subject, figure.scope) == ("Global industrial robots", None)
    (figure,) = told("2024年,我国工业机器人市场规模为380亿元。")
    assert (figure.subject, figure.scope) == ("China industrial robots", None)


def test_the_kind_a_market_is_of_is_no_part_of_it() -> None:
    text = "国家统计局公布,7月全国工业生产增长5%。其中,工业机器人产量增长两成。"
    assert all(figure.scope is None for figure in told(text, "7月中国工业机器人产量增长两成"))


def test_parts_and_numbers_go_in_the_same_order() -> None:
    text = "中国统计部门公布,7月全国工业机器人、服务机器人产量同比分别增长24%、12.8%。"
    reader = Reader([subject for subject in READER.watch.subjects if subject.name == "China industrial robots"])
    document = Document(id="1", language="zh", published=date(2025, 11, 20), title="-", text=text)
    assert [(figure.scope, figure.value) for figure in reader.figures_in(document)] == [
        (None, 24),
        ("服务机器人", 12.8),
    ]


def test_what_beats_expectations_has_not_grown_by_that() -> None:
    text = "Norvik's revenue was $134 million in the second quarter of 2025, 44% higher than consensus projections."
    assert [(figure.measure, figure.value) for figure in told(text)] == [("level", 134e6)]


def test_several_makers_that_nobody_names_are_others() -> None:
    text = "Norvik在2025年上半年共中标12台机器人。国产品牌全年合计中标47台。"
    assert [figure.value for figure in told(text)] == [12]


def test_a_start_up_told_by_where_it_sits_is_one_in_its_headline_too() -> None:
    text = (
        "Norvik will speak at the fair.\nCooking robot company Botter raises $13 million\n"
        "Shenzhen-based startup Botter has brought its robots abroad. The company now has 140 employees.\n"
    )
    assert told(text, "This week in robots") == []
