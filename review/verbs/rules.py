"""Rules for alerts, and what a rule would have sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import get_args

from alerts.digest import compose_digest
from alerts.schedule import next_letter
from models.database import Ledger
from models.errors import UsageError
from models.store.changes import ChangeFilter, find_changes
from models.store.subjects import watched
from models.store.subscribers import all_readers
from models.values import ALERTED_KINDS, AlertRule, Digest, Direction, Held, Subscriber, ToldChange
from scheduler.newsroom import Newsroom

DAYS = 90
_MOST_CHANGES = 5_000  # newest changes of those days that a trial looks at
_SHOWN = 60
_LOOKED_AT = 10  # changes looked at for each one in a feed


def checked(ledger: Ledger, rule: AlertRule) -> AlertRule:
    """Return the rule with subjects as they are called; raises UsageError that names what is wrong."""
    names = {kept.subject.name.lower(): kept.subject.name for kept in watched(ledger)} if rule.subjects else {}
    for subject in rule.subjects:
        if subject.lower() not in names:
            msg = f"{subject!r} is not watched; `robowatch watch list` shows what is"
            raise UsageError(msg)
    for kind in rule.kinds:
        if kind not in ALERTED_KINDS:
            msg = f"{kind!r} is no kind of change; choose of {', '.join(ALERTED_KINDS)}"
            raise UsageError(msg)
    if rule.direction not in get_args(Direction):
        msg = f"{rule.direction!r}: a rule asks for any change, up or down"
        raise UsageError(msg)
    if rule.min_percent < 0 or rule.min_absolute < 0 or rule.min_sources < 1 or not 0 <= rule.min_confidence <= 1:
        msg = "a rule's smallest change is 0 or more, its sources 1 or more, its confidence 0 to 1"
        raise UsageError(msg)
    return replace(rule, subjects=tuple(names[subject.lower()] for subject in rule.subjects))


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOf:
    """A rule and whose it is."""

    subscriber: Subscriber
    rule: AlertRule


def naming(newsroom: Newsroom, subject: str) -> list[RuleOf]:
    """Return the rules that name a subject."""
    with newsroom.database.reading() as ledger:
        readers = all_readers(ledger)
    return [
        RuleOf(subscriber=reader.subscriber, rule=rule)
        for reader in readers
        for rule in reader.subscriber.rules
        if subject in rule.subjects
    ]


def passing(newsroom: Newsroom, subscriber: Subscriber, *, limit: int) -> list[ToldChange]:
    """Return the latest changes that a subscriber's rules let pass, newest first; for their feed."""
    now = newsroom.clock()
    with newsroom.database.reading() as ledger:
        changes = find_changes(ledger, ChangeFilter(mailable_only=True), limit=limit * _LOOKED_AT)
    digest = compose_digest(subscriber, changes, since=None, until=now)
    return sorted(digest.lines, key=lambda told: -told.id)[:limit]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialLetter:
    """One letter that would have been sent."""

    at: datetime
    lines: tuple[ToldChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What rules would have sent in the last days."""

    days: int
    lines: int
    letters: tuple[TrialLetter, ...]  # newest first
    held: tuple[Held, ...]  # newest first, the first of them
    held_count: int
    looked_at: int  # changes


def trial(newsroom: Newsroom, subscriber: Subscriber, *, days: int = DAYS) -> Trial:
    """Say what a subscriber's rules would have sent: "in the last 90 days, 7 lines in 4 digests"."""
    now = newsroom.clock()
    with newsroom.database.reading() as ledger:
        subscriber = replace(subscriber, rules=tuple(checked(ledger, rule) for rule in subscriber.rules))
        wanted = ChangeFilter(since=(now - timedelta(days=days)).date(), until=now.date())
        changes = find_changes(ledger, wanted, limit=_MOST_CHANGES)
    digests = _replayed(subscriber, changes, now)
    letters = [TrialLetter(at=digest.until, lines=digest.lines) for digest in digests if digest.lines]
    held = [held for digest in reversed(digests) for held in digest.held]
    return Trial(
        days=days,
        lines=sum(len(letter.lines) for letter in letters),
        letters=tuple(reversed(letters)),
        held=tuple(held[:_SHOWN]),
        held_count=len(held),
        looked_at=len(changes),
    )


def _replayed(subscriber: Subscriber, changes: list[ToldChange], now: datetime) -> list[Digest]:
    """Compose the digests of the past from changes by the day of their article, as if each had come on it."""
    windows: dict[datetime, list[ToldChange]] = {}
    for told in sorted(changes, key=lambda told: (_moment(told, now), told.id)):
        windows.setdefault(_due(subscriber, _moment(told, now)), []).append(told)
    digests = []
    told_last: dict[tuple[str, str, str, str | None], ToldChange] = {}
    for due, window in sorted(windows.items()):
        digest = compose_digest(
            subscriber,
            window,
            since=None,
            until=due,
            due=due,
            last_told={key: told.change.figure for key, told in told_last.items()},
        )
        for line in digest.lines:
            figure = line.change.figure.figure
            told_last[figure.subject, figure.metric, figure.measure, figure.scope] = line
        digests.append(digest)
    return digests


def _moment(told: ToldChange, now: datetime) -> datetime:
    """Return when a change could be told: noon of its article's day, since history is read long after."""
    day = told.change.figure.published
    return min(now.replace(year=day.year, month=day.month, day=day.day, hour=12, minute=0, second=0), now)


def _due(subscriber: Subscriber, at: datetime) -> datetime:
    if subscriber.cadence == "instant":
        return at
    return next_letter(subscriber, at)
