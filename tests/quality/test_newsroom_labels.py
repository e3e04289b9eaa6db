"""The sample newsroom is labelled too: what it says and what has been labelled must not drift apart."""

from __future__ import annotations

import json
from pathlib import Path

from scheduler.sample_articles import load_sample

LABELS = Path(__file__).parent / "newsroom"


def test_the_labelled_texts_are_those_that_ship() -> None:
    labelled = [json.loads(line) for line in (LABELS / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
    shipped = {article.slug: article for article in load_sample().articles}
    assert [document["id"] for document in labelled] == list(shipped)
    for document in labelled:
        first = shipped[document["id"]].versions[0]
        assert (document["title"], document["text"]) == (first.title, "\n".join(first.paragraphs))
        assert document["published"] == f"{shipped[document['id']].published:%Y-%m-%d}"


def test_the_seed_story_is_told_once() -> None:
    """7 billion yuan is news once, 8.1 billion revises it once, and the same sum in dollars is no news."""
    labelled = [json.loads(line) for line in (LABELS / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
    told = [
        (change["kind"], change["value"], change.get("previous"))
        for document in labelled
        for change in document["changes"]
        if (change["subject"], change["metric"]) == ("Beijing medical robots", "market_size")
    ]
    assert told == [("first", 7e9, None), ("revision", 8.1e9, 7e9)]
