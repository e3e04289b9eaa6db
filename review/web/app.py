"""The web surface: pages and API over the verbs, with what guards them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from traceback import format_exception

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from models.errors import NotFoundError, RobowatchError, UsageError
from review.web.api import problems, v1
from review.web.frame import page
from review.web.guest import DoorClosedError, guest_of
from review.web.pages import (
    adding,
    articles,
    bylink,
    catalogue,
    changes,
    comparing,
    doors,
    figures,
    letters,
    metrics,
    reference,
    rules,
    sources,
    subjects,
    subscribers,
    system,
)
from scheduler.newsroom import Newsroom

_log = structlog.get_logger(__name__)

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_A_YEAR = 365 * 24 * 3600


def create_app(newsroom: Newsroom) -> FastAPI:
    """Return the application that serves a newsroom's pages and API."""
    app = FastAPI(
        title="Robowatch",
        version="1",
        summary="The ledger of figures in robotics news",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    app.state.newsroom = newsroom
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    for pages in (
        changes,
        adding,
        subjects,
        articles,
        figures,
        comparing,
        catalogue,
        sources,
        subscribers,
        rules,
        letters,
        metrics,
        reference,
        system,
        doors,
        bylink,
    ):
        app.include_router(pages.router, include_in_schema=False)
    app.include_router(v1.router)
    app.middleware("http")(_guarded)
    app.add_exception_handler(DoorClosedError, _door_closed)
    app.add_exception_handler(RobowatchError, _refused)
    app.add_exception_handler(RequestValidationError, _misread)
    app.add_exception_handler(HTTPException, _missing)
    app.add_exception_handler(Exception, _broken)
    return app


async def _guarded(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Put the headers on that keep a browser from doing what our pages never ask for."""
    answer = await call_next(request)
    answer.headers.setdefault("Content-Security-Policy", _POLICY)
    for name, value in _HEADERS.items():
        answer.headers.setdefault(name, value)
    if request.url.path.startswith("/static/") and answer.status_code == 200:
        answer.headers["Cache-Control"] = f"public, max-age={_A_YEAR}, immutable"
    else:
        answer.headers.setdefault("Cache-Control", "no-store" if answer.status_code != 304 else "no-cache")
    return answer


def _for_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _door_closed(request: Request, error: Exception) -> Response:
    assert isinstance(error, DoorClosedError)  # noqa: S101 - registered for it
    if _for_api(request):
        return problems.problem(request, error.status, error.message)
    if error.status == 401 and request.method == "GET":
        return RedirectResponse(f"/login?next={request.url.path}", status_code=303)
    return page(guest_of(request), "problem.html", status=error.status, message=error.message)


def _refused(request: Request, error: Exception) -> Response:
    status = 404 if isinstance(error, NotFoundError) else 422 if isinstance(error, UsageError) else 503
    if _for_api(request):
        return problems.problem(request, status, str(error))
    return page(guest_of(request), "problem.html", status=status, message=str(error))


def _misread(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it
    if _for_api(request):
        return problems.misread(request, error)
    guest = guest_of(request)
    return page(guest, "problem.html", status=404, message=guest.words("not_found"))


def _missing(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    if _for_api(request):
        return problems.problem(request, error.status_code, str(error.detail), headers=error.headers)
    guest = guest_of(request)
    said = guest.words("not_found") if error.status_code == 404 else str(error.detail)
    answer = page(guest, "problem.html", status=error.status_code, message=said)
    answer.headers.update(error.headers or {})
    return answer


def _broken(request: Request, error: Exception) -> Response:
    _log.error("page.broken", path=request.url.path, trace="".join(format_exception(error)))
    if _for_api(request):
        return problems.problem(request, 500, "something went wrong on our side; the log says what")
    guest = guest_of(request)
    return page(guest, "problem.html", status=500, message=guest.words("broken"))
