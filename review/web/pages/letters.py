"""The archive of letters, each as it was sent, and what a reader would get now."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from review.verbs import letters
from review.verbs.shapes import LetterFilter
from review.web.frame import page
from review.web.guest import Editing
from review.web.pages.asked import day, whole, word

router = APIRouter()

_PAGE = 50
# A letter is shown as it was sent, in a frame that may load and run nothing.
_SEALED = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"


@router.get("/letters")
def archive(guest: Editing) -> Response:
    """List letters, newest first."""
    query = guest.request.query_params
    wanted = LetterFilter(
        text=word(query, "q"),
        email=word(query, "email"),
        state=word(query, "state", 20),
        since=day(query, "since"),
        until=day(query, "until"),
    )
    found = letters.history(guest.newsroom, wanted, before=whole(query, "before"), limit=_PAGE + 1)
    return page(
        guest,
        "letters.html",
        found=found[:_PAGE],
        next_before=found[_PAGE - 1].letter.id if len(found) > _PAGE else 0,
        counts=letters.outbox(guest.newsroom),
        states=letters.STATES,
        asked=query,
        filtered=any(query.get(name) for name in ("q", "email", "state", "since", "until", "before")),
    )


@router.get("/letters/preview/{email}")
def preview(guest: Editing, email: str) -> Response:
    """Show what a reader would get now."""
    return page(guest, "letter_preview.html", email=email, found=letters.preview(guest.newsroom, email))


@router.get("/letters/preview/{email}/body")
def preview_body(guest: Editing, email: str) -> Response:
    """Show the letter that a reader would get now, alone."""
    return _sealed(letters.page_of(letters.preview(guest.newsroom, email).letter))


@router.get("/letters/{number}")
def one_letter(guest: Editing, number: int) -> Response:
    """Show a letter with its receipts."""
    return page(guest, "letter.html", kept=letters.show(guest.newsroom, number))


@router.get("/letters/{number}/body")
def body(guest: Editing, number: int) -> Response:
    """Show a letter's HTML alone."""
    return _sealed(letters.page_of(letters.show(guest.newsroom, number).letter))


def _sealed(html: str) -> Response:
    return HTMLResponse(html, headers={"Content-Security-Policy": _SEALED, "X-Frame-Options": "SAMEORIGIN"})
