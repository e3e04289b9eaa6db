"""Sources, what their visits taught us, and their health, in the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, case, func, inspect, or_
from sqlmodel import col, delete, select, update
from sqlmodel.sql.expression import SelectOfScalar

from models.database import Ledger
from models.errors import NotFoundError, UsageError
from models.store.dialect import batches, columns, insert_new
from models.tables import EntryRow, PollRow, SourceRow, VisitRow
from models.values import Poll, PollState, Selectors, Source, Visit

AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)  # the due time of a source never visited
_MOMENTS = ("last_visit", "last_success", "last_new", "last_unconditional", "next_poll")
VISITS_KEPT = 200  # a source; enough for a month of hourly visits to one that never changes


def add_sources(ledger: Ledger, sources: Iterable[Source]) -> int:
    """Keep sources whose names are new; return how many were."""
    rows = [_row_of(source) for source in sources]
    added = insert_new(ledger, SourceRow, rows, on=("name",))
    if added:
        insert_new(ledger, PollRow, [{"source_id": number, "due": AT_ONCE} for number in added], on=("source_id",))
    return len(added)


def add_source(ledger: Ledger, source: Source) -> Source:
    """Keep a new source; raises UsageError where its name or address is taken."""
    taken = ledger.exec(
        select(SourceRow).where(or_(col(SourceRow.name) == source.name, col(SourceRow.url) == source.url))
    ).first()
    if taken is not None:
        msg = f"{taken.name!r} is kept already, at {taken.url}"
        raise UsageError(msg)
    add_sources(ledger, [source])
    return source_named(ledger, source.name)


def change_source(ledger: Ledger, source: Source) -> None:
    """Keep a source's new description; its history stays with it."""
    values = _row_of(source)
    ledger.execute(update(SourceRow).where(col(SourceRow.id) == source.id).values(**values))
    ledger.execute(update(PollRow).where(col(PollRow.source_id) == source.id).values(due=AT_ONCE))


def remove_source(ledger: Ledger, source: Source) -> None:
    """Forget a source; its articles stay."""
    ledger.execute(delete(SourceRow).where(col(SourceRow.id) == source.id))


def source_named(ledger: Ledger, name: str) -> Source:
    """Return the source of that name or number; raises NotFoundError."""
    query = select(SourceRow).where(or_(func.lower(SourceRow.name) == name.lower(), col(SourceRow.url) == name))
    row = ledger.exec(query).first() or (ledger.get(SourceRow, int(name)) if name.isdecimal() else None)
    if row is None:
        msg = f"no source is called {name!r}; `robowatch sources list` shows them"
        raise NotFoundError(msg)
    return _source_of(row)


def all_sources(ledger: Ledger) -> list[Poll]:
    """Return every source with what its visits taught us, by name."""
    return _polls(ledger, _sources_and_polls().order_by(col(SourceRow.name)))


def _sources_and_polls() -> Select[Any]:
    """Select plain rows, not objects that a session watches over: half the time where there are thousands."""
    both = columns(*inspect(SourceRow).columns, *inspect(PollRow).columns)
    return both.join(PollRow, col(PollRow.source_id) == SourceRow.id)


def _polls(ledger: Ledger, query: Select[Any]) -> list[Poll]:
    return [Poll(source=_source_of(row), state=state_of(row)) for row in ledger.execute(query)]


def poll_of(ledger: Ledger, source: Source) -> PollState:
    """Return what the visits to a source taught us."""
    row = ledger.get(PollRow, source.id)
    return state_of(row) if row else PollState()


def count_due(ledger: Ledger, now: datetime, *, at_most: int = 10_000) -> int:
    """Return how many sources are due, counting no further than `at_most`."""
    some = _due(now).limit(at_most).subquery()
    return ledger.exec(select(func.count()).select_from(some)).one()


def count_enabled(ledger: Ledger) -> int:
    """Return how many sources are visited at all."""
    return ledger.exec(select(func.count()).where(col(SourceRow.enabled).is_(True))).one()


def first_visit(ledger: Ledger) -> datetime | None:
    """Return when a source was visited for the first time, as far as that is kept."""
    return ledger.exec(select(VisitRow.at).order_by(col(VisitRow.at)).limit(1)).first()


def _due(now: datetime) -> SelectOfScalar[int]:
    return (
        select(PollRow.source_id)
        .join(SourceRow, col(SourceRow.id) == PollRow.source_id)
        .where(col(PollRow.due) <= now, col(PollRow.retired).is_(False), col(SourceRow.enabled).is_(True))
        .where(or_(col(PollRow.lease_until).is_(None), col(PollRow.lease_until) <= now))
    )


def claim_due(ledger: Ledger, now: datetime, *, limit: int, lease: timedelta) -> list[Poll]:
    """Take sources that are due, the longest overdue first; nobody else gets them until the lease ends."""
    due = _due(now).order_by(col(PollRow.due)).limit(limit).with_for_update(skip_locked=True, of=PollRow)
    return _claim(ledger, list(ledger.exec(due)), now + lease)


def claim_named(ledger: Ledger, sources: Sequence[Source], now: datetime, *, lease: timedelta) -> list[Poll]:
    """Take these sources whether they are due or not."""
    return _claim(ledger, [source.id for source in sources], now + lease)


def _claim(ledger: Ledger, numbers: Sequence[int], until: datetime) -> list[Poll]:
    polls = []
    for some in batches(numbers):
        ledger.execute(update(PollRow).where(col(PollRow.source_id).in_(some)).values(lease_until=until))
        polls += _polls(ledger, _sources_and_polls().where(col(PollRow.source_id).in_(some)))
    return polls


def release(ledger: Ledger, source_ids: Sequence[int]) -> None:
    """Give claimed sources back unvisited."""
    for some in batches(source_ids):
        ledger.execute(update(PollRow).where(col(PollRow.source_id).in_(some)).values(lease_until=None))


def keep_visit(ledger: Ledger, visit: Visit) -> None:
    """Keep how a visit went and when the next one is due; an address that moved for good is changed."""
    state = visit.state
    ledger.execute(
        update(PollRow)
        .where(col(PollRow.source_id) == visit.source.id)
        .values(due=state.next_poll or AT_ONCE, lease_until=None, retired=state.retired, state=_packed(state))
    )
    ledger.execute(
        update(SourceRow)
        .where(col(SourceRow.id) == visit.source.id, col(SourceRow.url) != visit.source.url)
        .values(url=visit.source.url)
    )
    ledger.add(
        VisitRow(
            source_id=visit.source.id,
            at=visit.at,
            kind=visit.kind,
            status=visit.status,
            url=visit.url,
            entries=visit.entries,
            fresh=visit.fresh,
            detail=visit.detail,
            bytes_read=visit.bytes_read,
        )
    )
    ledger.flush()


def forget_old_visits(ledger: Ledger) -> None:
    """Keep the last VISITS_KEPT visits of each source."""
    ranked = select(
        VisitRow.id,
        func.row_number().over(partition_by=col(VisitRow.source_id), order_by=col(VisitRow.at).desc()).label("n"),
    ).subquery()
    ledger.execute(delete(VisitRow).where(col(VisitRow.id).in_(select(ranked.c.id).where(ranked.c.n > VISITS_KEPT))))


def visits_of(ledger: Ledger, source: Source, limit: int = 20) -> list[Visit]:
    """Return the last visits to a source, newest first."""
    state = poll_of(ledger, source)
    rows = ledger.exec(
        select(VisitRow).where(VisitRow.source_id == source.id).order_by(col(VisitRow.id).desc()).limit(limit)
    )
    return [_visit_of(row, source, state) for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """How a source has been doing."""

    visits: int
    unchanged: int
    failed: int
    entries: int  # fresh ones since `since`
    since: datetime


_GOOD = ("new", "unchanged", "empty", "undated")


def health_of(ledger: Ledger, source: Source, since: datetime) -> SourceHealth:
    """Count a source's visits since a time."""
    query = select(
        func.count(),
        func.sum(case((col(VisitRow.kind) == "unchanged", 1), else_=0)),
        func.sum(case((col(VisitRow.kind).not_in(_GOOD), 1), else_=0)),
        func.sum(VisitRow.fresh),
    ).where(VisitRow.source_id == source.id, col(VisitRow.at) >= since)
    visits, unchanged, failed, fresh = ledger.execute(query).one()
    return SourceHealth(visits=visits, unchanged=unchanged or 0, failed=failed or 0, entries=fresh or 0, since=since)


def failing_since(ledger: Ledger, since: datetime) -> tuple[int, list[str]]:
    """Return how many sources were visited since a time, and the names of those whose last visit failed."""
    last = select(func.max(VisitRow.id)).where(col(VisitRow.at) >= since).group_by(col(VisitRow.source_id))
    rows = ledger.execute(
        select(SourceRow.name, VisitRow.kind)
        .join(VisitRow, col(VisitRow.source_id) == SourceRow.id)
        .where(col(VisitRow.id).in_(last))
        .order_by(SourceRow.name)
    ).all()
    return len(rows), [name for name, kind in rows if kind not in _GOOD]


def entry_keys(ledger: Ledger, source: Source, keys: Sequence[str]) -> dict[str, EntryRow]:
    """Return the entries of a source seen before, by key."""
    found: dict[str, EntryRow] = {}
    for some in batches(keys):
        rows = ledger.exec(select(EntryRow).where(EntryRow.source_id == source.id, col(EntryRow.key).in_(some)))
        found |= {row.key: row for row in rows}
    return found


def _row_of(source: Source) -> dict[str, Any]:
    values = asdict(source)
    del values["id"]
    return values | {"focus": list(source.focus)}


def _source_of(row: SourceRow | Row[Any]) -> Source:
    return Source(
        id=row.id or 0,
        name=row.name,
        kind=row.kind,  # type: ignore[arg-type]
        url=row.url,
        homepage=row.homepage,
        language=row.language,
        region=row.region,
        focus=tuple(row.focus),
        note=row.note,
        verified=row.verified,
        enabled=row.enabled,
        interval_minutes=row.interval_minutes,
        selectors=Selectors(**row.selectors),
    )


def _packed(state: PollState) -> dict[str, Any]:
    values = asdict(state)
    return values | {name: values[name] and values[name].isoformat() for name in _MOMENTS}


def state_of(row: PollRow | Row[Any]) -> PollState:
    """Return a poll's state as a value."""
    values = dict(row.state)
    for name in _MOMENTS:
        if values.get(name):
            values[name] = datetime.fromisoformat(values[name])
    values |= {"next_poll": row.due if row.due > AT_ONCE else None, "retired": row.retired}
    return PollState(**values)


def _visit_of(row: VisitRow, source: Source, state: PollState) -> Visit:
    return Visit(
        source=source,
        kind=row.kind,  # type: ignore[arg-type]
        at=row.at,
        status=row.status,
        url=row.url,
        entries=row.entries,
        fresh=row.fresh,
        detail=row.detail,
        bytes_read=row.bytes_read,
        state=state,
    )
