"""Subscribers: who gets letters and when."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from models.errors import RobowatchError
from models.values import Subscriber
from review.verbs import subscribers, undo
from review.web.frame import page
from review.web.guest import Editing, Form, Guest, Submitted
from review.web.pages.asked import word

router = APIRouter()

_ZONES = {"en": "UTC", "zh": "Asia/Shanghai"}  # where a reader of the pages' language most likely is


def settings_of(form: Form) -> dict[str, Any]:
    """Return the settings that a form asks for."""
    quiet = [
        subscribers.hour_of(form.text(name)) if form.text(name) else None for name in ("quiet_from", "quiet_until")
    ]
    return {
        "name": form.text("name"),
        "language": "zh" if form.text("language") == "zh" else "en",
        "cadence": form.text("cadence") or "day",
        "at": subscribers.hour_of(form.text("at") or "08:00"),
        "weekday": int(form.text("weekday") or 0)
        if form.text("weekday").isdecimal() or not form.text("weekday")
        else 9,
        "zone": form.text("zone") or "UTC",
        "quiet_from": quiet[0],
        "quiet_until": quiet[1],
        "send_empty": bool(form.text("send_empty")),
    }


@router.get("/subscribers")
def all_subscribers(guest: Editing) -> Response:
    """List the subscribers, by address."""
    query = guest.request.query_params
    text, after = word(query, "q"), word(query, "after")
    readers = subscribers.look(guest.newsroom, text, after=after, limit=subscribers.PAGE + 1)
    shown, more = readers[: subscribers.PAGE], len(readers) > subscribers.PAGE
    return page(
        guest,
        "subscribers.html",
        readers=shown,
        next_after=shown[-1].subscriber.email if more else "",
        asked=query,
        filtered=bool(text or after),
    )


@router.get("/subscribers/add")
def add_form(guest: Editing) -> Response:
    """Show the form of a new subscriber."""
    language = guest.words.language
    return _form(guest, Subscriber(email="", language=language, zone=_ZONES[language]), "")


def _form(guest: Guest, subscriber: Subscriber, error: str, status: int = 200) -> Response:
    return page(guest, "subscriber_add.html", status=status, one=subscriber, error=error)


@router.post("/subscribers/add")
def add(guest: Editing, form: Submitted) -> Response:
    """Keep a new subscriber."""
    try:
        settings = settings_of(form) | {"channels": form.lines("channels"), "confirmed": bool(form.text("confirmed"))}
        reader = subscribers.add(guest.newsroom, Subscriber(email=form.text("email"), **settings), who=guest.name)
    except RobowatchError as error:
        return _form(guest, Subscriber(email=form.text("email"), name=form.text("name")), str(error), 422)
    email = reader.subscriber.email
    return guest.back(f"/subscribers/{quote(email, safe='')}", guest.words("subscriber_added", email=email))


@router.get("/subscribers/{email}")
def one_subscriber(guest: Editing, email: str) -> Response:
    """Show a subscriber's settings and addresses."""
    reader = subscribers.show(guest.newsroom, email)
    links = subscribers.links_of(guest.newsroom, reader.subscriber)
    return page(guest, "subscriber.html", reader=reader, one=reader.subscriber, links=links, error="")


@router.post("/subscribers/{email}")
def change(guest: Editing, email: str, form: Submitted) -> Response:
    """Keep a subscriber's settings."""
    changes = settings_of(form) | {"email": form.text("email"), "channels": form.lines("channels")}
    reader = subscribers.change(guest.newsroom, email, changes, who=guest.name)
    return guest.back(f"/subscribers/{quote(reader.subscriber.email, safe='')}", guest.words("saved"))


@router.post("/subscribers/{email}/{deed}")
def act(guest: Editing, email: str, deed: str, _form: Submitted) -> Response:
    """Pause, resume, confirm or remove a subscriber."""
    address = f"/subscribers/{quote(email, safe='')}"
    if deed == "pause":
        subscribers.pause(guest.newsroom, email, who=guest.name)
        return guest.back(address, guest.words("subscriber_paused", email=email))
    if deed == "resume":
        subscribers.resume(guest.newsroom, email, who=guest.name)
        return guest.back(address, guest.words("saved"))
    if deed == "ask":
        subscribers.ask_again(guest.newsroom, email, who=guest.name)
        return guest.back(address, guest.words("asked_again", email=email))
    if deed == "confirm":
        subscribers.change(guest.newsroom, email, {"confirmed": True}, who=guest.name)
        return guest.back(address, guest.words("saved"))
    if deed != "remove":
        raise HTTPException(404)
    gone = subscribers.remove(guest.newsroom, email, who=guest.name)
    line = undo.last(guest.newsroom, guest.name, "subscriber.remove", gone.email)
    return guest.back("/subscribers", guest.words("subscriber_removed", email=gone.email), undo=line)
