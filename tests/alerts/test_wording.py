"""Numbers, periods and dates read as an English or a Chinese reader would write them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import wording
from alerts.magnitude import percent_between
from alerts.words import words
from models.values import Language, Restatement
from tests.alerts.samples import figure, seed, told

EN, ZH = words("en"), words("zh")


def test_the_story_it_began_with() -> None:
    assert wording.change_in_words(EN, seed()) == ("7 → 8.1 billion yuan", "+16%")
    assert wording.change_in_words(ZH, seed()) == ("70 → 81亿元", "+16%")


@pytest.mark.parametrize(
    ("value", "unit", "english", "chinese"),
    [
        (980e6, "USD", "US$980 million", "9.8亿美元"),
        (1e12, "KRW", "1 trillion won", "1万亿韩元"),
        (35_410_700.0, "CNY", "35.4107 million yuan", "3,541.07万元"),
        (1_234_567_891.0, "CNY", "1,234,567,891 yuan", "123,456.7891万元"),
        (9_800.0, "USD", "US$9,800", "9,800美元"),
        (2.5e6, "CHF", "2.5 million Swiss francs", "250万瑞士法郎"),
        (-59e6, "EUR", "−€59 million", "−5,900万欧元"),
        (5168.0, "units", "5,168 robots", "5,168台"),
        (1.0, "units", "1 robot", "1台"),
        (35_000.0, "units", "35,000 robots", "3.5万台"),
        (12_345.0, "units", "12,345 robots", "12,345台"),
        (1_200_000.0, "people", "1.2 million people", "120万人"),
        (31.5, "percent", "31.5%", "31.5%"),
        (100.0, "procedures", "100 procedures", "100例"),
        (12.0, "licences", "12 licences", "12 licences"),
    ],
)
def test_quantities(value: float, unit: str, english: str, chinese: str) -> None:
    assert wording.quantity(EN, value, unit) == english
    assert wording.quantity(ZH, value, unit) == chinese


def test_hedges_and_ranges_are_kept() -> None:
    old = figure(2e9, qualifier="more_than")
    assert wording.pair(EN, old, figure(2.1e9, qualifier="about")) == "more than 2 → about 2.1 billion yuan"
    assert wording.pair(ZH, old, figure(2.1e9, qualifier="about")) == "超过20 → 约21亿元"
    dollars = figure(2.4e9, "USD", qualifier="about")
    assert wording.pair(EN, dollars, figure(2.5e9, "USD")) == "about US$2.4 billion → US$2.5 billion"
    assert wording.pair(ZH, dollars, figure(2.5e9, "USD")) == "约24 → 25亿美元"
    assert wording.quantity(EN, 7e9, "CNY", 8e9) == "7–8 billion yuan"
    assert wording.quantity(ZH, 7e9, "CNY", 8e9) == "70至80亿元"
    assert wording.quantity(EN, -290e6, "CNY", -270e6) == "−290 to −270 million yuan"


def test_another_scale_or_currency_is_written_in_full() -> None:
    assert wording.pair(EN, figure(980e6), figure(1.2e9)) == "980 million yuan → 1.2 billion yuan"
    assert wording.pair(EN, figure(980e6, "USD"), figure(8.1e9)) == "US$980 million → 8.1 billion yuan"


@pytest.mark.parametrize(
    ("old", "new", "unit", "english", "chinese"),
    [
        (7e9, 8.1e9, "CNY", "+16%", "+16%"),
        (100.0, 104.56, "CNY", "+4.6%", "+4.6%"),
        (100.0, 99.9544, "CNY", "−0.046%", "−0.046%"),
        (100.0, 1334.4, "CNY", "+1,234%", "+1,234%"),
        (100.0, 100.0, "CNY", "±0%", "±0%"),
        (30.0, 35.5, "percent", "+5.5 points", "+5.5个百分点"),
        (30.1, 29.1, "percent", "−1 point", "−1个百分点"),
        (-3e8, -1.23e8, "CNY", "+59%", "+59%"),
        (-3e8, 1e8, "CNY", "from loss to profit", "扭亏为盈"),
        (3e8, -1e8, "CNY", "from profit to loss", "由盈转亏"),
        (0.0, 5.0, "units", "", ""),
    ],
)
def test_differences(old: float, new: float, unit: str, english: str, chinese: str) -> None:
    assert wording.delta(EN, figure(old, unit), figure(new, unit)) == english
    assert wording.delta(ZH, figure(old, unit), figure(new, unit)) == chinese


def test_a_restatement_bridges_currencies_and_else_the_ledger_does() -> None:
    dollars = figure(980e6, "USD")
    yuan = figure(8.1e9, also=(Restatement(value=1.127e9, unit="USD"),))
    assert percent_between(dollars, yuan) == pytest.approx(15.0)
    unbridged = told(figure(8.1e9), dollars)
    assert wording.change_in_words(EN, unbridged) == ("US$980 million → 8.1 billion yuan", "")
    known = told(figure(8.1e9), dollars, percent=15.2)
    assert wording.change_in_words(EN, known)[1] == "+15%"


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("2025", "2025", "2025年"),
        ("2025-H1", "first half of 2025", "2025年上半年"),
        ("2025-Q3", "Q3 2025", "2025年第3季度"),
        ("2025-07", "July 2025", "2025年7月"),
        ("2025-07-14", "14 Jul 2025", "2025年7月14日"),
        ("2024/2030", "2024–2030", "2024年至2030年"),
        ("2025-01/2025-09", "Jan–Sept 2025", "2025年1月至9月"),
        (None, "no period stated", "未注明时期"),
        ("2025-13", "2025-13", "2025-13"),
        ("2025-02-30", "2025-02-30", "2025-02-30"),
        ("2025-00/2025-13", "2025-00/2025-13", "2025-00/2025-13"),
    ],
)
def test_periods(text: str | None, english: str, chinese: str) -> None:
    assert wording.period(EN, text) == english
    assert wording.period(ZH, text) == chinese


def test_a_period_that_no_calendar_has_is_told_as_it_stands() -> None:
    for text in ("0000-00", "2025-13", "0000-00/2025-01", "2025-02-30"):
        assert wording.period(EN, text) == text


def test_moments_are_local_and_name_their_zone() -> None:
    moment = datetime(2025, 1, 14, tzinfo=ZoneInfo("UTC"))
    assert wording.moment(EN, moment, ZoneInfo("Asia/Shanghai")) == "Tue, 14 Jan 2025, 08:00 (Asia/Shanghai)"
    assert wording.moment(ZH, moment, ZoneInfo("Asia/Shanghai")) == "2025年1月14日周二 08:00 (Asia/Shanghai)"
    assert wording.day(ZH, date(2025, 1, 14)) == "2025年1月14日"


@given(
    value=st.floats(-1e15, 1e15, allow_nan=False),
    unit=st.sampled_from(["CNY", "USD", "XXX", "units", "percent", "", "odd {unit}"]),
    language=st.sampled_from(["en", "zh"]),
    period=st.one_of(st.none(), st.text(alphabet="0123456789-/QH", max_size=17)),
)
def test_whatever_the_figure_there_are_words(value: float, unit: str, language: Language, period: str | None) -> None:
    w = words(language)
    assert wording.quantity(w, value, unit)
    assert wording.pair(w, figure(value, unit), figure(value / 2, unit))
    assert isinstance(wording.delta(w, figure(value, unit), figure(value / 3 + 1, unit)), str)
    assert wording.period(w, period)


@given(value=st.decimals(1, 10**13, places=4))
def test_no_digit_of_a_figure_is_lost(value: float) -> None:
    said = wording.quantity(EN, float(value), "CNY")
    number, *scale = said.removesuffix(" yuan").split(" ")
    factor = {"million": 10**6, "billion": 10**9, "trillion": 10**12}.get(scale[0] if scale else "", 1)
    assert float(number.replace(",", "")) * factor == pytest.approx(float(value), rel=1e-14)


def test_both_languages_say_the_same_things() -> None:
    def keys(table: dict[str, object]) -> set[str]:
        return {key for key in table if key not in ("money",)}

    assert keys(EN.table) == keys(ZH.table)
    assert EN.table["metrics"].keys() == ZH.table["metrics"].keys()
    assert EN.table["units"].keys() == ZH.table["units"].keys()
