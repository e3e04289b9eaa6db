"""Periods that a text names, in English and Chinese, resolved against the day of publication."""

from __future__ import annotations

import time
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from figures.normal import normalised
from figures.period_rules import period_rules
from figures.periods import PeriodSpan, period_bounds, period_spans, span_of

EXPRESSIONS = tomllib.loads(Path(__file__).with_name("period_expressions.toml").read_text(encoding="utf-8"))
PUBLISHED = date(2025, 11, 3)


def spans(text: str, published: date = PUBLISHED) -> list[PeriodSpan]:
    return period_spans(normalised(text), published)


def named(text: str, published: date = PUBLISHED) -> list[str]:
    return [span.period or "none" for span in spans(text, published)]


@pytest.mark.parametrize(("text", "published", "period"), EXPRESSIONS["en"] + EXPRESSIONS["zh"])
def test_an_expression_names_its_period(text: str, published: str, period: str) -> None:
    assert named(text, date.fromisoformat(published)) == ([period] if period else [])


@pytest.mark.parametrize("rule", period_rules().rules, ids=lambda rule: rule.id)
def test_a_rule_reads_its_own_examples(rule) -> None:
    assert rule.examples
    for text, published, period in rule.examples:
        found = named(text, date.fromisoformat(published))
        assert (period in found) if period else not found, text


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("In 2023 sales rose 5%, and in the fourth quarter 9%.", "2023-Q4"),
        ("2023年营收10亿元，其中四季度3亿元。", "2023-Q4"),
        ("去年营收10亿元，12月交付50台。", "2024-12"),
        ("Of 2024's sales of $5m, half came in December.", "2024-12"),
    ],
)
def test_a_bare_quarter_or_month_takes_the_year_that_its_sentence_named(text: str, period: str) -> None:
    assert named(text)[-1] == period


def test_a_year_named_in_another_sentence_does_not_count() -> None:
    assert named("In 2021 it was founded. In the second quarter it sold 50.")[-1] == "2025-Q2"


@pytest.mark.parametrize(
    "text",
    [
        "It said on Tuesday that it had raised $1 billion.",
        "The firm, it announced on March 21, raised $1 billion.",
        "SEOUL, May 8 — The firm's loss swelled.",
        "BEIJING, Nov. 2, 2025 — The firm closed a round.",
        "公司3月21日晚公告，合同金额1.59亿元。",
        "10月8日，软银集团宣布以53.75亿美元收购该业务。",
        "周四，公司表示营收大增。",
        "国际机器人联合会24日发布报告。",
        "Its founder said in June that turnover had passed $1 billion.",
    ],
)
def test_the_day_of_an_announcement_is_marked(text: str) -> None:
    assert spans(text)[0].announced


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("The shares began trading on Thursday and it was valued at HK$22 billion.", "2025-10-30"),
        ("12月23日，公司登陆港交所主板，募资6.8亿港元。", "2024-12-23"),
        ("The stock closed at 21 yuan today, for a market cap of 5 billion yuan.", "2025-11-03"),
    ],
)
def test_the_day_of_an_event_dates_it(text: str, period: str) -> None:
    span = spans(text)[0]
    assert (span.period, span.announced) == (period, False)


@pytest.mark.parametrize(
    "text",
    [
        "up from 4.0bn a year earlier",
        "19% more than in the same period of 2024",
        "5% fewer than in 2023",
        "twice as many as in 2019",
        "up 12.9 percent from February",
        "379 a year ago",
        "上年同期为2080万美元",
        "较去年增长7%",
        "比2022年多两倍",
        "去年同期亏损1亿元",
    ],
)
def test_a_point_of_comparison_is_marked(text: str) -> None:
    assert spans(text)[-1].comparison


@pytest.mark.parametrize(
    "text", ["as of Nov. 2", "at the end of June", "by the end of last year", "截至10月23日", "截至去年底", "去年末"]
)
def test_a_point_in_time_is_marked(text: str) -> None:
    assert spans(text)[-1].as_of


@pytest.mark.parametrize(
    "text", ["by 2030", "by the end of 2026", "到2030年", "2026年底前", "within three years", "三年内"]
)
def test_a_deadline_is_marked(text: str) -> None:
    assert spans(text)[-1].kind == "deadline"


def test_traditional_and_full_width_text_read_like_plain_text() -> None:
    assert named("２０２４年第三季營收") == ["2024-Q3"]
    assert named("去年下半年營收") == ["2024-H2"]


def test_offsets_count_in_the_whole_text_where_only_a_part_is_read() -> None:
    text = "In 2021 it began. In 2024 it sold 50."
    found = period_spans(text, PUBLISHED, 18, len(text))
    assert [(text[span.start : span.end], span.period) for span in found] == [("2024", "2024")]


# ── a period in every spelling is read back ────────────────────────────────────────────────────────────────────────

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
ORDINALS = ["first", "second", "third", "fourth"]
HANZI = "一二三四五六七八九十"


def year_spellings(year: int) -> list[str]:
    return [f"in {year}", f"in fiscal {year}", f"in FY{year}", f"{year}年", f"{year}年度", f"{year}年全年"]


def quarter_spellings(year: int, quarter: int) -> list[str]:
    word = ORDINALS[quarter - 1]
    last = 3 * quarter
    return [
        f"in the {word} quarter of {year}",
        f"{word}-quarter {year} sales",
        f"in Q{quarter} {year}",
        f"in {year} Q{quarter}",
        f"{quarter}Q{year % 100:02d} sales",
        f"in the three months to {MONTHS[last - 1]} {year}",
        f"in the quarter ended {MONTHS[last - 1]} {year}",
        f"in {MONTHS[last - 3]}-{MONTHS[last - 1]} {year}",
        f"{year}年第{HANZI[quarter - 1]}季度",
        f"{year}年{HANZI[quarter - 1]}季度",
        f"{year}年Q{quarter}",
        f"{year}年{last - 2}-{last}月",
        f"{year}年{last - 2}月至{last}月",
    ]


def half_spellings(year: int, half: int) -> list[str]:
    word = ORDINALS[half - 1]
    return [
        f"in the {word} half of {year}",
        f"H{half} {year} sales",
        f"{half}H{year % 100:02d} sales",
        f"in the six months to {MONTHS[6 * half - 1]} {year}",
        f"{year}年{'上下'[half - 1]}半年",
    ]


def month_spellings(year: int, month: int) -> list[str]:
    name = MONTHS[month - 1]
    return [
        f"in {name} {year}",
        f"in {name[:3]} {year}",
        f"{year}年{month}月",
        f"{year}年{month:02d}月份",
        f"in {year}-{month:02d}",
    ]


def day_spellings(day: date) -> list[str]:
    name = MONTHS[day.month - 1]
    return [
        f"as of {name} {day.day}, {day.year}",
        f"as of {day.day} {name} {day.year}",
        f"as of {day.isoformat()}",
        f"截至{day.year}年{day.month}月{day.day}日",
    ]


def span_spellings(first: int, last: int) -> list[str]:
    return [f"from {first} to {last}", f"between {first} and {last}", f"in {first}-{last}", f"in {first}–{last}",
            f"{first}年至{last}年", f"{first}-{last}年", f"{first}年到{last}年"]  # fmt: skip


def nine_months_spellings(year: int) -> list[str]:
    return [f"in the first nine months of {year}", f"in the nine months to September {year}", f"{year}年前三季度",
            f"{year}年前9个月", f"{year}年前九个月", f"{year}年1-9月", f"{year}年1月至9月"]  # fmt: skip


YEARS = st.integers(2001, 2049)


@st.composite
def spelled(draw: st.DrawFn) -> tuple[str, str]:
    year, number = draw(YEARS), draw(st.integers(1, 12))
    quarter, half = (number + 2) // 3, (number + 5) // 6
    day = date(year, number, draw(st.integers(1, 28)))
    spellings, period = draw(
        st.sampled_from(
            [
                (year_spellings(year), f"{year}"),
                (quarter_spellings(year, quarter), f"{year}-Q{quarter}"),
                (half_spellings(year, half), f"{year}-H{half}"),
                (month_spellings(year, number), f"{year}-{number:02d}"),
                (day_spellings(day), day.isoformat()),
                (span_spellings(year, year + number), f"{year}/{year + number}"),
                (nine_months_spellings(year), f"{year}-01/{year}-09"),
            ]
        )
    )
    return draw(st.sampled_from(spellings)), period


@settings(max_examples=400)
@given(spelled(), st.dates(min_value=date(2001, 1, 1), max_value=date(2049, 12, 31)))
def test_a_period_that_names_its_year_is_read_back_in_every_spelling(said: tuple[str, str], published: date) -> None:
    text, period = said
    assert named(text, published) == [period]


# ── anything at all ────────────────────────────────────────────────────────────────────────────────────────────────

SHARDS = st.sampled_from(
    ["2025", "年", "月", "3", "日", "-", "/", "第", "季度", " ", "quarter", "the ", "first ", "May", "to ", "of ",
     "end ", "截至", "前", "今", "半年", "Q3", "FY", "99", "0", "一", "十", "ago", "years ", "months ", ".", "\n", "İ"]
)  # fmt: skip


@settings(max_examples=300)
@given(st.one_of(st.text(), st.lists(SHARDS, max_size=30).map("".join)), st.dates())
@example("2月30日 February 30 13月 0月 Q9 2025-02-31", date(1, 1, 1))
@example("İ in March 2024 next year over the next 99 years 后年", date(9999, 12, 31))
def test_any_text_gives_sound_spans(text: str, published: date) -> None:
    found = spans(text, published)
    assert found == spans(text, published)
    ends = 0
    for span in found:
        assert ends <= span.start < span.end <= len(text)
        ends = span.end
        assert (span.period is None) == (span.kind == "none")
        if span.period is not None:
            assert span_of(*period_bounds(span.period)) == span.period


@pytest.mark.parametrize(
    "shard", ["2025年", "first quarter of ", "in May ", "the end of the ", "1-", "前", "十", " ", "9"]
)
def test_time_grows_with_length_only(shard: str) -> None:
    def seconds(length: int) -> float:
        text = shard * (length // len(shard))
        start = time.process_time()
        period_spans(text, PUBLISHED)
        return time.process_time() - start

    seconds(1_000)
    short, long = seconds(20_000), seconds(160_000)
    assert long < 8 * short * 3 + 0.05
