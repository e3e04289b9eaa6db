"""Figures, what the ledger made of them, and what people decided about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select

from models.database import Ledger
from models.errors import NotFoundError
from models.store.dialect import columns
from models.store.reports import CORRECTABLE, reported, reporting, reports_by
from models.store.subjects import subject_number
from models.tables import ArticleRow, ChangeRow, DecisionRow, FigureRow, SourceRow, SubjectRow
from models.values import ChangeKind, Reported


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFilter:
    """Which figures a reader looks for; what is empty does not matter."""

    subject: str = ""
    metric: str = ""
    measure: str = ""
    scope: str = ""
    status: str = ""
    language: str = ""  # of the article
    unit: str = ""
    period: str = ""
    outlet: str = ""
    article: int = 0
    since: date | None = None
    until: date | None = None
    min_confidence: float = 0.0
    role: str = ""
    before: int = 0  # figure number: the last one of the page before, where sorted by number
    with_rejected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFigure:
    """A figure as a list shows it: with its article, and what became of it."""

    id: int
    reported: Reported
    role: ChangeKind
    corroborates: int
    title: str
    url: str
    source: str
    rejected: bool
    withdrawn: bool
    corrected: bool
    original: Mapping[str, Any] | None


SORTS: Mapping[str, Any] = {
    "number": FigureRow.id,
    "published": FigureRow.published,
    "value": FigureRow.value,
    "subject": SubjectRow.name,
    "metric": FigureRow.metric,
    "period": FigureRow.period,
    "confidence": FigureRow.confidence,
}


def find_figures(
    ledger: Ledger,
    wanted: FigureFilter,
    *,
    sort: str = "published",
    descending: bool = True,
    offset: int = 0,
    limit: int = 100,
) -> list[ListedFigure]:
    """Return a page of figures, newest first unless sorted otherwise (a key of SORTS)."""
    key = col(SORTS[sort])
    query = _listing().where(*_conditions(ledger, wanted))
    number = col(FigureRow.id)
    query = query.order_by(*((key.desc(), number.desc()) if descending else (key, number)))
    return [_listed(*row) for row in ledger.execute(query.offset(offset).limit(limit))]


def figure_numbered(ledger: Ledger, number: int) -> ListedFigure:
    """Return a figure; raises NotFoundError."""
    row = ledger.execute(_listing().where(col(FigureRow.id) == number)).first()
    if row is None:
        msg = f"no figure has the number {number}"
        raise NotFoundError(msg)
    return _listed(*row)


def sources_of(ledger: Ledger, number: int) -> list[ListedFigure]:
    """Return the figure of that number and those that corroborate it, oldest first."""
    query = _listing().where((col(FigureRow.id) == number) | (col(FigureRow.corroborates) == number))
    rows = ledger.execute(query.order_by(col(FigureRow.published), col(FigureRow.id)))
    return [_listed(*row) for row in rows]


def outlets_of(ledger: Ledger, numbers: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return the outlets that report each of these figures, corroborating ones included, by figure."""
    found: dict[int, list[str]] = {number: [] for number in numbers}
    reports = (
        columns(FigureRow.id, FigureRow.corroborates, ArticleRow.outlet, FigureRow.published)
        .join(ArticleRow, col(ArticleRow.id) == FigureRow.article_id)
        .where(col(FigureRow.rejected).is_(False), col(FigureRow.withdrawn).is_(False))
    )
    # Two questions: one with OR would read the whole table, as neither index answers both halves.
    rows = {
        (published, number): (number, corroborates, outlet)
        for half in (FigureRow.id, FigureRow.corroborates)
        for number, corroborates, outlet, published in ledger.execute(reports.where(col(half).in_(numbers)))
    }
    for _, (number, corroborates, outlet) in sorted(rows.items()):
        for known in {number, corroborates} & found.keys():
            if outlet not in found[known]:
                found[known].append(outlet)
    return {number: tuple(outlets) for number, outlets in found.items()}


def _listing() -> Any:
    return (
        columns(FigureRow, SubjectRow.name, ArticleRow, SourceRow.name)
        .join(SubjectRow, col(SubjectRow.id) == FigureRow.subject_id)
        .join(ArticleRow, col(ArticleRow.id) == FigureRow.article_id)
        .outerjoin(SourceRow, col(SourceRow.id) == ArticleRow.source_id)
    )


def _conditions(ledger: Ledger, wanted: FigureFilter) -> list[ColumnElement[bool]]:
    exact = {
        FigureRow.metric: wanted.metric,
        FigureRow.measure: wanted.measure,
        FigureRow.scope: wanted.scope,
        ArticleRow.language: wanted.language,
        FigureRow.status: wanted.status,
        FigureRow.unit: wanted.unit,
        FigureRow.period: wanted.period,
        FigureRow.article_id: wanted.article,
        FigureRow.role: wanted.role,
        ArticleRow.outlet: wanted.outlet,
    }
    conditions: list[ColumnElement[bool]] = [col(SubjectRow.removed).is_(None)]
    conditions += [col(column) == value for column, value in exact.items() if value]
    if wanted.subject:
        conditions.append(col(FigureRow.subject_id) == subject_number(ledger, wanted.subject))
    if wanted.since:
        conditions.append(col(FigureRow.published) >= wanted.since)
    if wanted.until:
        conditions.append(col(FigureRow.published) <= wanted.until)
    if wanted.before:
        conditions.append(col(FigureRow.id) < wanted.before)
    if wanted.min_confidence:
        conditions.append(col(FigureRow.confidence) >= wanted.min_confidence)
    if not wanted.with_rejected:
        conditions += [col(FigureRow.rejected).is_(False), col(FigureRow.withdrawn).is_(False)]
    return conditions


def _listed(row: FigureRow, subject: str, article: ArticleRow, source: str | None) -> ListedFigure:
    return ListedFigure(
        id=row.id or 0,
        reported=reported(row, subject, article.outlet, article.story_id),
        role=row.role,  # type: ignore[arg-type]
        corroborates=row.corroborates or 0,
        title=article.title,
        url=article.url,
        source=source or "",
        rejected=row.rejected,
        withdrawn=row.withdrawn,
        corrected=row.original is not None,
        original=row.original,
    )


def decide(
    ledger: Ledger, number: int, action: str, *, who: str, note: str, now: datetime, fields: Mapping[str, Any]
) -> ListedFigure:
    """Reject, correct or restore a figure and record who did and why; the original reading stays on record.

    `fields` are columns of the figure (`subject_id` for another subject); the series is the caller's to rebuild.
    """
    row = ledger.get(FigureRow, number)
    if row is None:
        return figure_numbered(ledger, number)
    names = ("subject_id", *CORRECTABLE[1:])
    before = {name: getattr(row, name) for name in names} | {"rejected": row.rejected}
    if action == "restore":
        for name, value in (row.original or {}).items():
            setattr(row, name, value)
        row.original, row.rejected = None, False
    elif action == "reject":
        row.rejected = True
    else:
        row.original = row.original or {name: before[name] for name in names}
        for name, value in fields.items():
            setattr(row, name, value)
    after = {name: getattr(row, name) for name in names} | {"rejected": row.rejected}
    ledger.add(row)
    ledger.add(DecisionRow(figure_id=number, at=now, who=who, note=note, action=action, before=before, after=after))
    ledger.flush()
    return figure_numbered(ledger, number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person decided about a figure."""

    figure: int
    at: datetime
    who: str
    note: str
    action: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def decisions_on(ledger: Ledger, number: int | None = None) -> list[Decision]:
    """Return the decisions on a figure, or all of them, oldest first."""
    query = select(DecisionRow).order_by(col(DecisionRow.id))
    if number is not None:
        query = query.where(DecisionRow.figure_id == number)
    return [
        Decision(
            figure=row.figure_id,
            at=row.at,
            who=row.who,
            note=row.note,
            action=row.action,
            before=row.before,
            after=row.after,
        )
        for row in ledger.exec(query)
    ]


def figures_decided_on(ledger: Ledger) -> list[int]:
    """Return the numbers of the articles of whose figures a person decided anything."""
    query = (
        select(FigureRow.article_id)
        .join(DecisionRow, col(DecisionRow.figure_id) == FigureRow.id)
        .distinct()
        .order_by(col(FigureRow.article_id))
    )
    return list(ledger.exec(query))


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesCount:
    """A series of a subject and how many standing figures it has."""

    metric: str
    measure: str
    scope: str | None
    figures: int
    latest: date


def series_of(ledger: Ledger, subject_id: int) -> list[SeriesCount]:
    """Return the series of a subject, the fullest first."""
    rows = ledger.execute(
        columns(FigureRow.metric, FigureRow.measure, FigureRow.scope, func.count(), func.max(FigureRow.published))
        .where(col(FigureRow.subject_id) == subject_id)
        .where(col(FigureRow.rejected).is_(False), col(FigureRow.withdrawn).is_(False))
        .group_by(col(FigureRow.metric), col(FigureRow.measure), col(FigureRow.scope))
        .order_by(func.count().desc(), col(FigureRow.metric))
    )
    return [SeriesCount(metric=m, measure=x, scope=s, figures=n, latest=latest) for m, x, s, n, latest in rows]


def newest_in_series(
    ledger: Ledger, subject_id: int, metric: str, measure: str, *, scope: str | None = None, limit: int = 400
) -> list[Reported]:
    """Return the newest standing figures of one series that repeat nothing, oldest first; for charts and tables."""
    newest = (
        select(FigureRow.id)
        .where(FigureRow.subject_id == subject_id, FigureRow.metric == metric, FigureRow.measure == measure)
        .where(col(FigureRow.scope).is_(None) if scope is None else col(FigureRow.scope) == scope)
        .where(col(FigureRow.rejected).is_(False), col(FigureRow.withdrawn).is_(False), FigureRow.role != "repeat")
        .order_by(col(FigureRow.published).desc(), col(FigureRow.id).desc())
        .limit(limit)
    )
    return reports_by(ledger, reporting(col(FigureRow.id).in_(newest)))


def told_before(ledger: Ledger, number: int) -> bool:
    """Say whether a change by this figure was recorded as news."""
    return ledger.exec(select(ChangeRow.id).where(ChangeRow.figure_id == number)).first() is not None
