"""Sources, what their visits taught us, and their health, in the ledger."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, Text, and_, case, cast, func, inspect, literal, or_
from sqlmodel import col, delete, select, update
from sqlmodel.sql.expression import SelectOfScalar

from models.database import Ledger
from models.errors import NotFoundError, UsageError
from models.store.dialect import batches, columns, insert_new, insert_over
from models.tables import ClaimRow, EntryRow, Moment, PollRow, SourceRow, VisitRow
from models.values import Poll, PollState, Selectors, Source, Visit

_LONGEST_NUMBER = 19  # digits; more are no number of a row
AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)  # the due time of a source never visited
_MOMENTS = ("last_visit", "last_success", "last_new", "last_unconditional")
_LISTS = ("skip_hours", "skip_days")
VISITS_KEPT = 200  # a source; enough for a month of hourly visits to one that never changes


# Plain columns of plain tables, not objects that a session watches over: a third of the time where there are thousands.
SOURCES, STATES = (inspect(table).local_table for table in (SourceRow, PollRow))
# Lists that many sources share come as text, for each text is read once.
_AS_TEXT = ("focus", "selectors")
_SOURCE = [cast(each, Text).label(each.name) if each.name in _AS_TEXT else each for each in SOURCES.c]
POLLS = columns(*_SOURCE, *STATES.c).join(STATES, STATES.c.source_id == SOURCES.c.id)


def add_sources(ledger: Ledger, sources: Iterable[Source]) -> int:
    """Keep sources whose names are new; return how many were."""
    rows = [_row_of(source) for source in sources]
    added = insert_new(ledger, SourceRow, rows, on=("name",))
    if added:
        insert_new(ledger, PollRow, [{"source_id": number, "due": AT_ONCE} for number in added], on=("source_id",))
    return len(added)


def add_source(ledger: Ledger, source: Source) -> Source:
    """Keep a new source; raises UsageError where its name or address is taken."""
    taken = namesake_of(ledger, source)
    if taken is not None:
        msg = f"{taken.name!r} is kept already, at {taken.url}"
        raise UsageError(msg)
    add_sources(ledger, [source])
    return source_named(ledger, source.name)


def namesake_of(ledger: Ledger, source: Source) -> Source | None:
    """Return another source that has the same name or address, or None."""
    same = or_(SOURCES.c.name == source.name, SOURCES.c.url == source.url)
    row = ledger.execute(columns(*_SOURCE).where(same, SOURCES.c.id != source.id)).first()
    return _source_of(row) if row else None


def change_source(ledger: Ledger, source: Source) -> None:
    """Keep a source's new description; its history stays with it, and a new address begins without old failures."""
    before = ledger.execute(columns(SOURCES.c.url).where(SOURCES.c.id == source.id)).scalar()
    ledger.execute(update(SourceRow).where(col(SourceRow.id) == source.id).values(**_row_of(source)))
    changed: dict[str, Any] = {"due": AT_ONCE}
    if before != source.url:
        state = poll_of(ledger, source)
        fresh = PollState(
            interval_minutes=state.interval_minutes,
            last_new=state.last_new,
            usual_gap_minutes=state.usual_gap_minutes,
            gaps=state.gaps,
        )
        changed |= {"state": _packed(fresh), "retired": False, "health": fresh.health, "health_since": None}
    ledger.execute(update(PollRow).where(col(PollRow.source_id) == source.id).values(**changed))


def remove_source(ledger: Ledger, source: Source) -> None:
    """Forget a source; its articles stay."""
    remove_sources(ledger, [source.id])


def remove_sources(ledger: Ledger, numbers: Sequence[int]) -> None:
    """Forget sources; their articles stay."""
    for some in batches(numbers):
        ledger.execute(delete(SourceRow).where(col(SourceRow.id).in_(some)))


def enable_sources(ledger: Ledger, numbers: Sequence[int], *, enabled: bool) -> None:
    """Have sources visited, at once, or left alone."""
    for some in batches(numbers):
        ledger.execute(update(SourceRow).where(col(SourceRow.id).in_(some)).values(enabled=enabled))
        if enabled:
            ledger.execute(update(PollRow).where(col(PollRow.source_id).in_(some)).values(due=AT_ONCE))


def source_named(ledger: Ledger, name: str) -> Source:
    """Return the source of that name or number; raises NotFoundError."""
    called = or_(func.lower(SOURCES.c.name) == name.lower(), SOURCES.c.url == name)
    row = ledger.execute(columns(*_SOURCE).where(called)).first()
    if row is None and name.isdecimal() and len(name) < _LONGEST_NUMBER:
        row = ledger.execute(columns(*_SOURCE).where(SOURCES.c.id == int(name))).first()
    if row is None:
        msg = f"no source is called {name!r}; `robowatch sources list` shows them"
        raise NotFoundError(msg)
    return _source_of(row)


def all_sources(ledger: Ledger) -> list[Poll]:
    """Return every source with what its visits taught us, by name."""
    return polls_of(ledger, POLLS.order_by(SOURCES.c.name))


def polls_of(ledger: Ledger, query: Select[Any]) -> list[Poll]:
    """Run a query of POLLS's columns."""
    return [Poll(source=_source_of(row), state=state_of(row)) for row in ledger.execute(query).all()]


def poll_of(ledger: Ledger, source: Source) -> PollState:
    """Return what the visits to a source taught us."""
    row = ledger.get(PollRow, source.id, populate_existing=True)
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
    claimed = select(ClaimRow.source_id).where(ClaimRow.source_id == PollRow.source_id, col(ClaimRow.until) > now)
    return (
        select(PollRow.source_id)
        .join(SourceRow, col(SourceRow.id) == PollRow.source_id)
        .where(col(PollRow.due) <= now, col(PollRow.retired).is_(False), col(SourceRow.enabled).is_(True))
        .where(~claimed.exists())
    )


def claim_due(ledger: Ledger, now: datetime, *, limit: int, lease: timedelta) -> list[int]:
    """Take sources that are due, the longest overdue first; return their numbers.

    Nobody else gets them until the lease ends.
    """
    due = _due(now).order_by(col(PollRow.due)).limit(limit).add_columns(literal(now + lease, Moment()))
    taken = insert_over(ledger, ClaimRow).from_select(["source_id", "until"], due)
    # Of two who look at the same moment the second finds the first one's claim, and goes without.
    taken = taken.on_conflict_do_update(
        index_elements=["source_id"], set_={"until": taken.excluded.until}, where=col(ClaimRow.until) <= now
    )
    return list(ledger.execute(taken.returning(col(ClaimRow.source_id))).scalars())


def claim_named(ledger: Ledger, sources: Sequence[Source], now: datetime, *, lease: timedelta) -> list[int]:
    """Take these sources whether they are due or not; return their numbers."""
    numbers = [source.id for source in sources]
    for some in batches(numbers):
        taken = insert_over(ledger, ClaimRow).values([{"source_id": each, "until": now + lease} for each in some])
        ledger.execute(taken.on_conflict_do_update(index_elements=["source_id"], set_={"until": taken.excluded.until}))
    return numbers


def polls_numbered(ledger: Ledger, numbers: Sequence[int]) -> list[Poll]:
    """Return sources with what their visits taught us; those that are gone are left out."""
    return [poll for some in batches(numbers) for poll in polls_of(ledger, POLLS.where(STATES.c.source_id.in_(some)))]


def release(ledger: Ledger, source_ids: Sequence[int]) -> None:
    """Give claimed sources back unvisited."""
    for some in batches(source_ids):
        ledger.execute(delete(ClaimRow).where(col(ClaimRow.source_id).in_(some)))


def keep_visit(ledger: Ledger, visit: Visit) -> None:
    """Keep how a visit went and when the next one is due; an address that moved for good is changed."""
    state = visit.state
    ledger.execute(
        update(PollRow)
        .where(col(PollRow.source_id) == visit.source.id)
        .values(
            due=state.next_poll or AT_ONCE,
            retired=state.retired,
            health=state.health,
            health_since=state.health_since,
            state=_packed(state),
        )
    )
    release(ledger, [visit.source.id])
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
    """Return how many sources were visited since a time, and the names of those that need a look.

    Those are the ones whose last visit failed, and the ones that fell silent since then, so that silence is told once.
    """
    last = select(func.max(VisitRow.id)).where(col(VisitRow.at) >= since).group_by(col(VisitRow.source_id))
    silent = and_(col(PollRow.health) == "silent", col(PollRow.health_since) >= since)
    rows = ledger.execute(
        select(SourceRow.name, VisitRow.kind, silent)
        .join(VisitRow, col(VisitRow.source_id) == SourceRow.id)
        .join(PollRow, col(PollRow.source_id) == SourceRow.id)
        .where(col(VisitRow.id).in_(last))
        .order_by(SourceRow.name)
    ).all()
    return len(rows), [name for name, kind, fell_silent in rows if kind not in _GOOD or fell_silent]


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
    chosen = {name: selector for name, selector in values["selectors"].items() if selector}
    return values | {"focus": list(source.focus), "selectors": chosen}


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


@lru_cache(maxsize=4096)
def _selectors(text: str) -> Selectors:
    return Selectors(**json.loads(text))


def _source_of(row: Row[Any]) -> Source:
    return Source(
        id=row.id or 0,
        name=row.name,
        kind=row.kind,
        url=row.url,
        homepage=row.homepage,
        language=row.language,
        region=row.region,
        focus=_words(row.focus),
        note=row.note,
        verified=row.verified,
        enabled=row.enabled,
        interval_minutes=row.interval_minutes,
        selectors=_selectors(row.selectors),
    )


def _packed(state: PollState) -> dict[str, Any]:
    """Return what has no column of its own, without what is as it was at the start: small rows are quick to read."""
    fields = {name: getattr(state, name) for name in _BEGINNING}
    changed = {name: value for name, value in fields.items() if value != _BEGINNING[name]}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in changed.items()}


_IN_COLUMNS = ("next_poll", "retired", "health", "health_since")
_BEGINNING = {name: value for name, value in asdict(PollState()).items() if name not in _IN_COLUMNS}


def state_of(row: PollRow | Row[Any]) -> PollState:
    """Return a poll's state as a value."""
    values = dict(row.state)
    for name in _MOMENTS:
        if moment := values.get(name):
            values[name] = datetime.fromisoformat(moment)
    for name in _LISTS:
        if hours := values.get(name):
            values[name] = tuple(hours)
    return PollState(
        **values,
        next_poll=row.due if row.due > AT_ONCE else None,
        retired=row.retired,
        health=row.health,  # type: ignore[arg-type]
        health_since=row.health_since,
    )


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
