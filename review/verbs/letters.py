"""The archive of letters as sent, the outbox, and what a reader would get now."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import get_args

from models.store.letters import ArchivedLetter, LetterFilter, LetterState, find_letters, letter_numbered, outbox_counts
from models.store.subscribers import reader_at, reader_numbered
from models.values import Digest, Letter
from scheduler.newsroom import Newsroom

PAGE = 50
STATES: tuple[LetterState, ...] = get_args(LetterState)


def history(
    newsroom: Newsroom, wanted: LetterFilter | None = None, *, before: int = 0, limit: int = PAGE
) -> list[ArchivedLetter]:
    """Return letters, newest first, without pictures."""
    with newsroom.database.reading() as ledger:
        return find_letters(ledger, wanted, before=before, limit=limit)


def show(newsroom: Newsroom, number: int) -> ArchivedLetter:
    """Return a letter as it was sent, with its receipts; raises NotFoundError."""
    with newsroom.database.reading() as ledger:
        return letter_numbered(ledger, number)


def outbox(newsroom: Newsroom) -> dict[str, int]:
    """Return how many letters are in each state."""
    with newsroom.database.reading() as ledger:
        return outbox_counts(ledger)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPreview:
    """What a reader would be told now, and the letter that would say it."""

    digest: Digest
    letter: Letter


def preview(newsroom: Newsroom, email: str) -> LetterPreview:
    """Compose what a subscriber would get now, without sending or marking anything. Raises NotFoundError."""
    from scheduler import letters  # noqa: PLC0415 - loads transports, which pages do not need

    with newsroom.database.reading() as ledger:
        reader = reader_numbered(ledger, int(email)) if email.isdecimal() else reader_at(ledger, email)
    digest, letter = letters.preview(newsroom, reader)
    return LetterPreview(digest=digest, letter=letter)


def page_of(letter: Letter) -> str:
    """Return a letter's HTML with its pictures inside, for showing it in a frame."""
    html = letter.html
    for picture in letter.pictures:
        data = base64.b64encode(picture.png).decode()
        html = html.replace(f"cid:{picture.cid}", f"data:image/png;base64,{data}")
    return html
