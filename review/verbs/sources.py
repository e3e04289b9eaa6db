"""The sources that are visited, how each is doing, and what a new one would bring."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from models.errors import RobowatchError, UsageError
from models.store.people import record
from models.store.sources import (
    SourceHealth,
    add_source,
    all_sources,
    change_source,
    health_of,
    poll_of,
    remove_source,
    source_named,
    visits_of,
)
from models.values import Poll, PollState, Selectors, Source, SourceKind, Visit
from scheduler.newsroom import Newsroom

_HEALTH_DAYS = 14
_VISITS_SHOWN = 30
FAILING = ("changed_format", "blocked", "limited", "gone", "missing", "server_error", "refused", "unreachable",
           "unreadable")  # fmt: skip
_SILENT_AFTER = 3  # times its usual gap


def list_sources(newsroom: Newsroom) -> list[Poll]:
    """Return every source with what its visits taught us, by name."""
    with newsroom.database.reading() as ledger:
        return all_sources(ledger)


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
    return Source(
        name=" ".join(name.split())[:120] or host.removeprefix("www."),
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


def _kind(kind: str) -> SourceKind:
    return "section" if kind == "section" else "sitemap" if kind == "sitemap" else "feed"


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


def trouble_with(poll: Poll, now: datetime) -> str:
    """Name what is wrong with a source: "" where nothing is, else failing, gone, silent, undated or never."""
    state = poll.state
    if not poll.source.enabled:
        return ""
    if state.retired:
        return "gone"
    if state.last_kind in FAILING:
        return "failing"
    if state.last_kind == "undated":
        return "undated"
    usual = timedelta(minutes=max(state.interval_minutes, 24 * 60))
    if state.last_new and state.last_visit and now - state.last_new > usual * _SILENT_AFTER * 7:
        return "silent"
    return ""
