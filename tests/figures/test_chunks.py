"""A sentence falls into runs of words of content, each with what stands around it."""

from __future__ import annotations

import itertools
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from figures.chunks import METRIC, NAME, OWNER, VERB, Chunk, chunks_of
from figures.extract import Reader
from models.values import Document, Subject

READER = Reader((Subject(name="Estun", kind="company", terms=(("Estun",),)),))
WORDS = ("Estun", "sold", "320", "welding robots", "to", "the", "German", "car industry", "revenue", "of", "its", "€5m")


def chunks(sentence: str) -> list[tuple[str, Chunk]]:
    document = Document(id="1", language="en", published=date(2025, 9, 8), title="", text=sentence)
    passage = next(iter(READER.weighed(document)))[0].passage
    return [(passage.text[chunk.start : chunk.end], chunk) for chunk in chunks_of(passage)]


def test_words_of_content_stand_together() -> None:
    found = chunks("Estun sold 320 of its welding robots to the German spring in 2024.")
    assert [words for words, _ in found] == ["welding robots", "German spring"]


def test_what_stands_around_a_chunk_is_told_by_its_kind() -> None:
    found = dict(chunks("Estun said its metals division's welding revenue reached 320 million euros."))
    assert found["metals division"].lead == "its"
    assert found["metals division"].follow == OWNER
    assert "revenue" in found["welding"].follow.removeprefix(METRIC).split(",")
    assert chunks("Estun welding arms reached 320 units sold.")[0][1].lead == f"{NAME}Estun"
    assert chunks("Estun welding arms reached 320 units sold.")[0][1].follow == VERB


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_chunks_stand_in_order_and_hold_no_names_and_numbers(words: list[str]) -> None:
    found = chunks(f"Estun had revenue of €7 million, {' '.join(words)}.")
    assert all(one.end <= other.start for (_, one), (_, other) in itertools.pairwise(found))
    assert not any("Estun" in said or any(char.isdigit() for char in said) for said, _ in found)
