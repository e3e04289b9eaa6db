"""Who asks for a page: session, role, language, and the tokens that forms carry."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from fastapi import Depends, Request
from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from models.settings import Settings
from review.verbs.doors import is_loopback
from review.verbs.users import find, list_users
from review.web.words import PageWords, language_of, page_words
from scheduler.newsroom import Newsroom

SESSION = "rw_session"
FLASH = "rw_flash"
LANGUAGE = "rw_lang"
SESSION_SECONDS = 14 * 24 * 3600
_FLASH_SECONDS = 120
_RANKS = {"": 0, "reader": 1, "editor": 2, "admin": 3}
_OURS = re.compile(r"/(?![/\\])[^\x00-\x1f]*\Z")  # a path of ours: browsers take // and /\ for another host
LOCAL = "local"  # who writes on loopback, where nobody logs in


class DoorClosedError(Exception):
    """The guest may not do this; `status` says whether a login would help."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def signer(settings: Settings, purpose: str) -> URLSafeTimedSerializer:
    """Return what signs cookies of a purpose."""
    secret = settings.secret_key.get_secret_value()
    return URLSafeTimedSerializer(secret, salt=f"pages.{purpose}", signer_kwargs={"digest_method": hashlib.sha256})


@dataclass(frozen=True)
class Guest:
    """Who asks, and in which language."""

    request: Request
    newsroom: Newsroom
    name: str  # empty for one who is not logged in
    role: str
    nonce: str  # of the session; form tokens hang on it
    fresh: bool  # the session cookie is not set yet
    words: PageWords
    open_house: bool  # loopback without users: nobody logs in

    def may(self, role: str) -> bool:
        """Say whether the guest has at least that role."""
        return _RANKS[self.role] >= _RANKS[role]

    @cached_property
    def csrf(self) -> str:
        """Return the token that this session's forms carry."""
        secret = self.newsroom.settings.secret_key.get_secret_value()
        return hmac.new(secret.encode(), f"form.{self.nonce}".encode(), hashlib.sha256).hexdigest()[:32]

    @cached_property
    def flash(self) -> dict[str, Any]:
        """Return the message that the last deed left for this page."""
        try:
            found = signer(self.newsroom.settings, "flash").loads(
                self.request.cookies.get(FLASH, ""), max_age=_FLASH_SECONDS
            )
        except BadData:
            return {}
        return found if isinstance(found, dict) else {}

    def back(self, url: str, message: str = "", *, undo: int = 0, kind: str = "done") -> RedirectResponse:
        """Send the guest on to a page of ours, with a message and perhaps a way to undo."""
        answer = RedirectResponse(url if _OURS.match(url) else "/", status_code=303)
        if message:
            value = signer(self.newsroom.settings, "flash").dumps({"text": message, "undo": undo, "kind": kind})
            self.set_cookie(answer, FLASH, str(value), _FLASH_SECONDS)
        return answer

    def remember(self, answer: Response) -> None:
        """Set the session and language cookies where they are due, and clear a flash that was shown."""
        if self.fresh:
            self.start_session(answer, "", self.nonce)
        if self.request.query_params.get("lang") in ("en", "zh"):
            self.set_cookie(answer, LANGUAGE, self.words.language, 365 * 24 * 3600)
        if self.flash and answer.status_code < 300:
            answer.delete_cookie(FLASH, path="/")

    def start_session(self, answer: Response, name: str, nonce: str) -> None:
        """Set the session cookie."""
        mark = _mark(self.newsroom, name)
        value = signer(self.newsroom.settings, "session").dumps({"name": name, "nonce": nonce, "mark": mark})
        self.set_cookie(answer, SESSION, str(value), SESSION_SECONDS)

    def set_cookie(self, answer: Response, key: str, value: str, seconds: int) -> None:
        """Set a cookie that scripts cannot read and other sites do not send."""
        secure = self.newsroom.settings.base_url.startswith("https://")
        answer.set_cookie(key, value, max_age=seconds, path="/", httponly=True, samesite="lax", secure=secure)


def _mark(newsroom: Newsroom, name: str) -> str:
    """Return what ties a session to a password: it ends when the user goes or the password changes."""
    user = find(newsroom, name) if name else None
    return hashlib.sha256(user.password.encode()).hexdigest()[:16] if user else ""


def guest_of(request: Request) -> Guest:
    """Return who asks."""
    newsroom: Newsroom = request.app.state.newsroom
    session = _session(request, newsroom)
    name, role = "", ""
    open_house = is_open_house(request, newsroom)
    if open_house:
        name, role = LOCAL, "admin"
    elif session.get("name"):
        user = find(newsroom, str(session["name"]))
        if user and hmac.compare_digest(str(session.get("mark", "")), _mark(newsroom, user.name)):
            name, role = user.name, user.role
    language = language_of(
        request.query_params.get("lang", ""),
        request.cookies.get(LANGUAGE, ""),
        request.headers.get("accept-language", ""),
    )
    return Guest(
        request=request,
        newsroom=newsroom,
        name=name,
        role=role,
        nonce=str(session.get("nonce") or secrets.token_urlsafe(16)),
        fresh="nonce" not in session,
        words=page_words(language),
        open_house=open_house,
    )


def _session(request: Request, newsroom: Newsroom) -> dict[str, Any]:
    try:
        found = signer(newsroom.settings, "session").loads(request.cookies.get(SESSION, ""), max_age=SESSION_SECONDS)
    except BadData:
        return {}
    return found if isinstance(found, dict) else {}


def is_open_house(request: Request, newsroom: Newsroom) -> bool:
    """Say whether nobody needs to log in: no user is kept, and the request comes from this very machine.

    A proxy in front, or a foreign host name (DNS rebinding), is not this machine.
    """
    if list_users(newsroom) or not request.client:
        return False
    behind_proxy = "x-forwarded-for" in request.headers or "forwarded" in request.headers
    named = is_loopback(request.url.hostname or "")
    return is_loopback(request.client.host) and named and not behind_proxy


def reader(request: Request) -> Guest:
    """Return the guest, who may read; raises DoorClosedError."""
    return _with_role(request, "reader")


def editor(request: Request) -> Guest:
    """Return the guest, who may change what is watched and told; raises DoorClosedError."""
    return _with_role(request, "editor")


def admin(request: Request) -> Guest:
    """Return the guest, who may see and change the system; raises DoorClosedError."""
    return _with_role(request, "admin")


def _with_role(request: Request, role: str) -> Guest:
    guest = guest_of(request)
    if guest.may(role):
        return guest
    if guest.name:
        raise DoorClosedError(403, guest.words("door_role", role=guest.words(f"role_{role}")))
    raise DoorClosedError(401, guest.words("door_login"))


Reading = Annotated[Guest, Depends(reader)]
Editing = Annotated[Guest, Depends(editor)]
Administering = Annotated[Guest, Depends(admin)]


@dataclass(frozen=True)
class Form:
    """What a form of ours brought."""

    data: FormData

    def text(self, name: str) -> str:
        """Return a field, trimmed."""
        value = self.data.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def many(self, name: str) -> tuple[str, ...]:
        """Return a field that may be there several times."""
        return tuple(value for value in self.data.getlist(name) if isinstance(value, str) and value)

    def lines(self, name: str) -> tuple[str, ...]:
        """Return a field's lines, which commas or bars may part as well."""
        text = self.text(name)
        for mark in ("|", "，", "、", ";", "；"):
            text = text.replace(mark, "\n")
        return tuple(line.strip() for line in text.replace(",", "\n").splitlines() if line.strip())

    async def file(self, name: str, most: int) -> bytes:
        """Return an uploaded file's bytes, at most so many."""
        upload = self.data.get(name)
        return b"" if upload is None or isinstance(upload, str) else await upload.read(most)


async def form_of(request: Request) -> Form:
    """Return the form of a request once its token is checked; raises DoorClosedError."""
    guest = guest_of(request)
    data = await request.form(max_files=1, max_fields=500)
    token = data.get("csrf", "")
    if (
        cross_site(request)
        or not isinstance(token, str)
        or not hmac.compare_digest(token.encode(), guest.csrf.encode())
    ):
        raise DoorClosedError(403, guest.words("door_form"))
    return Form(data)


def cross_site(request: Request) -> bool:
    """Say whether the browser tells that another site sent the request."""
    return request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


Submitted = Annotated[Form, Depends(form_of)]
