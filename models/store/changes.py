"""The feed of changes: what letters and pages tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import col, select, update

from models.database import Ledger
from models.errors import NotFoundError
from models.store.dialect import columns
from models.store.figures import outlets_of, reports_numbered
from models.store.search import is_sqlite
from models.tables import ArticleRow, ChangeRow, FigureRow, SubjectRow
from models.values import ALERTED_KINDS, Change, Citation, ToldChange

_FEED_LOCK = 7_204_611  # any number, the same for every writer


def keep_changes(
    ledger: Ledger, changes: Iterable[Change], numbers: Mapping[str, int], now: datetime, *, mailable: bool
) -> list[int]:
    """Add the alerted changes to the feed; return their numbers. What is not mailable is history only."""
    alerted = [change for change in changes if change.kind in ALERTED_KINDS]
    if not alerted:
        return []
    if not is_sqlite(ledger):
        # Numbers are given out before transactions commit: without the lock a reader of the feed could pass one by.
        ledger.execute(text(f"SELECT pg_advisory_xact_lock({_FEED_LOCK})"))
    rows = [
        ChangeRow(
            figure_id=change.figure.figure_id,
            subject_id=numbers[change.figure.figure.subject],
            kind=change.kind,
            previous_id=change.previous.figure_id or None if change.previous else None,
            year_ago_id=change.year_ago.figure_id or None if change.year_ago else None,
            reason=change.reason,
            edited=change.edited,
            at=now,
            published=change.figure.published,
            mailable=mailable,
        )
        for change in alerted
    ]
    ledger.add_all(rows)
    ledger.flush()
    return [row.id or 0 for row in rows]


def withdraw_changes(ledger: Ledger, figure_ids: Sequence[int]) -> None:
    """Take back the changes these figures made; letters that told them keep their copies."""
    ledger.execute(update(ChangeRow).where(col(ChangeRow.figure_id).in_(figure_ids)).values(withdrawn=True))


def standing_changes(ledger: Ledger, subject_id: int, metric: str, measure: str) -> list[ChangeRow]:
    """Return the standing rows of a series' changes; for rebuilding only."""
    return list(
        ledger.exec(
            select(ChangeRow)
            .join(FigureRow, col(FigureRow.id) == ChangeRow.figure_id)
            .where(ChangeRow.subject_id == subject_id, FigureRow.metric == metric, FigureRow.measure == measure)
            .where(col(ChangeRow.withdrawn).is_(False))
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFilter:
    """Which changes a reader looks for; what is empty does not matter."""

    subjects: tuple[str, ...] = ()
    metric: str = ""
    kind: str = ""
    language: str = ""
    since: date | None = None  # day it was found, or published where `by_publication`
    until: date | None = None
    after: int = 0  # change number
    before: int = 0  # change number
    min_percent: float = 0.0
    article: int = 0
    mailable_only: bool = False


def find_changes(
    ledger: Ledger, wanted: ChangeFilter, *, limit: int = 100, oldest_first: bool = False
) -> list[ToldChange]:
    """Return changes, newest first unless asked otherwise, ready to be told."""
    query = (
        columns(ChangeRow, ArticleRow)
        .join(FigureRow, col(FigureRow.id) == ChangeRow.figure_id)
        .join(ArticleRow, col(ArticleRow.id) == FigureRow.article_id)
        .join(SubjectRow, col(SubjectRow.id) == ChangeRow.subject_id)
        .where(col(ChangeRow.withdrawn).is_(False), *_conditions(wanted))
        .order_by(col(ChangeRow.id) if oldest_first else col(ChangeRow.id).desc())
        .limit(limit)
    )
    return _told(ledger, list(ledger.execute(query)))


def change_numbered(ledger: Ledger, number: int) -> ToldChange:
    """Return a change, also a withdrawn one; raises NotFoundError."""
    query = (
        columns(ChangeRow, ArticleRow)
        .join(FigureRow, col(FigureRow.id) == ChangeRow.figure_id)
        .join(ArticleRow, col(ArticleRow.id) == FigureRow.article_id)
        .where(col(ChangeRow.id) == number)
    )
    found = _told(ledger, list(ledger.execute(query)))
    if not found:
        msg = f"no change has the number {number}"
        raise NotFoundError(msg)
    return found[0]


def last_change_number(ledger: Ledger) -> int:
    """Return the highest change number given out."""
    return ledger.exec(select(ChangeRow.id).order_by(col(ChangeRow.id).desc()).limit(1)).first() or 0


def _conditions(wanted: ChangeFilter) -> list[Any]:
    conditions: list[Any] = []
    if wanted.subjects:
        conditions.append(col(SubjectRow.name).in_(wanted.subjects))
    exact = {
        FigureRow.metric: wanted.metric,
        ChangeRow.kind: wanted.kind,
        ArticleRow.language: wanted.language,
        FigureRow.article_id: wanted.article,
    }
    conditions += [col(column) == value for column, value in exact.items() if value]
    if wanted.since:
        conditions.append(col(ChangeRow.published) >= wanted.since)
    if wanted.until:
        conditions.append(col(ChangeRow.published) <= wanted.until)
    if wanted.after:
        conditions.append(col(ChangeRow.id) > wanted.after)
    if wanted.before:
        conditions.append(col(ChangeRow.id) < wanted.before)
    if wanted.mailable_only:
        conditions.append(col(ChangeRow.mailable).is_(True))
    return conditions


def _told(ledger: Ledger, rows: list[tuple[ChangeRow, ArticleRow]]) -> list[ToldChange]:
    wanted = {
        n for change, _ in rows for n in (change.figure_id, change.previous_id, change.year_ago_id) if n is not None
    }
    reports = reports_numbered(ledger, wanted)
    outlets = outlets_of(ledger, [change.figure_id for change, _ in rows])
    told = []
    for row, article in rows:
        figure = reports[row.figure_id]
        told.append(
            ToldChange(
                id=row.id or 0,
                change=Change(
                    kind=row.kind,  # type: ignore[arg-type]
                    figure=figure,
                    previous=reports.get(row.previous_id or 0),
                    year_ago=reports.get(row.year_ago_id or 0),
                    reason=row.reason,
                    edited=row.edited,
                ),
                at=row.at,
                source=Citation(
                    outlet=article.outlet,
                    title=article.title,
                    url=article.url,
                    published=article.day,
                    quote=figure.figure.quote,
                ),
                outlets=outlets[row.figure_id],
                correction=row.correction,
            )
        )
    return told
