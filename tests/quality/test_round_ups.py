"""Stories on one page, each under its headline, are read nearly as well as each by itself."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from figures.extract import Reader
from models.values import Document
from review.verbs.reading import figure_row, read_rows, read_watchlist
from tests.quality.test_gate import SETS, Row, counted, same_attribution

Labelled = tuple[Document, Sequence[Row]]
STORIES = 5  # on a page
LOSS = 0.03  # of F1 and precision, at most; before pages were told apart it was .15 and .14 in English


def pages(stories: Sequence[Labelled]) -> list[Labelled]:
    """Put several stories on a page, the first one's title above them."""
    shuffled = random.Random(5).sample(stories, len(stories))
    return [_page(some) for some in zip(*[iter(shuffled)] * STORIES, strict=False)]


def _page(stories: Sequence[Labelled]) -> Labelled:
    first = stories[0][0]
    text = "\n".join(document.whole for document, _ in stories).partition("\n")[2]
    return replace(first, text=text), [figure for _, figures in stories for figure in figures]


def score(reader: Reader, documents: Sequence[Labelled]) -> tuple[float, float]:
    """Return precision and F1 of who has which figures."""
    right = wrong = missed = 0
    for document, figures in documents:
        told = [figure_row(document, figure) for figure in reader.figures_in(document)]
        counts = counted(figures, told, same_attribution)
        right, wrong, missed = right + counts[0], wrong + counts[1], missed + counts[2]
    return right / (right + wrong), 2 * right / (2 * right + wrong + missed)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_of_stories_reads_as_each_by_itself(language: str) -> None:
    folder = SETS["unseen"]
    reader = Reader(read_watchlist(folder / "watchlist.json"))
    rows = read_rows(folder / "documents.jsonl")
    stories = [(document, row["figures"]) for document, row in rows if document.language == language]
    alone, together = score(reader, stories), score(reader, pages(stories))
    assert together[0] > alone[0] - LOSS
    assert together[1] > alone[1] - LOSS
