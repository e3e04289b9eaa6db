"""Take back what somebody deleted, from what the audit log kept of it."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import fields
from typing import Any

from models.errors import UsageError
from models.store.people import Deed, deed_numbered, last_deed
from models.values import Subject
from review.verbs import figures, picking, sources, subscribers, watching
from scheduler.newsroom import Newsroom

UNDOABLE = (
    "watch.remove",
    "watch.change",
    "subscriber.remove",
    "source.remove",
    "source.change",
    "source.pick",
    "figure.reject",
)


def undo(newsroom: Newsroom, number: int, *, who: str, actions: Container[str] = UNDOABLE) -> Deed:
    """Undo a line of the audit log; raises NotFoundError, and UsageError for what cannot be undone."""
    with newsroom.database.reading() as ledger:
        deed = deed_numbered(ledger, number)
    if deed.action not in actions:
        msg = f"line {number} of the audit log, {deed.action}, cannot be undone here"
        raise UsageError(msg)
    before: dict[str, Any] = dict(deed.detail.get("before") or {})
    match deed.action:
        case "watch.remove":
            watching.add(newsroom, _subject(before), who=who)
        case "watch.change":
            watching.change(newsroom, str(deed.detail["number"]), _subject(before), who=who)
        case "subscriber.remove":
            subscribers.add(newsroom, subscribers.from_plain(before), who=who)
        case "source.remove":
            sources.add(newsroom, sources.from_plain(before), who=who)
        case "source.change":
            was = sources.from_plain(before)
            kept = {field.name: getattr(was, field.name) for field in fields(was) if field.name != "id"}
            sources.change(newsroom, str(before["id"]), kept, who=who)
        case "source.pick":
            picking.take_back(newsroom, deed.detail, who=who)
        case "figure.reject":
            figures.restore(newsroom, int(deed.subject), who=who)
    return deed


def last(newsroom: Newsroom, who: str, action: str, subject: str) -> int:
    """Return the number of the last line that somebody wrote on something, for undoing it; 0 where there is none."""
    with newsroom.database.reading() as ledger:
        deed = last_deed(ledger, who, action, subject)
    return deed.id if deed else 0


def _subject(values: dict[str, Any]) -> Subject:
    lists = {key: tuple(values[key]) for key in ("exclude", "ambiguous", "context")}
    terms = tuple(tuple(group) for group in values["terms"])
    return Subject(name=values["name"], kind=values["kind"], terms=terms, **lists)
