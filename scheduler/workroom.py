"""Where jobs run: a few processes of their own, so that a page stays quick while a round runs."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.synchronize import Event

import structlog

from crawler.workers import end_with_parent
from models.settings import Settings
from scheduler.jobs import JOBS, run_job
from scheduler.journal import keep_journal
from scheduler.newsroom import open_newsroom

_log = structlog.get_logger(__name__)

# Jobs leave the processor to the pages: with it, and six other programs busy on two cores, a page's p99 was 106 ms.
NICENESS = 10
PATIENCE = 4.0  # seconds a job may take to stop before its process is ended; every one survives that


class Workroom:
    """Runs jobs by name, those of a room in a process that is kept for the next one."""

    def __init__(self, settings: Settings) -> None:
        """Prepare to run jobs; a process is started with the first job."""
        self._settings = settings
        self._context = multiprocessing.get_context("spawn")
        self._stop = self._context.Event()
        self._pools: dict[str, ProcessPoolExecutor] = {}

    async def run(self, name: str) -> None:
        """Run a job to its end; one that dies or fails is logged and tried again at its next tick."""
        room = JOBS[name].room
        pool = self._pools.get(room)
        if pool is None:
            pool = self._pools[room] = ProcessPoolExecutor(
                1, mp_context=self._context, initializer=_enter, initargs=(self._stop,)
            )
        try:
            await asyncio.get_running_loop().run_in_executor(pool, _work, name, self._settings)
        except BrokenProcessPool:
            _log.error("job.died", job=name)
            self._pools.pop(room).shutdown(wait=False)
        except asyncio.CancelledError:
            if not self._stop.is_set():  # closing drops the jobs that wait for their turn
                raise
        except Exception as error:  # noqa: BLE001 - a job that fails must not end the service
            _log.error("job.failed", job=name, cause=f"{type(error).__name__}: {error}")

    async def close(self) -> None:
        """Ask the running jobs to stop, and end those that do not within PATIENCE."""
        self._stop.set()
        processes = [process for pool in self._pools.values() for process in list(pool._processes.values())]
        for pool in self._pools.values():
            pool.shutdown(wait=False, cancel_futures=True)
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while any(process.is_alive() for process in processes):
            if asyncio.get_running_loop().time() > deadline:
                for process in processes:
                    process.kill()
                break
            await asyncio.sleep(0.05)


_stop: Event | None = None  # set once in each process of the room, before its first job


def _enter(stop: Event) -> None:
    global _stop  # noqa: PLW0603 - the only way a process pool hands over an event
    _stop = stop
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the service is told, and tells us
    if hasattr(os, "nice"):  # not on Windows
        os.nice(NICENESS)  # and so are the processes that a job starts
    keep_journal()


def _work(name: str, settings: Settings) -> None:
    assert _stop is not None  # noqa: S101 - set by _enter
    with open_newsroom(settings) as newsroom:
        run_job(name, newsroom, _stop.is_set)
