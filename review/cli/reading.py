"""`extract`: figures and quantities of documents in a file; no store is needed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from figures.extract import BUILTIN, Reader
from figures.rulebook import metrics_from
from models.errors import UsageError
from review.verbs.reading import explained_rows, figure_rows, quantity_rows, read_documents, read_watchlist


def _show(rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


def extract(
    documents: Annotated[Path, typer.Argument(help="Documents, one JSON object a line.")],
    watchlist: Annotated[Path | None, typer.Option(help="The subjects to watch, a JSON file.")] = None,
    metrics: Annotated[Path | None, typer.Option(help="Metrics of your own, a TOML file of [[metric]] tables.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Also which rules decided, and what was dropped.")] = False,
    quantities: Annotated[bool, typer.Option("--quantities", help="Every number, whoever it is about.")] = False,
) -> None:
    """Print the figures of each document, one JSON object a line."""
    if quantities:
        for document in read_documents(documents):
            _show(quantity_rows(document))
        return
    if watchlist is None:
        raise UsageError("extract needs --watchlist FILE, or --quantities for every number")
    own = metrics_from(metrics) if metrics is not None else ()
    taken = {metric.key for metric in own}
    reader = Reader(read_watchlist(watchlist), (*(metric for metric in BUILTIN if metric.key not in taken), *own))
    rows_of = explained_rows if explain else figure_rows
    for document in read_documents(documents):
        _show(rows_of(reader, document))


def add_to(app: typer.Typer) -> None:
    """Add this family's commands."""
    app.command("extract")(extract)
