"""The named jobs, as data: what they do and when they are worth starting."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import structlog

from models.store.articles import unmeasured
from models.store.letters import claimable
from models.store.sources import count_due, forget_old_visits
from models.store.subjects import waiting_for_history
from models.store.subscribers import due_readers, unscheduled_readers
from scheduler.alarm import watch_for_silence
from scheduler.collecting import run_round
from scheduler.letters import deliver_letters, write_letters
from scheduler.newsroom import Newsroom
from scheduler.rates import refresh_rates
from scheduler.stages import history_stage

_log = structlog.get_logger(__name__)

Stop = Callable[[], bool]
_LOOK = 0.2  # seconds between two looks at whether a round should stop


@dataclass(frozen=True, slots=True)
class Job:
    """Something that is done now and then, in a process of its own."""

    name: str
    every: timedelta
    run: Callable[[Newsroom, Stop], None]
    worth_while: Callable[[Newsroom], bool]  # cheap: asked at every tick, in the service's own process
    room: str  # jobs of one room share a process and wait for each other


def _collect(newsroom: Newsroom, stop: Stop) -> None:
    async def round_until_stopped() -> None:
        stopped = asyncio.Event()

        async def look() -> None:
            while not stop():
                await asyncio.sleep(_LOOK)
            stopped.set()

        looking = asyncio.create_task(look())
        try:
            await run_round(newsroom, stop=stopped)
        finally:
            looking.cancel()

    asyncio.run(round_until_stopped())


def _sources_are_due(newsroom: Newsroom) -> bool:
    with newsroom.database.reading() as ledger:
        return count_due(ledger, newsroom.clock(), at_most=1) > 0 or bool(unmeasured(ledger, 1))


def _letters(newsroom: Newsroom, _stop: Stop) -> None:
    write_letters(newsroom)
    asyncio.run(deliver_letters(newsroom))


def _letters_are_due(newsroom: Newsroom) -> bool:
    now = newsroom.clock()
    with newsroom.database.reading() as ledger:
        return bool(due_readers(ledger, now, limit=1) or unscheduled_readers(ledger) or claimable(ledger, now))


def _history(newsroom: Newsroom, stop: Stop) -> None:
    history_stage(newsroom, stop=stop)


def _history_waits(newsroom: Newsroom) -> bool:
    with newsroom.database.reading() as ledger:
        return bool(waiting_for_history(ledger))


def _housekeeping(newsroom: Newsroom, _stop: Stop) -> None:
    with newsroom.database.writing() as ledger:
        forget_old_visits(ledger)
    refresh_rates(newsroom.settings)


def _alarm(newsroom: Newsroom, _stop: Stop) -> None:
    watch_for_silence(newsroom)


def _always(_newsroom: Newsroom) -> bool:
    return True


JOBS: Mapping[str, Job] = {
    job.name: job
    for job in (
        Job("collect", timedelta(seconds=30), _collect, _sources_are_due, "field"),
        Job("letters", timedelta(seconds=30), _letters, _letters_are_due, "office"),
        Job("history", timedelta(seconds=2), _history, _history_waits, "archive"),
        Job("alarm", timedelta(minutes=15), _alarm, _always, "office"),
        Job("housekeeping", timedelta(hours=12), _housekeeping, _always, "office"),
    )
}


def run_job(name: str, newsroom: Newsroom, stop: Stop) -> None:
    """Run a job by name, to its end or until `stop` says so."""
    _log.debug("job.started", job=name)
    JOBS[name].run(newsroom, stop)
