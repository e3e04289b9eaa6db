"""Who gets letters, with their rules and how far they were told, in the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import col, delete, select, update

from models.database import Ledger
from models.errors import NotFoundError, UsageError
from models.store.dialect import columns
from models.tables import RuleRow, SubscriberRow
from models.values import AlertRule, Subscriber


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A subscriber and how far they were told."""

    subscriber: Subscriber
    cursor: int  # number of the last change looked at
    article_cursor: int  # number of the last article looked at
    last_letter: datetime | None
    next_letter: datetime | None


def add_subscriber(
    ledger: Ledger, subscriber: Subscriber, now: datetime, *, cursor: int, article_cursor: int
) -> Reader:
    """Keep a new subscriber, who hears of what comes after the cursors; raises UsageError for a known address."""
    known = or_(
        func.lower(SubscriberRow.email) == subscriber.email.lower(), col(SubscriberRow.email) == subscriber.email
    )
    if ledger.exec(select(SubscriberRow).where(known)).first():
        msg = f"{subscriber.email} is a subscriber already; see `robowatch subscribers show {subscriber.email}`"
        raise UsageError(msg)
    row = SubscriberRow(added=now, cursor=cursor, article_cursor=article_cursor, **_columns(subscriber))
    ledger.add(row)
    ledger.flush()
    assert row.id is not None  # noqa: S101 - flushed
    _keep_rules(ledger, row.id, subscriber.rules)
    return reader_numbered(ledger, row.id)


def change_subscriber(ledger: Ledger, subscriber: Subscriber) -> None:
    """Keep a subscriber's new settings and rules; how far they were told stays."""
    ledger.execute(update(SubscriberRow).where(col(SubscriberRow.id) == subscriber.id).values(**_columns(subscriber)))
    ledger.execute(delete(RuleRow).where(col(RuleRow.subscriber_id) == subscriber.id))
    _keep_rules(ledger, subscriber.id, subscriber.rules)


def remove_subscriber(ledger: Ledger, number: int) -> None:
    """Forget a subscriber; letters sent stay in the archive without them."""
    ledger.execute(delete(SubscriberRow).where(col(SubscriberRow.id) == number))


def reader_numbered(ledger: Ledger, number: int) -> Reader:
    """Return a subscriber by number; raises NotFoundError."""
    row = ledger.get(SubscriberRow, number)
    if row is None:
        msg = f"no subscriber has the number {number}"
        raise NotFoundError(msg)
    return _readers(ledger, [row])[0]


def reader_at(ledger: Ledger, email: str) -> Reader:
    """Return a subscriber by address; raises NotFoundError."""
    known = or_(func.lower(SubscriberRow.email) == email.strip().lower(), col(SubscriberRow.email) == email.strip())
    row = ledger.exec(select(SubscriberRow).where(known)).first()
    if row is None:
        msg = f"{email} is no subscriber; `robowatch subscribers list` shows them"
        raise NotFoundError(msg)
    return _readers(ledger, [row])[0]


def all_readers(ledger: Ledger) -> list[Reader]:
    """Return every subscriber, by address."""
    return _readers(ledger, ledger.exec(select(SubscriberRow).order_by(SubscriberRow.email)).all())


def find_readers(ledger: Ledger, text: str = "", *, after: str = "", limit: int = 100) -> list[Reader]:
    """Return a page of subscribers by address: those with a text in address or name, after an address."""
    query = select(SubscriberRow).order_by(SubscriberRow.email).limit(limit)
    if text:
        email, name = col(SubscriberRow.email), col(SubscriberRow.name)
        query = query.where(email.icontains(text, autoescape=True) | name.icontains(text, autoescape=True))
    if after:
        query = query.where(col(SubscriberRow.email) > after)
    return _readers(ledger, ledger.exec(query).all())


def due_readers(ledger: Ledger, now: datetime, *, after: int = 0, limit: int = 200) -> list[Reader]:
    """Return subscribers whose letter is due, by number from `after` on; paused and unconfirmed ones are left out."""
    rows = ledger.exec(
        select(SubscriberRow)
        .where(col(SubscriberRow.next_letter) <= now, col(SubscriberRow.id) > after)
        .where(col(SubscriberRow.paused).is_(False), col(SubscriberRow.confirmed).is_(True))
        .order_by(col(SubscriberRow.id))
        .limit(limit)
    ).all()
    return _readers(ledger, rows)


def oldest_cursors(ledger: Ledger, now: datetime) -> tuple[int, int] | None:
    """Return the lowest change and article numbers that due readers were told up to; None where nobody is due."""
    query = (
        columns(func.min(SubscriberRow.cursor), func.min(SubscriberRow.article_cursor))
        .where(col(SubscriberRow.next_letter) <= now)
        .where(col(SubscriberRow.paused).is_(False), col(SubscriberRow.confirmed).is_(True))
    )
    change, article = ledger.execute(query).one()
    return None if change is None else (change, article)


def unscheduled_readers(ledger: Ledger) -> list[Reader]:
    """Return subscribers who want letters but for whom no time is set."""
    rows = ledger.exec(
        select(SubscriberRow)
        .where(col(SubscriberRow.next_letter).is_(None))
        .where(col(SubscriberRow.paused).is_(False), col(SubscriberRow.confirmed).is_(True))
    ).all()
    return _readers(ledger, rows)


def schedule_letter(ledger: Ledger, number: int, at: datetime | None) -> None:
    """Set when a subscriber's next letter is due."""
    ledger.execute(update(SubscriberRow).where(col(SubscriberRow.id) == number).values(next_letter=at))


def move_cursor(ledger: Ledger, number: int, *, cursor: int, article_cursor: int, last_letter: datetime | None) -> None:
    """Record how far a subscriber was told; `last_letter` is set where a letter was written."""
    values: dict[str, Any] = {"cursor": cursor, "article_cursor": article_cursor}
    if last_letter is not None:
        values["last_letter"] = last_letter
    ledger.execute(update(SubscriberRow).where(col(SubscriberRow.id) == number).values(**values))


def _keep_rules(ledger: Ledger, number: int, rules: Sequence[AlertRule]) -> None:
    for rule in rules:
        definition = asdict(rule)
        del definition["id"]
        ledger.add(RuleRow(subscriber_id=number, definition=definition))
    ledger.flush()


def _readers(ledger: Ledger, rows: Sequence[SubscriberRow]) -> list[Reader]:
    rules: dict[int, list[AlertRule]] = {}
    found = ledger.exec(
        select(RuleRow).where(col(RuleRow.subscriber_id).in_([row.id for row in rows])).order_by(col(RuleRow.id))
    )
    for rule in found:
        fields: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in rule.definition.items()
        }
        rules.setdefault(rule.subscriber_id, []).append(AlertRule(id=rule.id or 0, **fields))
    return [_reader(row, tuple(rules.get(row.id or 0, ()))) for row in rows]


def _columns(subscriber: Subscriber) -> dict[str, Any]:
    values = asdict(subscriber)
    for name in ("id", "rules"):
        del values[name]
    return values | {"channels": list(subscriber.channels)}


def _reader(row: SubscriberRow, rules: tuple[AlertRule, ...]) -> Reader:
    subscriber = Subscriber(
        id=row.id or 0,
        email=row.email,
        name=row.name,
        language=row.language,  # type: ignore[arg-type]
        cadence=row.cadence,  # type: ignore[arg-type]
        at=row.at,
        weekday=row.weekday,
        zone=row.zone,
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        rules=rules,
        channels=tuple(row.channels),
        send_empty=row.send_empty,
        confirmed=row.confirmed,
        paused=row.paused,
    )
    return Reader(
        subscriber=subscriber,
        cursor=row.cursor,
        article_cursor=row.article_cursor,
        last_letter=row.last_letter,
        next_letter=row.next_letter,
    )
