"""Read articles for the desk: a few of them here, many in processes of their own, always in order."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain
from multiprocessing.context import BaseContext
from types import TracebackType
from typing import Self

import structlog

from crawler.workers import end_with_parent, forking
from models.values import KeptArticle
from scheduler.desk import Brief, Desk, Reading, Unread

PROCESSES = min(4, os.cpu_count() or 1)
MANY = 100  # articles; for fewer it takes longer to start the processes than to read here
AHEAD = 2  # batches that wait for each process

Batch = Sequence[KeptArticle]

_log = structlog.get_logger(__name__)


def prepare() -> BaseContext:
    """Have one process do what the others need, those that read pages as well; to be called before the first."""
    return forking("scheduler.warm")


class Readers:
    """Processes that read articles, started when there are many and ended with the block."""

    def __init__(self, processes: int = PROCESSES) -> None:
        """Prepare to read; with one process everything is read here."""
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None
        self._brief: Brief | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._end()

    def read(self, desk: Desk, batches: Iterable[Batch], *, many: bool) -> Iterator[Reading | Unread]:
        """Yield what is read of each article, in order."""
        if self._processes > 1 and (many or self._pool):
            return self._read_ahead(self._briefed(desk.brief), desk, iter(batches))
        return map(desk.read, chain.from_iterable(batches))

    def _read_ahead(self, pool: ProcessPoolExecutor, desk: Desk, coming: Iterator[Batch]) -> Iterator[Reading | Unread]:
        under_way: deque[Batch] = deque()
        results: deque[Future[list[Reading | Unread]]] = deque()
        try:
            for batch in coming:
                under_way.append(batch)
                results.append(pool.submit(_read, batch))
                if len(results) > AHEAD * self._processes:
                    yield from results.popleft().result()
                    under_way.popleft()
            for result in results:
                yield from result.result()
                under_way.popleft()
        except BrokenProcessPool:  # whatever ended them, the articles are not to wait for it
            _log.warning("readers.died")
            self._processes, self._pool = 1, None
            yield from map(desk.read, chain.from_iterable(chain(under_way, coming)))

    def _briefed(self, brief: Brief) -> ProcessPoolExecutor:
        """Return processes that read for this brief: others where another was asked for before."""
        if self._pool is None or brief != self._brief:
            self._end()
            self._brief = brief
            self._pool = ProcessPoolExecutor(
                self._processes,
                mp_context=prepare(),
                initializer=_sit_down,
                initargs=(brief,),
            )
        return self._pool

    def _end(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


_desk: Desk | None = None  # set once in each process, before its first article


def _sit_down(brief: Brief) -> None:
    global _desk  # noqa: PLW0603 - the only way a process pool hands over what all its tasks need
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us is told, and ends us
    _desk = Desk(brief)


def _read(batch: Batch) -> list[Reading | Unread]:
    assert _desk is not None  # noqa: S101 - set by _sit_down
    return [_desk.read(kept) for kept in batch]
