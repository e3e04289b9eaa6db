"""How the newsroom is doing, what is wrong, and how to mend it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

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
from models.values import Poll
from scheduler.newsroom import Newsroom

Severity = Literal["error", "warning", "note"]
_LITTLE_ROOM = 1 << 30  # bytes; a busy newsroom writes about that in a year
_STUCK = timedelta(hours=2)  # a round that runs so long was cut off


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that needs a person, and what to do."""

    severity: Severity
    what: str
    mend: str


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
        return [Finding(severity="error", what=str(error), mend="mend the database first, then ask again")]
    order = {"error": 0, "warning": 1, "note": 2}
    return sorted(found, key=lambda finding: order[finding.severity])


def _settings(settings: Settings) -> list[Finding]:
    found = []
    if not settings.smtp_url.get_secret_value():
        what = f"letters are not mailed but written to {settings.mail_folder}"
        found.append(Finding(severity="note", what=what, mend="set ROBOWATCH_SMTP_URL to your mail server"))
    elif "localhost" in settings.mail_from:
        what = f"the sender {settings.mail_from} is refused by most mail servers"
        found.append(Finding(severity="warning", what=what, mend="set ROBOWATCH_MAIL_FROM to an address of yours"))
    if settings.smtp_url.get_secret_value() and settings.host in ("127.0.0.1", "localhost"):
        what = "links in letters point to this machine, which readers cannot reach"
        found.append(Finding(severity="warning", what=what, mend="set ROBOWATCH_BASE_URL to the pages' address"))
    if not settings.contact:
        what = "the User-Agent carries no contact: sites that mind our visits cannot say so"
        found.append(Finding(severity="note", what=what, mend="set ROBOWATCH_CONTACT to a mail address"))
    if not settings.operator_email:
        what = "nobody is told when collecting goes silent"
        found.append(Finding(severity="note", what=what, mend="set ROBOWATCH_OPERATOR_EMAIL"))
    free = shutil.disk_usage(settings.home).free
    if free < _LITTLE_ROOM:
        what = f"only {free >> 20} MiB are free in {settings.home}"
        found.append(Finding(severity="error", what=what, mend="make room, or move ROBOWATCH_HOME"))
    return found


_TROUBLES = {
    "failing": ("warning", "{name} fails: {why}", "try `robowatch sources test {url}`; mend its address or pause it"),
    "gone": ("warning", "{name} is gone for good (410) and not visited any more", "remove it, or give a new address"),
    "undated": ("note", "{name} does not say when its articles were published", "give its pages a date selector"),
    "silent": ("warning", "{name} used to bring news and has been silent since {since}", "look whether it moved"),
}


def _collecting(newsroom: Newsroom, now: datetime) -> list[Finding]:
    with newsroom.database.reading() as ledger:
        states, subjects, rounds = count_by_state(ledger), watched(ledger), last_rounds(ledger, 1)
        troubled = find_sources(ledger, SourceFilter(states=TROUBLES))
    found = []
    if not states:
        mend = "add one with `robowatch sources add URL`, or a group of the catalogue on the page Sources"
        found.append(Finding(severity="error", what="there are no sources", mend=mend))
    if not subjects:
        mend = "add a company with `robowatch watch add NAME`, or on the page Companies"
        found.append(Finding(severity="error", what="nothing is watched", mend=mend))
    found += [_about(poll) for poll in troubled]
    limit = timedelta(hours=newsroom.settings.silence_hours)
    if states and (not rounds or now - rounds[0].started > limit):
        what = f"no round of collecting in the last {newsroom.settings.silence_hours} hours"
        found.append(Finding(severity="error", what=what, mend="start the service with `robowatch run`"))
    elif rounds and rounds[0].ended is None and now - rounds[0].started > _STUCK:
        what = "the last round did not come to its end"
        found.append(Finding(severity="warning", what=what, mend="restart the service; the next round takes over"))
    return found


def _about(poll: Poll) -> Finding:
    """Say what is wrong with a source, and what to do."""
    state = poll.state
    severity, what, mend = _TROUBLES[state.health]
    given = {
        "name": poll.source.name,
        "url": poll.source.url,
        "why": state.reason or (state.last_kind or "").replace("_", " "),
        "since": state.last_new.date() if state.last_new else "long",
    }
    return Finding(
        severity="warning" if severity == "warning" else "note", what=what.format(**given), mend=mend.format(**given)
    )


def _telling(newsroom: Newsroom) -> list[Finding]:
    with newsroom.database.reading() as ledger:
        readers, counts = all_readers(ledger), outbox_counts(ledger)
    found = []
    if not readers:
        mend = "add one with `robowatch subscribers add EMAIL`, or on the page Subscribers"
        found.append(Finding(severity="note", what="nobody gets letters yet", mend=mend))
    unconfirmed = [reader.subscriber.email for reader in readers if not reader.subscriber.confirmed]
    if unconfirmed:
        what = f"{len(unconfirmed)} have not confirmed their address, {unconfirmed[0]} among them"
        mend = "they find the link in the letter they got; or confirm it for them on the page Subscribers"
        found.append(Finding(severity="note", what=what, mend=mend))
    if counts.get("refused"):
        what = f"{counts['refused']} letters were refused for good"
        found.append(Finding(severity="warning", what=what, mend="the page Letters says why for each"))
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
    for name, field in Settings.model_fields.items():
        value = getattr(newsroom.settings, name)
        if isinstance(value, SecretStr):
            shown = "set, not shown" if value.get_secret_value() else "not set"
        elif isinstance(value, tuple):
            shown = ", ".join(map(str, value))
        else:
            shown = str(value)
        found.append(SettingInForce(name=f"ROBOWATCH_{name.upper()}", value=shown, meaning=field.description or ""))
    return found
