"""Marking words and differences: nothing is lost, hits are found whatever their script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.verbs.marking import difference, highlighter, segments_of


def _hits(query: str, text: str) -> list[str]:
    return [piece.text for piece in highlighter(query).all(text) if piece.kind == "hit"]


@pytest.mark.parametrize(
    ("query", "text", "hits"),
    [
        ("robot", "Robots and robotics, a ROBOT", ["Robots", "robotics", "ROBOT"]),
        ("營收", "公司营收增长", ["营收"]),
        ("天智航", "北京天智航医疗", ["天智航"]),
        ("机", "机器人与飞机", ["机", "机"]),
        ('"market share"', "Market Share of the market", ["Market Share"]),
        ("-recall robot", "robot recall", ["robot"]),
        ("title:AgiBot", "AGIBOT", ["AGIBOT"]),
        ("", "anything", []),
    ],
)
def test_words_are_marked_as_the_search_finds_them(query: str, text: str, hits: list[str]) -> None:
    assert _hits(query, text) == hits


@given(st.text(max_size=80), st.text(max_size=200))
def test_marking_loses_no_character(query: str, text: str) -> None:
    assert "".join(piece.text for piece in highlighter(query).all(text)) == text


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_difference_holds_both_sides(old: str, new: str) -> None:
    for pieces in difference(old, new):
        assert "".join(p.text for p in pieces if p.kind != "came") in old
        assert "".join(p.text for p in pieces if p.kind != "went") in new


def test_a_snippet_begins_near_the_first_hit() -> None:
    text = "word " * 200 + "Unitree sold robots. " + "word " * 200
    pieces = highlighter("unitree").snippet(text)
    shown = "".join(piece.text for piece in pieces)
    assert "Unitree sold robots" in shown
    assert shown.startswith("… ")
    assert len(shown) < 200


def test_segments_join_to_the_text_again() -> None:
    whole = "Unitree sold 1,500\nThe firm"
    lines = segments_of(whole, [("Unitree", 0, 7), ("Unitree", 19, 27)], [])
    assert "\n".join("".join(part.text for part in line) for line in lines) == whole
    assert lines[0][0].subjects == ("Unitree",)
