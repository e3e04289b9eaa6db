"""Subscribers, rules, letters and the state of the newsroom over the API."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from models.values import Subscriber
from review.verbs import health, letters, rules, subscribers, undo, users
from review.verbs.shapes import DeedFilter, LetterFilter
from review.web.api import outward, shapes
from review.web.api.caller import Administers, Reads, Writes
from review.web.api.route import ApiRoute
from review.web.api.shapes import Cursor, Day, Limit, Number, PageOf, Word

router = APIRouter(route_class=ApiRoute)


def _settings_of(given: shapes.SubscriberChange) -> dict[str, Any]:
    settings = given.model_dump(exclude_unset=True, exclude_none=True, exclude={"rules", "at"})
    if given.at is not None:
        settings["at"] = subscribers.hour_of(given.at)
    if given.rules is not None:
        settings["rules"] = tuple(outward.rule_of(rule) for rule in given.rules)
    return settings


@router.get("/subscribers", tags=["subscribers"])
def list_subscribers(caller: Writes, cursor: Cursor = "", limit: Limit = 100) -> PageOf[shapes.SubscriberOut]:
    """List the subscribers; addresses are for those who may change them."""
    found = sorted(subscribers.list_subscribers(caller.newsroom), key=lambda reader: reader.subscriber.id)
    rest = [reader for reader in found if reader.subscriber.id > int(cursor or 0)]
    more = str(rest[limit - 1].subscriber.id) if len(rest) > limit else None
    return PageOf(items=[outward.subscriber(reader) for reader in rest[:limit]], next_cursor=more)


@router.post("/subscribers", tags=["subscribers"], status_code=201)
def add_subscriber(caller: Writes, given: shapes.SubscriberIn) -> shapes.SubscriberOut:
    """Keep a new subscriber, who hears of what comes from now on."""
    subscriber = Subscriber(**_settings_of(given))
    return outward.subscriber(subscribers.add(caller.newsroom, subscriber, who=caller.name))


@router.get("/subscribers/{number}", tags=["subscribers"])
def show_subscriber(caller: Writes, number: Number) -> shapes.SubscriberOut:
    """Show a subscriber."""
    return outward.subscriber(subscribers.show(caller.newsroom, str(number)))


@router.patch("/subscribers/{number}", tags=["subscribers"])
def change_subscriber(caller: Writes, number: Number, given: shapes.SubscriberChange) -> shapes.SubscriberOut:
    """Change settings of a subscriber."""
    changed = subscribers.change(caller.newsroom, str(number), _settings_of(given), who=caller.name)
    return outward.subscriber(changed)


@router.delete("/subscribers/{number}", tags=["subscribers"], status_code=204)
def remove_subscriber(caller: Writes, number: Number) -> None:
    """Forget a subscriber, and cancel what is in the outbox for them."""
    subscribers.remove(caller.newsroom, str(number), who=caller.name)


@router.post("/rules/trial", tags=["subscribers"])
def try_rules(
    caller: Reads, given: shapes.RuleIn, days: Annotated[int, Query(ge=1, le=365)] = rules.DAYS
) -> shapes.TrialOut:
    """Say what a rule would have sent in daily letters of the last days; nothing is kept."""
    reader = Subscriber(email="trial@example.org", rules=(outward.rule_of(given),))
    trial = rules.trial(caller.newsroom, reader, days=days)
    return shapes.TrialOut(
        days=trial.days,
        lines=trial.lines,
        letters=len(trial.letters),
        held=trial.held_count,
        changes=[line.id for letter in trial.letters for line in letter.lines],
    )


@router.get("/letters", tags=["letters"])
def list_letters(
    caller: Writes,
    *,
    q: Word = "",
    email: Word = "",
    state: shapes.LetterState | None = None,
    since: Day | None = None,
    until: Day | None = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> PageOf[shapes.LetterOut]:
    """List letters, newest first; `q` searches subject and text, as articles are searched."""
    wanted = LetterFilter(text=q, email=email, state=state or "", since=since, until=until)
    found = letters.history(caller.newsroom, wanted, before=int(cursor or 0), limit=limit + 1)
    more = str(found[limit - 1].letter.id) if len(found) > limit else None
    return PageOf(items=[outward.letter(kept) for kept in found[:limit]], next_cursor=more)


@router.get("/letters/{number}", tags=["letters"])
def show_letter(caller: Writes, number: Number) -> shapes.LetterWithText:
    """Show a letter as it was sent, with its receipts."""
    kept = letters.show(caller.newsroom, number)
    return shapes.LetterWithText(
        **outward.letter(kept).model_dump(),
        text=kept.letter.text,
        html=kept.letter.html,
        receipts=[shapes.ReceiptOut(at=r.at, outcome=r.outcome, detail=r.detail) for r in kept.receipts],
    )


@router.get("/status", tags=["system"])
def status(caller: Reads) -> shapes.StatusOut:
    """Return the state of the newsroom."""
    found = health.status(caller.newsroom, rounds=1)
    return shapes.StatusOut(
        now=found.now,
        articles=found.articles,
        sources=found.sources,
        subjects=found.subjects,
        subjects_reading=found.subjects_reading,
        subscribers=found.subscribers,
        outbox=dict(found.outbox),
        next_visit=found.next_visit,
        next_letter=found.next_letter,
    )


@router.get("/doctor", tags=["system"])
def doctor(caller: Reads) -> list[shapes.FindingOut]:
    """Return what needs a person, and what to do."""
    return [shapes.FindingOut(severity=f.severity, what=f.what, mend=f.mend) for f in health.doctor(caller.newsroom)]


@router.get("/audit", tags=["system"])
def audit(
    caller: Administers,
    *,
    who: Word = "",
    action: Word = "",
    subject: Word = "",
    since: Day | None = None,
    until: Day | None = None,
    cursor: Cursor = "",
    limit: Limit = 100,
) -> PageOf[shapes.DeedOut]:
    """Return who wrote what, newest first; an action is `watch.remove`, or `watch` for every one of its kind."""
    wanted = DeedFilter(who=who, action=action, subject=subject, since=since, until=until)
    found = users.audit(caller.newsroom, wanted, before=int(cursor or 0), limit=limit + 1)
    more = str(found[limit - 1].id) if len(found) > limit else None
    items = [
        shapes.DeedOut(number=deed.id, at=deed.at, who=deed.who, action=deed.action, subject=deed.subject)
        for deed in found[:limit]
    ]
    return PageOf(items=items, next_cursor=more)


@router.post("/audit/{number}/undo", tags=["system"], status_code=204)
def take_back(caller: Administers, number: Number) -> None:
    """Undo what a line of the audit log tells: a removal, a change, a rejection."""
    undo.undo(caller.newsroom, number, who=caller.name)
