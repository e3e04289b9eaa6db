"""`robowatch extract`: figures, quantities and reasons of documents in a file; mistakes are told with line and mend."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from figures.extract import Reader
from models.errors import DefinitionError, UsageError
from models.values import Document, Figure
from review.cli.main import main
from review.verbs.reading import read_documents, read_watchlist

WATCHLIST = '{"subjects": [{"name": "Unitree", "kind": "company", "terms": [["Unitree"]]}]}'
LINE = {
    "id": "d1",
    "lang": "en",
    "published": "2026-01-15",
    "title": "Unitree grows",
    "text": "Unitree had revenue of $140 million in 2025. Its margin was 30%.",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "watchlist.json").write_text(WATCHLIST, encoding="utf-8")
    (tmp_path / "documents.jsonl").write_text(json.dumps(LINE) + "\n", encoding="utf-8")
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[list[Any], str, int]:
    monkeypatch.setattr(sys, "argv", ["robowatch", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    out, err = capsys.readouterr()
    code = ended.value.code
    return [json.loads(line) for line in out.splitlines()], err, code if isinstance(code, int) else 0


def test_extract_prints_one_figure_a_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows, _, code = run(
        monkeypatch, capsys, "extract", "--watchlist", str(folder / "watchlist.json"), str(folder / "documents.jsonl")
    )
    assert code == 0
    (row,) = rows
    whole = f"{LINE['title']}\n{LINE['text']}"
    assert whole[row["start"] : row["end"]] == row["quote"] == "$140 million"
    assert (row["doc"], row["subject"], row["metric"], row["value"], row["unit"]) == (
        "d1", "Unitree", "revenue", 1.4e8, "USD",
    )  # fmt: skip
    assert (row["period"], row["status"], row["qualifier"], row["scope"]) == ("2025", "actual", "exact", None)


def test_explain_tells_why_a_number_is_dropped(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    watchlist, documents = str(folder / "watchlist.json"), str(folder / "documents.jsonl")
    rows, _, _ = run(monkeypatch, capsys, "extract", "--explain", "--watchlist", watchlist, documents)
    assert [("metric" in row, bool(row.get("dropped"))) for row in rows] == [(True, False), (False, True)]


def test_quantities_need_no_watchlist(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows, _, _ = run(monkeypatch, capsys, "extract", "--quantities", str(folder / "documents.jsonl"))
    assert [(row["value"], row["unit"]) for row in rows] == [(1.4e8, "USD"), (30, "percent")]


def test_a_metric_of_the_users_own(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "metrics.toml").write_text(
        '[[metric]]\nname = "margin"\nunit = "percent"\nwords = { en = ["its margin"] }\n'
        'example = "its margin was 30%"\n',
        encoding="utf-8",
    )
    _, err, code = run(
        monkeypatch, capsys, "extract", "--watchlist", str(folder / "watchlist.json"),
        "--metrics", str(folder / "metrics.toml"), str(folder / "documents.jsonl"),
    )  # fmt: skip
    assert (err, code) == ("", 0)


def test_wrong_use_ends_with_two_and_a_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _, err, code = run(monkeypatch, capsys, "extract", str(folder / "documents.jsonl"))
    assert code == 2
    assert "--watchlist" in err


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('{"subjects": [', "line 1: not JSON"),
        ("[]", 'write {"subjects"'),
        ('{"subjects": [\n{"name": "A", "kind": "firm", "terms": [["A"]]}]}', "line 2, subject 1: 'A' needs a kind"),
        ('{"subjects": [{"name": "A", "kind": "company", "terms": []}]}', "needs groups of terms"),
        (
            '{"subjects": [{"name": "A", "kind": "company", "terms": [["A"]]},\n'
            '{"name": "A", "kind": "company", "terms": [["B"]]}]}',
            "occurs twice",
        ),
    ],
)
def test_a_watch_list_that_is_wrong_says_where(tmp_path: Path, content: str, told: str) -> None:
    file = tmp_path / "watchlist.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        read_watchlist(file)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "line 2: not JSON"),
        ("[]", "line 2: not an object"),
        (json.dumps(LINE | {"published": "soon"}), "line 2: 'soon' is no date"),
        (json.dumps({key: value for key, value in LINE.items() if key != "text"}), "line 2: lacks 'text'"),
    ],
)
def test_a_document_that_is_wrong_says_where(tmp_path: Path, line: str, told: str) -> None:
    file = tmp_path / "documents.jsonl"
    file.write_text(json.dumps(LINE) + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        list(read_documents(file))
    assert told in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        list(read_documents(tmp_path / "none.jsonl"))


def test_a_document_that_cannot_be_read_never_stops_the_rest(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [json.dumps(LINE | {"id": name}) for name in ("broken", "whole")]
    (folder / "documents.jsonl").write_text("\n".join(lines), encoding="utf-8")
    figures_in = Reader.figures_in

    def faulty(reader: Reader, document: Document) -> list[Figure]:
        if document.id == "broken":
            raise IndexError
        return figures_in(reader, document)

    monkeypatch.setattr(Reader, "figures_in", faulty)
    options = "--watchlist", str(folder / "watchlist.json"), str(folder / "documents.jsonl")
    for command in ("extract", "replay"):
        rows, err, code = run(monkeypatch, capsys, command, *options)
        assert [row["doc"] for row in rows] == ["whole"]
        assert "broken: not read" in err
        assert code == 1
