"""The state of the newsroom, the audit log, users and keys; and undoing."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from review.verbs import health, undo, users
from review.verbs.shapes import DeedFilter
from review.web.frame import page
from review.web.guest import Administering, Editing, Guest, Reading, Submitted
from review.web.pages.asked import day, whole, word

router = APIRouter()

_LINES = 60
_LATEST = 8  # lines of the audit log on the page of everything


@router.get("/system")
def state(guest: Reading) -> Response:
    """Show status, rounds, outbox, what needs a person; to admins also settings, users, keys and the audit log."""
    return _page(guest)


def _page(guest: Guest, *, key: str = "", error: str = "") -> Response:
    admin = guest.may("admin")
    return page(
        guest,
        "system.html",
        status=422 if error else 200,
        state=health.status(guest.newsroom),
        findings=health.doctor(guest.newsroom),
        asides=health.set_aside(guest.newsroom, 20),
        settings=health.settings_in_force(guest.newsroom) if admin else [],
        audit=users.audit(guest.newsroom, limit=_LATEST) if admin else [],
        undoable=undo.UNDOABLE,
        users=users.list_users(guest.newsroom) if admin else [],
        tokens=users.list_tokens(guest.newsroom) if admin else [],
        scopes=users.SCOPES,
        key=key,
        error=error,
    )


@router.get("/system/audit")
def audit(guest: Administering) -> Response:
    """Show who wrote what and when, with filters."""
    query = guest.request.query_params
    wanted = DeedFilter(
        who=word(query, "who"),
        action=word(query, "action", 40),
        subject=word(query, "subject"),
        since=day(query, "since"),
        until=day(query, "until"),
    )
    found = users.audit(guest.newsroom, wanted, before=whole(query, "before"), limit=_LINES + 1)
    doers, actions = users.audited(guest.newsroom)
    return page(
        guest,
        "audit.html",
        audit=found[:_LINES],
        next_before=found[_LINES - 1].id if len(found) > _LINES else 0,
        undoable=undo.UNDOABLE,
        doers=doers,
        actions=actions,
        asked=query,
        filtered=any(query.get(name) for name in ("who", "action", "subject", "since", "until", "before")),
    )


@router.post("/system/tokens")
def make_token(guest: Administering, form: Submitted) -> Response:
    """Make an API key, and show it this once."""
    key = users.make_token(guest.newsroom, form.text("name"), form.many("scopes") or ("read",), who=guest.name)
    return _page(guest, key=key)


@router.post("/system/tokens/{number}/remove")
def drop_token(guest: Administering, number: int, _form: Submitted) -> Response:
    """Make an API key open nothing any more."""
    users.drop_token(guest.newsroom, number, who=guest.name)
    return guest.back("/system", guest.words("token_removed"))


@router.post("/undo/{number}")
def take_back(guest: Editing, number: int, form: Submitted) -> Response:
    """Undo a line of the audit log."""
    undo.undo(guest.newsroom, number, who=guest.name)
    return guest.back(form.text("back") or "/", guest.words("undone"))


@router.get("/health")
def healthy(request: Request) -> Response:
    """Say for a monitor whether the pages and the store answer; it tells nothing else."""
    users.list_users(request.app.state.newsroom)
    return JSONResponse({"status": "ok"})
