"""Our labelled sets hold together: enough of everything, and every label points at words that are there."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from figures.rulebook import BUILTIN

HERE = Path(__file__).parent
SETS = {path.parent.name: path.parent for path in sorted(HERE.rglob("documents.jsonl"))}
PERIOD = re.compile(r"\d{4}(-(H[12]|Q[1-4]|\d\d(-\d\d)?))?")
KINDS = {"first", "movement", "revision", "outcome", "event"}


def documents(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "documents.jsonl").read_text(encoding="utf-8").splitlines()]


def subjects(folder: Path) -> dict[str, dict[str, Any]]:
    rows = json.loads((folder / "watchlist.json").read_text(encoding="utf-8"))["subjects"]
    return {row["name"]: row for row in rows}


@pytest.fixture(params=list(SETS.values()), ids=list(SETS))
def labelled(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.param
    return folder


def test_documents_are_told_apart(labelled: Path) -> None:
    counted = Counter(document["id"] for document in documents(labelled))
    assert max(counted.values()) == 1


def test_labels_point_at_words_of_the_document(labelled: Path) -> None:
    known = subjects(labelled)
    for document in documents(labelled):
        whole = f"{document['title']}\n{document['text']}"
        for figure in document["figures"]:
            told = (document["id"], figure["quote"])
            assert figure["subject"] in known, told
            assert figure["quote"] in whole, told
            assert figure["scope"] is None or figure["scope"] in whole, told
            assert any(term.lower() in whole.lower() for term in known[figure["subject"]]["terms"][0]), told


def test_labels_are_well_formed(labelled: Path) -> None:
    units = {metric.key: metric.unit for metric in BUILTIN}
    for document in documents(labelled):
        for figure in document["figures"]:
            unit = "percent" if figure["measure"] == "growth" else units[figure["metric"]]
            assert figure["unit"] == unit or (unit == "money" and re.fullmatch("[A-Z]{3}", figure["unit"]))
            assert figure["qualifier"] in {"exact", "about", "more_than", "less_than"}
            assert figure["status"] in {"actual", "forecast", "target"}
            assert figure.get("value_high") is None or figure["value"] < figure["value_high"]
            assert all(PERIOD.fullmatch(end) for end in (figure["period"] or "2025").split("/"))


def test_no_figure_is_labelled_twice(labelled: Path) -> None:
    fields = ("subject", "metric", "measure", "scope", "value", "value_high", "unit", "period")
    for document in documents(labelled):
        counted = Counter(tuple(figure.get(field) for field in fields) for figure in document["figures"])
        assert [figure for figure, times in counted.items() if times > 1] == [], document["id"]


def test_the_quality_set_is_broad() -> None:
    rows = documents(HERE)
    languages = Counter(document["lang"] for document in rows)
    assert languages["en"] >= 45
    assert languages["zh"] >= 35
    figures = [figure for document in rows for figure in document["figures"]]
    assert {figure["metric"] for figure in figures} == {metric.key for metric in BUILTIN}
    assert {figure["status"] for figure in figures} == {"actual", "forecast", "target"}
    assert any(not document["figures"] for document in rows)


def test_the_timeline_tells_every_kind_of_change() -> None:
    rows = documents(HERE / "timeline")
    assert len(rows) >= 40
    assert {change["kind"] for document in rows for change in document["changes"]} == KINDS
    for document in rows:
        figures = {(f["subject"], f["metric"], f["measure"], f["value"]) for f in document["figures"]}
        for change in document["changes"]:
            assert (change["subject"], change["metric"], change["measure"], change["value"]) in figures
            assert ("previous" in change) == (change["kind"] in {"revision", "outcome", "movement"})
