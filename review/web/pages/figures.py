"""The table of figures, one figure with its provenance, and putting it right."""

from __future__ import annotations

from typing import get_args

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from models.values import ChangeKind
from review.verbs import export, figures, naming, undo, watching
from review.verbs.shapes import FigureFilter
from review.web.frame import page
from review.web.guest import Editing, Guest, Reading, Submitted
from review.web.pages.asked import day, decimal, whole, word

router = APIRouter()

_PAGE = 60
_DEEPEST = 20_000  # rows that are paged through; beyond it filters are the way
SORTS = ("published", "subject", "metric", "period", "value", "confidence")
FIELDS = ("subject", "metric", "measure", "scope", "value", "value_high", "unit", "qualifier", "period", "status")


@router.get("/figures")
def table(guest: Reading) -> Response:
    """Show figures as a table that filters and sorts."""
    query = guest.request.query_params
    sort = query.get("sort", "published")
    sort = sort if sort in SORTS else "published"
    descending = query.get("order") != "up"
    offset = whole(query, "offset", most=_DEEPEST)
    found = figures.list_figures(
        guest.newsroom, wanted_of(guest), sort=sort, descending=descending, offset=offset, limit=_PAGE + 1
    )
    builtin, own = watching.list_metrics(guest.newsroom)
    return page(
        guest,
        "figures.html",
        found=found[:_PAGE],
        next_offset=offset + _PAGE if len(found) > _PAGE and offset + _PAGE <= _DEEPEST else 0,
        offset=offset,
        size=_PAGE,
        sort=sort,
        descending=descending,
        asked=query,
        names=naming.to_choose_from(guest.newsroom),
        metrics=[metric.key for metric in (*builtin, *own)],
        roles=get_args(ChangeKind),
        filtered=any(query.get(name) for name in _FILTERS),
    )


_FILTERS: tuple[str, ...] = (
    *("subject", "metric", "measure", "scope", "status", "role", "language", "unit", "period", "outlet"),
    *("since", "until", "confidence", "all"),
)


def wanted_of(guest: Guest) -> FigureFilter:
    """Return the filter that an address asks for."""
    query = guest.request.query_params
    return FigureFilter(
        subject=word(query, "subject"),
        metric=word(query, "metric"),
        measure=word(query, "measure"),
        scope=word(query, "scope"),
        role=word(query, "role", 20),
        language=word(query, "language", 8),
        status=word(query, "status"),
        unit=word(query, "unit"),
        period=word(query, "period"),
        outlet=word(query, "outlet"),
        since=day(query, "since"),
        until=day(query, "until"),
        min_confidence=decimal(query, "confidence"),
        with_rejected=bool(query.get("all")),
    )


@router.get("/figures/export.{form}")
def download(guest: Reading, form: str) -> Response:
    """Hand out the figures of a filter as a file."""
    chunks = export.export(guest.newsroom, wanted_of(guest), form)
    ending = "zip" if form == "labelled" else form
    headers = {"Content-Disposition": f'attachment; filename="figures.{ending}"'}
    return StreamingResponse(chunks, media_type=export.MEDIA[form], headers=headers)


@router.get("/figures/{number}")
def one_figure(guest: Reading, number: int) -> Response:
    """Show one figure with its sources and what people decided."""
    return _page(guest, number)


def _page(guest: Guest, number: int) -> Response:
    builtin, own = watching.list_metrics(guest.newsroom)
    return page(
        guest,
        "figure.html",
        shown=figures.show(guest.newsroom, number),
        names=naming.to_choose_from(guest.newsroom),
        metrics=[metric.key for metric in (*builtin, *own)],
    )


@router.post("/figures/{number}/reject")
def reject(guest: Editing, number: int, form: Submitted) -> Response:
    """Take a figure out of its series; the next page offers to undo it."""
    figures.reject(guest.newsroom, number, who=guest.name, note=form.text("note"))
    deed = undo.last(guest.newsroom, guest.name, "figure.reject", str(number))
    return guest.back(form.text("back") or f"/figures/{number}", guest.words("figure_rejected"), undo=deed)


@router.post("/figures/{number}/restore")
def restore(guest: Editing, number: int, form: Submitted) -> Response:
    """Bring a figure back as it was first read."""
    figures.restore(guest.newsroom, number, who=guest.name, note=form.text("note"))
    return guest.back(form.text("back") or f"/figures/{number}", guest.words("figure_restored"))


@router.post("/figures/{number}/correct")
def correct(guest: Editing, number: int, form: Submitted) -> Response:
    """Put fields of a figure right."""
    fields = {name: form.text(name) for name in FIELDS if name in form.data}
    figures.correct(guest.newsroom, number, fields, who=guest.name, note=form.text("note"))
    return guest.back(f"/figures/{number}", guest.words("figure_corrected"))
