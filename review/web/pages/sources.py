"""Sources: how each is doing, adding and trying one, lists in and out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from models.errors import RobowatchError
from models.values import Poll, Selectors, Source
from review.verbs import sources, trying, undo
from review.verbs.shapes import SourceFilter
from review.web.frame import page
from review.web.guest import Editing, Form, Guest, Reading, Submitted
from review.web.pages.asked import whole, word

router = APIRouter()

_LARGEST_FILE = 5 << 20  # bytes
_PAGE = 100


@router.get("/sources")
def all_sources(guest: Reading) -> Response:
    """List the sources, those in trouble first."""
    query = guest.request.query_params
    state, focus, language = word(query, "state"), word(query, "focus"), word(query, "language")
    wanted = SourceFilter(
        text=word(query, "q"),
        states=(state,) if state else (),
        focuses=(focus,) if focus else (),
        languages=(language,) if language else (),
    )
    first = whole(query, "page", most=1_000_000)
    found = sources.list_sources(guest.newsroom, wanted, limit=_PAGE + 1, skip=first * _PAGE)
    there = sources.at_hand(guest.newsroom)
    return page(
        guest,
        "sources.html",
        shown=[(poll, sources.state_of(poll)) for poll in found[:_PAGE]],
        first=first,
        more=len(found) > _PAGE,
        total=there.total,
        states=there.states,
        focuses=there.focuses,
        languages=there.languages,
        asked=query,
    )


@router.get("/sources.opml")
def opml(guest: Reading) -> Response:
    """Hand out all sources as OPML."""
    headers = {"Content-Disposition": 'attachment; filename="sources.opml"'}
    return Response(sources.export_opml(guest.newsroom), media_type="text/x-opml", headers=headers)


@router.get("/sources/add")
def add_form(guest: Editing) -> Response:
    """Show the form of a new source."""
    return page(guest, "source_add.html", values={}, trial=None, error="")


@router.post("/sources/add")
async def add(guest: Editing, form: Submitted) -> Response:
    """Try a new source, or keep it."""
    try:
        source = await _source_of(guest, form)
        if form.text("deed") != "try":
            kept = await run_in_threadpool(sources.add, guest.newsroom, source, who=guest.name)
            return guest.back(f"/sources/{kept.id}", guest.words("source_added", name=kept.name))
        trial, error = await trying.tried(guest.newsroom, source), ""
    except RobowatchError as problem:
        trial, error = None, str(problem)
    values = {key: form.text(key) for key in form.data}
    return page(guest, "source_add.html", status=422 if error else 200, values=values, trial=trial, error=error)


async def _source_of(guest: Guest, form: Form) -> Source:
    """Return what was typed; what the site offers best where its kind is left to us."""
    interval, kind = form.text("interval"), form.text("kind")
    source = sources.described(
        form.text("url"),
        name=form.text("name"),
        kind=kind or "feed",
        language=form.text("language")[:8],
        focus=form.lines("focus"),
        interval_minutes=int(interval) if interval.isdecimal() and len(interval) < 6 else None,
    )
    if kind or "{" in source.url:
        return source
    found = (await trying.offered_at(guest.newsroom, source.url))[0].source
    name = source.name if form.text("name") else found.name
    return replace(source, name=name, kind=found.kind, url=found.url, homepage=found.homepage)


@router.post("/sources/import")
async def import_opml(guest: Editing, form: Submitted) -> Response:
    """Keep the feeds of an OPML file."""
    body = await form.file("file", _LARGEST_FILE)
    report = await run_in_threadpool(sources.import_opml, guest.newsroom, body, who=guest.name)
    return guest.back("/sources", guest.words("imported", len(report.added)))


@router.get("/sources/{name:path}")
def one_source(guest: Reading, name: str) -> Response:
    """Show a source with its health and its last visits."""
    shown = sources.show(guest.newsroom, name)
    state = sources.state_of(Poll(source=shown.source, state=shown.state))
    return page(guest, "source.html", shown=shown, state=state, selectors=sources.SELECTORS)


@router.post("/sources/{number}/{deed}")
def act(guest: Editing, number: int, deed: str, form: Submitted) -> Response:
    """Pause, resume, change or remove a source."""
    verbs = {"pause": sources.pause, "resume": sources.resume}
    if deed in verbs:
        verbs[deed](guest.newsroom, str(number), who=guest.name)
        return guest.back(f"/sources/{number}", guest.words("saved"))
    if deed == "change":
        kept = sources.change(guest.newsroom, str(number), _changes_of(form), who=guest.name)
        return guest.back(f"/sources/{kept.id}", guest.words("saved"), undo=_last_change(guest, kept.name))
    if deed != "remove":
        raise HTTPException(404)
    return _remove(guest, number)


def _changes_of(form: Form) -> dict[str, Any]:
    interval = form.text("interval")
    selectors = {name: form.text(f"selector_{name}") for name in sources.SELECTORS}
    return {
        "url": form.text("url"),
        "name": form.text("name"),
        "kind": form.text("kind"),
        "language": form.text("language")[:8].lower(),
        "focus": form.lines("focus"),
        "interval_minutes": int(interval) if interval.isdecimal() and len(interval) < 6 else None,
        "selectors": Selectors(**selectors),
    }


def _last_change(guest: Guest, name: str) -> int:
    return undo.last(guest.newsroom, guest.name, "source.change", name)


def _remove(guest: Guest, number: int) -> Response:
    source = sources.remove(guest.newsroom, str(number), who=guest.name)
    line = undo.last(guest.newsroom, guest.name, "source.remove", source.name)
    return guest.back("/sources", guest.words("source_removed", name=source.name), undo=line)
