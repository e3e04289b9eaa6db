"""Finding words of a dictionary: borders, plurals, order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from figures.match import Dictionary, lowered


def found(words: list[str], text: str) -> list[str]:
    small = lowered(text)
    return [text[hit.start : hit.end] for hit in Dictionary((word, word) for word in words).find(small)]


def test_latin_words_end_at_borders_and_may_be_plural() -> None:
    assert found(["robot"], "Robots, robotics and a robot; microrobot") == ["Robots", "robot"]


def test_chinese_words_need_no_borders() -> None:
    assert found(["订单", "在手订单"], "目前在手订单超30台") == ["在手订单", "订单"]


def test_short_words_have_no_plural() -> None:
    assert found(["it", "G1"], "its G1s") == ["G1s"]


@given(st.text(max_size=200))
def test_small_letters_keep_every_place(text: str) -> None:
    assert len(lowered(text)) == len(text)


@given(st.lists(st.text(min_size=1, max_size=5), max_size=8), st.text(max_size=80))
def test_hits_come_in_order_and_inside_the_text(words: list[str], text: str) -> None:
    hits = Dictionary((word, word) for word in words).find(lowered(text))
    assert [hit.start for hit in hits] == sorted(hit.start for hit in hits)
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
