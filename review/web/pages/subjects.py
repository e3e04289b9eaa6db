"""Watched companies and markets: the list, and the page of each."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from models.errors import NotFoundError
from review.verbs import articles, changes, naming, rules, series, undo, watching
from review.verbs.describing import described, written
from review.verbs.shapes import ArticleFilter, ChangeFilter
from review.web.frame import page, rendered
from review.web.guest import Editing, Guest, Reading, Submitted
from review.web.pages.asked import whole, word

router = APIRouter()

_CHANGES = 12
_ARTICLES = 10
CURRENCIES = ("USD", "CNY", "EUR", "JPY")


@router.get("/subjects")
def all_subjects(guest: Reading) -> Response:
    """List what is watched, by name."""
    query = guest.request.query_params
    text, kind, offset = word(query, "q"), word(query, "kind", 10), whole(query, "offset", most=10**6)
    found = watching.look(guest.newsroom, text, kind=kind, offset=offset)
    return page(
        guest,
        "subjects.html",
        found=found,
        offset=offset,
        size=watching.PAGE,
        asked=query,
        filtered=bool(text or kind or offset),
    )


@router.get("/subjects/named")
def offered(guest: Reading) -> Response:
    """Offer names for what is typed: a part of the page."""
    names = naming.offered(guest.newsroom, word(guest.request.query_params, "q", 120))
    return HTMLResponse(rendered(guest, "named.html", names=names))


@router.get("/subjects.csv")
def as_csv(guest: Reading) -> Response:
    """Hand out what is watched as a CSV that can be read back."""
    headers = {"Content-Disposition": 'attachment; filename="watchlist.csv"'}
    return Response(watching.export_list(guest.newsroom), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/subjects/{name:path}/progress")
def progress(guest: Reading, name: str) -> Response:
    """Show how far a subject's history is read: a part of its page."""
    return HTMLResponse(rendered(guest, "progress.html", item=watching.show(guest.newsroom, name)))


@router.get("/subjects/{name:path}/names")
def names(guest: Editing, name: str) -> Response:
    """Show the form of a subject's names."""
    kept = watching.show(guest.newsroom, name)
    return page(guest, "names.html", kept=kept, terms=written(kept.subject.terms))


@router.post("/subjects/{name:path}/names")
def change_names(guest: Editing, name: str, form: Submitted) -> Response:
    """Keep a subject's new name and terms."""
    subject = described(
        form.text("name"),
        kind=form.text("kind"),
        aliases=form.lines("aliases"),
        terms=form.text("terms"),
        exclude=form.lines("exclude"),
        ambiguous=form.lines("ambiguous"),
        context=form.lines("context"),
    )
    kept = watching.change(guest.newsroom, name, subject, who=guest.name)
    said = guest.words("subject_changed", name=kept.subject.name)
    deed = undo.last(guest.newsroom, guest.name, "watch.change", kept.subject.name)
    return guest.back(_address(kept.subject.name), said, undo=deed)


@router.post("/subjects/{name:path}/remove")
def remove(guest: Editing, name: str, _form: Submitted) -> Response:
    """Stop watching a subject; the next page offers to undo it."""
    kept = watching.remove(guest.newsroom, name, who=guest.name)
    deed = undo.last(guest.newsroom, guest.name, "watch.remove", kept.subject.name)
    return guest.back("/subjects", guest.words("unwatched", name=kept.subject.name), undo=deed)


@router.get("/subjects/{name:path}")
def one_subject(guest: Reading, name: str) -> Response:
    """Show a subject: charts, latest figures, changes, articles, rules, names."""
    try:
        kept = watching.show(guest.newsroom, name)
    except NotFoundError:
        return page(guest, "subject_unknown.html", status=404, name=name)
    exact = kept.subject.name
    currency = word(guest.request.query_params, "currency", 3).upper()
    found = series.overview(guest.newsroom, exact, currency=currency)
    return page(
        guest,
        "subject.html",
        kept=kept,
        terms=written(kept.subject.terms),
        charts=found.charts,
        latest=found.latest,
        currency=currency,
        currencies=CURRENCIES,
        changes=changes.list_changes(guest.newsroom, ChangeFilter(subjects=(exact,)), limit=_CHANGES).changes,
        articles=articles.list_articles(guest.newsroom, ArticleFilter(subject=exact), limit=_ARTICLES),
        following=_following(guest, exact),
    )


def _following(guest: Guest, name: str) -> list[rules.RuleOf]:
    return rules.naming(guest.newsroom, name) if guest.may("editor") else []


def _address(name: str) -> str:
    return f"/subjects/{quote(name, safe='')}"
