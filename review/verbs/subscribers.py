"""Who gets letters, when, and about what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import time
from typing import Any, get_args

from email_validator import EmailNotValidError, validate_email

from alerts.links import Links
from alerts.notices import confirm_address
from alerts.schedule import check_zone
from models.database import Ledger
from models.errors import NotFoundError, UsageError
from models.store.articles import last_article_number
from models.store.changes import last_change_number
from models.store.letters import cancel_letters, post
from models.store.people import record
from models.store.subscribers import (
    Reader,
    add_subscriber,
    all_readers,
    change_subscriber,
    find_readers,
    reader_at,
    reader_numbered,
    remove_subscriber,
    schedule_letter,
)
from models.values import AlertRule, Cadence, Subscriber
from review.verbs.rules import checked as checked_rule
from scheduler.newsroom import Newsroom

PAGE = 100
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def add(newsroom: Newsroom, subscriber: Subscriber, *, who: str) -> Reader:
    """Keep a new subscriber, who hears of what comes from now on; one that is not confirmed gets a letter that asks.

    Raises UsageError for an address that cannot be, is known, or a zone that does not exist.
    """
    with newsroom.database.writing() as ledger:
        subscriber = _checked(ledger, subscriber)
        reader = add_subscriber(
            ledger,
            subscriber,
            newsroom.clock(),
            cursor=last_change_number(ledger),
            article_cursor=last_article_number(ledger),
        )
        if not reader.subscriber.confirmed:
            _ask_to_confirm(newsroom, ledger, reader.subscriber)
        record(ledger, who, "subscriber.add", subscriber.email, newsroom.clock())
    return reader


def ask_again(newsroom: Newsroom, email: str, *, who: str) -> Reader:
    """Write the letter that asks for confirmation once more, as its link is good for a week only."""
    with newsroom.database.writing() as ledger:
        reader = _found(ledger, email)
        if not reader.subscriber.confirmed:
            _ask_to_confirm(newsroom, ledger, reader.subscriber)
            record(ledger, who, "subscriber.ask", reader.subscriber.email, newsroom.clock())
    return reader


def _ask_to_confirm(newsroom: Newsroom, ledger: Ledger, subscriber: Subscriber) -> None:
    now, links = newsroom.clock(), Links.of(newsroom.settings)
    letter = confirm_address(subscriber, now, settings=newsroom.settings, links=links)
    post(ledger, letter, [], due=now)


def look(newsroom: Newsroom, text: str = "", *, after: str = "", limit: int = PAGE) -> list[Reader]:
    """Return a page of subscribers, by address: those with a text in address or name, after an address."""
    with newsroom.database.reading() as ledger:
        return find_readers(ledger, text, after=after, limit=limit)


def list_subscribers(newsroom: Newsroom) -> list[Reader]:
    """Return every subscriber, by address."""
    with newsroom.database.reading() as ledger:
        return all_readers(ledger)


def show(newsroom: Newsroom, email: str) -> Reader:
    """Return a subscriber by address or number; raises NotFoundError."""
    with newsroom.database.reading() as ledger:
        return _found(ledger, email)


def _found(ledger: Ledger, email: str) -> Reader:
    return reader_numbered(ledger, int(email)) if email.isdecimal() else reader_at(ledger, email)


def change(newsroom: Newsroom, email: str, changes: dict[str, Any], *, who: str) -> Reader:
    """Change settings of a subscriber: any field of Subscriber but the number. Raises NotFoundError, UsageError."""
    known = {field.name for field in fields(Subscriber)} - {"id"}
    if unknown := sorted(set(changes) - known):
        msg = f"{unknown[0]!r} is no setting of a subscriber; choose of {', '.join(sorted(known))}"
        raise UsageError(msg)
    with newsroom.database.writing() as ledger:
        before = _found(ledger, email).subscriber
        return _keep(newsroom, ledger, before, replace(before, **changes), (who, "subscriber.change"))


def _keep(newsroom: Newsroom, ledger: Ledger, before: Subscriber, after: Subscriber, deed: tuple[str, str]) -> Reader:
    after = _checked(ledger, after)
    who, action = deed
    if after.email.lower() != before.email.lower():
        _refuse_taken(ledger, after.email)
    change_subscriber(ledger, after)
    schedule_letter(ledger, after.id, None)  # the timetable works the next hour out anew
    record(ledger, who, action, after.email, newsroom.clock(), before=_plain(before))
    return reader_numbered(ledger, after.id)


def _refuse_taken(ledger: Ledger, email: str) -> None:
    try:
        reader_at(ledger, email)
    except NotFoundError:
        return
    msg = f"{email} is a subscriber already"
    raise UsageError(msg)


def pause(newsroom: Newsroom, email: str, *, who: str) -> Reader:
    """Stop a subscriber's letters, also those in the outbox, until `resume`."""
    with newsroom.database.writing() as ledger:
        before = _found(ledger, email).subscriber
        cancel_letters(ledger, before.id)
        return _keep(newsroom, ledger, before, replace(before, paused=True), (who, "subscriber.pause"))


def resume(newsroom: Newsroom, email: str, *, who: str) -> Reader:
    """Let a paused subscriber have letters again."""
    return change(newsroom, email, {"paused": False}, who=who)


def remove(newsroom: Newsroom, email: str, *, who: str) -> Subscriber:
    """Forget a subscriber and cancel what is in the outbox; the audit log keeps what `undo` needs."""
    with newsroom.database.writing() as ledger:
        before = _found(ledger, email).subscriber
        cancel_letters(ledger, before.id)
        record(ledger, who, "subscriber.remove", before.email, newsroom.clock(), before=_plain(before))
        remove_subscriber(ledger, before.id)
    return before


# ── by the links in letters, without a login ───────────────────────────────────────────────────────────────────────


def by_link(newsroom: Newsroom, purpose: str, token: str) -> Subscriber:
    """Return whom a signed link acts for; raises UsageError where it is altered, too old, or nobody's any more."""
    if purpose not in ("unsubscribe", "settings", "confirm", "feed"):
        msg = f"{purpose!r} is nothing that a link can do"
        raise UsageError(msg)
    claim = Links.of(newsroom.settings).check(purpose, token, newsroom.clock())  # type: ignore[arg-type]
    with newsroom.database.reading() as ledger:
        try:
            subscriber = reader_numbered(ledger, claim.subscriber_id).subscriber
        except NotFoundError as error:
            msg = "this address gets no letters any more"
            raise NotFoundError(msg) from error
    if not claim.fits(subscriber):
        msg = "this link was made for an address that has changed since; open a newer letter"
        raise UsageError(msg)
    return subscriber


def unsubscribe(newsroom: Newsroom, token: str) -> Subscriber:
    """Stop all letters to the reader of a link at once, also those in the outbox; doing it twice changes nothing."""
    subscriber = by_link(newsroom, "unsubscribe", token)
    return pause(newsroom, str(subscriber.id), who="link in a letter").subscriber


def confirm(newsroom: Newsroom, token: str) -> Subscriber:
    """Confirm the address of the reader of a link."""
    subscriber = by_link(newsroom, "confirm", token)
    return change(newsroom, str(subscriber.id), {"confirmed": True}, who="link in a letter").subscriber


# ── what is entered ────────────────────────────────────────────────────────────────────────────────────────────────


def checked_email(email: str) -> str:
    """Return an address as it is kept; raises UsageError. No name server is asked."""
    try:
        return validate_email(email.strip(), check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as error:
        msg = f"{email!r} is no mail address: {error}"
        raise UsageError(msg) from error


def hour_of(text: str) -> time:
    """Read an hour such as 08:00; raises UsageError."""
    try:
        return time.fromisoformat(text.strip() if ":" in text else f"{int(text):02d}:00").replace(tzinfo=None)
    except ValueError as error:
        msg = f"{text!r} is no hour; write it as 08:00"
        raise UsageError(msg) from error


def _checked(ledger: Ledger, subscriber: Subscriber) -> Subscriber:
    if subscriber.cadence not in get_args(Cadence):
        msg = f"{subscriber.cadence!r}: letters come instant, every hour, day or week"
        raise UsageError(msg)
    if subscriber.language not in ("en", "zh"):
        msg = f"{subscriber.language!r}: letters are written in en or zh"
        raise UsageError(msg)
    if not 0 <= subscriber.weekday < len(WEEKDAYS):
        msg = "the day of weekly letters is 0 (Monday) to 6 (Sunday)"
        raise UsageError(msg)
    if (subscriber.quiet_from is None) != (subscriber.quiet_until is None):
        msg = "quiet hours need both a beginning and an end"
        raise UsageError(msg)
    return replace(
        subscriber,
        email=checked_email(subscriber.email),
        name=" ".join(subscriber.name.split())[:120],
        zone=check_zone(subscriber.zone),
        rules=tuple(checked_rule(ledger, rule) for rule in subscriber.rules),
        channels=_channels(subscriber.channels),
    )


def _channels(channels: Sequence[str]) -> tuple[str, ...]:
    kept = tuple(dict.fromkeys(channel.strip() for channel in channels if channel.strip()))
    for channel in kept:
        if "://" not in channel:
            msg = f"{channel!r} is no channel; write an Apprise address such as ntfy://host/topic"
            raise UsageError(msg)
    return kept


def _plain(subscriber: Subscriber) -> dict[str, Any]:
    values = asdict(subscriber)
    for name in ("at", "quiet_from", "quiet_until"):
        values[name] = values[name] and values[name].isoformat()
    return values


def from_plain(values: dict[str, Any]) -> Subscriber:
    """Return the subscriber that the audit log keeps as plain values."""
    given = dict(values) | {"id": 0, "channels": tuple(values["channels"])}
    for name in ("at", "quiet_from", "quiet_until"):
        given[name] = time.fromisoformat(values[name]) if values[name] else None
    given["rules"] = tuple(rule_from_plain(rule) for rule in values["rules"])
    return Subscriber(**given)


def rule_from_plain(values: dict[str, Any]) -> AlertRule:
    """Return the rule that was written as plain values; lists become tuples."""
    given: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}
    return AlertRule(**given)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderLinks:
    """The signed addresses of one reader."""

    unsubscribe: str
    settings: str
    feed: str


def links_of(newsroom: Newsroom, subscriber: Subscriber) -> ReaderLinks:
    """Return a reader's own addresses, such as their secret feed."""
    links = Links.of(newsroom.settings)
    return ReaderLinks(
        unsubscribe=links.unsubscribe(subscriber), settings=links.settings(subscriber), feed=links.feed(subscriber)
    )
