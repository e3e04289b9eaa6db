"""Changes, figures and articles over the API."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from review.verbs import articles, changes, figures, series
from review.verbs.shapes import ArticleFilter, ChangeFilter, FigureFilter
from review.web.api import outward, shapes
from review.web.api.caller import Reads, Writes
from review.web.api.route import ApiRoute
from review.web.api.shapes import Cursor, Day, Limit, Number, PageOf, Word

router = APIRouter(route_class=ApiRoute)


@router.get("/changes", tags=["changes"])
def list_changes(
    caller: Reads,
    *,
    subject: Annotated[list[Word] | None, Query()] = None,
    metric: Word = "",
    kind: shapes.Kind | None = None,
    language: shapes.Language | None = None,
    since: Day | None = None,
    until: Day | None = None,
    min_percent: Annotated[float, Query(ge=0, le=1e6)] = 0,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> PageOf[shapes.ChangeOut]:
    """List changes, newest first."""
    wanted = ChangeFilter(
        subjects=tuple(subject or ()),
        metric=metric,
        kind=kind or "",
        language=language or "",
        since=since,
        until=until,
        min_percent=min_percent,
        before=int(cursor or 0),
    )
    found = changes.list_changes(caller.newsroom, wanted, limit=limit)
    items = [outward.change(caller.newsroom, told) for told in found.changes]
    return PageOf(items=items, next_cursor=str(found.next_before) if found.next_before else None)


@router.get("/changes/{number}", tags=["changes"])
def show_change(caller: Reads, number: Number) -> shapes.ChangeOut:
    """Show one change."""
    return outward.change(caller.newsroom, changes.show(caller.newsroom, number).told)


@router.get("/figures", tags=["figures"])
def list_figures(
    caller: Reads,
    *,
    subject: Word = "",
    metric: Word = "",
    measure: shapes.Measure | None = None,
    scope: Word = "",
    status: shapes.Status | None = None,
    role: shapes.Role | None = None,
    language: shapes.Language | None = None,
    unit: Word = "",
    period: Word = "",
    outlet: Word = "",
    article: Annotated[int, Query(ge=0, le=2**53)] = 0,
    since: Day | None = None,
    until: Day | None = None,
    min_confidence: Annotated[float, Query(ge=0, le=1)] = 0,
    rejected: bool = False,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> PageOf[shapes.FigureOut]:
    """List figures, the newest kept first; `rejected` brings those that people took out as well."""
    wanted = FigureFilter(
        subject=subject,
        metric=metric,
        measure=measure or "",
        scope=scope,
        status=status or "",
        role=role or "",
        language=language or "",
        unit=unit,
        period=period,
        outlet=outlet,
        article=article,
        since=since,
        until=until,
        min_confidence=min_confidence,
        with_rejected=rejected,
        before=int(cursor or 0),
    )
    found = figures.list_figures(caller.newsroom, wanted, sort="number", limit=limit + 1)
    more = str(found[limit - 1].id) if len(found) > limit else None
    return PageOf(items=[outward.figure(listed) for listed in found[:limit]], next_cursor=more)


@router.get("/figures/{number}", tags=["figures"])
def show_figure(caller: Reads, number: Number) -> shapes.FigureWithSources:
    """Show one figure with its sources and what people decided."""
    return _with_sources(figures.show(caller.newsroom, number))


def _with_sources(shown: figures.ShownFigure) -> shapes.FigureWithSources:
    return shapes.FigureWithSources(
        **outward.figure(shown.figure).model_dump(),
        rules=dict(shown.figure.reported.figure.rules),
        sources=[outward.figure(source) for source in shown.sources],
        decisions=[
            shapes.DecisionOut(at=made.at, who=made.who, note=made.note, action=made.action) for made in shown.decisions
        ],
    )


@router.patch("/figures/{number}", tags=["figures"])
def correct_figure(caller: Writes, number: Number, given: shapes.Correction) -> shapes.FigureWithSources:
    """Put fields of a figure right; its series is rebuilt and the original reading stays on record."""
    fields = given.model_dump(exclude_unset=True, exclude={"note"})
    return _with_sources(figures.correct(caller.newsroom, number, fields, who=caller.name, note=given.note))


@router.post("/figures/{number}/reject", tags=["figures"])
def reject_figure(caller: Writes, number: Number, given: shapes.Reason) -> shapes.FigureWithSources:
    """Take a figure out of its series."""
    return _with_sources(figures.reject(caller.newsroom, number, who=caller.name, note=given.note))


@router.post("/figures/{number}/restore", tags=["figures"])
def restore_figure(caller: Writes, number: Number, given: shapes.Reason) -> shapes.FigureWithSources:
    """Bring a figure back as it was first read."""
    return _with_sources(figures.restore(caller.newsroom, number, who=caller.name, note=given.note))


@router.get("/articles", tags=["articles"])
def search_articles(
    caller: Reads,
    *,
    q: Word = "",
    subject: Word = "",
    outlet: Word = "",
    source: Word = "",
    language: Annotated[str, Query(pattern="^[a-z]{0,3}$")] = "",
    since: Day | None = None,
    until: Day | None = None,
    figures: bool = False,
    cursor: Cursor = "",
    limit: Limit = 20,
) -> shapes.FoundArticles:
    """Search articles, newest first: words, "phrases", -excluded, title:word, in English and Chinese."""
    wanted = ArticleFilter(
        text=q,
        subject=subject,
        outlet=outlet,
        source=source,
        language=language,
        since=since,
        until=until,
        with_figures=figures,
    )
    found = articles.search(caller.newsroom, wanted, before=int(cursor or 0), limit=limit, facets=False)
    items = [outward.article(item.article, "".join(piece.text for piece in item.snippet)) for item in found.articles]
    return shapes.FoundArticles(
        items=items,
        next_cursor=str(found.next_before) if found.next_before else None,
        total=found.total,
        more_than_total=found.more,
    )


@router.get("/articles/{number}", tags=["articles"])
def show_article(caller: Reads, number: Number) -> shapes.ArticleWithText:
    """Show an article with its text and what was read from it."""
    shown = articles.show(caller.newsroom, number)
    return shapes.ArticleWithText(
        **outward.article(shown.listed).model_dump(),
        text=shown.kept.article.text,
        read=[outward.figure(listed) for listed in shown.figures],
        copies=[copy.id for copy in shown.copies],
    )


@router.get("/series", tags=["figures"])
def show_series(
    caller: Reads,
    *,
    subject: Annotated[list[Word], Query(min_length=1, max_length=10)],
    metric: Word,
    measure: shapes.Measure = "level",
    currency: Annotated[str, Query(pattern="^([A-Z]{3})?$")] = "",
) -> list[shapes.SeriesOut]:
    """Return one metric of one or several subjects through time; with a currency, money is converted."""
    found = series.compare(caller.newsroom, subject, metric, measure=measure, currency=currency)
    return [outward.series(one) for one in found]
