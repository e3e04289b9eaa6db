"""Replay a file of documents through the ledger, in order of arrival and without a store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from alerts.reasoning import reason_in_words
from alerts.words import words
from crawler.sketch import KEYS, same_story, sketch_of
from figures.changes import changes_of
from figures.notation import period_bounds
from figures.telling import told
from models.errors import DefinitionError
from models.values import Change, Document, Figure, Rates, Reported, Restatement, Sketch, Subject

Reading = Callable[[Document, Mapping[str, Any]], Sequence[Figure]]

_ENOUGH_KEYS = 2  # shared lowest hashes that make a text worth comparing


def labelled_figures(document: Document, row: Mapping[str, Any]) -> list[Figure]:
    """Return the figures that a labelled document's line carries; raise DefinitionError for a faulty one."""
    figures = []
    for label in row.get("figures", ()):
        try:
            figures.append(_figure(label, document.whole))
        except (KeyError, TypeError, ValueError) as error:
            raise DefinitionError(f"{document.id}: a labelled figure is faulty ({error!r}); see the guide") from error
    return figures


def _figure(label: Mapping[str, Any], whole: str) -> Figure:
    start = whole.find(label["quote"])
    if label["period"] is not None:
        period_bounds(label["period"])
    also = (
        Restatement(value=form["value"], unit=form["unit"], value_high=form.get("value_high"))
        for form in label.get("also", ())
    )
    return Figure(
        subject=label["subject"],
        metric=label["metric"],
        measure=label["measure"],
        scope=label["scope"],
        value=label["value"],
        value_high=label.get("value_high"),
        unit=label["unit"],
        also=tuple(also),
        qualifier=label["qualifier"],
        period=label["period"],
        status=label["status"],
        quote=label["quote"],
        start=max(start, 0),
        end=start + len(label["quote"]) if start >= 0 else 0,
    )


@dataclass(slots=True)
class _Stories:
    """Which documents tell the same story."""

    kept: list[tuple[Sketch, date, int]] = field(default_factory=list)
    by_key: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_digest: dict[str, int] = field(default_factory=dict)

    def number(self, document: Document) -> int:
        """Return the number of the document's story, a new one where it copies none of those before."""
        sketch = sketch_of(document.text)
        shared: dict[int, int] = defaultdict(int)
        for key in sketch.hashes[:KEYS]:
            for index in self.by_key[key]:
                shared[index] += 1
        near = {index for index, count in shared.items() if count >= _ENOUGH_KEYS}
        near |= {self.by_digest[sketch.digest]} if sketch.digest in self.by_digest else set()
        story = len(self.kept) + 1
        for index in sorted(near):
            other, published, told_in = self.kept[index]
            hours = abs(document.published - published).days * 24
            if same_story(sketch, other, hours) == "copy":
                story = told_in
                break
        for key in sketch.hashes[:KEYS]:
            self.by_key[key].append(len(self.kept))
        self.by_digest.setdefault(sketch.digest, len(self.kept))
        self.kept.append((sketch, document.published, story))
        return story


def replay(
    rows: Iterable[tuple[Document, Mapping[str, Any]]], subjects: Sequence[Subject], reading: Reading, rates: Rates
) -> Iterator[tuple[Document, list[Change]]]:
    """Yield each document with the change that every figure of it is, in the order in which the documents arrive."""
    known: dict[str, list[Reported]] = defaultdict(list)
    stories = _Stories()
    numbers = 0
    for article, (document, row) in enumerate(rows, 1):
        figures = told(document, reading(document, row), subjects)
        story = stories.number(document)
        arriving = [
            Reported(
                figure=figure,
                published=document.published,
                outlet=row.get("outlet") or "",
                article_id=article,
                figure_id=numbers + place,
                story=story,
            )
            for place, figure in enumerate(figures, 1)
        ]
        numbers += len(arriving)
        before = [report for name in {r.figure.subject for r in arriving} for report in known[name]]
        yield document, changes_of(arriving, before, rates)
        for report in arriving:
            known[report.figure.subject].append(report)


def change_row(document: Document, change: Change) -> dict[str, Any]:
    """Return a change as `replay` prints it."""
    figure, previous = change.figure.figure, change.previous
    row: dict[str, Any] = {
        "doc": document.id,
        "subject": figure.subject,
        "metric": figure.metric,
        "measure": figure.measure,
        "scope": figure.scope,
        "kind": change.kind,
        "value": figure.value,
        "value_high": figure.value_high,
        "unit": figure.unit,
        "qualifier": figure.qualifier,
        "period": figure.period,
        "status": figure.status,
        "previous": previous.figure.value if previous else None,
        "previous_unit": previous.figure.unit if previous else None,
        "year_ago": change.year_ago.figure.value if change.year_ago else None,
        "reason": reason_in_words(words("en"), change.reason),
        "quote": figure.quote,
    }
    return row
