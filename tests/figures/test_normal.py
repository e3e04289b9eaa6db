"""One form of writing for all widths, dashes and scripts, at the same places."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from figures.normal import normalised


def test_plain_text_is_returned_as_it_is() -> None:
    text = "Revenue rose 12% to $1.2bn - a record."
    assert normalised(text) is text


def test_full_width_digits_and_signs_become_plain() -> None:
    assert normalised("２０２５年，营收￥９．９万（＋３％）") == "2025年,营收¥9.9万(+3%)"


def test_odd_spaces_dashes_and_quotes_become_plain() -> None:
    assert normalised("5\u20138\u00a0million\u202fyuan, \u201cGeek+\u201d\u2019s") == '5-8 million yuan, "Geek+"\'s'


def test_the_dash_between_clauses_stays_apart_from_the_hyphen() -> None:
    assert normalised("robots\u20145,000 of them") == "robots\u20145,000 of them"


def test_traditional_characters_become_simplified() -> None:
    assert normalised("達明機器人營收逾三萬億圓") == "达明机器人营收逾三万亿圆"


def test_characters_of_surnames_and_words_are_no_digits() -> None:
    assert normalised("大陆队伍收拾壹贰") == "大陆队伍收拾壹贰"


@given(st.text())
def test_any_text_keeps_its_length_and_is_stable(text: str) -> None:
    plain = normalised(text)
    assert len(plain) == len(text)
    assert normalised(plain) == plain


@given(st.text(alphabet=st.sampled_from("萬億兩餘達機器人營收１２３，．％　—–abc"), max_size=400))
def test_many_kinds_of_characters_fold_as_one_by_one(text: str) -> None:
    assert normalised(text) == "".join(map(normalised, text))
