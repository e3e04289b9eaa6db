"""Processes that read what strangers wrote, each with a limit of time and memory."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import BaseContext
from threading import Thread
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
            mp_context=forking(),
            initializer=_enter,
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


def forking(*modules: str) -> BaseContext:
    """Return how processes are started: forked off one that has loaded these modules and what reading pages needs.

    What is to be loaded must be said before the first process starts. Where the system cannot fork, each loads its own.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    if modules:
        multiprocessing.set_forkserver_preload([*_LOADED, *modules])
    return multiprocessing.get_context("forkserver")


_LOADED = ("__main__", "crawler.reading", "crawler.sources", "trafilatura", "htmldate")


def end_with_parent() -> None:
    """Let this process end when the one that started it has ended, however suddenly; else it would wait forever."""

    def wait() -> None:
        if parent := multiprocessing.parent_process():
            parent.join()
            os._exit(1)

    Thread(target=wait, daemon=True).start()


def _enter() -> None:
    end_with_parent()
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows has no such limit
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
