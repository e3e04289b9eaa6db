"""One round: visit many sources at once, read what is new, hand everything over as it comes."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, Protocol, TypeVar

import structlog

from crawler.download import Downloader, Limits, with_downloader
from crawler.fetch import Fetcher
from crawler.outage import Outage
from crawler.visit import Finding, Visitor
from crawler.workers import Workers
from models.settings import Settings
from models.values import Article, Entry, Poll, SetAside, Source, Visit

log = structlog.get_logger()
T = TypeVar("T")


class Kept(Protocol):
    """Where a round leaves what it found; handed in, for the crawler knows no database.

    Plain functions, called from one thread of the round's own, one at a time; what they raise ends the round.
    A visit that was broken off is not handed over, so that its source stays due.
    """

    def unknown(self, source: Source, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Return the entries that are neither stored nor set aside for good; asked once a visit."""
        ...

    def again(self, source: Source) -> Sequence[Entry]:
        """Return entries whose articles are stored and worth another look, for they may have been edited since."""
        ...

    def keep_article(self, article: Article) -> None:
        """Keep an article; its entry, known by guid and link, will not be unknown again."""
        ...

    def keep_aside(self, aside: SetAside) -> None:
        """Record why an entry became no article; unless that is final it may be unknown a few times more."""
        ...

    def keep_visit(self, visit: Visit) -> None:
        """Keep a visit's outcome with the state after it; `visit.source.url` is new where the source has moved."""
        ...


class Polls(Protocol):
    """Sources to visit; they may be looked up only as their turn comes."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Poll]: ...


async def collect(
    polls: Polls,
    kept: Kept,
    *,
    settings: Settings,
    now: Callable[[], datetime],
    stop: asyncio.Event | None = None,
    progress: Callable[[Visit], None] | None = None,
    slots: Mapping[str, Sequence[str]] | None = None,
    limits: Limits | None = None,
    jitter: Callable[[], float] = random.random,
) -> None:
    """Visit the sources and hand over articles, asides and visits as they come; returns early when `stop` is set.

    `slots` are the values for {slots} in addresses, such as the watched names for {query}.
    """
    limits = limits or Limits()
    stop = stop or asyncio.Event()
    workers = Workers(limits.workers, limits.reading_seconds)
    with ThreadPoolExecutor(1, thread_name_prefix="kept") as thread:

        async def work(downloader: Downloader) -> None:
            fetcher = Fetcher(downloader, settings, limits, now)
            desk = Desk(kept, thread)
            visitor = Visitor(fetcher=fetcher, workers=workers, desk=desk, limits=limits, now=now, slots=slots or {})
            await _until(stop, _Round(visitor, desk, limits, progress, jitter).run(polls))

        try:
            if len(polls) and not stop.is_set():
                await with_downloader(work, settings, limits)
        finally:
            workers.close()


class Desk:
    """Calls what was handed in from one thread, so that a slow store never holds up the fetching."""

    def __init__(self, kept: Kept, thread: ThreadPoolExecutor) -> None:
        self._kept = kept
        self._thread = thread

    async def unknown(self, source: Source, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Return the entries that are not known yet."""
        return await self._call(self._kept.unknown, source, entries)

    async def again(self, source: Source) -> Sequence[Entry]:
        """Return the entries whose articles are worth another look."""
        return await self._call(self._kept.again, source)

    async def keep(self, thing: Article | SetAside | Visit) -> None:
        """Hand over what was found."""
        if isinstance(thing, Article):
            await self._call(self._kept.keep_article, thing)
        elif isinstance(thing, SetAside):
            await self._call(self._kept.keep_aside, thing)
        else:
            await self._call(self._kept.keep_visit, thing)

    async def _call(self, function: Callable[..., T], *args: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, function, *args)


class _Round:
    """The visits of one round, so many at a time; what failed waits until we know whose fault it was."""

    def __init__(
        self,
        visitor: Visitor,
        desk: Desk,
        limits: Limits,
        progress: Callable[[Visit], None] | None,
        jitter: Callable[[], float],
    ) -> None:
        self._visitor = visitor
        self._desk = desk
        self._room = asyncio.Semaphore(limits.visits)
        self._progress = progress
        self._jitter = jitter
        self._outage = Outage()
        self._waiting: list[Finding] = []

    async def run(self, polls: Polls) -> None:
        """Visit all sources."""
        async with asyncio.TaskGroup() as visits:
            for poll in polls:
                await self._room.acquire()
                visits.create_task(self._visit(poll)).add_done_callback(lambda _: self._room.release())
        for finding in self._waiting:
            await self._end(finding, own_outage=self._outage.ours(finding.began))

    async def _visit(self, poll: Poll) -> None:
        finding = await self._visitor.visit(poll)
        if finding.outcome.kind == "unreachable":
            self._outage.silent(finding.began, finding.host)
            self._waiting.append(finding)
            return
        if finding.status is not None or finding.outcome.kind == "unreadable":
            self._outage.answered(time.monotonic())
        await self._end(finding, own_outage=False)

    async def _end(self, finding: Finding, *, own_outage: bool) -> None:
        visit = finding.visit(self._jitter(), own_outage=own_outage)
        await self._desk.keep(visit)
        log.info("visit.ended", source=visit.source.name, kind=visit.kind, fresh=visit.fresh, detail=visit.detail)
        if visit.state.health == "silent" != finding.poll.state.health:
            log.warning("source.silent", source=visit.source.name, detail=visit.detail)  # once, when it begins
        if self._progress:
            self._progress(visit)


async def _until(stop: asyncio.Event, work: Any) -> None:
    """Do the work until it is done or `stop` is set."""
    working, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        if not working.done():
            working.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)
    if not working.cancelled():
        working.result()
