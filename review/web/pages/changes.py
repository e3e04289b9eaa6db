"""The start page: what changed, by company; and one change by itself."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from models.values import ALERTED_KINDS
from review.verbs import changes, health, naming, watching
from review.verbs.shapes import ChangeFilter
from review.web.frame import page
from review.web.guest import Guest, Reading
from review.web.pages.asked import decimal, whole, word

router = APIRouter()

_SEEN = "rw_seen"
_SAME_VISIT = timedelta(minutes=30)  # what was new stays marked for so long
SIZES = (1, 5, 10, 25, 50)
SPANS = (7, 30, 90)


@router.get("/")
def today(guest: Reading) -> Response:
    """Show the latest changes by company."""
    query = guest.request.query_params
    wanted = _wanted(guest)
    found = changes.list_changes(guest.newsroom, wanted)
    filtered = any(query.get(name) for name in ("subject", "metric", "kind", "size", "days", "language", "before"))
    marker, cookie = _seen(guest)
    builtin, own = watching.list_metrics(guest.newsroom)
    answer = page(
        guest,
        "today.html",
        groups=changes.by_subject(found.changes),
        count=len(found.changes),
        next_before=found.next_before,
        marker=marker,
        unread=sum(told.id > marker for told in found.changes) if marker else 0,
        names=naming.to_choose_from(guest.newsroom),
        metrics=[metric.key for metric in (*builtin, *own)],
        kinds=ALERTED_KINDS,
        sizes=SIZES,
        spans=SPANS,
        asked=query,
        filtered=filtered,
        state=None if found.changes else health.status(guest.newsroom, rounds=1),
    )
    guest.set_cookie(answer, _SEEN, cookie, 365 * 24 * 3600)
    return answer


@router.get("/changes")
def all_changes() -> Response:
    """Lead to the start page, which shows them."""
    return RedirectResponse("/", status_code=307)


@router.get("/changes/{number}")
def one_change(guest: Reading, number: int) -> Response:
    """Show one change with its sources."""
    return page(guest, "change.html", shown=changes.show(guest.newsroom, number))


def _wanted(guest: Guest) -> ChangeFilter:
    query = guest.request.query_params
    days = whole(query, "days", most=36500)
    subject = word(query, "subject")
    return ChangeFilter(
        subjects=(subject,) if subject else (),
        metric=word(query, "metric"),
        kind=word(query, "kind"),
        language=word(query, "language"),
        since=(guest.newsroom.clock() - timedelta(days=days)).date() if days else None,
        before=whole(query, "before"),
        min_percent=decimal(query, "size"),
    )


def _seen(guest: Guest) -> tuple[int, str]:
    """Return after which change number everything is new to the guest, and the cookie that remembers this visit."""
    now, last = guest.newsroom.clock(), changes.last_number(guest.newsroom)
    parts = guest.request.cookies.get(_SEEN, "").split(".")
    if len(parts) != 3 or not all(part.isdecimal() and len(part) < 20 for part in parts):
        return 0, f"{last}.{last}.{int(now.timestamp())}"
    marker, newest, at = (int(part) for part in parts)
    if now.timestamp() - at > _SAME_VISIT.total_seconds():
        marker = newest
    return marker, f"{marker}.{last}.{int(now.timestamp())}"
