"""Figures, what the ledger made of them, and what people decided about them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, case, func, insert, inspect
from sqlalchemy.orm import aliased
from sqlmodel import col, select, update

from models.database import Ledger
from models.errors import NotFoundError
from models.store.dialect import batches, columns
from models.tables import ArticleRow, ChangeRow, DecisionRow, FigureRow, SourceRow, SubjectRow
from models.values import Change, ChangeKind, Figure, KeptArticle, Reported, Restatement

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
    return _reports(ledger, _KNOWN, series | {"periods": [period for period in periods if period]})


def whole_series(ledger: Ledger, subject_id: int, metric: str, measure: str) -> list[Reported]:
    """Return all standing figures of a subject, metric and measure, oldest first."""
    return _reports(ledger, _WHOLE, {"subject": subject_id, "metric": metric, "measure": measure})


def _reporting(*conditions: Any) -> Select[Any]:
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


_STANDING = (col(FigureRow.rejected).is_(False), col(FigureRow.withdrawn).is_(False))
_SERIES = (
    col(FigureRow.subject_id) == bindparam("subject"),
    col(FigureRow.metric) == bindparam("metric"),
    col(FigureRow.measure) == bindparam("measure"),
    *_STANDING,
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
_WHOLE = _reporting(*_SERIES)
_NUMBERED = _reporting(col(FigureRow.id).in_(bindparam("numbers", expanding=True)))
_KNOWN = _reporting(col(FigureRow.id).in_(_newest_of_each_line()))


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
    return _reports(ledger, _reporting(*line, *_STANDING))


def known_of_subject(ledger: Ledger, subject_id: int) -> list[Reported]:
    """Return every standing figure of a subject, oldest first."""
    return _reports(ledger, _reporting(FigureRow.subject_id == subject_id, *_STANDING))


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
    chosen = _reports(ledger, _NUMBERED, {"numbers": numbers}) if (numbers := list(numbers)) else ()
    return {report.figure_id: report for report in chosen}


def _reports(ledger: Ledger, query: Select[Any], values: Mapping[str, Any] | None = None) -> list[Reported]:
    rows = ledger.connection().execute(query, values)
    return [_reported(row, row.subject, row.outlet, row.story) for row in rows]


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
    query = _listing().where(*_conditions(wanted))
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


def _conditions(wanted: FigureFilter) -> list[ColumnElement[bool]]:
    exact = {
        SubjectRow.name: wanted.subject,
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
        reported=_reported(row, subject, article.outlet, article.story_id),
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
    return _reports(ledger, _reporting(col(FigureRow.id).in_(newest)))


def told_before(ledger: Ledger, number: int) -> bool:
    """Say whether a change by this figure was recorded as news."""
    return ledger.exec(select(ChangeRow.id).where(ChangeRow.figure_id == number)).first() is not None


def _columns(figure: Figure, subject_id: int) -> dict[str, Any]:
    values = asdict(figure)
    del values["subject"]
    return values | {
        "subject_id": subject_id,
        "also": [asdict(form) for form in figure.also],
        "rules": [list(rule) for rule in figure.rules],
    }


def _reported(row: FigureRow | Row[Any], subject: str, outlet: str, story: int | None) -> Reported:
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
