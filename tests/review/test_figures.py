"""Figures: looking through, putting right, taking away."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import openpyxl
import pytest

from models.errors import NotFoundError, UsageError
from review.verbs import export, figures, series
from review.verbs.shapes import FigureFilter
from scheduler.newsroom import Newsroom


def _number(newsroom: Newsroom, **wanted: object) -> int:
    found = figures.list_figures(newsroom, FigureFilter(**wanted))  # type: ignore[arg-type]
    return found[0].id


def test_a_rejected_figure_leaves_its_series_and_stays_on_record(newsroom: Newsroom) -> None:
    number = _number(newsroom, subject="Symbotic", period="2025-Q3")
    shown = figures.reject(newsroom, number, who="ann", note="another firm's")
    assert shown.figure.rejected
    assert [(made.who, made.action, made.note) for made in shown.decisions] == [("ann", "reject", "another firm's")]
    assert number not in {f.id for f in figures.list_figures(newsroom, FigureFilter(subject="Symbotic"))}
    drawn = series.show(newsroom, "Symbotic", "revenue")
    assert number not in {point.figure.figure_id for point in drawn.points}
    assert not figures.restore(newsroom, number, who="ann").figure.rejected


def test_a_correction_keeps_the_first_reading(newsroom: Newsroom) -> None:
    number = _number(newsroom, subject="Symbotic", period="2025-Q3")
    after = figures.correct(newsroom, number, {"value": "620,000,000", "period": "2025-Q3"}, who="ann").figure
    assert after.reported.figure.value == 620e6
    assert after.original
    assert after.original["value"] == 618e6
    figures.correct(newsroom, number, {"subject": "UBTech"}, who="ann")
    back = figures.restore(newsroom, number, who="ann").figure.reported.figure
    assert (back.subject, back.value) == ("Symbotic", 618e6)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"value": "lots"}, "is no number"),
        ({"value": ""}, "needs a number"),
        ({"value_high": 1}, "larger than its lower end"),
        ({"period": "2025-Q5"}, "write 2025, 2025-H1"),
        ({"unit": "€€"}, "a currency such as CNY"),
        ({"status": "rumour"}, "none of actual"),
        ({"colour": "red"}, "no field of a figure"),
        ({"period": "2025-Q3"}, "nothing differs"),
    ],
)
def test_a_correction_that_cannot_be_names_the_field(newsroom: Newsroom, fields: dict[str, object], said: str) -> None:
    number = _number(newsroom, subject="Symbotic", period="2025-Q3")
    with pytest.raises(UsageError, match=said):
        figures.correct(newsroom, number, fields, who="ann")


def test_an_unknown_figure_is_said_to_be_one(newsroom: Newsroom) -> None:
    with pytest.raises(NotFoundError):
        figures.reject(newsroom, 10**6, who="ann")


def test_exports_hold_every_figure_of_the_filter(newsroom: Newsroom) -> None:
    wanted = FigureFilter(subject="Symbotic")
    count = len(figures.list_figures(newsroom, wanted))
    rows = list(csv.DictReader(io.StringIO(b"".join(export.export(newsroom, wanted, "csv")).decode("utf-8-sig"))))
    assert len(rows) == count == 8
    assert rows[0]["value"] == "618000000"
    lines = b"".join(export.export(newsroom, wanted, "jsonl")).splitlines()
    assert [json.loads(line)["number"] for line in lines] == [int(row["number"]) for row in rows]
    book = openpyxl.load_workbook(io.BytesIO(b"".join(export.export(newsroom, wanted, "xlsx"))))
    assert book.active is not None
    assert book.active.max_row == count + 1
    book.close()


def test_text_that_looks_like_a_formula_stays_text(newsroom: Newsroom) -> None:
    number = _number(newsroom, subject="Symbotic", period="2025-Q3")
    figures.correct(newsroom, number, {"scope": "=HYPERLINK(1)"}, who="ann")
    text = b"".join(export.export(newsroom, FigureFilter(subject="Symbotic"), "csv")).decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text


def test_decisions_become_a_labelled_set(newsroom: Newsroom) -> None:
    number = _number(newsroom, subject="Symbotic", period="2025-Q3")
    figures.correct(newsroom, number, {"value": 620e6}, who="ann")
    with zipfile.ZipFile(io.BytesIO(b"".join(export.export(newsroom, FigureFilter(), "labelled")))) as archive:
        watchlist = json.loads(archive.read("watchlist.json"))
        (document,) = [json.loads(line) for line in archive.read("documents.jsonl").splitlines()]
    assert "Symbotic" in {subject["name"] for subject in watchlist["subjects"]}
    (label,) = document["figures"]
    assert label["value"] == 620e6
    assert label["quote"] in document["text"]
    assert label["scope"] is None
    assert "value_high" not in label


def test_a_series_tells_growth_on_the_year_and_on_the_quarter(newsroom: Newsroom) -> None:
    points = series.show(newsroom, "Symbotic", "revenue").of("actual")
    assert [point.figure.figure.period for point in points][-1] == "2025-Q3"
    assert points[-1].year_on_year == pytest.approx((618 - 565) / 565 * 100)
    assert points[-1].on_period == pytest.approx((618 - 592) / 592 * 100)
    assert points[0].year_on_year is None


def test_money_is_converted_at_a_rate_that_is_told(newsroom: Newsroom) -> None:
    own = series.show(newsroom, "UBTech", "revenue")
    usd = series.show(newsroom, "UBTech", "revenue", currency="USD")
    assert (own.unit, usd.unit) == ("CNY", "USD")
    assert 0.1 < usd.points[-1].value / own.points[-1].value < 0.2
    assert usd.points[-1].converted.startswith("1 CNY = 0.1")
    assert usd.points[-1].year_on_year == own.points[-1].year_on_year


def test_firms_that_report_in_different_money_are_compared_in_one(newsroom: Newsroom) -> None:
    found = series.compare(newsroom, ["UBTech", "Symbotic"], "revenue")
    assert len({one.unit for one in found}) == 1


def test_what_was_revised_is_drawn_as_such(newsroom: Newsroom) -> None:
    points = [p for p in series.show(newsroom, "Unitree", "revenue").points if p.figure.figure.period == "2025"]
    assert [(point.figure.figure.value, point.superseded) for point in points] == [(2e9, True), (2.4e9, False)]
