"""Sources and the catalogue of sources over the API."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, StringConstraints

from models.values import Poll, SourceKind
from review.verbs import picking, sources, undo
from review.verbs.shapes import SourceFilter
from review.web.api import outward, shapes
from review.web.api.caller import Caller, Reads, Writes
from review.web.api.route import ApiRoute
from review.web.api.shapes import Cursor, Given, Limit, Name, Number, PageOf, Word

router = APIRouter(route_class=ApiRoute)
Words = Annotated[list[str], Query(default_factory=list, max_length=20)]


_Address = Annotated[str, StringConstraints(max_length=2000, pattern=r"^https?://[^\s\x00-\x1f]+$")]


class SelectorsIn(Given):
    """A site's own CSS selectors; an empty one leaves the choice to us."""

    links: Word = ""
    title: Word = ""
    body: Word = ""
    published: Word = ""
    author: Word = ""


class SourceChange(Given):
    """What to change of a source."""

    url: _Address = ""
    name: Name = ""
    kind: SourceKind = "feed"
    language: Annotated[str, StringConstraints(max_length=8, pattern=r"^[a-z]*$")] = ""
    focus: list[Word] = Field(default_factory=list, max_length=20)
    interval_minutes: Annotated[int, Field(ge=1, le=1440)] | None = None
    selectors: SelectorsIn = Field(default_factory=SelectorsIn)


class PickIn(Given):
    """Which of the catalogue's sources to follow: those of these focuses and languages, all where none is named."""

    focus: list[str] = Field(default_factory=list, max_length=20, examples=[["surgical"]])
    languages: list[str] = Field(default_factory=list, max_length=20, examples=[["en", "zh"]])
    only: bool = Field(default=False, description="pause the catalogue's other sources")
    verified_only: bool = Field(default=False, description="leave out those whose address was not verified")
    pause: bool = Field(default=False, description="pause these instead of following them")


class PickOut(BaseModel):
    """What a pick did, by the names of the sources."""

    added: list[str]
    resumed: list[str]
    paused: list[str]
    already: list[str]  # followed before
    to_fill: list[str]  # left out: their addresses have slots that must be filled in
    number: int = Field(description="by which it can be taken back; 0 where nothing changed")


class OfferedOut(BaseModel):
    """A source of the catalogue."""

    name: str
    kind: str
    url: str
    language: str
    focus: list[str]
    note: str
    verified: bool = Field(description="the address was seen in a public source when the catalogue was made")
    number: int = Field(description="of the source here; 0 where it is not kept")
    followed: bool
    to_fill: list[str]


@router.get("/sources", tags=["sources"])
def list_sources(
    caller: Reads,
    cursor: Cursor = "",
    limit: Limit = 100,
    state: Annotated[str, Query(max_length=20, description="paused, never, fine, failing, gone, silent, undated")] = "",
    focus: Annotated[str, Query(max_length=40)] = "",
    language: Annotated[str, Query(max_length=8)] = "",
) -> PageOf[shapes.SourceOut]:
    """List the sources with how each is doing."""
    wanted = SourceFilter(
        states=(state,) if state else (),
        focuses=(focus,) if focus else (),
        languages=(language,) if language else (),
    )
    found = sources.sources_from(caller.newsroom, int(cursor or 0), limit + 1, wanted)
    more = str(found[limit - 1].source.id) if len(found) > limit else None
    return PageOf(items=[outward.source(poll) for poll in found[:limit]], next_cursor=more)


@router.post("/sources", tags=["sources"], status_code=201)
def add_source(caller: Writes, given: shapes.SourceIn) -> shapes.SourceOut:
    """Keep a new source; it is visited in the next round."""
    source = sources.described(
        given.url,
        name=given.name,
        kind=given.kind,
        homepage=given.homepage,
        language=given.language,
        focus=given.focus,
        interval_minutes=given.interval_minutes,
    )
    kept = sources.add(caller.newsroom, source, who=caller.name)
    return outward.source(Poll(source=kept))


@router.get("/sources/{number}", tags=["sources"])
def show_source(caller: Reads, number: Number) -> shapes.SourceOut:
    """Show a source, when it is visited next, and why then."""
    return _shown(caller, number)


def _shown(caller: Caller, number: int) -> shapes.SourceOut:
    shown = sources.show(caller.newsroom, str(number))
    return outward.source(Poll(source=shown.source, state=shown.state))


@router.patch("/sources/{number}", tags=["sources"])
def change_source(caller: Writes, number: Number, given: SourceChange) -> shapes.SourceOut:
    """Change a source; what is not given stays as it is, and what it brought so far stays with it."""
    changes = given.model_dump(exclude_unset=True)
    if "focus" in changes:
        changes["focus"] = tuple(changes["focus"])
    if "selectors" in changes:
        kept = sources.show(caller.newsroom, str(number)).source.selectors
        changes["selectors"] = replace(kept, **changes["selectors"])
    sources.change(caller.newsroom, str(number), changes, who=caller.name)
    return _shown(caller, number)


@router.post("/sources/{number}/pause", tags=["sources"])
def pause_source(caller: Writes, number: Number) -> shapes.SourceOut:
    """Leave a source unvisited until it is resumed."""
    kept = sources.pause(caller.newsroom, str(number), who=caller.name)
    return _shown(caller, kept.id)


@router.post("/sources/{number}/resume", tags=["sources"])
def resume_source(caller: Writes, number: Number) -> shapes.SourceOut:
    """Visit a paused source again."""
    kept = sources.resume(caller.newsroom, str(number), who=caller.name)
    return _shown(caller, kept.id)


@router.delete("/sources/{number}", tags=["sources"], status_code=204)
def remove_source(caller: Writes, number: Number) -> None:
    """Forget a source; its articles stay."""
    sources.remove(caller.newsroom, str(number), who=caller.name)


@router.get("/catalogue/sources", tags=["sources"])
def list_catalogue(caller: Reads, focus: Words, language: Words) -> list[OfferedOut]:
    """List the catalogue's sources of these focuses and languages, and whether each is followed."""
    return [_offered(each) for each in picking.offered(caller.newsroom, focus, language)]


@router.post("/source-picks", tags=["sources"], status_code=201)
def pick_sources(caller: Writes, given: PickIn) -> PickOut:
    """Follow the catalogue's sources of some focuses and languages in one go, or pause them."""
    if given.pause:
        return _picked(picking.drop(caller.newsroom, given.focus, given.languages, who=caller.name))
    picked = picking.pick(
        caller.newsroom,
        given.focus,
        given.languages,
        only=given.only,
        verified_only=given.verified_only,
        who=caller.name,
    )
    return _picked(picked)


@router.delete("/source-picks/{number}", tags=["sources"], status_code=204)
def undo_pick(caller: Writes, number: Number) -> None:
    """Take a pick back: what it added goes, the others are as they were."""
    undo.undo(caller.newsroom, number, who=caller.name, actions=("source.pick",))


def _offered(offered: picking.OfferedSource) -> OfferedOut:
    source = offered.source
    return OfferedOut(
        name=source.name,
        kind=source.kind,
        url=source.url,
        language=source.language,
        focus=list(source.focus),
        note=source.note,
        verified=source.verified,
        number=offered.number,
        followed=offered.visited,
        to_fill=list(offered.to_fill),
    )


def _picked(picked: picking.Picked) -> PickOut:
    return PickOut(
        added=list(picked.added),
        resumed=list(picked.resumed),
        paused=list(picked.paused),
        already=list(picked.already),
        to_fill=list(picked.to_fill),
        number=picked.number,
    )
