"""The whole loop on the sample newsroom: three simulated weeks, collected by the real crawler, ending in letters."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path

from crawler.download import Limits
from models.settings import Settings
from models.store.letters import find_letters
from models.store.rounds import keep_note
from models.store.sources import add_sources, all_sources
from models.store.subjects import counts_of, watch
from models.store.subscribers import add_subscriber
from models.values import Subject, Subscriber
from scheduler.collecting import run_round
from scheduler.letters import deliver_letters, write_letters
from scheduler.newsroom import Newsroom, open_newsroom
from scheduler.sample_articles import load_sample
from scheduler.sample_newsroom import SampleNewsroom

STEP = timedelta(hours=6)

READERS = (
    Subscriber(email="analyst@example.com", name="Ada", zone="Europe/London", at=time(8), confirmed=True),
    Subscriber(
        email="fenxishi@example.com", name="李明", language="zh", zone="Asia/Shanghai", at=time(8, 30), confirmed=True
    ),
    Subscriber(
        email="weekly@example.com", name="Wen", cadence="week", weekday=0, zone="America/New_York", confirmed=True
    ),
)


class SimulatedClock:
    """A clock that stands still until it is moved on."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the simulated time."""
        return self.now


@dataclass(slots=True)
class DemoReport:
    """What the three weeks brought."""

    clock: SimulatedClock
    folder: Path
    rounds: int = 0
    visits: int = 0
    articles: int = 0
    edited: int = 0
    figures: int = 0
    changes: int = 0
    letters: list[tuple[str, str, str]] = field(default_factory=list)  # (written, to, subject)


def run_demo(
    settings: Settings, subjects: Sequence[Subject], progress: Callable[[int, int], None] = lambda _done, _all: None
) -> DemoReport:
    """Play the sample newsroom into a new store; return what it brought. The clock goes on in steps of six hours."""
    sample = load_sample()
    clock = SimulatedClock(sample.begins)
    report = DemoReport(clock=clock, folder=settings.mail_folder)
    steps = round((sample.ends - sample.begins) / STEP)
    with SampleNewsroom(sample, clock) as outlets, open_newsroom(settings, clock) as newsroom:
        _furnish(newsroom, outlets, subjects)
        for step in range(1, steps + 1):
            clock.now = sample.begins + step * STEP
            asyncio.run(_one_step(newsroom, report, last=step == steps))
            progress(step, steps)
        _count(newsroom, report)
    return report


def _furnish(newsroom: Newsroom, outlets: SampleNewsroom, subjects: Sequence[Subject]) -> None:
    now = newsroom.clock()
    with newsroom.database.writing() as ledger:
        add_sources(ledger, outlets.sources())
        for subject in subjects:
            watch(ledger, subject, now, history=False)
        for reader in READERS:
            add_subscriber(ledger, reader, now, cursor=0, article_cursor=0)
        keep_note(ledger, "catalogue loaded", "the sample newsroom instead")


async def _one_step(newsroom: Newsroom, report: DemoReport, *, last: bool) -> None:
    """Collect what is due, at the last step everything, and post what is due."""
    with newsroom.database.reading() as ledger:
        sources = [poll.source for poll in all_sources(ledger)] if last else []
    done = await run_round(newsroom, sources, limits=Limits(workers=0))
    if done:
        report.rounds += 1
        report.visits += done.visited
        report.articles += done.new
        report.edited += done.edited
        report.changes += done.changes
    await asyncio.to_thread(write_letters, newsroom)
    await deliver_letters(newsroom)


def _count(newsroom: Newsroom, report: DemoReport) -> None:
    with newsroom.database.reading() as ledger:
        report.figures = sum(counts.figures for counts in counts_of(ledger).values())
        letters = find_letters(ledger, limit=1000)
    report.letters = [
        (f"{kept.letter.created:%Y-%m-%d %H:%M}", kept.letter.recipient, kept.letter.subject)
        for kept in reversed(letters)
    ]
