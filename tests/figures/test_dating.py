"""Which of the periods in a text is a number's own."""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from figures.dating import Nature, carried_period, nature_of, period_of
from figures.normal import normalised
from figures.periods import period_spans
from figures.sentences import clause_starts, sentences_of

PUBLISHED = date(2025, 10, 21)
SENTENCES = tomllib.loads(Path(__file__).with_name("dated_figures.toml").read_text(encoding="utf-8"))["figures"]


def dated(
    text: str, number: str, *, growth: bool = False, nature: Nature = "flow", published: date = PUBLISHED
) -> str | None:
    """Return the period chosen for the first occurrence of a number."""
    whole = normalised(f"Title\n{text}")
    start = whole.index(number)
    spans = period_spans(whole, published)
    sentence = next(one for one in sentences_of(whole) if one.start <= start < one.end)
    starts = [*clause_starts(whole, sentence), sentence.end]
    clause = bisect_right(starts, start) - 1
    period, rule = period_of(
        spans,
        start,
        start + len(number),
        (starts[clause], starts[clause + 1]),
        (sentence.start, sentence.end),
        carried_period(spans, whole, sentence.start),
        text=whole,
        growth=growth,
        nature=nature,
    )
    assert period is None or rule
    return period


@pytest.mark.parametrize("row", SENTENCES, ids=lambda row: f"{row[1]} {row[2]}")
def test_a_figure_in_a_sentence_of_news_has_its_period(row: tuple[str, str, str, str, Nature, str]) -> None:
    published, text, number, measure, nature, period = row
    kind: Nature = "flow" if measure == "growth" else nature
    found = dated(text, number, growth=measure == "growth", nature=kind, published=date.fromisoformat(published))
    assert (found or "") == period


@pytest.mark.parametrize(
    ("text", "number", "period"),
    [
        ("Sales were $5 million in 2023 and $7 million in 2024.", "$5 million", "2023"),
        ("Sales were $5 million in 2023 and $7 million in 2024.", "$7 million", "2024"),
        ("In 2023 it sold 40 arms, in 2024 it sold 60.", "40 arms", "2023"),
        ("In 2023 it sold 40 arms, in 2024 it sold 60.", "60", "2024"),
        ("The market will grow from $2 billion in 2024 to $9 billion by 2030.", "$2 billion", "2024"),
        ("The market will grow from $2 billion in 2024 to $9 billion by 2030.", "$9 billion", "2030"),
        ("Output (in thousands) came to 201 billion yuan ($27 billion) last year.", "201 billion yuan", "2024"),
        ("In the third quarter, the loss, at $5 million, was smaller.", "$5 million", "2025-Q3"),
        ("2024年销量40台，2025年将达60台。", "40台", "2024"),
        ("2024年销量40台，2025年将达60台。", "60台", "2025"),
        ("去年营收5亿元，亏损1亿元。", "1亿元", "2024"),
        ("三季度总收入1.81亿元，其中租赁收入4770万元。", "4770万元", "2025-Q3"),
        ("AutoFit: 66,000 robots, as of June.", "66,000", "2025-06"),
    ],
)
def test_a_figure_takes_the_period_that_governs_it(text: str, number: str, period: str) -> None:
    assert dated(text, number) == period


@pytest.mark.parametrize(
    ("text", "number", "period"),
    [
        ("In the third quarter sales rose to $25 million from $14 million a year earlier.", "$14 million", "2024-Q3"),
        ("In the third quarter sales rose to $25 million from $14 million a year earlier.", "$25 million", "2025-Q3"),
        ("In the third quarter sales rose to $25 million from $14 million.", "$14 million", "2024-Q3"),
        ("It placed 42 arms in the third quarter, against 37 a year ago.", "37", "2024-Q3"),
        ("Sales rose 9% in the first half, more than in the same period of 2023.", "9%", "2025-H1"),
        ("It sold 42 arms in the third quarter. A year earlier, it sold 37.", "37", "2024-Q3"),
        (
            "Sales were $5 million in the third quarter, from $4 million in the previous quarter.",
            "$4 million",
            "2025-Q2",
        ),
        ("Sales in 2023 were $5 million, against $4 million in the previous year.", "$4 million", "2022"),
        ("三季度净亏损3700万元，上年同期为2000万元。", "2000万元", "2024-Q3"),
        ("2024年净亏损3700万元，上年同期为2000万元。", "2000万元", "2023"),
        ("去年销量近1万台，较2022年的约3000台增长两倍。", "3000台", "2022"),
        ("We lift our 2025 sales estimate to $505 million (from $440 million).", "$440 million", "2025"),
    ],
)
def test_what_is_compared_with_gets_the_earlier_period(text: str, number: str, period: str) -> None:
    assert dated(text, number) == period


@pytest.mark.parametrize(
    ("text", "number", "period"),
    [
        ("In 2024 it sold 40 arms, twice as many as in 2019.", "twice", "2019/2024"),
        ("In 2024 it sold 40 arms, 5% fewer than in 2023.", "5%", "2024"),
        ("It will reach $9 billion by 2030, a CAGR of 14% from 2024 to 2030.", "14%", "2024/2030"),
        ("Over the past decade prices slid 3% a year.", "3%", "2015/2025"),
        ("Sales for last month rose 12% from August.", "12%", "2025-09"),
        ("三季度营收1亿元，同比增长12%。", "12%", "2025-Q3"),
    ],
)
def test_a_growth_takes_the_span_it_ran_over(text: str, number: str, period: str) -> None:
    assert dated(text, number, growth=True) == period


@pytest.mark.parametrize(
    ("number", "period"), [("3.0", "2021"), ("3.9", "2022"), ("4.7 billion", "2023")]
)  # fmt: skip
def test_a_list_of_numbers_takes_as_many_years(number: str, period: str) -> None:
    text = "Revenue was 3.0, 3.9 and 4.7 billion yuan in 2021, 2022 and 2023, respectively."
    assert dated(text, number) == period


@pytest.mark.parametrize(("number", "period"), [("1.7亿元", "2021"), ("2.4亿元", "2022"), ("2.9亿元", "2023")])
def test_a_chinese_list_over_a_span_takes_its_years(number: str, period: str) -> None:
    assert dated("2021年至2023年，公司收入分别为1.7亿元、2.4亿元和2.9亿元。", number) == period


@pytest.mark.parametrize(
    ("text", "number", "nature"),
    [
        ("The workforce, now 1,300, will double within a year.", "1,300", "flow"),
        ("It has sold more than 90,000 arms since 2008.", "90,000", "flow"),
        ("年底前车队将达到1000辆，目前运营车辆约300辆。", "300辆", "total"),
        ("上半年新增订单60台，累计订单逾100台。", "100台", "booking"),
        ("自2023年6月获批以来，已完成手术2600例。", "2600例", "flow"),
        ("It said on Tuesday that it had raised $5 million.", "$5 million", "event"),
        ("10月8日，公司宣布完成5亿元融资。", "5亿元", "event"),
        ("In September it raised $40 million, while a rival seeks $9 million.", "$9 million", "event"),
        ("去年营收2亿元，全球员工约700人。", "700人", "state"),
        ("It employs 250 people.", "250 people", "state"),
    ],
)
def test_a_figure_without_a_period_of_its_own_has_none(text: str, number: str, nature: Nature) -> None:
    assert dated(text, number, nature=nature) is None


@pytest.mark.parametrize(
    ("number", "nature", "period"),
    [
        ("$9 million", "flow", "2025-Q3"),
        ("60 orders", "booking", "2025-Q3"),
        ("700 people", "state", None),
        ("$80 million", "event", None),
    ],
)
def test_flows_take_what_the_article_has_set(number: str, nature: Nature, period: str | None) -> None:
    text = (
        "Acme's sales rose 5% to $50 million in the third quarter.\n\n"
        "The loss came to $9 million. It won 60 orders. It employs 700 people. It raised $80 million."
    )
    assert dated(text, number, nature=nature) == period


def test_a_paragraph_outweighs_the_lead() -> None:
    text = "Sales were $5 million in the third quarter.\n\nIn 2024 sales came to $7 million. The loss was $2 million."
    assert dated(text, "$2 million") == "2024"


def test_guidance_without_a_date_is_for_the_year() -> None:
    text = "Sales were $5 million in the second quarter.\n\nThe guidance for sales goes up to 15%."
    assert dated(text, "15%", growth=True) == "2025"


def test_a_date_that_dates_no_number_is_not_carried() -> None:
    text = "The system was cleared in 2023 as the first of its kind. It was used in 1,500 procedures."
    assert dated(text, "1,500") is None


def test_proceeds_and_closing_value_are_of_the_day_of_the_listing() -> None:
    text = "Acme rose 31% on its first day of trading on Thursday.\n\nAt the close it was valued at $2 billion."
    assert dated(text, "$2 billion", nature="event") == "2025-10-16"
    text = "10月16日，公司登陆港交所主板。全球发售4000万股，募资净额6亿港元。"
    assert dated(text, "6亿港元", nature="event") == "2025-10-16"


def test_an_average_price_is_of_the_period_reported_on() -> None:
    text = "It shipped 331 systems in the third quarter. The average price of a system was $1.4 million."
    assert dated(text, "$1.4 million", nature="state") == "2025-Q3"


def test_the_same_currency_in_brackets_is_last_years() -> None:
    text = "Results for the third quarter.\n- Revenue of USD 131 million (USD 156 million)"
    assert dated(text, "USD 156 million") == "2024-Q3"
    assert dated(text, "USD 131 million") == "2025-Q3"


def test_the_year_of_a_deal_sets_nothing_for_results() -> None:
    assert dated("It was acquired in 2021 for $80 million. Sales came to $5 million.", "$5 million") is None


def test_a_list_of_results_gives_its_period_to_headcount_too() -> None:
    text = "Acme 2025 results\n- Revenue: 2.0 billion yuan\n- Headcount: 2,300"
    assert dated(text, "2,300", nature="state") == "2025"


def test_a_total_at_the_end_of_the_years_is_of_the_last() -> None:
    assert dated("Between 2013 and 2023 the stock tripled to 4.3 million.", "4.3 million", nature="stock") == "2023"


def test_a_markets_stock_goes_with_its_statistics() -> None:
    assert nature_of("installed_base", market=True) == "stock"
    assert nature_of("installed_base") == "total"
    assert nature_of("installed_base", growth=True, market=True) == "flow"
    assert nature_of("installed_base", growth=True) == "state"
    assert nature_of("batteries_on_lease", state=True) == "state"


@settings(max_examples=200)
@given(st.text(alphabet="in2024 的年月to,.;(3Q) from第\n", max_size=60), st.data())
def test_any_text_and_any_place_give_an_answer(text: str, data: st.DataObject) -> None:
    spans = period_spans(text, PUBLISHED)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    whole = (0, len(text))
    carried = carried_period(spans, text, start)
    period, rule = period_of(spans, start, end, whole, whole, carried, text=text)
    assert period is None or (rule and carried_period(spans, text, start) == carried)
