"""Sentences and clauses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.sentences import clause_starts, sentences_of


def split(text: str) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in sentences_of(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Title\nIt grew 1.5%. It fell.", ["Title", "It grew 1.5%.", "It fell."]),
        ("T\nDoosan Inc. said so. On Nov. 23 it ran 961.", ["T", "Doosan Inc. said so.", "On Nov. 23 it ran 961."]),
        ("T\nPony.ai has cars. U.S. sales rose.", ["T", "Pony.ai has cars.", "U.S. sales rose."]),
        ("题\n收入增长。亏损收窄！“真的？”他问", ["题", "收入增长。", "亏损收窄！", "“真的？”", "他问"]),
    ],
)  # fmt: skip
def test_full_stops_end_sentences_unless_they_abbreviate(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_an_item_of_a_list_carries_its_label() -> None:
    text = "T\n\n- Revenue: 2bn\n- Staff: 30"
    items = [sentence for sentence in sentences_of(text) if sentence.bullet]
    assert [text[item.start : item.label_end].strip("- ") for item in items] == ["Revenue:", "Staff:"]


def test_a_comma_inside_a_number_begins_no_clause() -> None:
    text = "It sold 1,200 robots, and 其中，海外18台"
    (sentence,) = sentences_of(text)
    assert [text[start : start + 3] for start in clause_starts(text, sentence)] == ["It ", " an", "海外1"]


@given(st.text(alphabet="ab AB1.,;!?。，\n-:", max_size=120))
def test_sentences_are_apart_and_in_order(text: str) -> None:
    last = 0
    for sentence in sentences_of(text):
        assert last <= sentence.start < sentence.end <= len(text)
        starts = clause_starts(text, sentence)
        assert starts == sorted(starts)
        last = sentence.end
