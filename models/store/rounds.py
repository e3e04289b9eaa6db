"""Rounds of collecting, and small facts to remember, in the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, delete, select

from models.database import Ledger
from models.tables import NoteRow, RoundRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round of collecting; `ended` is None while it runs, or where it was cut off."""

    id: int
    started: datetime
    ended: datetime | None
    counts: Mapping[str, int]
    failures: tuple[tuple[str, str], ...]  # (source, why)


def start_round(ledger: Ledger, now: datetime) -> int:
    """Record that a round begins; return its number."""
    row = RoundRow(started=now)
    row.counts, row.failures = {}, []
    ledger.add(row)
    ledger.flush()
    return row.id or 0


def end_round(
    ledger: Ledger, number: int, now: datetime, counts: Mapping[str, int], failures: Sequence[tuple[str, str]]
) -> None:
    """Record how a round went."""
    row = ledger.get(RoundRow, number)
    if row is not None:
        row.ended, row.counts, row.failures = now, dict(counts), [list(failure) for failure in failures]
        ledger.add(row)


def last_rounds(ledger: Ledger, limit: int = 20) -> list[Round]:
    """Return the last rounds, newest first."""
    return [
        Round(
            id=row.id or 0,
            started=row.started,
            ended=row.ended,
            counts=row.counts,
            failures=tuple((failure[0], failure[1]) for failure in row.failures),
        )
        for row in ledger.exec(select(RoundRow).order_by(col(RoundRow.id).desc()).limit(limit))
    ]


def note(ledger: Ledger, key: str) -> str:
    """Return a remembered fact, or nothing."""
    row = ledger.get(NoteRow, key)
    return row.value if row else ""


def keep_note(ledger: Ledger, key: str, value: str) -> None:
    """Remember a small fact under a key."""
    ledger.merge(NoteRow(key=key, value=value))
    ledger.flush()


def note_first(ledger: Ledger, key: str, value: str) -> None:
    """Remember a fact under a new key; a second writer of the same key fails."""
    ledger.add(NoteRow(key=key, value=value))
    ledger.flush()


def drop_note(ledger: Ledger, key: str) -> None:
    """Forget a fact."""
    ledger.execute(delete(NoteRow).where(col(NoteRow.key) == key))


def forget_notes(ledger: Ledger, prefix: str, *, below: str) -> None:
    """Forget the facts whose keys begin with a prefix and sort before a key."""
    ledger.execute(delete(NoteRow).where(col(NoteRow.key) >= prefix, col(NoteRow.key) < below))
