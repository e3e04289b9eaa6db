"""A round of collecting: visit what is due, keep what is new, then match and measure it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from crawler.collect import collect
from crawler.download import Limits
from crawler.identity import canonical_url
from models.errors import StoreError
from models.store.articles import adopt_entries, entries_to_look_at_again, set_entry_aside, unknown_entries
from models.store.dialect import batches
from models.store.rounds import end_round, start_round
from models.store.sources import claim_due, claim_named, keep_visit, polls_numbered, release
from models.store.subjects import watched
from models.values import Article, Entry, Poll, SetAside, Source, Visit
from scheduler.newsroom import Newsroom
from scheduler.readers import prepare
from scheduler.stages import keep_stage, measure_stage

_log = structlog.get_logger(__name__)

SOURCES_A_ROUND = 2_000  # what a round of half an hour manages at two seconds a host; the rest is next
READ_AT_ONCE = 100  # sources; a few milliseconds' work
LEASE = timedelta(hours=1)  # a round that died gives its sources back after this
GOOD = ("new", "unchanged", "empty", "undated")  # visits that did what they should


@dataclass(slots=True)
class RoundReport:
    """What a round brought."""

    visited: int = 0
    unchanged: int = 0
    new: int = 0
    edited: int = 0
    seen: int = 0
    set_aside: int = 0
    changes: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)  # (source, why)
    asides: list[tuple[str, str]] = field(default_factory=list)  # (address, why)
    stopped: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """Return the numbers as the ledger keeps them."""
        names = ("visited", "unchanged", "new", "edited", "seen", "set_aside", "changes")
        return {name: getattr(self, name) for name in names} | {"failed": len(self.failures)}


class _Keeper:
    """Keeps what a round finds; the crawler's only way to the ledger."""

    def __init__(self, newsroom: Newsroom, report: RoundReport) -> None:
        self._newsroom = newsroom
        self._report = report

    def unknown(self, source: Source, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Return the entries that are neither stored nor set aside for good, here or under another name."""
        with self._newsroom.database.reading() as ledger:
            unknown = unknown_entries(ledger, source, entries)
        named = [(entry, canonical_url(entry.url) if entry.url else "") for entry in unknown]
        addresses = {address: entry for entry, address in named if address}
        if not addresses:
            return unknown
        with self._newsroom.database.writing() as ledger:
            kept = adopt_entries(ledger, source, addresses, self._newsroom.clock())
        return [entry for entry, address in named if address not in kept]

    def again(self, source: Source) -> Sequence[Entry]:
        """Return entries whose articles are worth a look whether they were edited."""
        with self._newsroom.database.reading() as ledger:
            return entries_to_look_at_again(ledger, source, self._newsroom.clock())

    def keep_article(self, article: Article) -> None:
        """Keep an article."""
        outcome = keep_stage(self._newsroom, article)
        setattr(self._report, outcome, getattr(self._report, outcome) + 1)

    def keep_aside(self, aside: SetAside) -> None:
        """Record why an entry became no article."""
        why = f"{aside.cause}: {aside.detail}"
        with self._newsroom.database.writing() as ledger:
            set_entry_aside(ledger, aside.entry.source_id, aside.entry, why, aside.at, final=aside.final)
        self._report.set_aside += 1
        self._report.asides.append((aside.entry.url, why))

    def keep_visit(self, visit: Visit) -> None:
        """Keep how a visit went."""
        with self._newsroom.database.writing() as ledger:
            keep_visit(ledger, visit)
        self._report.visited += 1
        self._report.unchanged += visit.kind == "unchanged"
        if visit.kind not in GOOD:
            self._report.failures.append((visit.source.name, f"{visit.kind}: {visit.detail}"))


@dataclass(frozen=True, slots=True)
class _Claimed:
    """Sources that were taken, read from the ledger as their turn comes: taking thousands takes no time."""

    newsroom: Newsroom
    numbers: Sequence[int]

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[Poll]:
        for some in batches(self.numbers, READ_AT_ONCE):
            with self.newsroom.database.reading() as ledger:
                polls = polls_numbered(ledger, some)
            yield from polls


async def run_round(
    newsroom: Newsroom,
    sources: Sequence[Source] = (),
    *,
    stop: asyncio.Event | None = None,
    started: Callable[[int], None] = lambda _: None,
    progress: Callable[[Visit], None] | None = None,
    limits: Limits | None = None,
) -> RoundReport | None:
    """Visit the sources that are due, or these; return what it brought, or None where nothing was due.

    Set `stop` to end it within seconds: what is kept stays, sources not visited are due at once.
    """
    stop = stop or asyncio.Event()
    prepare()
    polls = _claim(newsroom, sources)
    report = RoundReport()
    if polls:
        started(len(polls))
        await _visit(newsroom, polls, report, stop=stop, progress=progress, limits=limits or Limits())
    report.stopped = stop.is_set()
    report.changes = await asyncio.to_thread(measure_stage, newsroom, stop.is_set)
    if polls:
        _log.info("round.ended", **report.counts)
    return report if polls or report.changes else None


def _claim(newsroom: Newsroom, sources: Sequence[Source]) -> _Claimed:
    now = newsroom.clock()
    with newsroom.database.writing() as ledger:
        if sources:
            return _Claimed(newsroom, claim_named(ledger, sources, now, lease=LEASE))
        return _Claimed(newsroom, claim_due(ledger, now, limit=SOURCES_A_ROUND, lease=LEASE))


async def _visit(
    newsroom: Newsroom,
    polls: _Claimed,
    report: RoundReport,
    *,
    stop: asyncio.Event,
    progress: Callable[[Visit], None] | None,
    limits: Limits,
) -> None:
    with newsroom.database.writing() as ledger:
        number = start_round(ledger, newsroom.clock())
        companies = [w.subject.name for w in watched(ledger) if w.subject.kind == "company"]
    try:
        await collect(
            polls,
            _Keeper(newsroom, report),
            settings=newsroom.settings,
            now=newsroom.clock,
            stop=stop,
            progress=progress,
            slots={"query": companies},
            limits=limits,
        )
    finally:
        _close(newsroom, number, polls, report)


def _close(newsroom: Newsroom, number: int, polls: _Claimed, report: RoundReport) -> None:
    """Give back what was not visited, and record the round, whatever ended it."""
    try:
        with newsroom.database.writing() as ledger:
            release(ledger, polls.numbers)
            end_round(ledger, number, newsroom.clock(), report.counts, report.failures[:200])
    except StoreError as error:  # the ledger itself failed: that is the error to tell, the leases end by themselves
        _log.warning("round.not_recorded", cause=str(error))
