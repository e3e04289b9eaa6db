"""Looking through the sources: filtered, sorted and cut in the database, for there may be thousands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, func, or_
from sqlmodel import col, select

from models.database import Ledger
from models.store.dialect import columns
from models.store.sources import POLLS, SOURCES, STATES, polls_of
from models.tables import PollRow, SourceRow
from models.values import Poll

PAUSED = "paused"  # the state of a source that is not enabled; the others are its health
TROUBLES = ("failing", "gone", "silent", "undated")  # the states that a person should look at
_STATE: ColumnElement[str] = case((SOURCES.c.enabled.is_(False), PAUSED), else_=STATES.c.health)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFilter:
    """Which sources are looked for; an empty field means all."""

    text: str = ""  # a part of the name or address
    states: tuple[str, ...] = ()  # paused, never, fine, failing, gone, silent, undated
    focuses: tuple[str, ...] = ()  # at least one of them
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSource:
    """By what a source is known, and whether it is visited."""

    id: int
    name: str
    url: str
    enabled: bool


def kept_sources(ledger: Ledger) -> list[KeptSource]:
    """Return by what every source is known."""
    rows = ledger.execute(columns(SourceRow.id, SourceRow.name, SourceRow.url, SourceRow.enabled))
    return [KeptSource(id=number, name=name, url=url, enabled=enabled) for number, name, url, enabled in rows]


def find_sources(
    ledger: Ledger, wanted: SourceFilter | None = None, *, limit: int | None = None, skip: int = 0
) -> list[Poll]:
    """Return the sources of a filter with what their visits taught us: those in trouble first, then by name."""
    trouble = case((_STATE.in_(TROUBLES), 0), else_=1)
    query = _of(wanted, ledger).order_by(trouble, func.lower(SOURCES.c.name), SOURCES.c.id)
    return polls_of(ledger, query.limit(limit).offset(skip))


def sources_after(ledger: Ledger, number: int, limit: int, wanted: SourceFilter | None = None) -> list[Poll]:
    """Return sources in the order of their numbers, beginning behind one."""
    query = _of(wanted, ledger).where(SOURCES.c.id > number).order_by(SOURCES.c.id).limit(limit)
    return polls_of(ledger, query)


def count_sources(ledger: Ledger, wanted: SourceFilter | None = None) -> int:
    """Return how many sources a filter finds."""
    number: int = ledger.execute(_of(wanted, ledger).with_only_columns(func.count())).scalar_one()
    return number


def count_by_state(ledger: Ledger) -> Mapping[str, int]:
    """Return how many sources are in each state, by the state's name."""
    query = POLLS.with_only_columns(_STATE, func.count()).group_by(_STATE)
    return dict(sorted(tuple(row) for row in ledger.execute(query)))


def focuses_and_languages(ledger: Ledger) -> tuple[list[str], list[str]]:
    """Return the focuses and the languages that sources have."""
    lists = ledger.execute(columns(cast(SourceRow.focus, Text)).distinct()).scalars()
    languages = ledger.exec(select(SourceRow.language).distinct()).all()
    return sorted({word for each in lists for word in json.loads(each)}), sorted(filter(None, languages))


def next_due(ledger: Ledger) -> datetime | None:
    """Return when the next source is due, the beginning of time for at once; None where none is visited."""
    enabled = and_(col(SourceRow.enabled).is_(True), col(PollRow.retired).is_(False))
    query = select(PollRow.due).join(SourceRow, col(SourceRow.id) == PollRow.source_id).where(enabled)
    return ledger.exec(query.order_by(col(PollRow.due)).limit(1)).first()


def _of(wanted: SourceFilter | None, ledger: Ledger) -> Select[Any]:
    query = POLLS
    if wanted is None:
        return query
    if wanted.text:
        text = wanted.text.lower()
        name, url = func.lower(SOURCES.c.name), func.lower(SOURCES.c.url)
        query = query.where(name.contains(text, autoescape=True) | url.contains(text, autoescape=True))
    if wanted.states:
        query = query.where(_STATE.in_(wanted.states))
    if wanted.languages:
        query = query.where(SOURCES.c.language.in_(wanted.languages))
    if wanted.focuses:
        ascii_only = ledger.get_bind().dialect.name == "sqlite"  # as each keeps a list in writing
        words = [json.dumps(word, ensure_ascii=ascii_only) for word in wanted.focuses]
        listed = cast(SOURCES.c.focus, Text)
        query = query.where(or_(*(listed.contains(word, autoescape=True) for word in words)))
    return query
