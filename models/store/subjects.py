"""Watched companies and markets, custom metrics, and mentions, in the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import bindparam, func, insert
from sqlmodel import col, delete, select, update

from models.database import Ledger
from models.errors import NotFoundError, UsageError
from models.store.dialect import columns
from models.tables import FigureRow, MentionRow, MetricRow, SubjectRow
from models.values import Mention, Metric, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A watched subject, and how far its history has been read."""

    id: int
    subject: Subject
    added: datetime
    reading: bool  # history is still being read
    history_total: int
    history_done: int


WATCHED = col(SubjectRow.removed).is_(None)


def watch(ledger: Ledger, subject: Subject, now: datetime, *, history: bool) -> Watched:
    """Keep a new subject; with `history` its stored articles are waiting to be read. Raises UsageError.

    One that was watched before comes back with its figures, what people decided about them, and its numbers.
    """
    row = _row_called(ledger, subject.name)
    if row is not None and row.removed is None:
        msg = f"{subject.name!r} is watched already; add names with `robowatch watch add {subject.name!r} --alias …`"
        raise UsageError(msg)
    if row is None:
        row = SubjectRow(added=now, **_columns(subject))
    else:
        _describe(row, subject)
        row.removed = None
    row.history_cursor = 0 if history else None
    ledger.add(row)
    ledger.flush()
    return _watched(row)


def change_subject(ledger: Ledger, number: int, subject: Subject) -> Watched:
    """Keep a subject's new description; its history waits to be read again."""
    row, namesake = _row(ledger, number), _row_called(ledger, subject.name)
    if namesake is not None and namesake.id != number and namesake.removed is not None:
        namesake.name = f"{namesake.name} ({namesake.id})"  # the name is free for another
        ledger.add(namesake)
        ledger.flush()
    _describe(row, subject)
    ledger.add(row)
    ledger.flush()
    return _watched(row)


def unwatch(ledger: Ledger, number: int, now: datetime) -> None:
    """Stop watching a subject: nothing shows or compares it any more, but its numbers never become another's."""
    ledger.execute(update(SubjectRow).where(col(SubjectRow.id) == number).values(removed=now))


def watched(ledger: Ledger) -> list[Watched]:
    """Return everything that is watched, by name."""
    return [_watched(row) for row in ledger.exec(select(SubjectRow).where(WATCHED).order_by(SubjectRow.name))]


def watched_named(ledger: Ledger, name: str) -> Watched:
    """Return the watched subject of that name, number or term; raises NotFoundError."""
    exact = ledger.exec(select(SubjectRow).where(WATCHED, SubjectRow.name == name)).first()
    if exact is not None:
        return _watched(exact)
    rows = ledger.exec(select(SubjectRow).where(WATCHED)).all()
    low = name.strip().lower()
    for row in rows:
        if row.name.lower() == low or str(row.id) == low:
            return _watched(row)
    for row in rows:
        if row.kind == "company" and any(term.lower() == low for group in row.terms for term in group):
            return _watched(row)
    msg = f"{name!r} is not watched; `robowatch watch list` shows what is, `robowatch watch add` adds it"
    raise NotFoundError(msg)


def subject_number(ledger: Ledger, name: str) -> int:
    """Return the number of the watched subject of that name, number or term, 0 where there is none."""
    try:
        return watched_named(ledger, name).id
    except NotFoundError:
        return 0


def names_watched(ledger: Ledger, limit: int | None = None) -> list[str]:
    """Return the names of what is watched, or the first of them."""
    return list(ledger.exec(select(SubjectRow.name).where(WATCHED).order_by(SubjectRow.name).limit(limit)))


def names_like(ledger: Ledger, text: str, limit: int) -> list[str]:
    """Return names that begin with a text, then those that hold it or have a term that does."""
    low = text.casefold()
    rows = ledger.exec(select(SubjectRow.name, SubjectRow.terms).where(WATCHED).order_by(SubjectRow.name)).all()
    first = [name for name, _ in rows if name.casefold().startswith(low)]
    known = set(first)
    rest = (
        name
        for name, terms in rows
        if name not in known and any(low in each.casefold() for each in (name, *chain(*terms)))
    )
    return [*first, *rest][:limit]


def _row_called(ledger: Ledger, name: str) -> SubjectRow | None:
    """Return the subject of that name, watched or removed; compared here, as SQLite knows no capitals beyond ASCII."""
    named = ledger.exec(select(SubjectRow.id, SubjectRow.name)).all()
    number = next((number for number, known in named if known.lower() == name.lower()), None)
    return None if number is None else ledger.get(SubjectRow, number)


def _describe(row: SubjectRow, subject: Subject) -> None:
    for name, value in _columns(subject).items():
        setattr(row, name, value)
    row.history_cursor, row.history_done, row.history_total = 0, 0, 0


def waiting_for_history(ledger: Ledger) -> list[tuple[Watched, int]]:
    """Return the subjects whose history is not read to the end, each with the number of the last article read."""
    rows = ledger.exec(
        select(SubjectRow).where(WATCHED, col(SubjectRow.history_cursor).is_not(None)).order_by(col(SubjectRow.id))
    )
    return [(_watched(row), row.history_cursor or 0) for row in rows]


def keep_history_progress(ledger: Ledger, number: int, *, cursor: int | None, done: int, total: int) -> None:
    """Record how far a subject's history is read; a cursor of None says to the end."""
    ledger.execute(
        update(SubjectRow)
        .where(col(SubjectRow.id) == number)
        .values(history_cursor=cursor, history_done=done, history_total=total)
    )


def keep_mentions(ledger: Ledger, article_id: int, mentions: Iterable[Mention], numbers: Mapping[str, int]) -> None:
    """Keep where an article mentions subjects; `numbers` gives each subject's number by name.

    Mentions of other subjects than these stay as they are.
    """
    places: dict[str, list[list[int]]] = {}
    for mention in mentions:
        places.setdefault(mention.subject, []).append([mention.start, mention.end])
    connection = ledger.connection()
    before = set(connection.execute(_MENTIONED, {"article": article_id}).scalars()) & set(numbers.values())
    if before:
        connection.execute(_FORGOTTEN, [{"subject": number, "article": article_id} for number in before])
    if places:
        rows = [{"subject_id": numbers[name], "article_id": article_id, "places": places[name]} for name in places]
        connection.execute(insert(MentionRow), rows)


_MENTIONED = columns(MentionRow.subject_id).where(col(MentionRow.article_id) == bindparam("article"))
_FORGOTTEN = delete(MentionRow).where(
    col(MentionRow.subject_id) == bindparam("subject"), col(MentionRow.article_id) == bindparam("article")
)


def mentions_in(ledger: Ledger, article_id: int) -> list[tuple[str, int, int]]:
    """Return (subject, start, end) of an article's mentions, in order of place."""
    rows = ledger.execute(
        columns(SubjectRow.name, MentionRow.places)
        .join(MentionRow, col(MentionRow.subject_id) == SubjectRow.id)
        .where(WATCHED, col(MentionRow.article_id) == article_id)
    )
    return sorted(((name, start, end) for name, places in rows for start, end in places), key=lambda m: m[1])


def clear_subject(ledger: Ledger, number: int) -> None:
    """Take out a subject's mentions; its figures wait to be matched with a new reading."""
    ledger.execute(delete(MentionRow).where(col(MentionRow.subject_id) == number))


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectCounts:
    """How much is known of a subject."""

    articles: int
    figures: int


def counts_of(ledger: Ledger, numbers: Sequence[int] | None = None) -> dict[int, SubjectCounts]:
    """Return how many articles mention each of these subjects (or of all), and how many figures it has, by number."""
    named = columns(MentionRow.subject_id, func.count()).group_by(col(MentionRow.subject_id))
    told = columns(FigureRow.subject_id, func.count()).group_by(col(FigureRow.subject_id))
    told = told.where(col(FigureRow.rejected).is_(False), col(FigureRow.withdrawn).is_(False))
    if numbers is not None:
        named = named.where(col(MentionRow.subject_id).in_(numbers))
        told = told.where(col(FigureRow.subject_id).in_(numbers))
    articles: dict[int, int] = dict(ledger.execute(named).all())
    figures: dict[int, int] = dict(ledger.execute(told).all())
    return {
        number: SubjectCounts(articles=articles.get(number, 0), figures=figures.get(number, 0))
        for number in articles.keys() | figures.keys()
    }


def articles_mentioning(ledger: Ledger, number: int) -> Sequence[int]:
    """Return the numbers of the articles that mention a subject."""
    return ledger.exec(select(MentionRow.article_id).where(MentionRow.subject_id == number)).all()


def keep_metric(ledger: Ledger, metric: Metric) -> None:
    """Keep a metric of the user's own, new or changed."""
    ledger.merge(MetricRow(key=metric.key, definition=asdict(metric)))
    ledger.flush()


def remove_metric(ledger: Ledger, key: str) -> None:
    """Forget a metric of the user's own."""
    ledger.execute(delete(MetricRow).where(col(MetricRow.key) == key))


def custom_metrics(ledger: Ledger) -> list[Metric]:
    """Return the metrics of the user's own."""
    rows = ledger.exec(select(MetricRow).order_by(MetricRow.key))
    return [_metric(row.definition) for row in rows]


def _metric(definition: Mapping[str, Any]) -> Metric:
    fields: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in definition.items()
    }
    return Metric(**fields)


def _columns(subject: Subject) -> dict[str, Any]:
    return {
        "name": subject.name,
        "kind": subject.kind,
        "terms": [list(group) for group in subject.terms],
        "exclude": list(subject.exclude),
        "ambiguous": list(subject.ambiguous),
        "context": list(subject.context),
    }


def _row(ledger: Ledger, number: int) -> SubjectRow:
    row = ledger.get(SubjectRow, number)
    if row is None:
        msg = f"no subject has the number {number}"
        raise NotFoundError(msg)
    return row


def _watched(row: SubjectRow) -> Watched:
    subject = Subject(
        name=row.name,
        kind=row.kind,  # type: ignore[arg-type]
        terms=tuple(tuple(group) for group in row.terms),
        exclude=tuple(row.exclude),
        ambiguous=tuple(row.ambiguous),
        context=tuple(row.context),
    )
    return Watched(
        id=row.id or 0,
        subject=subject,
        added=row.added,
        reading=row.history_cursor is not None,
        history_total=row.history_total,
        history_done=row.history_done,
    )
