"""Users of the pages, keys to the API, and the audit log, in the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, func
from sqlmodel import col, delete, select, update

from models.database import Ledger
from models.errors import NotFoundError, UsageError
from models.store.dialect import within_days
from models.tables import AuditRow, TokenRow, UserRow

Role = Literal["reader", "editor", "admin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Who may open the pages."""

    id: int
    name: str
    role: Role
    password: str  # argon2 hash
    added: datetime


def add_user(ledger: Ledger, name: str, role: Role, password: str, now: datetime) -> None:
    """Keep a new user with the hash of their password; raises UsageError for a name that is taken."""
    if ledger.exec(select(UserRow).where(func.lower(UserRow.name) == name.lower())).first():
        msg = f"there is a user {name!r} already; remove them first with `robowatch users remove {name}`"
        raise UsageError(msg)
    ledger.add(UserRow(name=name, role=role, password=password, added=now))
    ledger.flush()


def remove_user(ledger: Ledger, name: str) -> None:
    """Forget a user; raises NotFoundError."""
    user = user_named(ledger, name)
    if user is None:
        msg = f"no user is called {name!r}; `robowatch users list` shows them"
        raise NotFoundError(msg)
    ledger.execute(delete(UserRow).where(col(UserRow.id) == user.id))


def user_named(ledger: Ledger, name: str) -> User | None:
    """Return a user by name, or None."""
    row = ledger.exec(select(UserRow).where(func.lower(UserRow.name) == name.lower())).first()
    return _user(row) if row else None


def users(ledger: Ledger) -> list[User]:
    """Return all users, by name."""
    return [_user(row) for row in ledger.exec(select(UserRow).order_by(UserRow.name))]


def _user(row: UserRow) -> User:
    return User(id=row.id or 0, name=row.name, role=row.role, password=row.password, added=row.added)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A key to the API, without the key itself."""

    id: int
    name: str
    scopes: tuple[str, ...]
    added: datetime
    last_used: datetime | None


def add_token(ledger: Ledger, name: str, digest: str, scopes: tuple[str, ...], now: datetime) -> None:
    """Keep a key by its digest."""
    ledger.add(TokenRow(name=name, digest=digest, scopes=list(scopes), added=now))
    ledger.flush()


def token_with(ledger: Ledger, digest: str) -> Token | None:
    """Return the key with that digest, or None."""
    row = ledger.exec(select(TokenRow).where(TokenRow.digest == digest)).first()
    return _token(row) if row else None


def touch_token(ledger: Ledger, number: int, now: datetime) -> None:
    """Record that a key was used."""
    ledger.execute(update(TokenRow).where(col(TokenRow.id) == number).values(last_used=now))


def tokens(ledger: Ledger) -> list[Token]:
    """Return all keys, oldest first."""
    return [_token(row) for row in ledger.exec(select(TokenRow).order_by(col(TokenRow.id)))]


def remove_token(ledger: Ledger, number: int) -> None:
    """Forget a key."""
    ledger.execute(delete(TokenRow).where(col(TokenRow.id) == number))


def _token(row: TokenRow) -> Token:
    return Token(id=row.id or 0, name=row.name, scopes=tuple(row.scopes), added=row.added, last_used=row.last_used)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Who wrote what, when."""

    id: int
    at: datetime
    who: str
    action: str
    subject: str
    detail: Mapping[str, Any]


def record(ledger: Ledger, who: str, action: str, subject: str, now: datetime, **detail: Any) -> int:
    """Add a line to the audit log; return its number."""
    row = AuditRow(at=now, who=who, action=action, subject=subject, detail=detail)
    ledger.add(row)
    ledger.flush()
    return row.id or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedFilter:
    """Which lines of the audit log somebody looks for; what is empty does not matter."""

    who: str = ""
    action: str = ""  # "watch.remove", or "watch" for all that was done with what is watched
    subject: str = ""  # part of what it was done to
    since: date | None = None  # UTC
    until: date | None = None


def deeds(ledger: Ledger, wanted: DeedFilter | None = None, *, before: int = 0, limit: int = 100) -> list[Deed]:
    """Return the audit log, newest first."""
    query = select(AuditRow).where(*_conditions(wanted or DeedFilter()))
    if before:
        query = query.where(col(AuditRow.id) < before)
    return [_deed(row) for row in ledger.exec(query.order_by(col(AuditRow.id).desc()).limit(limit))]


def _conditions(wanted: DeedFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.who:
        conditions.append(func.lower(AuditRow.who) == wanted.who.lower())
    if wanted.action:
        family = col(AuditRow.action).startswith(f"{wanted.action}.", autoescape=True)
        conditions.append((col(AuditRow.action) == wanted.action) | family)
    if wanted.subject:
        conditions.append(col(AuditRow.subject).icontains(wanted.subject, autoescape=True))
    return conditions + within_days(col(AuditRow.at), wanted.since, wanted.until)


def doers(ledger: Ledger) -> list[str]:
    """Return everybody who is named in the audit log."""
    return list(ledger.exec(select(AuditRow.who).distinct().order_by(AuditRow.who)))


def actions_done(ledger: Ledger) -> list[str]:
    """Return every kind of thing that the audit log tells of."""
    return list(ledger.exec(select(AuditRow.action).distinct().order_by(AuditRow.action)))


def deed_numbered(ledger: Ledger, number: int) -> Deed:
    """Return a line of the audit log; raises NotFoundError."""
    row = ledger.get(AuditRow, number)
    if row is None:
        msg = f"the audit log has no line {number}"
        raise NotFoundError(msg)
    return _deed(row)


def last_deed(ledger: Ledger, who: str, action: str, subject: str) -> Deed | None:
    """Return the last line of the audit log on that, or None."""
    query = select(AuditRow).where(AuditRow.who == who, AuditRow.action == action, AuditRow.subject == subject)
    row = ledger.exec(query.order_by(col(AuditRow.id).desc()).limit(1)).first()
    return _deed(row) if row else None


def _deed(row: AuditRow) -> Deed:
    return Deed(id=row.id or 0, at=row.at, who=row.who, action=row.action, subject=row.subject, detail=row.detail)
