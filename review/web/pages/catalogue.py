"""The catalogue of sources: choose what to follow by focus and language, in one go."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from review.verbs import catalogue, picking
from review.web.frame import page
from review.web.guest import Editing, Form, Reading, Submitted
from review.web.pages.asked import word

router = APIRouter()

_PAGE = "/sources/catalogue"


@router.get(_PAGE)
def show(guest: Reading) -> Response:
    """Show the catalogue's groups, and the sources of one of them."""
    query = guest.request.query_params
    focus, language = word(query, "focus"), word(query, "language")
    groups = picking.groups(guest.newsroom)
    return page(
        guest,
        "catalogue.html",
        focuses=catalogue.load_focuses(),
        languages=list(dict.fromkeys(group.language for group in groups)),
        groups={(group.focus, group.language): group for group in groups},
        chosen=groups_of(groups, focus, language),
        asked=query,
    )


def groups_of(groups: list[picking.SourceGroup], focus: str, language: str) -> list[picking.OfferedSource]:
    """Return the sources of one group, of all languages where none is chosen; nothing where no focus is."""
    return [
        offered
        for group in groups
        if group.focus == focus and language in ("", group.language)
        for offered in group.sources
    ]


@router.post(_PAGE)
def choose(guest: Editing, form: Submitted) -> Response:
    """Follow the chosen groups, or pause them."""
    focuses, languages = form.many("focus"), form.many("language")
    if not focuses and not languages:
        return guest.back(_PAGE, guest.words("pick_nothing"), kind="problem")
    picked = _done(guest, form, focuses, languages)
    told = (
        [guest.words("pick_followed", len(picked.added) + len(picked.resumed))] if form.text("deed") != "drop" else []
    )
    if picked.paused or form.text("deed") == "drop":
        told.append(guest.words("pick_paused", len(picked.paused)))
    if picked.to_fill:
        told.append(guest.words("pick_to_fill", len(picked.to_fill)))
    return guest.back(_PAGE, " ".join(told), undo=picked.number)


def _done(guest: Editing, form: Form, focuses: tuple[str, ...], languages: tuple[str, ...]) -> picking.Picked:
    if form.text("deed") == "drop":
        return picking.drop(guest.newsroom, focuses, languages, who=guest.name)
    return picking.pick(
        guest.newsroom,
        focuses,
        languages,
        only=bool(form.text("only")),
        verified_only=bool(form.text("verified")),
        who=guest.name,
    )
