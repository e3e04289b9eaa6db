"""Add a company or market: suggestions, a live preview, and whole lists."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.responses import HTMLResponse, Response

from models.errors import UsageError
from models.values import Subject
from review.verbs import catalogue, watching
from review.verbs.describing import described, written
from review.verbs.preview import preview_terms
from review.web.frame import page, rendered
from review.web.guest import Editing, Form, Guest, Submitted
from review.web.pages.asked import word

router = APIRouter()

_SUGGESTIONS = 8
_LARGEST_LIST = 1 << 20  # bytes
_LONGEST_FIELD = 20_000


@router.get("/subjects/add")
def form(guest: Editing) -> Response:
    """Show the form; a name that was looked up brings suggestions, a chosen one fills the form."""
    query = guest.request.query_params
    text, chosen = word(query, "name"), word(query, "use")
    subject = catalogue.known_subject(chosen) if chosen else None
    return _page(guest, text or chosen, subject, looked_up=bool(text) and not chosen)


def _page(
    guest: Guest, text: str, subject: Subject | None, *, looked_up: bool = False, error: str = "", status: int = 200
) -> Response:
    found = catalogue.suggest(text, limit=_SUGGESTIONS) if looked_up and text else []
    return page(
        guest,
        "add.html",
        status=status,
        text=text,
        found=found,
        taken=watching.taken(guest.newsroom),
        looked_up=looked_up,
        subject=subject,
        terms=written(subject.terms) if subject else "",
        preview=preview_terms(guest.newsroom, subject) if subject else None,
        error=error,
    )


@router.get("/subjects/suggest")
def suggestions(guest: Editing) -> Response:
    """Show what the catalogue knows by a name: a part of the page."""
    text = word(guest.request.query_params, "name")
    found = catalogue.suggest(text, limit=_SUGGESTIONS) if text else []
    return HTMLResponse(
        rendered(guest, "suggestions.html", found=found, taken=watching.taken(guest.newsroom), looked_up=bool(text))
    )


@router.get("/subjects/preview")
def preview(guest: Editing) -> Response:
    """Show what a description matches now: a part of the page."""
    query = guest.request.query_params
    try:
        found, error = preview_terms(guest.newsroom, _described(query)), ""
    except UsageError as problem:
        found, error = None, str(problem)
    return HTMLResponse(rendered(guest, "preview.html", preview=found, error=error))


def _described(query: QueryParams) -> Subject:
    return _subject_of(Form(query))  # type: ignore[arg-type]


def _subject_of(form: Form) -> Subject:
    return described(
        form.text("name")[:_LONGEST_FIELD],
        kind=form.text("kind") or "company",
        aliases=form.lines("aliases"),
        terms=form.text("terms")[:_LONGEST_FIELD] if form.text("kind") == "market" else "",
        exclude=form.lines("exclude"),
        ambiguous=form.lines("ambiguous"),
        context=form.lines("context"),
    )


@router.post("/subjects/add")
def add(guest: Editing, form: Submitted) -> Response:
    """Watch what the form describes."""
    subject: Subject | None = None
    try:
        subject = _subject_of(form)
        kept = watching.add(guest.newsroom, subject, who=guest.name)
    except UsageError as error:
        return _page(guest, form.text("name"), subject, error=str(error), status=422)
    name = kept.subject.name
    return guest.back(f"/subjects/{quote(name, safe='')}", guest.words("watched_now", name=name))


@router.get("/subjects/bulk")
def bulk_form(guest: Editing) -> Response:
    """Show the form for whole lists."""
    return page(guest, "bulk.html", report=None)


@router.post("/subjects/bulk")
async def bulk(guest: Editing, form: Submitted) -> Response:
    """Watch everything on a pasted list or in a CSV file."""

    body = await form.file("file", _LARGEST_LIST)
    text = body.decode("utf-8-sig", "replace") if body else form.text("list")[:_LARGEST_LIST]
    report = await run_in_threadpool(watching.import_list, guest.newsroom, text, who=guest.name)
    return page(guest, "bulk.html", report=report)
