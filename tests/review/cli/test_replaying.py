"""`robowatch replay` on a small labelled timeline, as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from models.errors import DefinitionError, UsageError
from review.cli.replaying import add_to

_SHARED = Path(__file__).parents[4] / "shared" / "figures" / "timeline-dev"

WATCHLIST = {"subjects": [{"name": "Acme Robotics", "kind": "company", "terms": [["Acme Robotics", "艾克姆"]]}]}


def figure(value: float, quote: str, **fields: Any) -> dict[str, Any]:
    usual = {"subject": "Acme Robotics", "metric": "revenue", "measure": "level", "scope": None, "unit": "USD"}
    return (
        usual | {"qualifier": "exact", "period": "2024", "status": "actual"} | fields | {"value": value, "quote": quote}
    )


FEBRUARY = (
    "Acme Robotics expects sales of $78 million for 2024. It has raised its plan for 2025 to 800 robots from 500."
)
APRIL = "艾克姆公布2024年营收8000万美元，远高于2023年的5000万美元。"
DOCUMENTS = [
    {
        "id": "a1",
        "lang": "en",
        "published": "2025-02-01",
        "title": "A better year",
        "text": FEBRUARY,
        "figures": [
            figure(78e6, "$78 million", status="forecast"),
            figure(800, "800 robots", metric="shipments", unit="units", period="2025", status="target"),
            figure(500, "from 500", metric="shipments", unit="units", period="2025", status="target"),
        ],
    },
    {
        "id": "a2",
        "lang": "zh",
        "published": "2025-04-01",
        "title": "业绩",
        "text": APRIL,
        "figures": [figure(80e6, "8000万美元"), figure(50e6, "5000万美元", period="2023")],
    },
    {
        "id": "a3",
        "lang": "en",
        "published": "2025-04-02",
        "title": "In yuan",
        "text": "Acme Robotics made 580 million yuan in 2024.",
        "figures": [figure(580e6, "580 million yuan", unit="CNY")],
    },
]


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    documents, watchlist = tmp_path / "documents.jsonl", tmp_path / "watchlist.json"
    documents.write_text("".join(json.dumps(document) + "\n" for document in DOCUMENTS), encoding="utf-8")
    watchlist.write_text(json.dumps(WATCHLIST), encoding="utf-8")
    return ["replay", "--watchlist", str(watchlist), str(documents)]


def run(arguments: list[str]) -> list[dict[str, Any]]:
    app = typer.Typer()
    app.callback()(lambda: None)  # so that the command keeps its name
    add_to(app)
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_changes_come_in_order_of_arrival_with_what_they_are_told_against(files: list[str]) -> None:
    rows = run([*files, "--from-labels"])
    assert [(row["doc"], row["kind"], row["value"], row["previous"]) for row in rows] == [
        ("a1", "first", 78e6, None),
        ("a1", "revision", 800, 500),
        ("a2", "outcome", 80e6, 78e6),
        ("a3", "repeat", 580e6, 80e6),
    ]
    assert set(rows[0]) >= {
        "doc",
        "subject",
        "metric",
        "measure",
        "scope",
        "kind",
        "value",
        "unit",
        "period",
        "previous",
    }
    assert all(row["reason"] for row in rows)


def test_silent_figures_are_shown_when_asked_for(files: list[str]) -> None:
    kinds = [row["kind"] for row in run([*files, "--from-labels", "--all"])]
    assert kinds.count("silent") == 2


def test_rates_can_be_given(files: list[str]) -> None:
    rows = run([*files, "--from-labels", "--rates", "CNY=0.2"])
    assert [row["kind"] for row in rows if row["doc"] == "a3"] == ["revision"]
    assert run([*files, "--from-labels", "--rates", "ecb"])[-1]["kind"] == "repeat"
    with pytest.raises(UsageError, match="US dollars a unit"):
        run([*files, "--rates", "CNY:0.2"])


def test_faulty_label_is_named(files: list[str], tmp_path: Path) -> None:
    faulty = DOCUMENTS[1] | {"figures": [figure(80e6, "8000万美元", period="2024-Q5")]}
    (tmp_path / "documents.jsonl").write_text(json.dumps(faulty), encoding="utf-8")
    with pytest.raises(DefinitionError, match="a2: a labelled figure is faulty"):
        run([*files, "--from-labels"])


def test_figures_are_read_from_the_text_without_labels(files: list[str]) -> None:
    rows = run(files)
    assert ("a2", 80e6) in [(row["doc"], row["value"]) for row in rows]


@pytest.mark.skipif(not _SHARED.is_dir(), reason="the shared timeline is not here")
def test_shared_timeline_is_decided_as_it_was_labelled() -> None:
    rows = run(
        ["replay", "--from-labels", "--watchlist", str(_SHARED / "watchlist.json"), str(_SHARED / "documents.jsonl")]
    )
    ours = [
        (row["doc"], row["metric"], row["kind"], row["value"], row["period"]) for row in rows if row["kind"] != "repeat"
    ]
    theirs = []
    for line in (_SHARED / "documents.jsonl").read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        theirs += [(document["id"], c["metric"], c["kind"], c["value"], c["period"]) for c in document["changes"]]
    assert sorted(map(repr, ours)) == sorted(map(repr, theirs))
