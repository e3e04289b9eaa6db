"""Who calls the API: a key with scopes, or on loopback nobody in particular."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from review.verbs.users import token_of
from review.web.guest import DoorClosedError, cross_site, guest_of
from scheduler.newsroom import Newsroom

_BEARER = HTTPBearer(auto_error=False, description="an API key: `robowatch tokens add NAME`, or the page System")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
_ROLES = {"read": "reader", "write": "editor", "admin": "admin"}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, and what the call works on."""

    newsroom: Newsroom
    name: str


def _caller(scope: str) -> Callable[[Request, HTTPAuthorizationCredentials | None], Caller]:
    def calling(request: Request, credentials: Credentials) -> Caller:
        newsroom: Newsroom = request.app.state.newsroom
        if "authorization" in request.headers:
            return _by_key(newsroom, credentials.credentials if credentials else "", scope)
        guest = guest_of(request)
        # Without a key a browser's own session may read; writing so is for this machine's own programs only.
        if guest.may(_ROLES[scope]) and (request.method == "GET" or (guest.open_house and not _foreign(request))):
            return Caller(newsroom, guest.name)
        raise DoorClosedError(401, "give an API key: Authorization: Bearer rw_…")

    return calling


def _by_key(newsroom: Newsroom, key: str, scope: str) -> Caller:
    token = token_of(newsroom, key)
    if token is None:
        raise DoorClosedError(401, "this API key opens nothing")
    if scope not in token.scopes and "admin" not in token.scopes and not (scope == "read" and "write" in token.scopes):
        raise DoorClosedError(403, f"this API key does not open {scope!r}")
    return Caller(newsroom, f"key {token.name}")


def _foreign(request: Request) -> bool:
    origin = request.headers.get("origin", "")
    return cross_site(request) or bool(origin and urlsplit(origin).netloc != request.url.netloc)


Reads = Annotated[Caller, Depends(_caller("read"))]
Writes = Annotated[Caller, Depends(_caller("write"))]
Administers = Annotated[Caller, Depends(_caller("admin"))]
