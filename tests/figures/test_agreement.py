"""Two numbers agree where what they stand for overlaps: rounding, hedges, ranges, restated units and currencies."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.agreement import agree, interval_of
from models.values import Qualifier
from tests.figures.reports import RATES, report

QUALIFIERS: tuple[Qualifier, ...] = ("exact", "about", "more_than", "less_than")


@pytest.mark.parametrize(
    ("value", "qualifier", "low", "high"),
    [
        (7e9, "exact", 6.65e9, 7.35e9),
        (6.98e9, "exact", 6.975e9, 6.985e9),
        (400e6, "exact", 380e6, 420e6),
        (5168, "exact", 5167.5, 5168.5),
        (20_000, "exact", 19_000, 21_000),
        (12_000, "exact", 11_500, 12_500),  # 1.2万
        (500, "about", 450, 550),
        (535e6, "about", 534e6, 536e6),
        (300e9, "more_than", 300e9, 375e9),
        (300e9, "less_than", 240e9, 300e9),
        (-850e6, "exact", -855e6, -845e6),
        (-850e6, "more_than", -1062.5e6, -850e6),
        (-850e6, "less_than", -850e6, -680e6),
        (0.1 + 0.2, "exact", 0.285, 0.315),  # the noise of binary fractions is not a digit
        (0, "exact", -0.5, 0.5),
    ],
)
def test_number_stands_for_all_that_rounds_to_it(value: float, qualifier: Qualifier, low: float, high: float) -> None:
    assert interval_of(value, qualifier, "CNY") == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("value", "quote", "qualifier", "low", "high"),
    [
        (30, "up 30%", "exact", 29.5, 30.5),
        (30, "增长30%", "exact", 29.5, 30.5),
        (26, "同比增长26.0%", "exact", 25.95, 26.05),
        (14.2, "14.2 percent more", "exact", 14.15, 14.25),
        (-13.8, "同比下降13.8%", "exact", -13.85, -13.75),
        (30, "about 30%", "about", 29, 31),
        (30, "more than 30%", "more_than", 30, 37.5),
        (1200, "1,200%", "exact", 1199.5, 1200.5),
        (100, "doubled", "exact", 95, 105),
        (100, "翻番", "exact", 95, 105),
        (30, "三成", "exact", 28.5, 31.5),
    ],
)
def test_percentage_counts_the_digits_it_states(
    value: float, quote: str, qualifier: Qualifier, low: float, high: float
) -> None:
    assert interval_of(value, qualifier, "percent", quote) == pytest.approx((low, high))


AGREEING: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"value": 7e9}, {"value": 6.98e9}),
    ({"value": 2380, "unit": "firms"}, {"value": 2300, "unit": "firms", "qualifier": "more_than"}),
    ({"value": 18_000, "unit": "units"}, {"value": 20_000, "unit": "units", "qualifier": "about"}),
    ({"value": 538e6}, {"value": 520e6, "value_high": 540e6}),
    ({"value": 520e6, "value_high": 540e6}, {"value": 520e6, "value_high": 540e6}),
    ({"value": 510e6, "value_high": 530e6}, {"value": 520e6, "value_high": 540e6}),  # both ends touch
    ({"value": 5168, "unit": "units"}, {"value": 5169, "unit": "units"}),  # touch at 5,168.5
    ({"value": 1.31e9, "also": [(181e6, "USD")]}, {"value": 181.2e6, "unit": "USD"}),
    ({"value": 90.51e6}, {"value": 12.5e6, "unit": "USD"}),
    ({"value": 807e9, "unit": "JPY"}, {"value": 5.4e9, "unit": "USD", "qualifier": "about"}),
    ({"value": 394e6, "unit": "HKD"}, {"value": 50e6, "unit": "USD", "qualifier": "about"}),
    ({"value": 15e9}, {"value": 2e9, "unit": "USD", "qualifier": "more_than"}),
    ({"value": 797.1e9, "unit": "JPY", "also": [(5.34e9, "USD")]}, {"value": 5.36e9, "unit": "USD"}),
]
APART: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"value": 7e9}, {"value": 8.1e9}),
    ({"value": 302_000, "unit": "units"}, {"value": 295_000, "unit": "units"}),
    ({"value": 510e6, "value_high": 530e6}, {"value": 520e6, "value_high": 550e6}),
    ({"value": 510e6, "value_high": 530e6}, {"value": 535e6, "qualifier": "about"}),
    ({"value": 12e9}, {"value": 16e9, "also": [(2.2e9, "USD")]}),
    ({"value": 112e9}, {"value": 14.6e9, "unit": "USD"}),
    ({"value": -110e6}, {"value": 110e6}),
    # Each was converted by its own author: the yuan disagree, and they are what was reported.
    ({"value": 1.31e9, "also": [(181e6, "USD")]}, {"value": 1.34e9, "also": [(185e6, "USD")]}),
]


@pytest.mark.parametrize(("one", "other"), AGREEING)
def test_same_number_told_differently_agrees(one: dict[str, Any], other: dict[str, Any]) -> None:
    a, b = report("2025-03-27", **one), report("2025-03-28", **other)
    assert agree(a, b, RATES) is True
    assert agree(b, a, RATES) is True


@pytest.mark.parametrize(("one", "other"), APART)
def test_different_numbers_disagree(one: dict[str, Any], other: dict[str, Any]) -> None:
    a, b = report("2025-03-27", **one), report("2025-03-28", **other)
    assert agree(a, b, RATES) is False
    assert agree(b, a, RATES) is False


def test_currency_without_a_rate_is_not_compared() -> None:
    assert agree(report("2025-03-27", 7e9), report("2025-03-27", 1e9, "XXX"), RATES) is None
    assert agree(report("2025-03-27", 1e9, "XXX"), report("2025-03-27", 1.01e9, "XXX"), RATES) is True


values = st.one_of(
    st.integers(-(10**12), 10**12).map(float),
    st.floats(0.01, 1e6).map(lambda value: float(f"{value:.4g}")),
)
forms = st.builds(
    lambda value, unit, qualifier, width, also: report(
        "2025-06-30",
        value,
        unit,
        qualifier=qualifier,
        value_high=value + width * max(1.0, abs(value)) if width else None,
        also=also,
    ),
    values,
    st.sampled_from(["CNY", "USD", "percent", "units"]),
    st.sampled_from(QUALIFIERS),
    st.sampled_from([0, 0, 0.1]),
    st.lists(st.tuples(values, st.sampled_from(["USD", "JPY", "HKD"])), max_size=1),
)


@given(forms, forms)
def test_agreement_is_symmetric(a: Any, b: Any) -> None:
    assert agree(a, b, RATES) == agree(b, a, RATES)


@given(forms)
def test_number_agrees_with_itself(a: Any) -> None:
    assert agree(a, a, RATES) is True


@given(values, st.sampled_from(QUALIFIERS), st.sampled_from(["CNY", "percent"]))
def test_interval_contains_its_number_and_a_hedge_never_narrows_it(
    value: float, qualifier: Qualifier, unit: str
) -> None:
    low, high = interval_of(value, qualifier, unit, f"{value:g}%")
    assert low <= value <= high
    exact, about = (interval_of(value, hedge, unit, f"{value:g}%") for hedge in ("exact", "about"))
    assert about[0] <= exact[0] <= exact[1] <= about[1]


@given(values.filter(bool), st.sampled_from(["USD", "JPY", "HKD", "EUR"]))
def test_number_agrees_with_its_conversion_at_the_reference_rate(value: float, currency: str) -> None:
    rate = RATES.usd_for(currency, report("2025-01-01", 1).published, report("2025-01-01", 1).published)
    assert rate
    converted = value / 7.25 / rate.usd
    assert agree(report("2025-03-27", value), report("2025-03-27", converted, currency), RATES) is True


@given(values, values)
def test_restated_unit_may_agree_in_place_of_the_main_one(value: float, dollars: float) -> None:
    restated = report("2025-03-27", value, also=[(dollars, "USD")])
    assert agree(restated, report("2025-03-27", dollars, "USD"), RATES) is True
