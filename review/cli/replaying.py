"""`replay`: the changes that a file of documents brings, in order of arrival; no store is needed."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from figures.extract import Reader
from models.errors import UsageError
from models.values import Document, Figure, Rates
from review.cli.showing import tell_fault
from review.verbs.reading import read_rows, read_watchlist
from review.verbs.replaying import Reading, change_row, labelled_figures, replay
from scheduler.rates import EcbRates, FixedRates

# The rates that the labelled timelines were made with: US dollars for one unit.
TIMELINE_RATES = "CNY=0.13793103448,EUR=1.08,JPY=0.0067,HKD=0.128"


def _rates(text: str) -> Rates:
    if text.strip().casefold() == "ecb":
        return EcbRates()
    dollars = {}
    for pair in text.split(","):
        currency, _, rate = (part.strip() for part in pair.partition("="))
        try:
            dollars[currency.upper()] = float(rate)
        except ValueError as error:
            raise UsageError(f"{pair!r} is no rate; write CNY=0.138,EUR=1.08 (US dollars a unit) or ecb") from error
    return FixedRates(dollars, others=EcbRates())


def _read_by(reader: Reader, faults: list[str]) -> Reading:
    """Return a way to read figures from a document's text; one that cannot be read has none, and is noted."""

    def figures_of(document: Document, _row: Mapping[str, Any]) -> Sequence[Figure]:
        try:
            return reader.figures_in(document)
        except Exception as error:  # noqa: BLE001 - a fault of ours, whatever it is, never stops the rest
            tell_fault(document, error)
            faults.append(document.id)
            return []

    return figures_of


def replay_command(
    documents: Annotated[Path, typer.Argument(help="Documents in order of arrival, one JSON object a line.")],
    watchlist: Annotated[Path, typer.Option(help="The subjects to watch, a JSON file.")],
    from_labels: Annotated[bool, typer.Option("--from-labels", help="Take the figures from the labels.")] = False,
    rates: Annotated[
        str,
        typer.Option(help="US dollars a unit, e.g. CNY=0.138,EUR=1.08 (others by the ECB), or `ecb` for all."),
    ] = TIMELINE_RATES,
    everything: Annotated[bool, typer.Option("--all", help="Also what alerts nobody because it is silent.")] = False,
) -> None:
    """Print what each figure changes, one JSON object a line, repeats among them."""
    subjects = read_watchlist(watchlist)
    faults: list[str] = []
    reading = labelled_figures if from_labels else _read_by(Reader(subjects), faults)
    for document, changes in replay(read_rows(documents), subjects, reading, _rates(rates)):
        for change in changes:
            if everything or change.kind != "silent":
                sys.stdout.write(json.dumps(change_row(document, change), ensure_ascii=False) + "\n")
    if faults:
        raise typer.Exit(1)


def add_to(app: typer.Typer) -> None:
    """Add this family's commands."""
    app.command("replay")(replay_command)
