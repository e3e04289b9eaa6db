"""A number of one kind of robots is never told of all robots of a country."""

from __future__ import annotations

from datetime import date

import pytest

from figures.extract import Reader
from models.values import Document, Subject

ROBOTS = Subject(
    name="China robots", kind="market", terms=(("China", "Chinese", "中国"), ("robot", "robots", "机器人"))
)
COBOTS = Subject(name="China cobots", kind="market", terms=(("China", "中国"), ("cobot", "协作机器人")))


def scopes(text: str, subject: Subject = ROBOTS) -> list[str | None]:
    language = "en" if text.isascii() else "zh"
    document = Document(id="1", language=language, published=date(2025, 9, 8), title="-", text=text)
    return [figure.scope for figure in Reader([subject]).figures_in(document)]


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("China's educational robot market was worth 3.8 billion yuan in 2015.", "educational robot"),
        ("The Chinese market for cleaning robots was worth $3.8 billion in 2024.", "cleaning robots"),
        ("中国教育机器人市场规模2015年只有3.8亿元。", "教育机器人"),
        ("2024年,中国工业机器人市场规模为380亿元。", "工业机器人"),
        ("2024年,中国机器人市场规模为380亿元。", None),
        ("China's robot market was worth $3.8 billion in 2024.", None),
        ("China's booming robot market was worth $3.8 billion in 2024.", None),
    ],
)
def test_a_kind_before_the_markets_word_is_its_part(text: str, scope: str | None) -> None:
    assert scopes(text) == [scope]


def test_the_kind_that_the_market_is_of_is_no_part() -> None:
    assert scopes("2024年,中国协作机器人市场规模为38亿元。", COBOTS) == [None]
    assert scopes("2024年,中国轻型协作机器人市场规模为8亿元。", COBOTS) == ["轻型协作机器人"]


def test_a_kind_that_is_counted_is_a_part_with_what_it_is_worth() -> None:
    text = "In Q1 2025, Chinese companies ordered 9,064 robots. They ordered 1,052 cobots, worth $39.2 million."
    assert scopes(text) == [None, "cobots", "cobots"]


def test_companies_at_large_are_no_part_of_their_market() -> None:
    assert scopes("In 2025 Chinese companies bought robots. In Q1, companies ordered 2,052 robots.") == [None]
