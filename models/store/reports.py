"""Figures as the ledger compares them: kept from a reading, known of their series, and what was made of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Row, Select, bindparam, case, func, insert, inspect
from sqlalchemy.orm import aliased
from sqlmodel import col, update

from models.database import Ledger
from models.store.dialect import batches, columns
from models.tables import ArticleRow, FigureRow, SubjectRow
from models.values import Change, Figure, KeptArticle, Reported, Restatement

CORRECTABLE = ("subject", "metric", "measure", "scope", "value", "value_high", "unit", "qualifier", "period", "status")


def keep_figures(
    ledger: Ledger, kept: KeptArticle, figures: Sequence[Figure], numbers: Mapping[str, int]
) -> list[Reported]:
    """Keep what was read from one version of an article; return what is new in it, numbered, in order.

    `numbers` gives each subject's number by name. Figures of these subjects that an earlier reading of the article gave
    are kept where they are read again, and withdrawn where not; what people decided about them stands.
    """
    connection = ledger.connection()
    subjects = set(numbers.values())
    rows = connection.execute(_OF_ARTICLE, {"article": kept.id})
    before = {_identity(row): row for row in rows if row.subject_id in subjects}
    read = [(figure, before.pop(_identity_of(figure, numbers[figure.subject]), None)) for figure in figures]
    again = [_row_again(row.id, kept.version, figure) for figure, row in read if row]
    again += [_row_again(row.id, row.version, row, withdrawn=True) for row in before.values()]
    if again:
        connection.execute(_READ_AGAIN, again)
    added = [_row_of(figure, kept, numbers[figure.subject]) for figure, row in read if not row]
    given = iter(connection.execute(_INSERTED, added).scalars() if added else ())
    back = reports_numbered(ledger, [row.id for _, row in read if row and row.withdrawn and not row.rejected])
    new = [back.get(row.id) if row else _reported_now(figure, kept, next(given)) for figure, row in read]
    return [report for report in new if report]


_OF_ARTICLE = (
    columns(*inspect(FigureRow).columns)
    .where(col(FigureRow.article_id) == bindparam("article"))
    .order_by(col(FigureRow.withdrawn).desc(), col(FigureRow.id))
)
_INSERTED: Any = insert(FigureRow).returning(col(FigureRow.id), sort_by_parameter_order=True)
_PLACE = ("quote", "start", "end", "confidence", "rules")  # what may differ when the same figure is read again
_READ_AGAIN = (
    update(FigureRow)
    .where(col(FigureRow.id) == bindparam("number"))
    .values({name: bindparam(f"now_{name}") for name in ("version", "withdrawn", *_PLACE)})
)


def _row_again(number: int, version: int, read: Figure | Row[Any], *, withdrawn: bool = False) -> dict[str, Any]:
    place = {name: getattr(read, name) for name in _PLACE} | {"rules": [list(rule) for rule in read.rules]}
    values = place | {"version": version, "withdrawn": withdrawn}
    return {f"now_{name}": value for name, value in values.items()} | {"number": number}


def _row_of(figure: Figure, kept: KeptArticle, subject_id: int) -> dict[str, Any]:
    place = {"article_id": kept.id, "published": kept.day, "version": kept.version, "appeared": kept.version}
    return _columns(figure, subject_id) | place | {"rejected": False, "withdrawn": False}


def _reported_now(figure: Figure, kept: KeptArticle, number: int) -> Reported:
    return Reported(
        figure=figure,
        published=kept.day,
        outlet=kept.article.outlet,
        article_id=kept.id,
        figure_id=number,
        version=kept.version,
        story=kept.story,
    )


def _identity(row: Row[Any]) -> tuple[Any, ...]:
    """What makes two readings of one article the same figure; corrections do not hide the original reading."""
    read = row.original or {name: getattr(row, name) for name in (*CORRECTABLE[1:], "subject_id")}
    return tuple(read[name] for name in ("subject_id", *CORRECTABLE[1:]))


def _identity_of(figure: Figure, subject_id: int) -> tuple[Any, ...]:
    return (subject_id, *(getattr(figure, name) for name in CORRECTABLE[1:]))


LONG = 500  # standing figures of a series; up to there all are compared
NEWEST = 200  # of those without a period, and of a period that is asked for, by scope and status
NEWEST_OF_OTHERS = 10  # of every other period


def known_in_series(
    ledger: Ledger, subject_id: int, metric: str, measure: str, periods: Collection[str | None] = ()
) -> list[Reported]:
    """Return the standing figures of a subject, metric and measure, oldest first, repeats among them.

    Of a long series only the newest of each scope, status and period come, more of them for the `periods` asked for.
    """
    series = {"subject": subject_id, "metric": metric, "measure": measure}
    return reports_by(ledger, _KNOWN, series | {"periods": [period for period in periods if period]})


def whole_series(ledger: Ledger, subject_id: int, metric: str, measure: str) -> list[Reported]:
    """Return all standing figures of a subject, metric and measure, oldest first."""
    return reports_by(ledger, _WHOLE, {"subject": subject_id, "metric": metric, "measure": measure})


def reporting(*conditions: Any) -> Select[Any]:
    """Return the query for the reports that fulfil some conditions, oldest first."""
    # Plain rows, not objects that a session watches over: there may be thousands.
    return (
        columns(
            *inspect(FigureRow).columns,
            col(SubjectRow.name).label("subject"),
            col(ArticleRow.outlet).label("outlet"),
            col(ArticleRow.story_id).label("story"),
        )
        .join(SubjectRow, col(SubjectRow.id) == FigureRow.subject_id)
        .join(ArticleRow, col(ArticleRow.id) == FigureRow.article_id)
        .where(*conditions)
        .order_by(col(FigureRow.published), col(FigureRow.article_id), col(FigureRow.id))
    )


STANDING = (col(FigureRow.rejected).is_(False), col(FigureRow.withdrawn).is_(False))
_SERIES = (
    col(FigureRow.subject_id) == bindparam("subject"),
    col(FigureRow.metric) == bindparam("metric"),
    col(FigureRow.measure) == bindparam("measure"),
    *STANDING,
)


def _newest_of_each_line() -> Select[Any]:
    """Choose the figures of a series by which a new one is judged; all of them, unless they are many."""
    line = [col(FigureRow.scope), col(FigureRow.status), col(FigureRow.period)]
    newest_first = (col(FigureRow.published).desc(), col(FigureRow.id).desc())
    rank = func.row_number().over(partition_by=line, order_by=newest_first).label("rank")
    total = func.count().over().label("total")
    ranked = columns(FigureRow.id, FigureRow.period, rank, total).where(*_SERIES).subquery()
    asked = ranked.c.period.is_(None) | ranked.c.period.in_(bindparam("periods", expanding=True))
    enough = (ranked.c.total <= LONG) | (ranked.c.rank <= case((asked, NEWEST), else_=NEWEST_OF_OTHERS))
    return columns(ranked.c.id).where(enough)


# Written once: composing a query anew for every article takes longer than its answer.
_WHOLE = reporting(*_SERIES)
_NUMBERED = reporting(col(FigureRow.id).in_(bindparam("numbers", expanding=True)))
_KNOWN = reporting(col(FigureRow.id).in_(_newest_of_each_line()))


def series_with(ledger: Ledger, figure: Reported) -> list[Reported]:
    """Return what is known of a figure's own series in its own unit, oldest first, without what only repeats it."""
    row = ledger.get(FigureRow, figure.figure_id)
    if row is None:
        return []
    line = (
        FigureRow.subject_id == row.subject_id,
        FigureRow.metric == row.metric,
        FigureRow.measure == row.measure,
        FigureRow.unit == row.unit,
        col(FigureRow.scope).is_(None) if row.scope is None else FigureRow.scope == row.scope,
        FigureRow.role != "repeat",
    )
    return reports_by(ledger, reporting(*line, *STANDING))


def known_of_subject(ledger: Ledger, subject_id: int) -> list[Reported]:
    """Return every standing figure of a subject, oldest first."""
    return reports_by(ledger, reporting(FigureRow.subject_id == subject_id, *STANDING))


def said_before_edit(ledger: Ledger, numbers: Sequence[int]) -> dict[int, list[Reported]]:
    """Return, by figure, what its article said of the same series before the edit that brought the figure."""
    brought, gone = aliased(FigureRow), aliased(FigureRow)
    same = [getattr(gone, name) == getattr(brought, name) for name in ("article_id", "subject_id", "metric", "measure")]
    pairs: list[tuple[int, int]] = []
    for some in batches(numbers):
        edits = columns(brought.id, gone.id).where(
            col(brought.id).in_(some), col(gone.withdrawn), col(gone.version) < brought.appeared, *same
        )
        pairs += [(number, old) for number, old in ledger.execute(edits.order_by(col(gone.id)))]
    reports = reports_numbered(ledger, {old for _, old in pairs})
    said: dict[int, list[Reported]] = {}
    for number, old in pairs:
        said.setdefault(number, []).append(reports[old])
    return said


def reports_numbered(ledger: Ledger, numbers: Iterable[int]) -> dict[int, Reported]:
    """Return these figures by number, rejected and withdrawn ones as well."""
    chosen = reports_by(ledger, _NUMBERED, {"numbers": numbers}) if (numbers := list(numbers)) else ()
    return {report.figure_id: report for report in chosen}


def reports_by(ledger: Ledger, query: Select[Any], values: Mapping[str, Any] | None = None) -> list[Reported]:
    """Return what a query of `reporting` gives, with values for its parameters."""
    rows = ledger.connection().execute(query, values)
    return [reported(row, row.subject, row.outlet, row.story) for row in rows]


def settle(ledger: Ledger, changes: Iterable[Change]) -> None:
    """Record what the ledger made of each figure, and what it corroborates."""
    rows = [
        {
            "number": change.figure.figure_id,
            "kind": change.kind,
            "of": (change.previous.figure_id or None) if change.kind == "repeat" and change.previous else None,
        }
        for change in changes
    ]
    if rows:
        ledger.connection().execute(_SETTLED, rows)
        ledger.expire_all()


_SETTLED = (
    update(FigureRow)
    .where(col(FigureRow.id) == bindparam("number"))
    .values(role=bindparam("kind"), corroborates=bindparam("of"))
)


_READ = tuple(field.name for field in fields(Figure) if field.name != "subject")


def _columns(figure: Figure, subject_id: int) -> dict[str, Any]:
    return {name: getattr(figure, name) for name in _READ} | {
        "subject_id": subject_id,
        "also": [asdict(form) for form in figure.also],
        "rules": [list(rule) for rule in figure.rules],
    }


def reported(row: FigureRow | Row[Any], subject: str, outlet: str, story: int | None) -> Reported:
    """Return a row as the figure that it holds."""
    figure = Figure(
        subject=subject,
        metric=row.metric,
        measure=row.measure,  # type: ignore[arg-type]
        scope=row.scope,
        value=row.value,
        value_high=row.value_high,
        unit=row.unit,
        also=tuple(Restatement(**form) for form in row.also),
        qualifier=row.qualifier,  # type: ignore[arg-type]
        period=row.period,
        status=row.status,  # type: ignore[arg-type]
        quote=row.quote,
        start=row.start,
        end=row.end,
        confidence=row.confidence,
        forecaster=row.forecaster,
        rules=tuple((rule[0], rule[1]) for rule in row.rules),
    )
    return Reported(
        figure=figure,
        published=row.published,
        outlet=outlet,
        article_id=row.article_id,
        figure_id=row.id or 0,
        version=row.version,
        story=story or 0,
    )
