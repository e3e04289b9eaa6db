"""Look for articles, and read one with its mentions and figures marked in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.database import Ledger
from models.errors import NotFoundError
from models.store.articles import article_numbered, texts_of
from models.store.figures import FigureFilter, ListedFigure, find_figures
from models.store.finding import (
    ArticleFilter,
    Facets,
    ListedArticle,
    articles_listed,
    facets_of,
    find_and_count,
    find_numbers,
)
from models.store.stories import copies_of
from models.store.subjects import mentions_in
from models.values import KeptArticle
from review.verbs.marking import Piece, Segment, difference, highlighter, segments_of
from scheduler.newsroom import Newsroom

PAGE = 20
FACETED = 300  # newest matches that facets are counted over
_MOST_IN_ARTICLE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundArticle:
    """An article as a search shows it, with the words that were asked for marked."""

    article: ListedArticle
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of a search."""

    articles: tuple[FoundArticle, ...]
    next_before: int  # pass as `before` for the next page; 0 on the last one
    total: int  # articles that fit
    more: bool  # there are more than `total`: counting stopped there
    facets: Facets | None  # of the newest FACETED matches; only with the first page


def search(
    newsroom: Newsroom, wanted: ArticleFilter, *, before: int = 0, limit: int = PAGE, facets: bool = True
) -> Found:
    """Find articles, newest first: words, "phrases", -excluded, title:word, and the filter's fields."""
    with newsroom.database.reading() as ledger:
        faceted = facets and not before
        found = find_and_count(ledger, wanted, before=before, limit=FACETED + 1 if faceted else limit + 1)
        shown = found.numbers[:limit]
        return Found(
            articles=_highlighted(ledger, wanted.text, shown),
            next_before=shown[-1] if len(found.numbers) > limit else 0,
            total=found.total,
            more=found.more,
            facets=facets_of(ledger, found.numbers[:FACETED]) if faceted and shown else None,
        )


def _highlighted(ledger: Ledger, words: str, numbers: Sequence[int]) -> tuple[FoundArticle, ...]:
    listed = articles_listed(ledger, numbers)
    texts = texts_of(ledger, [(article.id, article.version) for article in listed])
    highlight = highlighter(words)
    return tuple(
        FoundArticle(
            article=article,
            title=highlight.all(article.title),
            snippet=highlight.snippet(texts[article.id, article.version].partition("\n")[2]),
        )
        for article in listed
    )


def list_articles(
    newsroom: Newsroom, wanted: ArticleFilter, *, before: int = 0, limit: int = PAGE
) -> list[ListedArticle]:
    """Return a page of articles, newest first, without snippets."""
    with newsroom.database.reading() as ledger:
        return articles_listed(ledger, find_numbers(ledger, wanted, before=before, limit=limit))


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleVersion:
    """One version of an article, and what changed against the one before."""

    number: int
    kept: KeptArticle
    changed: tuple[tuple[Piece, ...], ...]  # paragraphs with what came and went; empty for the first version


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownArticle:
    """Everything an article's page shows."""

    listed: ListedArticle
    kept: KeptArticle
    title: tuple[Segment, ...]
    paragraphs: tuple[tuple[Segment, ...], ...]
    figures: tuple[ListedFigure, ...]  # rejected ones among them
    copies: tuple[ListedArticle, ...]  # the same story elsewhere
    versions: tuple[ArticleVersion, ...]  # newest first; one where it was never edited


def show(newsroom: Newsroom, number: int, version: int | None = None) -> ShownArticle:
    """Return an article with subjects and figures marked in place; raises NotFoundError."""
    with newsroom.database.reading() as ledger:
        kept = article_numbered(ledger, number, version)
        current = articles_listed(ledger, [number])[0]
        figures = find_figures(
            ledger, FigureFilter(article=number, with_rejected=True), descending=False, limit=_MOST_IN_ARTICLE
        )
        of_version = [figure for figure in figures if figure.reported.version == kept.version]
        mentions = mentions_in(ledger, number) if kept.version == current.version else []
        lines = segments_of(f"{kept.article.title}\n{kept.article.text}", mentions, of_version)
        others = [copy for copy in copies_of(ledger, kept.story) if copy != number]
        versions = [article_numbered(ledger, number, n) for n in range(current.version, 0, -1)]
        return ShownArticle(
            listed=current,
            kept=kept,
            title=lines[0],
            paragraphs=tuple(line for line in lines[1:] if line),
            figures=tuple(sorted(figures, key=lambda f: (f.reported.figure.start, f.id))),
            copies=tuple(articles_listed(ledger, others)),
            versions=tuple(_with_differences(versions)),
        )


def _with_differences(versions: Sequence[KeptArticle]) -> list[ArticleVersion]:
    found = []
    for kept, before in zip(versions, [*versions[1:], None], strict=True):
        changed = difference(_whole(before), _whole(kept)) if before else ()
        found.append(ArticleVersion(number=kept.version, kept=kept, changed=changed))
    return found


def _whole(kept: KeptArticle) -> str:
    return f"{kept.article.title}\n{kept.article.text}"


def text_of(newsroom: Newsroom, number: int, version: int | None = None) -> str:
    """Return title and text of an article, as offsets count in them."""
    with newsroom.database.reading() as ledger:
        return _whole(article_numbered(ledger, number, version))


def listed(newsroom: Newsroom, number: int) -> ListedArticle:
    """Return an article as a list shows it; raises NotFoundError."""
    with newsroom.database.reading() as ledger:
        found = articles_listed(ledger, [number])
    if not found:
        msg = f"no article has the number {number}"
        raise NotFoundError(msg)
    return found[0]
