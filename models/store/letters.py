"""The outbox: letters written in the transaction that marks their changes as told, then delivered, with receipts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select, update

from models.database import Ledger
from models.errors import NotFoundError
from models.store.dialect import columns, insert_new, within_days
from models.store.reports import reports_numbered
from models.store.search import Indexed, index_letter, letters_matching
from models.store.terms import query_of
from models.tables import ChangeRow, LetterRow, PictureRow, ReceiptRow, SubjectRow, SubscriberRow, ToldRow
from models.values import Letter, Picture, Receipt, Reported

LetterState = Literal["waiting", "delivered", "refused", "cancelled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedLetter:
    """A letter as it was written, and what became of it."""

    letter: Letter
    state: str
    due: datetime
    receipts: tuple[Receipt, ...] = ()


def post(ledger: Ledger, letter: Letter, changes: Sequence[int], *, due: datetime) -> int:
    """Put a letter into the outbox and mark its changes as told to its reader.

    Returns the letter's number, or 0 where the reader has a letter of that window and channel already.
    """
    row = {
        "subscriber_id": letter.subscriber_id or None,
        "window_key": letter.window_key,
        "channel": letter.channel,
        "message_id": letter.message_id,
        "sender": letter.sender,
        "recipient": letter.recipient,
        "subject": letter.subject,
        "text": letter.text,
        "html": letter.html,
        "headers": [list(header) for header in letter.headers],
        "created": letter.created,
        "state": "waiting",
        "due": due,
        "attempts": 0,
    }
    numbers = insert_new(ledger, LetterRow, [row], on=("subscriber_id", "window_key", "channel"))
    if not numbers:
        return 0
    index_letter(ledger, Indexed(id=numbers[0], title=letter.subject, body=letter.text))
    ledger.add_all(
        PictureRow(letter_id=numbers[0], cid=picture.cid, alt=picture.alt, png=picture.png)
        for picture in letter.pictures
    )
    told = [{"subscriber_id": letter.subscriber_id, "change_id": change, "letter_id": numbers[0]} for change in changes]
    insert_new(ledger, ToldRow, told, on=("subscriber_id", "change_id"))
    ledger.flush()
    return numbers[0]


def has_letter(ledger: Ledger, subscriber_id: int, window_key: str) -> bool:
    """Say whether a reader's letter of that window was written."""
    query = select(LetterRow.id).where(
        col(LetterRow.subscriber_id) == subscriber_id, LetterRow.window_key == window_key
    )
    return ledger.exec(query).first() is not None


def claim_letters(ledger: Ledger, now: datetime, *, limit: int, lease: timedelta) -> list[Letter]:
    """Take letters that are due, of each reader and channel the oldest; nobody else gets them until the lease ends.

    Letters to readers who paused or left since are cancelled instead.
    """
    gone = select(SubscriberRow.id).where(col(SubscriberRow.paused).is_(True))
    ledger.execute(
        update(LetterRow)
        .where(col(LetterRow.state) == "waiting", col(LetterRow.subscriber_id).in_(gone))
        .values(state="cancelled")
    )
    older = aliased(LetterRow)
    waits_behind = (
        select(older.id)
        .where(col(older.subscriber_id) == LetterRow.subscriber_id, col(older.channel) == LetterRow.channel)
        .where(col(older.state) == "waiting", col(older.id) < LetterRow.id)
    )
    due = (
        select(LetterRow)
        .where(col(LetterRow.state) == "waiting", col(LetterRow.due) <= now, ~waits_behind.exists())
        .where(or_(col(LetterRow.lease_until).is_(None), col(LetterRow.lease_until) <= now))
        .order_by(col(LetterRow.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = ledger.exec(due).all()
    for row in rows:
        row.lease_until = now + lease
        ledger.add(row)
    ledger.flush()
    return _letters(ledger, rows)


def claimable(ledger: Ledger, now: datetime) -> bool:
    """Say whether a letter is due."""
    query = (
        select(LetterRow.id)
        .where(col(LetterRow.state) == "waiting", col(LetterRow.due) <= now)
        .where(or_(col(LetterRow.lease_until).is_(None), col(LetterRow.lease_until) <= now))
    )
    return ledger.exec(query.limit(1)).first() is not None


def has_waiting(ledger: Ledger, subscriber_id: int) -> bool:
    """Say whether a letter to this reader waits in the outbox."""
    query = select(LetterRow.id).where(LetterRow.subscriber_id == subscriber_id, col(LetterRow.state) == "waiting")
    return ledger.exec(query.limit(1)).first() is not None


def keep_receipt(ledger: Ledger, receipt: Receipt) -> None:
    """Record what became of an attempt, and when the next one is due."""
    states = {"delivered": "delivered", "refused": "refused", "retry": "waiting"}
    values: dict[str, Any] = {
        "state": states[receipt.outcome],
        "lease_until": None,
        "attempts": LetterRow.attempts + 1,
    }
    if receipt.next_attempt is not None:
        values["due"] = receipt.next_attempt
    ledger.execute(
        update(LetterRow)
        .where(col(LetterRow.id) == receipt.letter_id, col(LetterRow.state) == "waiting")
        .values(**values)
    )
    ledger.add(
        ReceiptRow(
            letter_id=receipt.letter_id,
            at=receipt.at,
            outcome=receipt.outcome,
            detail=receipt.detail,
            next_attempt=receipt.next_attempt,
        )
    )
    ledger.flush()


def cancel_letters(ledger: Ledger, subscriber_id: int) -> int:
    """Take a reader's waiting letters out of the outbox; return how many."""
    query = (
        update(LetterRow)
        .where(col(LetterRow.subscriber_id) == subscriber_id, col(LetterRow.state) == "waiting")
        .values(state="cancelled")
        .returning(col(LetterRow.id))
    )
    return len(ledger.execute(query).all())


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFilter:
    """Which letters somebody looks for; what is empty does not matter."""

    text: str = ""  # words of its subject and text, as articles are searched
    email: str = ""  # part of the recipient: "Ada <ada@example.org>"
    state: str = ""
    since: date | None = None  # day it was written, UTC
    until: date | None = None


def find_letters(
    ledger: Ledger, wanted: LetterFilter | None = None, *, before: int = 0, limit: int = 50
) -> list[ArchivedLetter]:
    """Return letters, newest first, without pictures."""
    query = select(LetterRow).where(*_conditions(ledger, wanted or LetterFilter()))
    if before:
        query = query.where(col(LetterRow.id) < before)
    rows = ledger.exec(query.order_by(col(LetterRow.id).desc()).limit(limit)).all()
    return [ArchivedLetter(letter=_letter(row, ()), state=row.state, due=row.due) for row in rows]


def _conditions(ledger: Ledger, wanted: LetterFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    words = query_of(wanted.text)
    if words.wanted:
        conditions.append(letters_matching(ledger, words))
    if wanted.email:
        conditions.append(col(LetterRow.recipient).icontains(wanted.email, autoescape=True))
    if wanted.state:
        conditions.append(col(LetterRow.state) == wanted.state)
    return conditions + within_days(col(LetterRow.created), wanted.since, wanted.until)


def letter_numbered(ledger: Ledger, number: int) -> ArchivedLetter:
    """Return a letter with its pictures and receipts; raises NotFoundError."""
    row = ledger.get(LetterRow, number)
    if row is None:
        msg = f"no letter has the number {number}; `robowatch digest history` lists them"
        raise NotFoundError(msg)
    receipts = ledger.exec(select(ReceiptRow).where(ReceiptRow.letter_id == number).order_by(col(ReceiptRow.id)))
    return ArchivedLetter(
        letter=_letters(ledger, [row])[0],
        state=row.state,
        due=row.due,
        receipts=tuple(
            Receipt(
                letter_id=number,
                at=receipt.at,
                outcome=receipt.outcome,  # type: ignore[arg-type]
                detail=receipt.detail,
                next_attempt=receipt.next_attempt,
            )
            for receipt in receipts
        ),
    )


def outbox_counts(ledger: Ledger) -> dict[str, int]:
    """Return how many letters are in each state."""
    rows = ledger.execute(columns(LetterRow.state, func.count()).group_by(col(LetterRow.state)))
    return {state: count for state, count in rows}  # noqa: C416 - rows are not pairs to dict()


def told_numbers(ledger: Ledger, subscriber_id: int, changes: Sequence[int]) -> set[int]:
    """Return which of these changes a reader was told."""
    query = select(ToldRow.change_id).where(
        col(ToldRow.subscriber_id) == subscriber_id, col(ToldRow.change_id).in_(changes)
    )
    return set(ledger.exec(query))


SeriesKey = tuple[str, str, str, str | None]


def last_told(ledger: Ledger, subscriber_id: int, subjects: Sequence[str]) -> Mapping[SeriesKey, Reported]:
    """Return what a reader was last told of each series of these subjects, by (subject, metric, measure, scope)."""
    rows = ledger.execute(
        columns(ChangeRow.figure_id)
        .join(ToldRow, col(ToldRow.change_id) == ChangeRow.id)
        .join(SubjectRow, col(SubjectRow.id) == ChangeRow.subject_id)
        .where(col(ToldRow.subscriber_id) == subscriber_id, col(SubjectRow.name).in_(subjects))
        .order_by(col(ChangeRow.id))
    ).scalars()
    numbers = list(rows)
    reports = reports_numbered(ledger, numbers)
    told: dict[SeriesKey, Reported] = {}
    for number in numbers:
        figure = reports[number].figure
        told[figure.subject, figure.metric, figure.measure, figure.scope] = reports[number]
    return told


def _letters(ledger: Ledger, rows: Sequence[LetterRow]) -> list[Letter]:
    pictures: dict[int, list[Picture]] = {}
    for picture in ledger.exec(select(PictureRow).where(col(PictureRow.letter_id).in_([row.id for row in rows]))):
        pictures.setdefault(picture.letter_id, []).append(Picture(cid=picture.cid, png=picture.png, alt=picture.alt))
    return [_letter(row, tuple(pictures.get(row.id or 0, ()))) for row in rows]


def _letter(row: LetterRow, pictures: tuple[Picture, ...]) -> Letter:
    return Letter(
        id=row.id or 0,
        subscriber_id=row.subscriber_id or 0,
        window_key=row.window_key,
        message_id=row.message_id,
        sender=row.sender,
        recipient=row.recipient,
        subject=row.subject,
        text=row.text,
        html=row.html,
        headers=tuple((header[0], header[1]) for header in row.headers),
        pictures=pictures,
        channel=row.channel,
        created=row.created,
        attempts=row.attempts,
    )
