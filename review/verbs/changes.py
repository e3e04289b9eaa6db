"""The latest changes, as people look through them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from alerts.magnitude import percent_change
from models.store.changes import ChangeFilter, change_numbered, find_changes, last_change_number
from models.store.figures import ListedFigure, sources_of
from models.store.subjects import watched_named
from models.values import ToldChange
from scheduler.newsroom import Newsroom

PAGE = 50
_LOOKS = 8  # pages read to fill one page of large changes


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePage:
    """One page of changes, newest first."""

    changes: tuple[ToldChange, ...]
    next_before: int  # pass as ChangeFilter.before for the next page; 0 on the last one


def list_changes(newsroom: Newsroom, wanted: ChangeFilter, *, limit: int = PAGE) -> ChangePage:
    """Return changes, newest first; a smallest change in percent is looked for in a bounded number of pages."""
    found: list[ToldChange] = []
    before = wanted.before
    with newsroom.database.reading() as ledger:
        for _ in range(_LOOKS):
            page = find_changes(ledger, replace(wanted, before=before), limit=limit + 1)
            found += [told for told in page if _large_enough(told, wanted.min_percent)]
            before = page[-1].id if page else 0
            if len(page) <= limit:
                before = 0
            if len(found) > limit or not before:
                break
    shown = found[:limit]
    if len(found) > limit:
        before = shown[-1].id
    return ChangePage(changes=tuple(shown), next_before=before)


def _large_enough(told: ToldChange, smallest: float) -> bool:
    if not smallest:
        return True
    percent = percent_change(told)
    return percent is not None and abs(percent) >= smallest


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChange:
    """A change with the figures on both sides and all their sources."""

    told: ToldChange
    sources: tuple[ListedFigure, ...]
    previous_sources: tuple[ListedFigure, ...]


def show(newsroom: Newsroom, number: int) -> ShownChange:
    """Return a change with its provenance; raises NotFoundError."""
    with newsroom.database.reading() as ledger:
        told = change_numbered(ledger, number)
        previous = told.change.previous
        return ShownChange(
            told=told,
            sources=tuple(sources_of(ledger, told.change.figure.figure_id)),
            previous_sources=tuple(sources_of(ledger, previous.figure_id)) if previous else (),
        )


def last_number(newsroom: Newsroom) -> int:
    """Return the number of the newest change: what "unread since" is measured from."""
    with newsroom.database.reading() as ledger:
        return last_change_number(ledger)


def of_subject(newsroom: Newsroom, name: str, *, limit: int = PAGE) -> list[ToldChange]:
    """Return the latest changes of a subject, newest first; raises NotFoundError."""
    with newsroom.database.reading() as ledger:
        exact = watched_named(ledger, name).subject.name
        return find_changes(ledger, ChangeFilter(subjects=(exact,)), limit=limit)


def by_subject(changes: Sequence[ToldChange]) -> list[tuple[str, list[ToldChange]]]:
    """Group changes by subject, the subject with the newest change first."""
    groups: dict[str, list[ToldChange]] = {}
    for told in changes:
        groups.setdefault(told.change.figure.figure.subject, []).append(told)
    return list(groups.items())
