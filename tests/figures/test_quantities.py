"""Numbers of news sentences, in English and Chinese, with unit, range, hedge and restatement."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from figures.normal import normalised
from figures.quantities import Quantity, blocked_in, money_and_percent_in, quantities_in

_MARKS = {"exact": "", "more_than": ">", "less_than": "<", "about": "~"}


def written(number: float) -> str:
    return f"{number:.0f}" if number == int(number) else f"{number:.10g}"


def span(low: float, high: float | None) -> str:
    return written(low) if high is None else f"{written(low)}..{written(high)}"


def told(quantity: Quantity) -> str:
    """Write a quantity as the tables below do: hedge, size, upper end, unit, restatements."""
    also = "".join(f" = {span(again.value, again.value_high)} {again.unit}" for again in quantity.also)
    unit = f" {quantity.unit}" if quantity.unit else ""
    return f"{_MARKS[quantity.qualifier]}{span(quantity.signed, quantity.value_high)}{unit}{also}"


def read(sentence: str) -> str:
    return "; ".join(told(quantity) for quantity in quantities_in(normalised(sentence)))


def sentences(side: str) -> list[tuple[str, str]]:
    path = Path(__file__).with_name("number_sentences.toml")
    return [(row[0], row[1]) for row in tomllib.loads(path.read_text(encoding="utf-8"))[side]]


@pytest.mark.parametrize(("sentence", "expected"), sentences("english"))
def test_english_sentences(sentence: str, expected: str) -> None:
    assert read(sentence) == expected


@pytest.mark.parametrize(("sentence", "expected"), sentences("chinese"))
def test_chinese_sentences(sentence: str, expected: str) -> None:
    assert read(sentence) == expected


def test_a_quantity_quotes_its_own_words() -> None:
    text = normalised("It raised RMB1.2bn (about US$165m), sold 3,200 robots and grew 12.5 per cent; 营收达７０亿元。")
    assert [text[quantity.start : quantity.end] for quantity in quantities_in(text)] == [
        "RMB1.2bn (about US$165m)",
        "3,200 robots",
        "12.5 per cent",
        "70亿元",
    ]


def test_only_a_part_of_the_text_is_read_when_asked() -> None:
    text = "It sold 300 robots. It hired 20 people."
    assert [quantity.value for quantity in quantities_in(text, 20)] == [20]
    assert [quantity.value for quantity in quantities_in(text, 0, 19)] == [300]


def test_growth_by_words_is_told_from_a_percentage() -> None:
    changes = {
        quantity.digits: quantity.change
        for quantity in quantities_in("Sales doubled, or rose 2.3 times as fast, up 4%.")
    }
    assert changes == {"doubled": "growth", "2.3 times": "multiple", "4": ""}


def test_what_was_passed_over_names_its_rule() -> None:
    text = "On Jan. 3 the G1 ran 5 km in 2 hours; call 400-820-8820 about No. 7."
    assert [(text[start:end], rule) for start, end, rule in blocked_in(text)] == [
        ("3", "date"),
        ("1", "name"),
        ("5 km", "specification"),
        ("2 hours", "duration"),
        ("400-820-8820", "phone"),
        ("7", "name"),
    ]


def test_money_and_percentages_leave_counts_out() -> None:
    found = money_and_percent_in("It sold 300 robots for $2m, up 4%.")
    assert [quantity.unit for quantity in found] == ["USD", "percent"]
