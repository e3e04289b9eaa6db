"""Choose sources of the catalogue in groups: by focus and language, in one go and taken back in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from crawler.slots import to_fill
from models.database import Ledger
from models.errors import UsageError
from models.store.people import record
from models.store.sources import add_sources, enable_sources, remove_sources
from models.store.sources_listed import KeptSource, kept_sources
from models.values import Source
from review.verbs.catalogue import focus_named, load_focuses, load_sources
from scheduler.newsroom import Newsroom


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedSource:
    """A source of the catalogue, and what became of it here."""

    source: Source  # as the catalogue has it; `verified` says whether its address was
    number: int  # 0 where it is not kept here
    visited: bool
    to_fill: tuple[str, ...]  # slots of its address that nothing fills by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceGroup:
    """The catalogue's sources of one focus in one language."""

    focus: str
    language: str
    sources: tuple[OfferedSource, ...]

    @property
    def visited(self) -> int:
        """Return how many of them are visited."""
        return sum(offered.visited for offered in self.sources)

    @property
    def verified(self) -> int:
        """Return of how many the address was verified."""
        return sum(offered.source.verified for offered in self.sources)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """What choosing some groups did; `number` is the line of the audit log that undoes it, 0 where nothing changed."""

    added: tuple[str, ...] = ()
    resumed: tuple[str, ...] = ()
    paused: tuple[str, ...] = ()
    already: tuple[str, ...] = ()  # visited before
    to_fill: tuple[str, ...] = ()  # left out: their addresses have slots that a person must fill
    number: int = 0


def offered(newsroom: Newsroom, focuses: Sequence[str] = (), languages: Sequence[str] = ()) -> list[OfferedSource]:
    """Return the catalogue's sources of these focuses and languages, all where none is named; raises UsageError."""
    with newsroom.database.reading() as ledger:
        return _offered(ledger, focuses, languages)


def groups(newsroom: Newsroom) -> list[SourceGroup]:
    """Return the catalogue in groups, in the order of its focuses; a source with two focuses is in two groups."""
    everything = offered(newsroom)
    languages = sorted({each.source.language for each in everything}, key=lambda word: (word not in ("en", "zh"), word))
    found = []
    for focus in load_focuses():
        for language in languages:
            own = [e for e in everything if focus.key in e.source.focus and e.source.language == language]
            if own:
                found.append(SourceGroup(focus=focus.key, language=language, sources=tuple(own)))
    return found


def pick(
    newsroom: Newsroom,
    focuses: Sequence[str],
    languages: Sequence[str],
    *,
    only: bool = False,
    verified_only: bool = False,
    who: str,
) -> Picked:
    """Visit the catalogue's sources of these focuses and languages; with `only`, pause its other sources.

    Raises UsageError where a focus or language is not known.
    """
    with newsroom.database.writing() as ledger:
        wanted = [e for e in _offered(ledger, focuses, languages) if e.source.verified or not verified_only]
        named = {each.source.name for each in wanted}
        usable = [each for each in wanted if not each.to_fill]
        added = [each.source for each in usable if not each.number]
        resumed = [each for each in usable if each.number and not each.visited]
        others = [e for e in _offered(ledger, (), ()) if e.visited and e.source.name not in named] if only else []
        add_sources(ledger, [_enabled(source) for source in added])
        enable_sources(ledger, [each.number for each in resumed], enabled=True)
        enable_sources(ledger, [each.number for each in others], enabled=False)
        picked = Picked(
            added=tuple(source.name for source in added),
            resumed=_names(ledger, resumed),
            paused=_names(ledger, others),
            already=tuple(each.source.name for each in usable if each.visited),
            to_fill=tuple(each.source.name for each in wanted if each.to_fill),
        )
        return _recorded(ledger, newsroom, picked, _what(focuses, languages), who)


def drop(newsroom: Newsroom, focuses: Sequence[str], languages: Sequence[str], *, who: str) -> Picked:
    """Pause the catalogue's sources of these focuses and languages; raises UsageError for an unknown one."""
    with newsroom.database.writing() as ledger:
        visited = [each for each in _offered(ledger, focuses, languages) if each.visited]
        enable_sources(ledger, [each.number for each in visited], enabled=False)
        picked = Picked(paused=_names(ledger, visited))
        return _recorded(ledger, newsroom, picked, _what(focuses, languages), who)


def take_back(newsroom: Newsroom, detail: Mapping[str, Any], *, who: str) -> None:
    """Undo a choice, from what the audit log kept of it: what was added goes, the others are as they were."""
    with newsroom.database.writing() as ledger:
        numbers = {kept.name: kept.id for kept in kept_sources(ledger)}

        def known(key: str) -> list[int]:
            return [numbers[name] for name in detail.get(key, ()) if name in numbers]

        remove_sources(ledger, known("added"))
        enable_sources(ledger, known("resumed"), enabled=False)
        enable_sources(ledger, known("paused"), enabled=True)
        record(ledger, who, "source.unpick", "catalogue", newsroom.clock(), undone=dict(detail))


def _offered(ledger: Ledger, focuses: Sequence[str], languages: Sequence[str]) -> list[OfferedSource]:
    keys = {focus_named(word).key for word in focuses}
    known = {source.language for source in load_sources()}
    if strange := [word for word in languages if word.lower() not in known]:
        msg = f"the catalogue has no source in {strange[0]!r}; choose of {', '.join(sorted(known))}"
        raise UsageError(msg)
    spoken = {word.lower() for word in languages}
    by_name: dict[str, KeptSource] = {}
    for kept in kept_sources(ledger):
        by_name[kept.url] = by_name[kept.name] = kept
    return [
        _offer(source, by_name.get(source.url) or by_name.get(source.name))
        for source in load_sources()
        if (not keys or keys & set(source.focus)) and (not spoken or source.language in spoken)
    ]


def _offer(source: Source, kept: KeptSource | None) -> OfferedSource:
    return OfferedSource(
        source=source,
        number=kept.id if kept else 0,
        visited=bool(kept and kept.enabled),
        to_fill=to_fill(source.url),
    )


def _enabled(source: Source) -> Source:
    return replace(source, enabled=True)


def _names(ledger: Ledger, chosen: Sequence[OfferedSource]) -> tuple[str, ...]:
    """Return the names under which they are kept here."""
    names = {kept.id: kept.name for kept in kept_sources(ledger)}
    return tuple(names[each.number] for each in chosen)


def _what(focuses: Sequence[str], languages: Sequence[str]) -> str:
    return " ".join([*(focus_named(word).key for word in focuses), *languages]) or "all"


def _recorded(ledger: Ledger, newsroom: Newsroom, picked: Picked, what: str, who: str) -> Picked:
    changed = {"added": picked.added, "resumed": picked.resumed, "paused": picked.paused}
    if not any(changed.values()):
        return picked
    lists = {key: list(names) for key, names in changed.items()}
    return replace(picked, number=record(ledger, who, "source.pick", what, newsroom.clock(), **lists))
