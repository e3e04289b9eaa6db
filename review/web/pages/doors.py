"""Come in and go out: login with a limit on attempts."""

from __future__ import annotations

import secrets
from collections import deque
from datetime import datetime, timedelta
from threading import Lock

from fastapi import APIRouter, Request
from starlette.responses import Response

from review.verbs import users
from review.web.frame import page
from review.web.guest import Guest, Submitted, guest_of

router = APIRouter()

ATTEMPTS = 5
WITHIN = timedelta(minutes=15)
_MOST_KEYS = 10_000  # remembered attempts; the oldest go first


class Limit:
    """Counts failed attempts by address and by name, so that guessing is slow."""

    def __init__(self) -> None:
        self._failed: dict[str, deque[datetime]] = {}
        self._lock = Lock()

    def is_reached(self, keys: tuple[str, ...], now: datetime) -> bool:
        """Say whether any of these keys failed too often of late."""
        with self._lock:
            return any(len(self._recent(key, now)) >= ATTEMPTS for key in keys)

    def count(self, keys: tuple[str, ...], now: datetime) -> None:
        """Count a failure."""
        with self._lock:
            for key in keys:
                self._failed.setdefault(key, deque(maxlen=ATTEMPTS)).append(now)
            while len(self._failed) > _MOST_KEYS:
                self._failed.pop(next(iter(self._failed)))

    def _recent(self, key: str, now: datetime) -> deque[datetime]:
        failed = self._failed.get(key, deque())
        while failed and now - failed[0] > WITHIN:
            failed.popleft()
        return failed


def _limit(request: Request) -> Limit:
    if not hasattr(request.app.state, "login_limit"):
        request.app.state.login_limit = Limit()
    limit: Limit = request.app.state.login_limit
    return limit


@router.get("/login")
def form(request: Request) -> Response:
    """Show the login."""
    guest = guest_of(request)
    return guest.back("/") if guest.name else _page(guest)


def _page(guest: Guest, error: str = "", status: int = 200) -> Response:
    wanted = guest.request.query_params.get("next", "/")
    return page(guest, "login.html", status=status, error=error, wanted=wanted)


@router.post("/login")
def enter(request: Request, form: Submitted) -> Response:
    """Let in who knows name and password; five failures in a quarter of an hour close the door for a while."""
    guest = guest_of(request)
    now = guest.newsroom.clock()
    name = form.text("name")
    keys = (f"from {request.client.host if request.client else ''}", f"as {name.lower()}")
    limit = _limit(request)
    if limit.is_reached(keys, now):
        return _page(guest, guest.words("door_slow", minutes=int(WITHIN.total_seconds() // 60)), 429)
    password = form.data.get("password", "")
    user = users.login(guest.newsroom, name, password if isinstance(password, str) else "")
    if user is None:
        limit.count(keys, now)
        return _page(guest, guest.words("door_wrong"), 401)
    answer = guest.back(form.text("next") or "/")
    guest.start_session(answer, user.name, secrets.token_urlsafe(16))
    return answer


@router.post("/logout")
def leave(request: Request, _form: Submitted) -> Response:
    """End the session."""
    guest = guest_of(request)
    answer = guest.back("/login")
    guest.start_session(answer, "", secrets.token_urlsafe(16))
    return answer
