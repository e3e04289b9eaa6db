"""Write the letters that are due, and deliver what is in the outbox."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from alerts.deliver import Transport, deliver
from alerts.edition import Edition
from alerts.links import Links
from alerts.notices import given_up, sample_letter
from alerts.schedule import deliverable_at, instant_due, next_letter
from alerts.transports.channels import ChannelTransport, for_channel
from alerts.transports.folder import FolderTransport
from alerts.transports.smtp import SmtpTransport
from models.database import Ledger
from models.settings import Settings
from models.store.articles import last_measured_number
from models.store.changes import ChangeFilter, figures_told, find_changes, last_change_number
from models.store.finding import headlines_after
from models.store.letters import claim_letters, has_letter, has_waiting, keep_receipt, last_told, post
from models.store.reports import series_with
from models.store.sources import failing_since
from models.store.subscribers import (
    Reader,
    due_readers,
    move_cursor,
    oldest_cursors,
    reader_numbered,
    schedule_letter,
    unscheduled_readers,
)
from models.values import Digest, Letter, Rates, Receipt, RoundHealth, ToldChange
from scheduler.newsroom import Newsroom
from scheduler.rates import rates_of, with_conversion

_log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=10)  # how long a letter in flight belongs to the one who took it
READERS_AT_ONCE = 200
LETTERS_AT_ONCE = 20  # in flight together: after a crash these wait until their lease ends
CHANGES_IN_A_PRESS = 20_000  # more than a letter could ever tell; bounds memory
SERIES_IN_A_CHART = 40
MERGED = ("instant", "hour")  # cadences of which no second letter is written while one waits


def write_letters(newsroom: Newsroom) -> int:
    """Write each due reader's letter into the outbox, one transaction a reader; return how many were written."""
    now = newsroom.clock()
    _schedule_newcomers(newsroom, now)
    with newsroom.database.reading() as ledger:
        oldest = oldest_cursors(ledger, now)
    if oldest is None:
        return 0
    press = Press(newsroom, now, *oldest)
    written, after = 0, 0
    while True:
        with newsroom.database.reading() as ledger:
            readers = due_readers(ledger, now, after=after, limit=READERS_AT_ONCE)
        for reader in readers:
            after = reader.subscriber.id
            written += _write(newsroom, reader, press)
        if len(readers) < READERS_AT_ONCE:
            return written


def _schedule_newcomers(newsroom: Newsroom, now: datetime) -> None:
    with newsroom.database.writing() as ledger:
        for reader in unscheduled_readers(ledger):
            schedule_letter(ledger, reader.subscriber.id, next_letter(reader.subscriber, now))


class Press:
    """What there is to tell at one moment, looked up once for all readers; what comes later is the next press's."""

    def __init__(self, newsroom: Newsroom, now: datetime, after_change: int, after_article: int) -> None:
        """Look up what came after these numbers."""
        self.now = now
        self.settings = newsroom.settings
        rates = rates_of(newsroom.settings)
        with newsroom.database.reading() as ledger:
            self.last_change = last_change_number(ledger)
            self.last_article = last_measured_number(ledger)
            wanted = ChangeFilter(after=after_change, before=self.last_change + 1, mailable_only=True)
            changes = find_changes(ledger, wanted, limit=CHANGES_IN_A_PRESS, oldest_first=True)
            told = [_furnished(ledger, change, rates) for change in changes]
            headlines = headlines_after(ledger, after_article)
            checked, failed = failing_since(ledger, now - timedelta(days=1))
        self._edition = Edition(
            told,
            [line for line in headlines if line.article_id <= self.last_article],
            RoundHealth(checked=checked, failed=tuple(failed)),
            settings=newsroom.settings,
            links=Links.of(newsroom.settings),
        )
        self._subjects = sorted({told.change.figure.figure.subject for told in changes})
        self._corrected = [told.change.figure.figure_id for told in changes if told.correction]

    def letter(self, ledger: Ledger, reader: Reader, due: datetime) -> tuple[Digest, Letter | None]:
        """Return a reader's digest and letter; None where nothing is to be sent."""
        number = reader.subscriber.id
        return self._edition.letter(
            reader.subscriber,
            since=reader.last_letter,
            until=self.now,
            due=due,
            after_change=reader.cursor,
            after_article=reader.article_cursor,
            last_told=last_told(ledger, number, self._subjects),
            corrected=figures_told(ledger, number, self._corrected) if self._corrected else (),
        )


def _furnished(ledger: Ledger, told: ToldChange, rates: Rates) -> ToldChange:
    """Add what a letter needs besides: the series for the chart, and the conversion where currencies differ."""
    told = replace(told, series=tuple(series_with(ledger, told.change.figure)[-SERIES_IN_A_CHART:]))
    return with_conversion(told, rates)


def _write(newsroom: Newsroom, reader: Reader, press: Press) -> int:
    """Write one reader's letter where there is something to tell; move the cursors and the next hour either way."""
    with newsroom.database.writing() as ledger:
        digest, letter = press.letter(ledger, reader, reader.next_letter or press.now)
        if reader.subscriber.cadence in MERGED and has_waiting(ledger, reader.subscriber.id):
            schedule_letter(ledger, reader.subscriber.id, digest.next_at)
            return 0  # what is new joins the letter after the one that waits
        waiting = _instant_letter_waits(reader, digest, press)
        if waiting is not None:
            schedule_letter(ledger, reader.subscriber.id, waiting)
            return 0
        written = _post(ledger, digest, letter, press) if letter else 0
        move_cursor(
            ledger,
            reader.subscriber.id,
            cursor=press.last_change,
            article_cursor=press.last_article,
            last_letter=press.now if written else None,
        )
        schedule_letter(ledger, reader.subscriber.id, digest.next_at)
    return written


def _instant_letter_waits(reader: Reader, digest: Digest, press: Press) -> datetime | None:
    """Return when an instant letter is due that should wait for siblings or for its interval, else None."""
    if reader.subscriber.cadence != "instant" or not digest.lines:
        return None
    first = min(told.at for told in digest.lines)
    settings = press.settings
    due = instant_due(first, reader.last_letter, wait=settings.instant_wait, interval=settings.instant_interval)
    return due if due > press.now else None


def _post(ledger: Ledger, digest: Digest, letter: Letter, press: Press) -> int:
    if has_letter(ledger, digest.subscriber.id, digest.window_key):
        return 0
    due = deliverable_at(digest.subscriber, press.now)
    told = [line.id for line in digest.lines]
    post(ledger, letter, told, due=due)
    for channel in digest.subscriber.channels:
        post(ledger, for_channel(letter, channel, press.settings), told, due=due)
    _log.info("letter.written", subscriber=digest.subscriber.id, window=digest.window_key, lines=len(digest.lines))
    return 1


def preview(newsroom: Newsroom, reader: Reader) -> tuple[Digest, Letter]:
    """Return what a reader would be told now; nothing is sent or marked."""
    now = newsroom.clock()
    press = Press(newsroom, now, reader.cursor, reader.article_cursor)
    shown = replace(reader, subscriber=replace(reader.subscriber, send_empty=True))
    with newsroom.database.reading() as ledger:
        digest, letter = press.letter(ledger, shown, now)
    assert letter is not None  # noqa: S101 - also empty ones are asked for
    return digest, letter


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
                    if receipt.outcome == "refused":
                        _tell_operator(ledger, newsroom, letter, receipt)
                outcomes[receipt.outcome] = outcomes.get(receipt.outcome, 0) + 1
    return outcomes


def _tell_operator(ledger: Ledger, newsroom: Newsroom, letter: Letter, receipt: Receipt) -> None:
    """Post a notice that a letter was given up; a notice that is itself refused raises none."""
    if letter.subscriber_id and newsroom.settings.operator_email:
        notice = given_up(letter, receipt, settings=newsroom.settings)
        post(ledger, replace(notice, subscriber_id=0), [], due=newsroom.clock())


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
    return _write(
        newsroom, replace(reader, next_letter=now), Press(newsroom, now, reader.cursor, reader.article_cursor)
    )


async def test_mail(newsroom: Newsroom, to: str) -> Receipt:
    """Send a sample through the configured way out; the receipt explains an error in words."""
    now = newsroom.clock()
    letter = sample_letter(to, now, settings=newsroom.settings)
    async with AsyncExitStack() as stack:
        return await deliver(letter, await _mail_transport(newsroom.settings, stack), now)
