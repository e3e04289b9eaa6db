"""Try a source before it is saved, and find what a site offers."""

from __future__ import annotations

from crawler.discover import Candidate, feeds_at
from crawler.trial import Trial, try_source
from models.errors import UsageError
from models.store.subjects import watched
from models.values import Source
from scheduler.newsroom import Newsroom


async def offered_at(newsroom: Newsroom, url: str) -> list[Candidate]:
    """Return what can be collected at an address, the best first; raises UsageError where nothing is recognised."""
    found = await feeds_at(url, settings=newsroom.settings, now=newsroom.clock)
    if not found:
        msg = f"nothing that could be collected was recognised at {url}; name a section page with --kind section"
        raise UsageError(msg)
    return found


async def tried(newsroom: Newsroom, source: Source) -> Trial:
    """Visit a source as collecting would and return what would be stored; nothing is."""
    with newsroom.database.reading() as ledger:
        companies = [w.subject.name for w in watched(ledger) if w.subject.kind == "company"]
    return await try_source(source, settings=newsroom.settings, now=newsroom.clock, slots={"query": companies[:1]})
