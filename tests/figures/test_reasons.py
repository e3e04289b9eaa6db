"""Reasons are sentences for readers: numbers as they were written, units once, sources named."""

from __future__ import annotations

import pytest

from figures import reasons
from tests.figures.reports import figure, report


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (figure(7.14e9, qualifier="about"), "about 7.14 billion yuan"),
        (figure(510e6, "USD", value_high=530e6), "510 to 530 million US dollars"),
        (figure(-850e6, value_high=-750e6), "-850 to -750 million yuan"),
        (figure(5168, "units"), "5,168 units"),
        (figure(30, "percent", qualifier="more_than"), "more than 30%"),
        (figure(1.35e12, "KRW"), "1.35 trillion won"),
        (figure(3e8, "TWD"), "300 million TWD"),
    ],
)
def test_amount_is_written_with_hedge_scale_and_unit(one: reasons.Figure, words: str) -> None:
    assert reasons.amount(one) == words


def test_two_amounts_share_their_unit_where_they_can() -> None:
    assert reasons.against(figure(8.1e9), figure(7e9)) == "8.1 against 7 billion yuan"
    assert reasons.against(figure(980e6), figure(7e9)) == "980 million yuan against 7 billion yuan"
    assert reasons.against(figure(1.1e9, "USD"), figure(7e9)) == "1.1 billion US dollars against 7 billion yuan"
    assert reasons.against(figure(26, "percent"), figure(29.5, "percent")) == "26 against 29.5%"


def test_reasons_name_source_day_and_verdict() -> None:
    old = report("2025-01-14", 7e9, period="2025", status="forecast", outlet="Robot Post", forecaster="Halden")
    new = report("2025-03-03", 8.1e9, period="2025", status="forecast", forecaster="Kestrel")
    assert reasons.revision(new, old) == (
        "same period, 8.1 against 7 billion yuan (Kestrel against Halden), intervals apart"
    )
    assert (
        reasons.repeat(old, old) == "same period, 7 against 7 billion yuan of Robot Post on 2025-01-14, intervals meet"
    )
    assert reasons.outcome(report("2026-01-20", 7.3e9, period="2025"), old, met=True) == (
        "2025 was known only as expected: 7 billion yuan told by Robot Post on 2025-01-14; now actual, as expected"
    )
    deal = report("2025-07-09", 2.1e9, period=None, status="target", outlet="Robot Post")
    assert reasons.outcome(report("2025-10-09", 2.5e9, period=None), deal, met=False) == (
        "announced: 2.1 billion yuan told by Robot Post on 2025-07-09; now it has happened, not as expected"
    )
