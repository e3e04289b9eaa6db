"""The feed of changes: what letters and pages tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, text
from sqlmodel import col, select

from models.database import Ledger
from models.errors import NotFoundError
from models.store.articles import texts_of
from models.store.dialect import columns
from models.store.figures import outlets_of
from models.store.reports import reports_numbered
from models.store.search import is_sqlite
from models.store.subjects import subject_number
from models.tables import ArticleRow, ChangeRow, FigureRow, SubjectRow, ToldRow
from models.values import ALERTED_KINDS, Change, Citation, Cited, Reason, Reported, ToldChange

_TOLD_AT_ONCE = 500  # SQLite takes 32,766 parameters in a statement
_QUOTED = 200  # characters to either side of a figure
_SENTENCE_END = re.compile(r"[。！？\n]|(?<=[a-z0-9%)\"”])[.!?](?=\s)")
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
    rows = [_row_of(change, numbers[change.figure.figure.subject], now, mailable=mailable) for change in alerted]
    return list(ledger.connection().execute(_INSERTED, rows).scalars())


_INSERTED: Any = insert(ChangeRow).returning(col(ChangeRow.id), sort_by_parameter_order=True)


def _row_of(change: Change, subject_id: int, now: datetime, *, mailable: bool) -> dict[str, Any]:
    place = {"figure_id": change.figure.figure_id, "published": change.figure.published, "subject_id": subject_id}
    state = {"at": now, "mailable": mailable, "correction": False, "withdrawn": False}
    return place | state | _restated(change)


def replace_changes(
    ledger: Ledger,
    subject_id: int,
    changes: Iterable[Change],
    now: datetime,
    *,
    corrected: int = 0,
    reason: str = "",
) -> int:
    """Put a subject's changes, worked out anew, in place of those that stand; return how many stand now.

    What stands already keeps its number and its letters; what is new is history and mails nothing. Where readers were
    told a change by the figure `corrected`, one correction is added, for `reason`.
    """
    wanted = {change.figure.figure_id: change for change in changes if change.kind in ALERTED_KINDS}
    standing = ledger.exec(
        select(ChangeRow).where(
            ChangeRow.subject_id == subject_id,
            col(ChangeRow.withdrawn).is_(False),
            col(ChangeRow.correction).is_(False),
        )
    ).all()
    for row in standing:
        change = wanted.pop(row.figure_id, None)
        if change is None:
            row.withdrawn = True
        else:
            for name, value in _restated(change).items():
                setattr(row, name, value)
        ledger.add(row)
    ledger.add_all(ChangeRow(**_row_of(change, subject_id, now, mailable=False)) for change in wanted.values())
    if corrected:
        _add_correction(ledger, corrected, subject_id, reason, now)
    ledger.flush()
    return ledger.exec(
        select(func.count()).where(ChangeRow.subject_id == subject_id, col(ChangeRow.withdrawn).is_(False))
    ).one()


def _restated(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "why": plain_reason(change.reason),
        "edited": change.edited,
        "previous_id": change.previous.figure_id or None if change.previous else None,
        "year_ago_id": change.year_ago.figure_id or None if change.year_ago else None,
    }


def plain_reason(reason: Reason) -> dict[str, Any]:
    """Return a reason as JSON holds it; what is empty is left out."""
    row = {
        "code": reason.code,
        "note": reason.note,
        "new": _plain_cited(reason.new),
        "known": _plain_cited(reason.known),
    }
    return {name: value for name, value in row.items() if value}


def _plain_cited(cited: Cited | None) -> dict[str, Any] | None:
    return {name: getattr(cited, name) for name in _CITED} | {"day": cited.day.isoformat()} if cited else None


_CITED = tuple(field.name for field in fields(Cited))


def reason_from(row: Mapping[str, Any]) -> Reason:
    """Return the reason that JSON holds."""
    cited = {
        name: Cited(**{**row[name], "day": date.fromisoformat(row[name]["day"])})
        for name in ("new", "known")
        if row.get(name)
    }
    return Reason(code=row.get("code", "note"), note=row.get("note", ""), **cited)


def _add_correction(ledger: Ledger, figure_id: int, subject_id: int, reason: str, now: datetime) -> None:
    told = ledger.exec(
        select(ChangeRow)
        .join(ToldRow, col(ToldRow.change_id) == ChangeRow.id)
        .where(ChangeRow.figure_id == figure_id)
        .order_by(col(ChangeRow.id).desc())
        .limit(1)
    ).first()
    if told is None:
        return
    ledger.add(
        ChangeRow(
            figure_id=figure_id,
            subject_id=subject_id,
            kind=told.kind,
            previous_id=told.previous_id,
            why=plain_reason(Reason(code="note", note=reason)),
            at=now,
            published=told.published,
            correction=True,
        )
    )


def figures_told(ledger: Ledger, subscriber_id: int, figure_ids: Sequence[int]) -> set[int]:
    """Return which of these figures a reader was told something about."""
    query = (
        select(ChangeRow.figure_id)
        .join(ToldRow, col(ToldRow.change_id) == ChangeRow.id)
        .where(col(ToldRow.subscriber_id) == subscriber_id, col(ChangeRow.figure_id).in_(figure_ids))
    )
    return set(ledger.exec(query))


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
        .where(col(ChangeRow.withdrawn).is_(False), col(SubjectRow.removed).is_(None), *_conditions(ledger, wanted))
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


def _conditions(ledger: Ledger, wanted: ChangeFilter) -> list[Any]:
    conditions: list[Any] = []
    if wanted.subjects:
        conditions.append(col(ChangeRow.subject_id).in_([subject_number(ledger, name) for name in wanted.subjects]))
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


def _told(ledger: Ledger, rows: Sequence[tuple[ChangeRow, ArticleRow]]) -> list[ToldChange]:
    told: list[ToldChange] = []
    for first in range(0, len(rows), _TOLD_AT_ONCE):
        told += _told_together(ledger, rows[first : first + _TOLD_AT_ONCE])
    return told


def _told_together(ledger: Ledger, rows: Sequence[tuple[ChangeRow, ArticleRow]]) -> list[ToldChange]:
    wanted = {
        n for change, _ in rows for n in (change.figure_id, change.previous_id, change.year_ago_id) if n is not None
    }
    reports = reports_numbered(ledger, wanted)
    outlets = outlets_of(ledger, [change.figure_id for change, _ in rows])
    texts = texts_of(ledger, {(reports[c.figure_id].article_id, reports[c.figure_id].version) for c, _ in rows})
    return [
        ToldChange(
            id=row.id or 0,
            change=Change(
                kind=row.kind,  # type: ignore[arg-type]
                figure=reports[row.figure_id],
                previous=reports.get(row.previous_id or 0),
                year_ago=reports.get(row.year_ago_id or 0),
                reason=reason_from(row.why),
                edited=row.edited,
            ),
            at=row.at,
            source=_citation(reports[row.figure_id], article, texts),
            outlets=outlets[row.figure_id],
            correction=row.correction,
        )
        for row, article in rows
    ]


def _citation(figure: Reported, article: ArticleRow, texts: Mapping[tuple[int, int], str]) -> Citation:
    whole = texts[figure.article_id, figure.version]
    return Citation(
        outlet=article.outlet,
        title=article.title,
        url=article.url,
        published=article.day,
        quote=sentence_around(whole, figure.figure.start, figure.figure.end),
    )


def sentence_around(whole: str, start: int, end: int) -> str:
    """Return the sentence that a figure stands in, cut where it is too long to be quoted."""
    begins = max((m.end() for m in _SENTENCE_END.finditer(whole, max(0, start - _QUOTED), start)), default=-1)
    ends = _SENTENCE_END.search(whole, end, end + _QUOTED)
    before = "" if begins >= 0 or start <= _QUOTED else "…"
    after = "" if ends or end + _QUOTED >= len(whole) else "…"
    first = begins if begins >= 0 else max(0, start - _QUOTED)
    last = ends.start() + 1 if ends else min(len(whole), end + _QUOTED)
    return before + whole[first:last].strip() + after
