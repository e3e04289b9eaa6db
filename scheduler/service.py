"""The service in one process: the timetable and the pages share a loop, the jobs run in the workroom."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Iterable, Iterator
from datetime import UTC, timedelta
from typing import Any

import structlog
import uvicorn
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scheduler.jobs import JOBS, Job
from scheduler.newsroom import Newsroom, wall_clock
from scheduler.workroom import Workroom

_log = structlog.get_logger(__name__)

# A tick that comes late (a laptop that slept, a loop that was busy) is still worth doing, once: the state of what is
# due is in the ledger. The library's default of one second would drop it without a word.
MISFIRE_GRACE = timedelta(minutes=10)


class _Server(uvicorn.Server):
    """Uvicorn without its own signal handlers: ours end the jobs as well."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(newsroom: Newsroom, app: Any, *, host: str, port: int, jobs: Iterable[Job] = JOBS.values()) -> None:
    """Run the timetable and the pages until SIGINT or SIGTERM; ends cleanly within seconds, also in mid-round."""
    server = _Server(uvicorn.Config(app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=3))
    workroom = Workroom(newsroom.settings)
    timetable = timetable_of(newsroom, workroom, jobs)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, _end, server)
    timetable.start()
    _log.info("service.started", address=f"http://{host}:{port}", home=str(newsroom.settings.home))
    try:
        await server.serve()
    finally:
        # Paused before it is shut down: shutting down cancels the running jobs, which should end by themselves.
        timetable.pause()
        await workroom.close()
        timetable.shutdown(wait=False)
        _log.info("service.ended")


def _end(server: uvicorn.Server) -> None:
    if server.should_exit:
        server.force_exit = True
    server.should_exit = True


def timetable_of(newsroom: Newsroom, workroom: Workroom, jobs: Iterable[Job]) -> AsyncIOScheduler:
    """Return the clock: a handful of static jobs in memory; everything that must survive is in the ledger."""
    timetable = AsyncIOScheduler(
        timezone=UTC,
        job_defaults={
            "coalesce": True,
            "max_instances": 2,  # the second finds the first at work and goes, instead of a warning every two seconds
            "misfire_grace_time": int(MISFIRE_GRACE.total_seconds()),
        },
    )
    busy: set[str] = set()
    for job in jobs:
        timetable.add_job(
            _tick,
            "interval",
            args=(job, newsroom, workroom, busy),
            id=job.name,
            seconds=job.every.total_seconds(),
            next_run_time=wall_clock(),
        )
    return timetable


async def _tick(job: Job, newsroom: Newsroom, workroom: Workroom, busy: set[str]) -> None:
    """Start a job where it is worth while and not still running; the tick itself is short."""
    if job.name in busy:
        return
    busy.add(job.name)
    try:
        if await asyncio.to_thread(job.worth_while, newsroom):
            await workroom.run(job.name)
    finally:
        busy.discard(job.name)
