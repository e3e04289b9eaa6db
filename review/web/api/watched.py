"""Companies and markets over the API."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from models.values import Subject
from review.verbs import catalogue, watching
from review.verbs.describing import described
from review.verbs.preview import preview_terms
from review.web.api import outward, shapes
from review.web.api.caller import Reads, Writes
from review.web.api.route import ApiRoute
from review.web.api.shapes import Cursor, Limit, Number, PageOf, Word

router = APIRouter(route_class=ApiRoute)


def _subject_of(given: shapes.SubjectIn) -> Subject:
    terms = ";".join("|".join(group) for group in given.terms)
    return described(
        given.name,
        kind=given.kind,
        aliases=given.aliases,
        terms=terms,
        exclude=given.exclude,
        ambiguous=given.ambiguous,
        context=given.context,
    )


@router.get("/subjects", tags=["subjects"])
def list_subjects(caller: Reads, cursor: Cursor = "", limit: Limit = 100) -> PageOf[shapes.SubjectOut]:
    """List what is watched."""
    found = sorted(watching.list_watched(caller.newsroom), key=lambda listed: listed.watched.id)
    rest = [listed for listed in found if listed.watched.id > int(cursor or 0)]
    more = str(rest[limit - 1].watched.id) if len(rest) > limit else None
    return PageOf(items=[outward.subject(listed.watched) for listed in rest[:limit]], next_cursor=more)


@router.post("/subjects", tags=["subjects"], status_code=201)
def add_subject(caller: Writes, given: shapes.SubjectIn) -> shapes.SubjectOut:
    """Watch a company or market; its stored history is read in the background."""
    return outward.subject(watching.add(caller.newsroom, _subject_of(given), who=caller.name))


@router.get("/subjects/suggestions", tags=["subjects"])
def suggest(caller: Reads, q: Word, limit: Annotated[int, Query(ge=1, le=50)] = 10) -> list[shapes.SuggestionOut]:
    """Return firms and markets of the catalogue whose names fit."""
    del caller
    return [
        shapes.SuggestionOut(
            name=found.name,
            kind=found.kind,
            terms=[list(group) for group in found.subject.terms],
            detail=found.detail,
            website=found.website,
            tickers=list(found.tickers),
        )
        for found in catalogue.suggest(q, limit=limit)
    ]


@router.post("/subjects/preview", tags=["subjects"])
def preview(caller: Reads, given: shapes.SubjectIn) -> shapes.PreviewOut:
    """Return what a description matches in the stored articles, before it is saved."""
    found = preview_terms(caller.newsroom, _subject_of(given))
    return shapes.PreviewOut(
        articles=found.articles,
        read=found.read,
        named=found.named,
        terms={count.term: count.articles for count in found.terms},
        samples=[
            shapes.SampleOut(
                article=sample.article,
                outlet=sample.outlet,
                day=sample.day,
                sentence="".join(piece.text for piece in sample.sentence),
            )
            for sample in found.samples
        ],
        warnings=[f"{kind}: {term} ({articles})" for kind, term, articles in found.warnings],
    )


@router.get("/subjects/{number}", tags=["subjects"])
def show_subject(caller: Reads, number: Number) -> shapes.SubjectOut:
    """Show a watched company or market, and how far its history is read."""
    return outward.subject(watching.show(caller.newsroom, str(number)))


@router.put("/subjects/{number}", tags=["subjects"])
def change_subject(caller: Writes, number: Number, given: shapes.SubjectIn) -> shapes.SubjectOut:
    """Give a subject a new name and terms; its history is read again."""
    return outward.subject(watching.change(caller.newsroom, str(number), _subject_of(given), who=caller.name))


@router.delete("/subjects/{number}", tags=["subjects"], status_code=204)
def remove_subject(caller: Writes, number: Number) -> None:
    """Stop watching a subject."""
    watching.remove(caller.newsroom, str(number), who=caller.name)
