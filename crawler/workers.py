"""Processes that read what strangers wrote, each with a limit of time and memory."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from models.errors import CollectError

T = TypeVar("T")
MEMORY = 2 * 1024**3  # bytes of address space a worker may take
TASKS_A_WORKER = 2000  # then a fresh one: parsers in C never give back all they took


class ReadingError(CollectError):
    """Reading failed, or took too long or too much memory."""


class Workers:
    """A few single processes, started when first needed: one that hangs is ended without harm to the others."""

    def __init__(self, count: int, seconds: float) -> None:
        self._seconds = seconds
        self._count = count
        # The last one in is the first one out: none is started while another has nothing to do.
        self._idle: asyncio.LifoQueue[ProcessPoolExecutor | None] = asyncio.LifoQueue()
        self._all: set[ProcessPoolExecutor] = set()
        for _ in range(count):
            self._idle.put_nowait(None)

    async def run(self, task: Callable[..., T], *args: object) -> T:
        """Return what the task returns; the task and its arguments must be picklable.

        Raises the task's own CollectError, and ReadingError when it takes too long, too much, or fails otherwise.
        """
        try:
            if not self._count:
                return await asyncio.to_thread(task, *args)
            return await self._run(task, *args)
        except CollectError:
            raise
        except Exception as error:  # whatever a stranger's page does to a parser is that page's misfortune
            raise ReadingError(f"reading it failed ({type(error).__name__}: {error})"[:300]) from error

    async def _run(self, task: Callable[..., T], *args: object) -> T:
        worker = await self._idle.get()
        try:
            if worker is None:
                worker = self._start()
            running = asyncio.get_running_loop().run_in_executor(worker, task, *args)
            return await asyncio.wait_for(running, self._seconds)
        except TimeoutError:
            self._end(worker)
            worker = None
            raise ReadingError(f"reading it took more than {self._seconds:g} seconds") from None
        except (BrokenProcessPool, MemoryError):
            self._end(worker)
            worker = None
            raise ReadingError("reading it took more memory than it may") from None
        except asyncio.CancelledError:
            self._end(worker)
            worker = None
            raise
        finally:
            self._idle.put_nowait(worker)

    def close(self) -> None:
        """End all workers at once."""
        for worker in tuple(self._all):
            self._end(worker)

    def _start(self) -> ProcessPoolExecutor:
        worker = ProcessPoolExecutor(
            1,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_limit_memory,
            max_tasks_per_child=TASKS_A_WORKER,
        )
        self._all.add(worker)
        return worker

    def _end(self, worker: ProcessPoolExecutor | None) -> None:
        """Kill a worker's process, whatever it is doing."""
        if worker is None:
            return
        self._all.discard(worker)
        # No public way leads to the process before Python 3.14 (kill_workers).
        for process in list((worker._processes or {}).values()):
            process.kill()
        worker.shutdown(wait=False, cancel_futures=True)


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows has no such limit
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
