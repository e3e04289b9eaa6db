"""One visit to one source: fetch it, find what is new, read the articles."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog
import xxhash

from crawler.answers import failure_of
from crawler.articles import ArticleReader, Keeping
from crawler.download import Limits
from crawler.fetch import FEED_HEADERS, PAGE_HEADERS, Answer, Fetcher, FetchError
from crawler.identity import registrable_domain
from crawler.listing import FeedReading, NotAFeedError
from crawler.pages import needs_browser, page_text, parsed
from crawler.policy import Outcome, in_words, max_age, may_be_conditional, next_poll, retry_after, settled
from crawler.slots import filled, nothing_to_fill, slots_of
from crawler.sources import read_source
from crawler.workers import Workers
from models.errors import CollectError
from models.values import Entry, Poll, Source, Visit, VisitKind

log = structlog.get_logger()
ANSWERED = ("unchanged", "undated", "empty")  # kinds of a look after which its host may be asked more


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """How a visit went, before the next one is decided."""

    poll: Poll
    outcome: Outcome
    at: datetime
    began: float  # monotonic seconds
    ended: datetime
    status: int | None = None
    url: str = ""
    entries: int = 0
    detail: str = ""
    bytes_read: int = 0

    @property
    def host(self) -> str:
        """Return the domain that was asked."""
        return registrable_domain(self.poll.source.url)

    def visit(self, jitter: float, *, own_outage: bool) -> Visit:
        """Return the visit with the state after it."""
        outcome = replace(self.outcome, own_outage=own_outage)
        state = next_poll(self.poll.source, self.poll.state, outcome, self.ended, jitter)
        source, state = settled(self.poll.source, state)
        detail = self.detail
        if source.url != self.poll.source.url:
            detail = f"moved for good to {source.url}" + (f"; {detail}" if detail else "")
        if state.health == "silent" and self.poll.state.health != "silent" and state.last_new:
            gap = in_words(timedelta(minutes=state.usual_gap_minutes))
            told = f"silent since {state.last_new:%Y-%m-%d}, though it used to bring news every {gap}"
            detail = f"{told}; {detail}" if detail else told
        return Visit(
            source=source,
            kind=outcome.kind,
            at=self.at,
            status=self.status,
            url=self.url,
            entries=self.entries,
            fresh=outcome.fresh,
            detail=detail,
            bytes_read=self.bytes_read,
            state=state,
        )


@dataclass(slots=True)
class _Look:
    """What the source itself answered: everything but its articles."""

    outcome: Outcome
    entries: list[Entry] = field(default_factory=list)
    status: int | None = None
    url: str = ""
    detail: str = ""
    bytes_read: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Visits sources, one call a visit; knows how to fetch, where to read and whom to hand things to."""

    fetcher: Fetcher
    workers: Workers
    desk: Keeping
    limits: Limits
    now: Callable[[], datetime]
    slots: Mapping[str, Sequence[str]]  # values for the slots of address patterns

    async def visit(self, poll: Poll) -> Finding:
        """Visit a source and hand over its new articles; every failure is part of the finding."""
        began, at = time.monotonic(), self.now()
        look = await self._look(poll)
        reader = ArticleReader(
            fetcher=self.fetcher, workers=self.workers, desk=self.desk, limits=self.limits, now=self.now
        )
        fresh: Sequence[Entry] = ()
        if look.entries:
            fresh = await self.desk.unknown(poll.source, look.entries)
        progress = await reader.read_all(poll.source, fresh)
        if look.outcome.kind in ANSWERED:
            await reader.look_again(poll.source)
        outcome = replace(look.outcome, fresh=progress.done, unfinished=progress.unfinished, pause=progress.pause)
        if outcome.kind == "unchanged" and progress.done:
            outcome = replace(outcome, kind="new")
        return Finding(
            poll=poll,
            outcome=outcome,
            at=at,
            began=began,
            ended=self.now(),
            status=look.status,
            url=look.url,
            entries=len(look.entries),
            detail=look.detail,
            bytes_read=look.bytes_read,
        )

    # ── the source itself ──────────────────────────────────────────────────────────────────────────────────────────

    async def _look(self, poll: Poll) -> _Look:
        try:
            if slots_of(poll.source.url):
                return await self._look_at_all(poll)
            return await self._look_at(poll, poll.source.url)
        except FetchError as error:
            return _Look(Outcome(kind=error.kind), detail=str(error))
        except CollectError as error:
            return _Look(Outcome(kind="unreadable"), detail=str(error))

    async def _look_at(self, poll: Poll, url: str) -> _Look:
        source, state = poll.source, poll.state
        conditional = may_be_conditional(state, self.now()) and not slots_of(source.url)
        headers = dict(PAGE_HEADERS if source.kind == "section" else FEED_HEADERS)
        if conditional and state.etag:
            headers["If-None-Match"] = state.etag
        if conditional and state.last_modified:
            headers["If-Modified-Since"] = state.last_modified
        answer = await self.fetcher.get(url, headers, robots=source.kind == "section")
        look = _Look(
            Outcome(
                kind="unchanged",
                conditional=conditional,
                retry_after=retry_after(answer.headers, self.now()),
                max_age=max_age(answer.headers),
                moved_to=answer.moved_to,
            ),
            status=answer.status,
            url=answer.url,
            bytes_read=len(answer.body),
        )
        if failure := failure_of(answer):
            kind, look.detail = failure
            look.outcome = replace(look.outcome, kind=kind)
        elif answer.status == 304 and not conditional:
            look.outcome = replace(look.outcome, kind="unreadable")
            look.detail = "it answers that nothing has changed though nothing was said of what we have (HTTP 304)"
        elif answer.status == 304:
            look.outcome = replace(
                look.outcome,
                etag=_sendable(answer.headers.get("etag")),
                last_modified=_sendable(answer.headers.get("last-modified")),
            )
        else:
            await self._read(look, answer, poll)
        return look

    async def _read(self, look: _Look, answer: Answer, poll: Poll) -> None:
        """Read a full answer into the look: validators, entries, and what is odd about them."""
        digest = xxhash.xxh3_128_hexdigest(answer.body)
        look.outcome = replace(
            look.outcome,
            etag=_sendable(answer.headers.get("etag")) or "",
            last_modified=_sendable(answer.headers.get("last-modified")) or "",
            body_hash=digest,
        )
        if digest == poll.state.body_hash:
            look.detail = "the same as last time, byte for byte"
            return
        try:
            reading = await self.workers.run(
                read_source, answer.body, answer.url, poll.source, self.now(), answer.charset
            )
        except NotAFeedError as error:
            kind: VisitKind = "changed_format" if poll.state.last_success else "unreadable"
            look.outcome, look.detail = replace(look.outcome, kind=kind), str(error)
            return
        entries = list(reading.entries)
        for child in reading.children:
            entries += await self._child(child, poll.source)
        look.entries = entries
        kind, look.detail = await self._judged(reading, entries, answer, poll.source)
        look.outcome = replace(
            look.outcome,
            kind=kind,
            ttl_minutes=reading.ttl_minutes,
            skip_hours=reading.skip_hours,
            skip_days=reading.skip_days,
        )

    async def _judged(
        self, reading: FeedReading, entries: list[Entry], answer: Answer, source: Source
    ) -> tuple[VisitKind, str]:
        if not entries and source.kind == "section":
            if needs_browser(parsed(page_text(answer.body, answer.charset))):
                return "empty", "the page shows its links only to a browser with scripts; look for a feed or a sitemap"
            return "empty", "no article links were recognised; give a selector for them"
        if not entries:
            return "empty", "it holds no entry"
        dropped = f"{reading.dropped} entries beyond the first {len(reading.entries)} were left out"
        remarks = [dropped] if reading.dropped else []
        if source.kind == "feed" and all(entry.published is None for entry in entries):
            return "undated", "; ".join(["no entry says when it was published", *remarks])
        return "unchanged", "; ".join(remarks)

    async def _child(self, url: str, source: Source) -> Sequence[Entry]:
        """Return the entries of one sitemap of an index; one that fails does not spoil the others."""
        try:
            answer = await self.fetcher.get(url, FEED_HEADERS)
            if failure_of(answer):
                return ()
            reading = await self.workers.run(read_source, answer.body, answer.url, source, self.now(), answer.charset)
        except CollectError as error:
            log.warning("sitemap.failed", url=url, cause=str(error))
            return ()
        return reading.entries

    async def _look_at_all(self, poll: Poll) -> _Look:
        """Ask all addresses that a pattern stands for; it fails only where all of them do."""
        addresses = filled(poll.source.url, self.slots)
        if not addresses:
            return _Look(Outcome(kind="empty"), detail=nothing_to_fill(poll.source.url))
        looks = []
        for address in addresses:
            try:
                looks.append(await self._look_at(replace(poll, state=replace(poll.state, body_hash="")), address))
            except FetchError as error:
                looks.append(_Look(Outcome(kind=error.kind), detail=str(error), url=address))
            if looks[-1].outcome.kind == "limited":
                break
        best = next((look for look in looks if look.outcome.kind in {"unchanged", "undated"}), looks[-1])
        entries = {(entry.guid, entry.url): entry for look in looks for entry in look.entries}
        best.entries = list(entries.values())
        best.bytes_read = sum(look.bytes_read for look in looks)
        best.outcome = replace(best.outcome, etag="", last_modified="", body_hash="", moved_to="", conditional=False)
        failed = [look.detail for look in looks if look.outcome.kind not in {"unchanged", "undated", "empty"}]
        if failed and best.entries:
            best.detail = f"{len(failed)} of {len(looks)} addresses failed: {failed[0]}"
        return best


def _sendable(validator: str | None) -> str | None:
    """Return a validator that can go back as it came; "" for one that cannot."""
    return validator if validator is None or (validator.isascii() and validator.isprintable()) else ""
