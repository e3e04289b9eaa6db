"""The sources that are visited, how each is doing, and what a new one would bring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from crawler.slots import partly_filled, slots_of, to_fill
from models.errors import RobowatchError, UsageError
from models.store.people import record
from models.store.sources import (
    SourceHealth,
    add_source,
    change_source,
    health_of,
    namesake_of,
    poll_of,
    remove_source,
    source_named,
    visits_of,
)
from models.store.sources_listed import (
    PAUSED,
    TROUBLES,
    SourceFilter,
    count_by_state,
    find_sources,
    focuses_and_languages,
    sources_after,
)
from models.values import Poll, PollState, Selectors, Source, SourceKind, Visit
from review.verbs.catalogue import load_sources
from scheduler.newsroom import Newsroom

SELECTORS = tuple(field.name for field in fields(Selectors))
_HEALTH_DAYS = 14
_VISITS_SHOWN = 30


def list_sources(
    newsroom: Newsroom, wanted: SourceFilter | None = None, *, limit: int | None = None, skip: int = 0
) -> list[Poll]:
    """Return sources with what their visits taught us, those in trouble first, then by name."""
    with newsroom.database.reading() as ledger:
        return find_sources(ledger, wanted, limit=limit, skip=skip)


def sources_from(newsroom: Newsroom, number: int, limit: int, wanted: SourceFilter | None = None) -> list[Poll]:
    """Return sources in the order of their numbers, beginning behind one."""
    with newsroom.database.reading() as ledger:
        return sources_after(ledger, number, limit, wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesAtHand:
    """What there is to choose among when looking for sources."""

    states: Mapping[str, int]  # how many are in each
    focuses: tuple[str, ...]
    languages: tuple[str, ...]

    @property
    def total(self) -> int:
        """Return how many sources there are."""
        return sum(self.states.values())


def at_hand(newsroom: Newsroom) -> SourcesAtHand:
    """Return the states, focuses and languages that sources have."""
    with newsroom.database.reading() as ledger:
        focuses, languages = focuses_and_languages(ledger)
        return SourcesAtHand(states=count_by_state(ledger), focuses=tuple(focuses), languages=tuple(languages))


def sources_named(newsroom: Newsroom, names: Iterable[str]) -> list[Source]:
    """Return the sources of these names, numbers or addresses; raises NotFoundError for the first unknown one."""
    with newsroom.database.reading() as ledger:
        return [source_named(ledger, name) for name in names]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSource:
    """A source with its health, its last visits, and why the next one comes when it does."""

    source: Source
    state: PollState
    health: SourceHealth
    visits: tuple[Visit, ...]


def show(newsroom: Newsroom, name: str) -> ShownSource:
    """Return a source by name, number or address; raises NotFoundError."""
    with newsroom.database.reading() as ledger:
        source = source_named(ledger, name)
        return ShownSource(
            source=source,
            state=poll_of(ledger, source),
            health=health_of(ledger, source, newsroom.clock() - timedelta(days=_HEALTH_DAYS)),
            visits=tuple(visits_of(ledger, source, _VISITS_SHOWN)),
        )


def described(
    url: str,
    *,
    name: str = "",
    kind: str = "feed",
    homepage: str = "",
    language: str = "",
    region: str = "",
    focus: Iterable[str] = (),
    note: str = "",
    interval_minutes: int | None = None,
    selectors: Selectors | None = None,
) -> Source:
    """Return a source from what a person typed; raises UsageError that names what is wrong."""
    url = url.strip()
    _check(url, kind, interval_minutes)
    return Source(
        name=" ".join(name.split())[:120] or (urlsplit(url).hostname or "").removeprefix("www."),
        kind=_kind(kind),
        url=url,
        homepage=homepage.strip(),
        language=language.strip().lower(),
        region=region.strip(),
        focus=tuple(dict.fromkeys(word.strip() for word in focus if word.strip())),
        note=note.strip(),
        interval_minutes=interval_minutes,
        selectors=selectors or Selectors(),
    )


def _check(url: str, kind: str, interval_minutes: int | None) -> None:
    host = urlsplit(url).hostname if url.startswith(("http://", "https://")) else None
    if not host or any(character.isspace() for character in url):
        msg = f"{url!r} is no web address; write it with https://"
        raise UsageError(msg)
    if kind not in ("feed", "section", "sitemap"):
        msg = f"{kind!r}: a source is a feed, a section or a sitemap"
        raise UsageError(msg)
    if interval_minutes is not None and not 1 <= interval_minutes <= 1440:
        msg = "a source is visited every 1 to 1,440 minutes"
        raise UsageError(msg)


def _kind(kind: str) -> SourceKind:
    return "section" if kind == "section" else "sitemap" if kind == "sitemap" else "feed"


def filled_in(url: str, fill: Sequence[str], *, kind: str = "") -> Source:
    """Return the source that an address pattern becomes once slots are filled (`cik=ISRG`); raises UsageError.

    The pattern may be one of the catalogue's, by name or address: it gives what else is known of the source.
    """
    values = dict(part.partition("=")[::2] for part in fill)
    known = next((source for source in load_sources() if url in (source.name, source.url)), None)
    pattern = known.url if known else url
    if strange := sorted(set(values) - set(slots_of(pattern))):
        msg = f"{pattern} has no slot {{{strange[0]}}}"
        raise UsageError(msg)
    address = partly_filled(pattern, values)
    if left := to_fill(address):
        msg = f"{{{left[0]}}} of {pattern} must be filled in: --fill {left[0]}=…"
        raise UsageError(msg)
    if known is None:
        return described(address, kind=kind or "feed")
    name = " - ".join([known.name, *values.values()])
    return replace(known, url=address, name=name, enabled=True)


def add(newsroom: Newsroom, source: Source, *, who: str) -> Source:
    """Keep a new source; it is visited in the next round. Raises UsageError where name or address is taken."""
    with newsroom.database.writing() as ledger:
        kept = add_source(ledger, source)
        record(ledger, who, "source.add", kept.name, newsroom.clock(), url=kept.url)
    return kept


def change(newsroom: Newsroom, name: str, changes: dict[str, Any], *, who: str) -> Source:
    """Change some fields of a source; its history stays with it. Raises NotFoundError, UsageError."""
    known = {field.name for field in fields(Source)} - {"id"}
    if unknown := sorted(set(changes) - known):
        msg = f"{unknown[0]!r} is no field of a source; choose of {', '.join(sorted(known))}"
        raise UsageError(msg)
    with newsroom.database.writing() as ledger:
        before = source_named(ledger, name)
        after = replace(before, **changes)
        if not after.name:
            after = replace(after, name=before.name)
        _check(after.url, after.kind, after.interval_minutes)
        if taken := namesake_of(ledger, after):
            msg = f"{taken.name!r} is kept already, at {taken.url}"
            raise UsageError(msg)
        change_source(ledger, after)
        record(ledger, who, "source.change", after.name, newsroom.clock(), before=asdict(before))
    return after


def pause(newsroom: Newsroom, name: str, *, who: str) -> Source:
    """Leave a source unvisited until `resume`."""
    return change(newsroom, name, {"enabled": False}, who=who)


def resume(newsroom: Newsroom, name: str, *, who: str) -> Source:
    """Visit a paused source again, at once."""
    return change(newsroom, name, {"enabled": True}, who=who)


def remove(newsroom: Newsroom, name: str, *, who: str) -> Source:
    """Forget a source; its articles stay, and the audit log keeps what `undo` needs."""
    with newsroom.database.writing() as ledger:
        source = source_named(ledger, name)
        record(ledger, who, "source.remove", source.name, newsroom.clock(), before=asdict(source))
        remove_source(ledger, source)
    return source


def from_plain(values: dict[str, Any]) -> Source:
    """Return the source that the audit log keeps as plain values."""
    given = dict(values) | {"id": 0, "focus": tuple(values["focus"]), "selectors": Selectors(**values["selectors"])}
    return Source(**given)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesImported:
    """What came of an OPML file."""

    added: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]  # (name, why not)


def import_opml(newsroom: Newsroom, body: bytes, *, who: str) -> SourcesImported:
    """Keep the feeds of an OPML file; those that are known are reported, not doubled."""
    from crawler.opml import sources_of  # noqa: PLC0415 - few pages need it

    added: list[str] = []
    failed: list[tuple[str, str]] = []
    for source in sources_of(body):
        try:
            add(newsroom, source, who=who)
        except RobowatchError as error:
            failed.append((source.name, str(error)))
        else:
            added.append(source.name)
    return SourcesImported(added=tuple(added), failed=tuple(failed))


def export_opml(newsroom: Newsroom) -> bytes:
    """Return all sources as OPML."""
    from crawler.opml import opml_of  # noqa: PLC0415 - few pages need it

    return opml_of([poll.source for poll in list_sources(newsroom)])


# ── what needs a person ────────────────────────────────────────────────────────────────────────────────────────────


def state_of(poll: Poll) -> str:
    """Return a source's state in a word: paused, or its health."""
    return poll.state.health if poll.source.enabled else PAUSED


def trouble_with(poll: Poll) -> str:
    """Name what is wrong with a source: "" where nothing is, else failing, gone, silent or undated."""
    state = state_of(poll)
    return state if state in TROUBLES else ""
