"""The rule editor, with its trial on the last 90 days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from models.errors import RobowatchError, UsageError
from models.values import ALERTED_KINDS, AlertRule, ChangeKind, Direction, Subscriber
from review.verbs import naming, rules, subscribers, watching
from review.verbs.rules import Trial
from review.web.frame import page
from review.web.guest import Editing, Form, Guest, Submitted
from review.web.pages.asked import whole, word

router = APIRouter()


@router.get("/rules")
def editor(guest: Editing) -> Response:
    """Show the subscribers' rules, and one rule to change."""
    query = guest.request.query_params
    readers = subscribers.list_subscribers(guest.newsroom)
    email = word(query, "email") or (readers[0].subscriber.email if readers else "")
    one = subscribers.show(guest.newsroom, email).subscriber if email else None
    wanted = whole(query, "rule")
    rule = next((kept for kept in one.rules if kept.id == wanted), AlertRule()) if one else AlertRule()
    return _page(guest, one, rule)


def _page(
    guest: Guest, one: Subscriber | None, rule: AlertRule, trial: Trial | None = None, error: str = ""
) -> Response:
    builtin, own = watching.list_metrics(guest.newsroom)
    return page(
        guest,
        "rules.html",
        status=422 if error else 200,
        emails=[reader.subscriber.email for reader in subscribers.list_subscribers(guest.newsroom)],
        one=one,
        rule=rule,
        trial=trial,
        error=error,
        names=naming.to_choose_from(guest.newsroom),
        metrics=[metric.key for metric in (*builtin, *own)],
        kinds=ALERTED_KINDS,
    )


@router.post("/rules")
def save_or_try(guest: Editing, form: Submitted) -> Response:
    """Try a rule, keep it, or remove it."""
    one = subscribers.show(guest.newsroom, form.text("email")).subscriber
    number = int(form.text("rule")) if form.text("rule").isdecimal() and len(form.text("rule")) < 19 else 0
    others = tuple(kept for kept in one.rules if kept.id != number or not number)
    address = f"/rules?email={quote(one.email, safe='')}"
    if form.text("deed") == "remove":
        subscribers.change(guest.newsroom, one.email, {"rules": others}, who=guest.name)
        return guest.back(address, guest.words("rule_removed"))
    rule = AlertRule(id=number)
    try:
        rule = _rule_of(form, number, naming.exact(guest.newsroom, form.text("subject_lines").splitlines()))
        if form.text("deed") == "try":
            return _page(guest, one, rule, rules.trial(guest.newsroom, replace(one, rules=(rule,))))
        subscribers.change(guest.newsroom, one.email, {"rules": (*others, rule)}, who=guest.name)
    except RobowatchError as error:
        return _page(guest, one, rule, error=str(error))
    return guest.back(address, guest.words("rule_saved"))


_DIRECTIONS: dict[str, Direction] = {"any": "any", "up": "up", "down": "down"}
_KINDS: dict[str, ChangeKind] = {kind: kind for kind in ALERTED_KINDS}


def _rule_of(form: Form, number: int, named: Sequence[str]) -> AlertRule:
    return AlertRule(
        id=number,
        subjects=(*form.many("subjects"), *named),
        metrics=form.many("metrics"),
        kinds=tuple(_KINDS[kind] for kind in form.many("kinds") if kind in _KINDS),
        min_percent=_number(form, "min_percent"),
        min_absolute=_number(form, "min_absolute"),
        direction=_DIRECTIONS.get(form.text("direction"), "any"),
        min_sources=int(_number(form, "min_sources", 1)),
        min_confidence=_number(form, "min_confidence"),
    )


def _number(form: Form, name: str, default: float = 0) -> float:
    text = form.text(name).replace(",", "").rstrip("%")
    try:
        value = float(text or default)
    except ValueError as error:
        msg = f"{text!r} is no number"
        raise UsageError(msg) from error
    if not 0 <= value < 1e18:
        msg = f"{text!r} is out of range"
        raise UsageError(msg)
    return value
