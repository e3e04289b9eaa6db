"""Write the letters that are due, and deliver what is in the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from alerts.deliver import Transport, deliver
from alerts.digest import ChangeIndex, HeadlineIndex, compose_digest
from alerts.links import Links
from alerts.notices import sample_letter
from alerts.render import Proofs, render_letter
from alerts.schedule import deliverable_at, instant_due, next_letter
from alerts.transports.channels import ChannelTransport, for_channel
from alerts.transports.folder import FolderTransport
from alerts.transports.smtp import SmtpTransport
from models.database import Ledger
from models.settings import Settings
from models.store.articles import last_article_number
from models.store.changes import ChangeFilter, figures_told, find_changes, last_change_number
from models.store.figures import series_with
from models.store.finding import headlines_after
from models.store.letters import claim_letters, has_letter, keep_receipt, last_told, post
from models.store.sources import failing_since
from models.store.subscribers import (
    Reader,
    due_readers,
    move_cursor,
    reader_numbered,
    schedule_letter,
    unscheduled_readers,
)
from models.values import Digest, Letter, Receipt, RoundHealth, ToldChange
from scheduler.newsroom import Newsroom

_log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=10)  # how long a letter in flight belongs to the one who took it
READERS_AT_ONCE = 200
LETTERS_AT_ONCE = 20  # in flight together: after a crash these wait until their lease ends
CHANGES_IN_A_WINDOW = 20_000  # more than a letter could ever tell; bounds memory
SERIES_IN_A_CHART = 40


def write_letters(newsroom: Newsroom) -> int:
    """Write each due reader's letter into the outbox, one transaction a reader; return how many were written."""
    now = newsroom.clock()
    _schedule_newcomers(newsroom, now)
    written, after = 0, 0
    windows = Windows(newsroom, now)
    while True:
        with newsroom.database.reading() as ledger:
            readers = due_readers(ledger, now, after=after, limit=READERS_AT_ONCE)
        for reader in readers:
            after = reader.subscriber.id
            written += _write(newsroom, reader, windows, now)
        if len(readers) < READERS_AT_ONCE:
            return written


def _schedule_newcomers(newsroom: Newsroom, now: datetime) -> None:
    with newsroom.database.writing() as ledger:
        for reader in unscheduled_readers(ledger):
            schedule_letter(ledger, reader.subscriber.id, next_letter(reader.subscriber, now))


class Windows:
    """The changes and headlines after a cursor, looked up once for all readers who stand there."""

    def __init__(self, newsroom: Newsroom, now: datetime) -> None:
        self.now = now
        self.settings = newsroom.settings
        self.links = Links.of(newsroom.settings)
        self.proofs = Proofs()
        self._changes: dict[int, ChangeIndex] = {}
        self._headlines: dict[int, HeadlineIndex] = {}

    def changes(self, ledger: Ledger, cursor: int) -> ChangeIndex:
        """Return the changes after a cursor."""
        if cursor not in self._changes:
            wanted = ChangeFilter(after=cursor, mailable_only=True)
            found = find_changes(ledger, wanted, limit=CHANGES_IN_A_WINDOW, oldest_first=True)
            self._changes[cursor] = ChangeIndex(found)
        return self._changes[cursor]

    def headlines(self, ledger: Ledger, cursor: int) -> HeadlineIndex:
        """Return the articles on watched subjects, without figures, after a cursor."""
        if cursor not in self._headlines:
            self._headlines[cursor] = HeadlineIndex(headlines_after(ledger, cursor))
        return self._headlines[cursor]


def _write(newsroom: Newsroom, reader: Reader, windows: Windows, now: datetime) -> int:
    """Write one reader's letter where there is something to tell; move the cursors and the next hour either way."""
    due = reader.next_letter or now
    with newsroom.database.writing() as ledger:
        digest = compose_for(ledger, reader, windows, due=due)
        waiting = _instant_letter_waits(reader, digest, windows)
        if waiting is not None:
            schedule_letter(ledger, reader.subscriber.id, waiting)
            return 0
        written = 0
        if not digest.empty or reader.subscriber.send_empty:
            written = _post(ledger, digest, windows)
        move_cursor(
            ledger,
            reader.subscriber.id,
            cursor=last_change_number(ledger),
            article_cursor=last_article_number(ledger),
            last_letter=now if written else None,
        )
        schedule_letter(ledger, reader.subscriber.id, digest.next_at)
    return written


def compose_for(ledger: Ledger, reader: Reader, windows: Windows, *, due: datetime) -> Digest:
    """Choose what a reader is told now."""
    subscriber = reader.subscriber
    changes = windows.changes(ledger, reader.cursor).for_reader(subscriber)
    changes = _without_others_corrections(ledger, subscriber.id, changes)
    with_series = [_with_series(ledger, told) for told in changes]
    subjects = {told.change.figure.figure.subject for told in changes}
    checked, failed = failing_since(ledger, reader.last_letter or windows.now - timedelta(days=1))
    return compose_digest(
        subscriber,
        with_series,
        windows.headlines(ledger, reader.article_cursor).for_reader(subscriber),
        RoundHealth(checked=checked, failed=tuple(failed)),
        since=reader.last_letter,
        until=windows.now,
        due=due,
        next_at=next_letter(subscriber, windows.now),
        last_told=last_told(ledger, subscriber.id, sorted(subjects)),
    )


def _without_others_corrections(ledger: Ledger, number: int, changes: Sequence[ToldChange]) -> list[ToldChange]:
    """Leave out corrections of what this reader was never told."""
    corrected = [told.change.figure.figure_id for told in changes if told.correction]
    known = figures_told(ledger, number, corrected) if corrected else set()
    return [told for told in changes if not told.correction or told.change.figure.figure_id in known]


def _with_series(ledger: Ledger, told: ToldChange) -> ToldChange:
    return replace(told, series=tuple(series_with(ledger, told.change.figure)[-SERIES_IN_A_CHART:]))


def _instant_letter_waits(reader: Reader, digest: Digest, windows: Windows) -> datetime | None:
    """Return when an instant letter is due that should wait for siblings or for its interval, else None."""
    if reader.subscriber.cadence != "instant" or not digest.lines:
        return None
    first = min(told.at for told in digest.lines)
    settings = windows.settings
    due = instant_due(first, reader.last_letter, wait=settings.instant_wait, interval=settings.instant_interval)
    return due if due > windows.now else None


def _post(ledger: Ledger, digest: Digest, windows: Windows) -> int:
    if has_letter(ledger, digest.subscriber.id, digest.window_key):
        return 0
    letter = render_letter(digest, settings=windows.settings, links=windows.links, proofs=windows.proofs)
    due = deliverable_at(digest.subscriber, windows.now)
    told = [line.id for line in digest.lines]
    post(ledger, letter, told, due=due)
    for channel in digest.subscriber.channels:
        post(ledger, for_channel(letter, channel, windows.settings), told, due=due)
    _log.info("letter.written", subscriber=digest.subscriber.id, window=digest.window_key, lines=len(digest.lines))
    return 1


async def deliver_letters(newsroom: Newsroom) -> dict[str, int]:
    """Hand over what is due in the outbox, oldest first; return how many had which outcome."""
    outcomes: dict[str, int] = {}
    async with AsyncExitStack() as stack:
        mail = await _mail_transport(newsroom.settings, stack)
        while letters := _claim(newsroom):
            for letter in letters:
                receipt = await deliver(letter, ChannelTransport() if letter.channel else mail, newsroom.clock())
                with newsroom.database.writing() as ledger:
                    keep_receipt(ledger, receipt)
                outcomes[receipt.outcome] = outcomes.get(receipt.outcome, 0) + 1
    return outcomes


def _claim(newsroom: Newsroom) -> list[Letter]:
    with newsroom.database.writing() as ledger:
        return claim_letters(ledger, newsroom.clock(), limit=LETTERS_AT_ONCE, lease=LEASE)


async def _mail_transport(settings: Settings, stack: AsyncExitStack) -> Transport:
    url = settings.smtp_url.get_secret_value()
    return await stack.enter_async_context(SmtpTransport(url)) if url else FolderTransport(settings.mail_folder)


def send_now(newsroom: Newsroom, subscriber_id: int) -> int:
    """Write one reader's letter now, due or not; return whether there was something to tell."""
    now = newsroom.clock()
    with newsroom.database.reading() as ledger:
        reader = reader_numbered(ledger, subscriber_id)
    return _write(newsroom, replace(reader, next_letter=now), Windows(newsroom, now), now)


async def test_mail(newsroom: Newsroom, to: str) -> Receipt:
    """Send a sample through the configured way out; the receipt explains an error in words."""
    now = newsroom.clock()
    letter = sample_letter(to, now, settings=newsroom.settings)
    async with AsyncExitStack() as stack:
        return await deliver(letter, await _mail_transport(newsroom.settings, stack), now)
