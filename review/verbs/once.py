"""Do a write once however often it is asked for: answers are remembered by key for a day or two."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

from models.store.rounds import drop_note, forget_notes, keep_note, note, note_first
from scheduler.newsroom import Newsroom

_PREFIX = "once"
_DAYS = 2


@dataclass(frozen=True, slots=True)
class Kept:
    """What is remembered of a request: the hash of what was asked, and the answer once there is one."""

    asked: str
    answer: str


def begin(newsroom: Newsroom, name: str, asked: str) -> Kept | None:
    """Claim a name for a request; return what is remembered where it was claimed before."""
    today = newsroom.clock().date()
    with newsroom.database.writing() as ledger:
        forget_notes(ledger, f"{_PREFIX}:", below=f"{_PREFIX}:{today - timedelta(days=_DAYS)}")
        for day in (today - timedelta(days=1), today):
            if kept := note(ledger, f"{_PREFIX}:{day}:{name}"):
                return Kept(*json.loads(kept))
        note_first(ledger, f"{_PREFIX}:{today}:{name}", json.dumps([asked, ""]))
    return None


def end(newsroom: Newsroom, name: str, asked: str, answer: str) -> None:
    """Remember the answer."""
    with newsroom.database.writing() as ledger:
        keep_note(ledger, f"{_PREFIX}:{newsroom.clock().date()}:{name}", json.dumps([asked, answer]))


def forget(newsroom: Newsroom, name: str) -> None:
    """Give the name back: the request failed, and may be tried again."""
    with newsroom.database.writing() as ledger:
        drop_note(ledger, f"{_PREFIX}:{newsroom.clock().date()}:{name}")
