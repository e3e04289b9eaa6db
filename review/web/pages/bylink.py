"""What the signed links in letters lead to: no login, one reader, one purpose."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from alerts.feed import MEDIA_TYPE, atom_feed
from alerts.links import Links
from models.values import Subscriber
from review.verbs import changes, rules, subscribers
from review.web.frame import page
from review.web.guest import Guest, Submitted, guest_of
from review.web.pages.subscribers import settings_of

router = APIRouter()

_IN_FEED = 60
_BY_READER = "reader, by link"


@router.get("/letters/unsubscribe/{token}")
def unsubscribe_page(request: Request, token: str) -> Response:
    """Show a button: scanners follow links, so that a visit alone changes nothing."""
    guest = guest_of(request)
    return _page(guest, "unsubscribe", subscribers.by_link(guest.newsroom, "unsubscribe", token))


@router.post("/letters/unsubscribe/{token}")
def unsubscribe(request: Request, token: str) -> Response:
    """Stop all letters at once (RFC 8058): the link itself is the proof, a mail client has no session."""
    guest = guest_of(request)
    return _page(guest, "unsubscribe", subscribers.unsubscribe(guest.newsroom, token), done=True)


@router.get("/letters/confirm/{token}")
def confirm_page(request: Request, token: str) -> Response:
    """Show a button that confirms the address."""
    guest = guest_of(request)
    return _page(guest, "confirm", subscribers.by_link(guest.newsroom, "confirm", token))


@router.post("/letters/confirm/{token}")
def confirm(request: Request, token: str) -> Response:
    """Confirm the address."""
    guest = guest_of(request)
    return _page(guest, "confirm", subscribers.confirm(guest.newsroom, token), done=True)


def _page(guest: Guest, purpose: str, one: Subscriber, *, done: bool = False) -> Response:
    links = Links.of(guest.newsroom.settings)
    settings = _path(links.settings(one)) if purpose == "unsubscribe" and done else ""
    return page(guest, "bylink.html", purpose=purpose, one=one, done=done, settings_page=settings)


def _path(url: str) -> str:
    return "/" + url.split("://", 1)[-1].partition("/")[2]


@router.get("/letters/settings/{token}")
def settings_page(request: Request, token: str) -> Response:
    """Show a reader's own hours."""
    guest = guest_of(request)
    one = subscribers.by_link(guest.newsroom, "settings", token)
    return page(guest, "reader.html", one=one, said="")


@router.post("/letters/settings/{token}")
def settings(request: Request, token: str, form: Submitted) -> Response:
    """Keep a reader's own hours, or let a paused one have letters again."""
    guest = guest_of(request)
    one = subscribers.by_link(guest.newsroom, "settings", token)
    changed = settings_of(form) | {"paused": bool(form.text("paused"))}
    after = subscribers.change(guest.newsroom, str(one.id), changed, who=_BY_READER).subscriber
    return page(guest, "reader.html", one=after, said=guest.words("saved"))


@router.get("/feeds/{token}.atom")
def feed(request: Request, token: str) -> Response:
    """Return a reader's changes as an Atom feed."""
    guest = guest_of(request)
    one = subscribers.by_link(guest.newsroom, "feed", token)
    links = Links.of(guest.newsroom.settings)
    found = rules.passing(guest.newsroom, one, limit=_IN_FEED)
    body = atom_feed(
        found,
        title="Robowatch",
        address=links.feed(one),
        page=links.changes(),
        links=links,
        language=one.language,
    )
    return Response(body, media_type=MEDIA_TYPE)


@router.get("/feeds/subjects/{token}/{name:path}.atom")
def subject_feed(request: Request, token: str, name: str) -> Response:
    """Return one company's changes as an Atom feed; the link is the reader's own."""
    guest = guest_of(request)
    one = subscribers.by_link(guest.newsroom, "feed", token)
    links = Links.of(guest.newsroom.settings)
    found = changes.of_subject(guest.newsroom, name, limit=_IN_FEED)
    address = f"{links.base_url}{request.url.path}"
    body = atom_feed(found, title=name, address=address, page=links.subject(name), links=links, language=one.language)
    return Response(body, media_type=MEDIA_TYPE)
