"""Search articles, and read one."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from review.verbs import articles
from review.verbs.shapes import ArticleFilter
from review.web.frame import page
from review.web.guest import Reading
from review.web.pages.asked import day, whole, word

router = APIRouter()

_FIELDS = ("subject", "outlet", "language", "source", "since", "until", "figures")


@router.get("/articles")
def search(guest: Reading) -> Response:
    """Search by words and fields, newest first."""
    query = guest.request.query_params
    wanted = ArticleFilter(
        text=word(query, "q"),
        subject=word(query, "subject"),
        source=word(query, "source"),
        outlet=word(query, "outlet"),
        language=word(query, "language", 8),
        since=day(query, "since"),
        until=day(query, "until"),
        with_figures=bool(query.get("figures")),
    )
    found = articles.search(guest.newsroom, wanted, before=whole(query, "before"))
    filtered = any(query.get(name) for name in (*_FIELDS, "q"))
    return page(guest, "articles.html", found=found, wanted=wanted, asked=query, filtered=filtered)


@router.get("/articles/{number}")
def one_article(guest: Reading, number: int) -> Response:
    """Show an article with what was read from it."""
    version = whole(guest.request.query_params, "version") or None
    return page(guest, "article.html", shown=articles.show(guest.newsroom, number, version))


@router.get("/articles/{number}/text")
def text(guest: Reading, number: int) -> Response:
    """Show title and text alone, as offsets count in them."""
    return PlainTextResponse(articles.text_of(guest.newsroom, number))
