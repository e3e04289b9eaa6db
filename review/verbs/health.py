"""How the newsroom is doing, what is wrong, and how to mend it."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import SecretStr

from models.errors import RobowatchError
from models.settings import Settings
from models.store.articles import SetAsideEntry, count_articles, entries_set_aside
from models.store.changes import last_change_number
from models.store.letters import outbox_counts
from models.store.rounds import Round, last_rounds
from models.store.sources import AT_ONCE
from models.store.sources_listed import PAUSED, TROUBLES, SourceFilter, count_by_state, find_sources, next_due
from models.store.subjects import watched
from models.store.subscribers import all_readers
from models.values import Language, Poll
from scheduler.newsroom import Newsroom

Severity = Literal["error", "warning", "note"]
_LITTLE_ROOM = 1 << 30  # bytes; a busy newsroom writes about that in a year
_STUCK = timedelta(hours=2)  # a round that runs so long was cut off


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that needs a person, and what to do."""

    code: str  # a table of findings.toml
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """Return how grave it is."""
        return _findings()[self.code]["severity"]  # type: ignore[no-any-return]

    @property
    def what(self) -> str:
        """Say what was found, in English."""
        return self.say("what")

    @property
    def mend(self) -> str:
        """Say how to mend it, in English."""
        return self.say("mend")

    def say(self, part: Literal["what", "mend"], language: Language = "en") -> str:
        """Return one of the two sentences in a language."""
        return str(_findings()[self.code][part][language]).format(**self.values)


@cache
def _findings() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "findings.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemStatus:
    """The state of the newsroom at a moment."""

    now: datetime
    articles: int
    sources: int
    sources_enabled: int
    sources_in_trouble: Mapping[str, int]  # by kind of trouble
    subjects: int
    subjects_reading: int  # whose history is still being read
    subscribers: int
    subscribers_waiting: int  # for confirmation
    last_change: int
    outbox: Mapping[str, int]
    rounds: tuple[Round, ...]
    next_visit: datetime | None
    next_letter: datetime | None


def status(newsroom: Newsroom, *, rounds: int = 10) -> SystemStatus:
    """Return the state of sources, rounds, history, subscribers and outbox."""
    now = newsroom.clock()
    with newsroom.database.reading() as ledger:
        states, subjects, readers = count_by_state(ledger), watched(ledger), all_readers(ledger)
        due = next_due(ledger)
        return SystemStatus(
            now=now,
            articles=count_articles(ledger),
            sources=sum(states.values()),
            sources_enabled=sum(states.values()) - states.get(PAUSED, 0) - states.get("gone", 0),
            sources_in_trouble={kind: states[kind] for kind in TROUBLES if kind in states},
            subjects=len(subjects),
            subjects_reading=sum(kept.reading for kept in subjects),
            subscribers=len(readers),
            subscribers_waiting=sum(not reader.subscriber.confirmed for reader in readers),
            last_change=last_change_number(ledger),
            outbox=outbox_counts(ledger),
            rounds=tuple(last_rounds(ledger, rounds)),
            next_visit=now if due == AT_ONCE else due,
            next_letter=min((reader.next_letter for reader in readers if reader.next_letter), default=None),
        )


def doctor(newsroom: Newsroom) -> list[Finding]:
    """Return what is wrong and how to mend it, the worst first; empty where all is well."""
    now = newsroom.clock()
    try:
        found = [*_settings(newsroom.settings), *_collecting(newsroom, now), *_telling(newsroom)]
    except RobowatchError as error:
        return [_found("database", error=error)]
    order = {"error": 0, "warning": 1, "note": 2}
    return sorted(found, key=lambda finding: order[finding.severity])


def _found(code: str, **values: object) -> Finding:
    return Finding(code=code, values={name: str(value) for name, value in values.items()})


def _settings(settings: Settings) -> list[Finding]:
    found = []
    mailed = bool(settings.smtp_url.get_secret_value())
    if not mailed:
        found.append(_found("no_mail", folder=settings.mail_folder))
    elif "localhost" in settings.mail_from:
        found.append(_found("local_sender", sender=settings.mail_from))
    if mailed and settings.host in ("127.0.0.1", "localhost"):
        found.append(_found("local_links"))
    if not settings.contact:
        found.append(_found("no_contact"))
    if not settings.operator_email:
        found.append(_found("no_operator"))
    free = shutil.disk_usage(settings.home).free
    if free < _LITTLE_ROOM:
        found.append(_found("little_room", mebibytes=free >> 20, folder=settings.home))
    return found


def _collecting(newsroom: Newsroom, now: datetime) -> list[Finding]:
    with newsroom.database.reading() as ledger:
        states, subjects, rounds = count_by_state(ledger), watched(ledger), last_rounds(ledger, 1)
        troubled = find_sources(ledger, SourceFilter(states=TROUBLES))
    found = []
    if not states:
        found.append(_found("no_sources"))
    if not subjects:
        found.append(_found("nothing_watched"))
    found += [_about(poll) for poll in troubled]
    limit = timedelta(hours=newsroom.settings.silence_hours)
    if states and (not rounds or now - rounds[0].started > limit):
        found.append(_found("no_round", hours=newsroom.settings.silence_hours))
    elif rounds and rounds[0].ended is None and now - rounds[0].started > _STUCK:
        found.append(_found("round_stuck"))
    return found


def _about(poll: Poll) -> Finding:
    """Say what is wrong with a source, and what to do."""
    state = poll.state
    return _found(
        state.health,
        name=poll.source.name,
        url=poll.source.url,
        number=poll.source.id,
        homepage=poll.source.homepage or poll.source.url,
        why=state.reason or (state.last_kind or "").replace("_", " "),
        since=state.last_new.date() if state.last_new else "long",
    )


def _telling(newsroom: Newsroom) -> list[Finding]:
    with newsroom.database.reading() as ledger:
        readers, counts = all_readers(ledger), outbox_counts(ledger)
    found = []
    if not readers:
        found.append(_found("no_subscribers"))
    unconfirmed = [reader.subscriber.email for reader in readers if not reader.subscriber.confirmed]
    if unconfirmed:
        found.append(_found("unconfirmed", count=len(unconfirmed), email=unconfirmed[0]))
    if counts.get("refused"):
        found.append(_found("refused", count=counts["refused"]))
    return found


def set_aside(newsroom: Newsroom, limit: int = 50) -> list[SetAsideEntry]:
    """Return the entries that no article was made of, newest first."""
    with newsroom.database.reading() as ledger:
        return entries_set_aside(ledger, limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingInForce:
    """One setting as it is in force; a secret only says whether it is set."""

    name: str
    value: str
    meaning: str


def settings_in_force(newsroom: Newsroom) -> list[SettingInForce]:
    """Return every setting, secrets hidden."""
    found = []
    for name, setting in Settings.model_fields.items():
        value = getattr(newsroom.settings, name)
        if isinstance(value, SecretStr):
            shown = "set, not shown" if value.get_secret_value() else "not set"
        elif isinstance(value, tuple):
            shown = ", ".join(map(str, value))
        else:
            shown = str(value)
        found.append(SettingInForce(name=f"ROBOWATCH_{name.upper()}", value=shown, meaning=setting.description or ""))
    return found
