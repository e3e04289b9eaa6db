"""Numerals in digits, English words and Chinese characters are read at their value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.chinese_numerals import chinese_at
from figures.number_words import words_at
from figures.numbers import Numeral, digits_at


def value(numeral: Numeral | None) -> float | None:
    return numeral.value if numeral else None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1,200", 1200),
        ("1,234,567.89", 1234567.89),
        ("12,34,567", 1234567),
        ("1.234.567,5", 1234567.5),
        ("1'200'000", 1200000),
        ("3,5 Mio.", 3500000),
        ("3,5%", 3.5),
        ("40 000 euros", 40000),
        ("1 234 567", 1234567),
        ("2½ million", 2500000),
        ("1.2bn", 1.2e9),
        ("7MM", 7e6),
        ("3 mln", 3e6),
        ("5.375 billion", 5.375e9),
        ("500-million", 5e8),
        ("10k", 10000),
        ("12.5 crore", 1.25e8),
        ("1.5 lakh", 150000),
        ("2 dozen", 24),
        ("3 thousand million", 3000),
        ("3.5万", 35000),
        ("1亿2000万", 1.2e8),
        ("7万5千4百", 75400),
        ("3万4000台", 34000),
        ("1.2万亿", 1.2e12),
        ("300余万", 3e6),
        ("5百万", 5e6),
        ("12兆", 1.2e13),
        ("3.0, 3.9", 3.0),
        ("2025,2026", 2025),
        ("1.1bn", 1100000000),
    ],
)
def test_digits(written: str, expected: float) -> None:
    assert value(digits_at(written, 0)) == expected


def test_a_number_without_a_leading_zero() -> None:
    assert digits_at("to .25 of it", 4) == Numeral(3, 6, 0.25)


def test_more_digits_than_any_number_of_news_are_no_number() -> None:
    assert digits_at("9" * 400, 0) is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("six and a half million", 6.5e6),
        ("half a billion", 5e8),
        ("a quarter million", 250000),
        ("three quarters of a million", 750000),
        ("one million and a half", 1.5e6),
        ("one hundred and twenty", 120),
        ("four hundred fifty-three thousand and nine", 453009),
        ("two point two five million", 2.25e6),
        ("three lakh crore", 3e12),
        ("half a dozen", 6),
        ("twenty-one", 21),
        ("ninety nine", 99),
        ("two thousand five hundred", 2500),
        ("a hundred", None),
        ("hundred thousand", 100000),
    ],
)
def test_english_words(written: str, expected: float | None) -> None:
    assert value(words_at(written, 0)) == expected


def test_english_words_end_where_the_number_ends() -> None:
    assert words_at("one hundred and a few", 0) == Numeral(0, 11, 100.0, words=True)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("三千五百万", 3.5e7),
        ("两亿五千万", 2.5e8),
        ("一百二十", 120),
        ("四百五", 450),
        ("一万三", 13000),
        ("一千零五", 1005),
        ("九十三万四百零七", 930407),
        ("三十二亿五千零六万", 3250060000),
        ("七兆三十亿六万八千四", 7003000068400),
        ("三千万亿", 3e15),
        ("十点三", 10.3),
        ("一百零二点五亿", 1.025e10),
        ("两个亿", 2e8),
        ("五百余万", 5e6),
        ("壹万贰仟叁佰肆拾伍", 12345),
        ("二零二五", 2025),
        ("四万万", 4e8),
        ("十万", 100000),
        ("百万", 1e6),
    ],
)
def test_chinese_numerals(written: str, expected: float) -> None:
    assert value(chinese_at(written, 0)) == expected


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("六七十万", 6e5, 7e5),
        ("八九亿", 8e8, 9e8),
        ("三五百", 300, 500),
        ("十五六万", 150000, 160000),
        ("两三千", 2000, 3000),
    ],
)
def test_chinese_approximations_are_ranges(written: str, low: float, high: float) -> None:
    numeral = chinese_at(written, 0)
    assert numeral is not None
    assert (numeral.value, numeral.high) == (low, high)


# ── round trips ────────────────────────────────────────────────────────────────────────────────────────────────────

_DIGITS = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """Write a number below 10**12 in Chinese, as a reader would."""
    for factor, sign in ((10**8, "亿"), (10**4, "万")):
        if number >= factor:
            head, rest = divmod(number, factor)
            zero = "零" if rest and rest < factor // 10 else ""
            return in_chinese(head) + sign + zero + (in_chinese(rest) if rest else "")
    for factor, sign in ((1000, "千"), (100, "百"), (10, "十")):
        if number >= factor:
            head, rest = divmod(number, factor)
            zero = "零" if rest and rest < factor // 10 else ""
            return _DIGITS[head] + sign + zero + (in_chinese(rest) if rest else "")
    return _DIGITS[number]


@given(st.integers(min_value=1, max_value=10**12 - 1))
def test_chinese_numerals_round_trip(number: int) -> None:
    assert value(chinese_at(in_chinese(number), 0)) == number


WORDS = """one two three four five six seven eight nine ten
eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
twenty thirty forty fifty sixty seventy eighty ninety"""
_ONES, _TENS = WORDS.split()[:19], WORDS.split()[19:]


def in_english(number: int, joint: str) -> str:
    for factor, word in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= factor:
            head, rest = divmod(number, factor)
            join = joint if rest < 100 else " "
            return f"{in_english(head, joint)} {word}" + (join + in_english(rest, joint) if rest else "")
    if number < 20:
        return _ONES[number - 1]
    tens, ones = divmod(number, 10)
    return _TENS[tens - 2] + (f"-{_ONES[ones - 1]}" if ones else "")


@given(st.integers(min_value=1, max_value=10**12 - 1), st.sampled_from((" ", " and ")))
def test_english_words_round_trip(number: int, joint: str) -> None:
    written = in_english(number, joint)
    numeral = words_at(written, 0)
    assert numeral is not None
    assert (numeral.value, numeral.end) == (number, len(written))


@given(st.integers(min_value=0, max_value=10**11), st.sampled_from(("{}", "{:,}")))
def test_digits_round_trip(number: int, form: str) -> None:
    written = form.format(number)
    assert digits_at(written, 0) == Numeral(0, len(written), float(number))


@given(st.text(alphabet=st.sampled_from("0123456789.,' 万亿千百十点余kmb½-"), max_size=60))
def test_any_digits_are_read_without_complaint(text: str) -> None:
    for start, character in enumerate(text):
        if character in "0123456789":
            numeral = digits_at(text, start)
            assert numeral is None or start - 1 <= numeral.start < numeral.end <= len(text)


@given(st.text(alphabet=st.sampled_from("零一二三四五六七八九十百千万亿兆两点余个几壹贰拾佰"), max_size=40))
def test_any_chinese_characters_are_read_without_complaint(text: str) -> None:
    for start in range(len(text)):
        numeral = chinese_at(text, start)
        assert numeral is None or start == numeral.start < numeral.end <= len(text)
