"""What the store needs of SQL beyond SQLModel: inserting what may be there already, choosing single columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel

from models.database import Ledger

_ROWS_AT_ONCE = 500  # SQLite takes 32,766 parameters in a statement


def insert_new(
    ledger: Ledger, table: type[SQLModel], rows: Sequence[dict[str, Any]], *, on: Sequence[str]
) -> list[int]:
    """Insert the rows whose `on` columns are new; return the new rows' (first) primary keys in order of insertion."""
    if not rows:
        return []
    key = inspect(table).primary_key[0]
    found: list[int] = []
    for first in range(0, len(rows), _ROWS_AT_ONCE):
        statement = (
            insert_over(ledger, table)
            .values(list(rows[first : first + _ROWS_AT_ONCE]))
            .on_conflict_do_nothing(index_elements=list(on))
            .returning(key)
        )
        found += ledger.execute(statement).scalars()
    return found


def insert_over(ledger: Ledger, table: type[SQLModel]) -> Any:
    """Return an insertion into a table that can say what to do with rows that are there already."""
    return insert_in(ledger.get_bind().dialect.name, table)


def insert_in(dialect: str, table: type[SQLModel]) -> Any:
    """Return such an insertion in the words of a dialect."""
    return (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table)


def columns(*chosen: Any) -> sa.Select[Any]:
    """Select single columns; SQLModel types them as plain values, which SQLAlchemy's own `select` refuses."""
    return sa.select(*chosen)


def batches(values: Sequence[Any], size: int = _ROWS_AT_ONCE) -> Iterable[Sequence[Any]]:
    """Cut a sequence into pieces that fit the parameters of one statement."""
    for first in range(0, len(values), size):
        yield values[first : first + size]


def within_days(moment: Any, since: date | None, until: date | None) -> list[sa.ColumnElement[bool]]:
    """Return the conditions that a moment lies within these days, in UTC."""
    first = [moment >= datetime.combine(since, time.min, UTC)] if since else []
    return first + ([moment <= datetime.combine(until, time.max, UTC)] if until else [])
