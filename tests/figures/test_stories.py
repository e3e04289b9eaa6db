"""A page may hold several stories: what one tells is not another's."""

from __future__ import annotations

from datetime import date

import pytest

from figures.extract import Reader
from models.values import Document, Subject

NAMES = {"Unitree": "宇树科技", "Estun": "埃斯顿", "Geek+": "极智嘉"}
READER = Reader([Subject(name=name, kind="company", terms=((name, chinese),)) for name, chinese in NAMES.items()])
ROUND_UP = """Robot makers this week
Unitree said on Monday that its revenue rose 40% in 2024. The company employs 1,100 people.
{headline}
{estun} has opened a plant near Nanjing. The company had revenue of 4.2 billion yuan in 2024.

It employs 3,300 people, the company said.
"""
CHINESE = """机器人公司一周
宇树科技周一表示，2024年营收增长40%。公司现有员工1100人。
埃斯顿南京新厂投产
埃斯顿在南京的新厂本周投产。公司2024年营收42亿元。

公司现有员工3300人。
"""


def told(text: str, language: str = "en") -> list[tuple[str, str, float]]:
    figures = READER.figures_in(document(text, language))
    return [(figure.subject, figure.metric, figure.value) for figure in figures]


def document(text: str, language: str = "en") -> Document:
    title, _, body = text.partition("\n")
    return Document(id="1", language=language, published=date(2025, 9, 8), title=title, text=body)


@pytest.mark.parametrize(
    "headline", ["Estun opens a third plant", "Nanjing: Estun opens a third plant", "A third plant near Nanjing"]
)
def test_the_company_is_the_one_of_its_own_story(headline: str) -> None:
    assert told(ROUND_UP.format(headline=headline, estun="Estun")) == [
        ("Unitree", "revenue", 40),
        ("Unitree", "headcount", 1100),
        ("Estun", "revenue", 4.2e9),
        ("Estun", "headcount", 3300),
    ]


def test_a_chinese_round_up_is_told_apart_too() -> None:
    assert told(CHINESE, "zh") == [
        ("Unitree", "revenue", 40),
        ("Unitree", "headcount", 1100),
        ("Estun", "revenue", 4.2e9),
        ("Estun", "headcount", 3300),
    ]


def test_a_story_about_nobody_watched_gives_nobody_its_figures() -> None:
    text = ROUND_UP.format(headline="Amazon Robotics opens a third plant", estun="Amazon Robotics")
    assert told(text) == [("Unitree", "revenue", 40), ("Unitree", "headcount", 1100)]


@pytest.mark.parametrize(
    "line", ["What comes next for the firm", "Estun, the rival of Unitree", "(Photo: Estun)", "Estun: 24 plants so far"]
)
def test_other_lines_are_no_headlines(line: str) -> None:
    body = "Estun is the larger one.\n\nThe company has 1,100 employees. Unitree wants more."
    assert told(f"Unitree grows\nUnitree had a good year.\n{line}\n{body}") == [("Unitree", "headcount", 1100)]


def test_a_headline_need_not_name_whom_its_story_is_about() -> None:
    body = "The doors open in May. Estun has built it.\n\nThe company has 3,300 employees."
    text = f"Unitree grows\nUnitree had a good year.\nA third plant near Nanjing\n{body}"
    assert told(text) == [("Estun", "headcount", 3300)]


def test_offsets_are_those_of_the_whole_page() -> None:
    page = document(ROUND_UP.format(headline="Estun opens a third plant", estun="Estun"))
    figures = READER.figures_in(page)
    assert all(page.whole[figure.start : figure.end] == figure.quote for figure in figures)
    rows = READER.explain(page)
    assert [row.figure for row in rows if row.figure] == figures
    assert all(page.whole[row.start : row.end] == row.quote for row in rows)
    assert READER.read(page)[1] == figures


def test_the_same_figure_in_two_stories_is_told_once() -> None:
    body = "Estun has opened a plant near Nanjing. Unitree's revenue rose 40% in 2024."
    text = ROUND_UP.partition("{headline}")[0] + "Estun opens a third plant\n" + body
    assert told(text) == [("Unitree", "revenue", 40), ("Unitree", "headcount", 1100)]


def test_a_text_that_leaves_its_firm_for_good_does_not_return_to_it() -> None:
    text = (
        "Unitree grows\nUnitree said that its revenue rose 40% in 2024.\n\n"
        "Estun has opened a plant near Nanjing. It cost 300 million yuan.\n\nThe company employs {} people."
    )
    assert ("Estun", "headcount", 3300) in told(text.format("3,300"))
    assert ("Unitree", "headcount", 1100) in told(text.format("1,100") + " Unitree hopes to double that.")
