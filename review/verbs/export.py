"""Take figures away: as CSV, JSON Lines, Excel, or a labelled set."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any, Literal, get_args

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from models.database import Ledger
from models.errors import UsageError
from models.store.articles import article_numbered
from models.store.figures import FigureFilter, ListedFigure, figures_decided_on, find_figures
from models.store.subjects import watched
from models.values import Figure, KeptArticle
from scheduler.newsroom import Newsroom

Format = Literal["csv", "jsonl", "xlsx", "labelled"]
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "labelled": "application/zip",
}
_AT_ONCE = 500
_MOST_IN_EXCEL = 1_000_000  # a sheet has 1,048,576 rows
_GUIDE = (
    "subject",
    "metric",
    "measure",
    "scope",
    "value",
    "value_high",
    "unit",
    "also",
    "qualifier",
    "period",
    "status",
)
COLUMNS = (
    "number", *_GUIDE, "quote", "published", "outlet", "title", "url", "article", "version", "start", "end",
    "confidence", "forecaster", "role", "corroborates", "corrected", "rejected",
)  # fmt: skip


def rows(newsroom: Newsroom, wanted: FigureFilter) -> Iterator[dict[str, Any]]:
    """Yield figures as plain values under COLUMNS, newest kept first, without holding them all."""
    before = wanted.before
    while True:
        with newsroom.database.reading() as ledger:
            page = find_figures(ledger, replace(wanted, before=before), sort="number", limit=_AT_ONCE)
        yield from map(row_of, page)
        if len(page) < _AT_ONCE:
            return
        before = page[-1].id


def row_of(listed: ListedFigure) -> dict[str, Any]:
    """Return one figure as plain values."""
    reported, figure = listed.reported, listed.reported.figure
    return {
        "number": listed.id,
        **{name: getattr(figure, name) for name in _GUIDE},
        "also": [_without_none(asdict(form)) for form in figure.also],
        "quote": figure.quote,
        "published": reported.published.isoformat(),
        "outlet": reported.outlet,
        "title": listed.title,
        "url": listed.url,
        "article": reported.article_id,
        "version": reported.version,
        "start": figure.start,
        "end": figure.end,
        "confidence": round(figure.confidence, 4),
        "forecaster": figure.forecaster,
        "role": listed.role,
        "corroborates": listed.corroborates or None,
        "corrected": listed.corrected,
        "rejected": listed.rejected,
    }


def export(newsroom: Newsroom, wanted: FigureFilter, form: str) -> Iterator[bytes]:
    """Yield a file of figures; raises UsageError for an unknown form."""
    if form not in get_args(Format):
        msg = f"figures cannot be exported as {form!r}; choose csv, jsonl, xlsx or labelled"
        raise UsageError(msg)
    writers = {"csv": _csv, "jsonl": _jsonl, "xlsx": _xlsx}
    return writers[form](newsroom, wanted) if form in writers else iter([labelled_zip(newsroom)])


def _csv(newsroom: Newsroom, wanted: FigureFilter) -> Iterator[bytes]:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    yield b"\xef\xbb\xbf"  # Excel takes UTF-8 for what it is only with this mark
    for row in rows(newsroom, wanted):
        writer.writerow([_cell(row[name]) for name in COLUMNS])
        if out.tell() > 65_536:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def _cell(value: Any) -> Any:
    """Write a value for a spreadsheet; text that it would take for a formula is kept text."""
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False) if value else ""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _jsonl(newsroom: Newsroom, wanted: FigureFilter) -> Iterator[bytes]:
    for row in rows(newsroom, wanted):
        yield json.dumps(row, ensure_ascii=False).encode() + b"\n"


def _xlsx(newsroom: Newsroom, wanted: FigureFilter) -> Iterator[bytes]:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("figures")
    sheet.freeze_panes = "C2"
    sheet.append(list(COLUMNS))
    for count, row in enumerate(rows(newsroom, wanted)):
        if count == _MOST_IN_EXCEL:
            break
        cells = []
        for name in COLUMNS:
            value = _cell(row[name]) if isinstance(row[name], list) else row[name]
            cell = WriteOnlyCell(sheet, value=value)
            if isinstance(value, str):
                cell.data_type = "s"  # never a formula
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    yield out.getvalue()


# ── what people decided, as a labelled set ─────────────────────────────────────────────────────────────────────────


def labelled(newsroom: Newsroom) -> tuple[dict[str, Any], Iterator[dict[str, Any]]]:
    """Return the watch list, and the articles that people decided on with the figures that stand."""
    with newsroom.database.reading() as ledger:
        subjects = [
            _without_none({"name": s.name, "kind": s.kind, "terms": [list(group) for group in s.terms]})
            | {key: list(words) for key in ("exclude", "ambiguous", "context") if (words := getattr(s, key))}
            for s in (kept.subject for kept in watched(ledger))
        ]
        numbers = figures_decided_on(ledger)
    return {"subjects": subjects}, _documents(newsroom, numbers)


def _documents(newsroom: Newsroom, numbers: list[int]) -> Iterator[dict[str, Any]]:
    for number in numbers:
        with newsroom.database.reading() as ledger:
            yield _document(ledger, article_numbered(ledger, number))


def _document(ledger: Ledger, kept: KeptArticle) -> dict[str, Any]:
    standing = find_figures(ledger, FigureFilter(article=kept.id), sort="number", descending=False, limit=_AT_ONCE)
    return {
        "id": f"a{kept.id}",
        "lang": kept.article.language,
        "published": kept.day.isoformat(),
        "title": kept.article.title,
        "text": kept.article.text,
        "figures": [_labelled_figure(f.reported.figure) for f in standing if f.reported.version == kept.version],
    }


def _labelled_figure(figure: Figure) -> dict[str, Any]:
    label = {name: getattr(figure, name) for name in _GUIDE} | {"quote": figure.quote}
    label["also"] = [_without_none(asdict(form)) for form in figure.also]
    return {name: value for name, value in label.items() if not (name in ("value_high", "also") and not value)}


def _without_none(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def labelled_zip(newsroom: Newsroom) -> bytes:
    """Return the labelled set as a zip of watchlist.json and documents.jsonl."""
    watchlist, documents = labelled(newsroom)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("watchlist.json", json.dumps(watchlist, ensure_ascii=False, indent=1))
        lines = "".join(json.dumps(document, ensure_ascii=False) + "\n" for document in documents)
        archive.writestr("documents.jsonl", lines)
    return out.getvalue()
