"""`extract`: figures and quantities of documents in a file; no store is needed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from figures.extract import BUILTIN, Reader
from figures.rulebook import metrics_from
from models.errors import UsageError
from models.values import Document
from review.cli.showing import tell_fault
from review.verbs.reading import explained_rows, figure_rows, quantity_rows, read_documents, read_watchlist


def _show(documents: Iterable[Document], rows_of: Callable[[Document], Iterable[dict[str, Any]]]) -> None:
    """Print the rows of each document; one that cannot be read never stops the rest."""
    failed = 0
    for document in documents:
        try:
            rows = list(rows_of(document))
        except Exception as error:  # noqa: BLE001 - a fault of ours, whatever it is
            tell_fault(document, error)
            failed += 1
            continue
        sys.stdout.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    if failed:
        raise typer.Exit(1)


def extract(
    documents: Annotated[Path, typer.Argument(help="Documents, one JSON object a line.")],
    watchlist: Annotated[Path | None, typer.Option(help="The subjects to watch, a JSON file.")] = None,
    metrics: Annotated[Path | None, typer.Option(help="Metrics of your own, a TOML file of [[metric]] tables.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Also which rules decided, and what was dropped.")] = False,
    quantities: Annotated[bool, typer.Option("--quantities", help="Every number, whoever it is about.")] = False,
) -> None:
    """Print the figures of each document, one JSON object a line."""
    if quantities:
        _show(read_documents(documents), quantity_rows)
        return
    if watchlist is None:
        raise UsageError("extract needs --watchlist FILE, or --quantities for every number")
    own = metrics_from(metrics) if metrics is not None else ()
    taken = {metric.key for metric in own}
    reader = Reader(read_watchlist(watchlist), (*(metric for metric in BUILTIN if metric.key not in taken), *own))
    rows_of = explained_rows if explain else figure_rows
    _show(read_documents(documents), partial(rows_of, reader))


def add_to(app: typer.Typer) -> None:
    """Add this family's commands."""
    app.command("extract")(extract)
