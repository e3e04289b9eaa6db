"""Looking for articles: newest first, by words, subject, source, language and day; never an unbounded list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, String, exists, func
from sqlalchemy import cast as sql_cast
from sqlmodel import col, select

from models.database import Ledger
from models.store.dialect import columns
from models.store.search import newest_matching
from models.store.terms import Query, query_of
from models.tables import ArticleRow, FigureRow, MentionRow, SourceRow, SubjectRow
from models.values import Headline

# Matches looked through for one page, newest first. Word and filter together can be rarer than either: the
# search stops here rather than read a million articles (60,000 took 0.3 s at that size on a busy machine).
MOST_CANDIDATES = 40_000
_FIRST_LOOK = 200
_LARGEST_LOOK = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFilter:
    """Which articles a reader looks for; what is empty does not matter."""

    text: str = ""
    subject: str = ""
    source: str = ""
    outlet: str = ""
    language: str = ""
    since: date | None = None
    until: date | None = None
    with_figures: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedArticle:
    """An article as a list shows it."""

    id: int
    title: str
    outlet: str
    source: str
    language: str
    url: str
    day: date
    first_seen: datetime
    version: int
    story: int
    subjects: tuple[str, ...]
    figures: int


def find_articles(ledger: Ledger, wanted: ArticleFilter, *, before: int = 0, limit: int = 50) -> list[ListedArticle]:
    """Return articles, newest first; `before` is the number of the last one of the page before."""
    return articles_listed(ledger, find_numbers(ledger, wanted, before=before, limit=limit))


def find_numbers(ledger: Ledger, wanted: ArticleFilter, *, before: int = 0, limit: int = 50) -> list[int]:
    """Return the numbers of the newest articles that fit, newest first."""
    query = query_of(wanted.text)
    conditions = _conditions(ledger, wanted)
    if not query.wanted and not wanted.subject:
        return _directly(ledger, conditions, before, limit)
    first, before = _between(ledger, wanted, before)
    found: list[int] = []
    for candidates in _candidates(ledger, query, wanted.subject, before, limit):
        found += _fitting(ledger, candidates, conditions) if conditions else candidates
        if len(found) >= limit or candidates[-1] < first:
            break
    return found[:limit]


def _between(ledger: Ledger, wanted: ArticleFilter, before: int) -> tuple[int, int]:
    """Return the lowest number worth looking at and the number to begin below: what the index of days tells."""
    if not wanted.since or not wanted.until:
        return 0, before
    query = columns(func.min(ArticleRow.id), func.max(ArticleRow.id))
    first, last = ledger.execute(query.where(col(ArticleRow.day).between(wanted.since, wanted.until))).one()
    last = (last or 0) + 1
    return first or last, min(before, last) if before else last


def _candidates(ledger: Ledger, query: Query, subject: str, before: int, limit: int) -> Iterator[list[int]]:
    """Yield numbers of articles with the words or, without words, on the subject, in growing looks."""
    number = subject_number(ledger, subject) if subject else 0
    size, seen = max(limit, _FIRST_LOOK), 0
    while seen < MOST_CANDIDATES:
        if query.wanted:
            numbers = newest_matching(ledger, query, before=before, limit=size)
        else:
            numbers = newest_mentioning(ledger, number, before=before, limit=size)
        if numbers:
            yield numbers
        if len(numbers) < size:
            return
        before, seen, size = numbers[-1], seen + len(numbers), min(size * 4, _LARGEST_LOOK)


def newest_mentioning(ledger: Ledger, subject_id: int, *, before: int = 0, limit: int = 50) -> list[int]:
    """Return the numbers of the newest articles that mention a subject, newest first."""
    query = select(MentionRow.article_id).where(MentionRow.subject_id == subject_id)
    if before:
        query = query.where(col(MentionRow.article_id) < before)
    return list(ledger.exec(query.order_by(col(MentionRow.article_id).desc()).limit(limit)))


def newest_naming(ledger: Ledger, term: str, *, limit: int) -> list[int]:
    """Return the numbers of the newest articles in which a word or phrase may occur, by the search index."""
    query = query_of('"' + term.replace('"', " ") + '"')
    return newest_matching(ledger, query, limit=limit) if query.wanted else []


def _directly(ledger: Ledger, conditions: Sequence[ColumnElement[bool]], before: int, limit: int) -> list[int]:
    query = columns(ArticleRow.id).where(*conditions)
    if before:
        query = query.where(col(ArticleRow.id) < before)
    return list(ledger.execute(query.order_by(col(ArticleRow.id).desc()).limit(limit)).scalars())


def _fitting(ledger: Ledger, candidates: Sequence[int], conditions: Sequence[ColumnElement[bool]]) -> list[int]:
    query = columns(ArticleRow.id).where(col(ArticleRow.id).in_(candidates), *conditions)
    return sorted(ledger.execute(query).scalars(), reverse=True)


def subject_number(ledger: Ledger, name: str) -> int:
    """Return a subject's number by its exact name, 0 for an unknown one."""
    return ledger.exec(select(SubjectRow.id).where(SubjectRow.name == name)).first() or 0


def _conditions(ledger: Ledger, wanted: ArticleFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.subject:
        number = subject_number(ledger, wanted.subject)
        conditions.append(
            exists().where(col(MentionRow.subject_id) == number, col(MentionRow.article_id) == col(ArticleRow.id))
        )
    if wanted.source:
        numbers = select(SourceRow.id).where(SourceRow.name == wanted.source)
        conditions.append(col(ArticleRow.source_id).in_(numbers))
    exact = {ArticleRow.outlet: wanted.outlet, ArticleRow.language: wanted.language}
    conditions += [col(column) == value for column, value in exact.items() if value]
    if wanted.since:
        conditions.append(col(ArticleRow.day) >= wanted.since)
    if wanted.until:
        conditions.append(col(ArticleRow.day) <= wanted.until)
    if wanted.with_figures:
        conditions.append(exists().where(col(FigureRow.article_id) == col(ArticleRow.id)))
    return conditions


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """How some articles divide, the largest share first."""

    of: int  # articles counted
    outlets: tuple[tuple[str, int], ...]
    subjects: tuple[tuple[str, int], ...]
    languages: tuple[tuple[str, int], ...]
    months: tuple[tuple[str, int], ...]  # "2025-01", newest first


def facets_of(ledger: Ledger, numbers: Sequence[int], *, most: int = 12) -> Facets:
    """Count these articles by outlet, subject, language and month."""
    among = col(ArticleRow.id).in_(numbers)
    month = func.substr(sql_cast(col(ArticleRow.day), String), 1, 7)
    rows = ledger.execute(columns(ArticleRow.outlet, ArticleRow.language, month).where(among)).all()
    named = ledger.execute(
        columns(SubjectRow.name, func.count())
        .join(MentionRow, col(MentionRow.subject_id) == SubjectRow.id)
        .where(col(MentionRow.article_id).in_(numbers))
        .group_by(col(SubjectRow.name))
        .order_by(func.count().desc(), col(SubjectRow.name))
        .limit(most)
    )
    return Facets(
        of=len(numbers),
        outlets=_counted([row[0] for row in rows], most),
        subjects=tuple((name, count) for name, count in named),
        languages=_counted([row[1] for row in rows], most),
        months=tuple(sorted(_counted([row[2] for row in rows], 600), reverse=True)[:most]),
    )


def _counted(values: Sequence[str], most: int) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for value in values:
        if value:
            counts[value] = counts.get(value, 0) + 1
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most])


def articles_listed(ledger: Ledger, numbers: Sequence[int]) -> list[ListedArticle]:
    """Return these articles as a list shows them, newest first."""
    if not numbers:
        return []
    rows = ledger.exec(
        select(ArticleRow, SourceRow.name)
        .outerjoin(SourceRow, col(SourceRow.id) == ArticleRow.source_id)
        .where(col(ArticleRow.id).in_(numbers))
        .order_by(col(ArticleRow.id).desc())
    ).all()
    subjects = _subjects_named(ledger, numbers)
    figures = _figures_counted(ledger, numbers)
    return [
        ListedArticle(
            id=row.id or 0,
            title=row.title,
            outlet=row.outlet,
            source=name or "",
            language=row.language,
            url=row.url,
            day=row.day,
            first_seen=row.first_seen,
            version=row.version,
            story=row.story_id or 0,
            subjects=tuple(subjects.get(row.id or 0, ())),
            figures=figures.get(row.id or 0, 0),
        )
        for row, name in rows
    ]


def _subjects_named(ledger: Ledger, numbers: Sequence[int]) -> dict[int, list[str]]:
    subjects: dict[int, list[str]] = {}
    for number, name in ledger.execute(
        columns(MentionRow.article_id, SubjectRow.name)
        .join(SubjectRow, col(SubjectRow.id) == MentionRow.subject_id)
        .where(col(MentionRow.article_id).in_(numbers))
        .order_by(SubjectRow.name)
    ):
        subjects.setdefault(number, []).append(name)
    return subjects


def _figures_counted(ledger: Ledger, numbers: Sequence[int]) -> Mapping[int, int]:
    query = (
        columns(FigureRow.article_id, func.count())
        .where(col(FigureRow.article_id).in_(numbers), col(FigureRow.rejected).is_(False))
        .group_by(col(FigureRow.article_id))
    )
    return {number: count for number, count in ledger.execute(query)}  # noqa: C416 - rows are not pairs to dict()


HEADLINES_AT_MOST = 2_000  # more than a letter's short list could ever show


def headlines_after(ledger: Ledger, number: int) -> list[Headline]:
    """Return measured articles after a number that mention a watched subject and gave no figure, oldest first."""
    with_figures = select(FigureRow.article_id).where(col(FigureRow.article_id) == ArticleRow.id)
    numbers = ledger.exec(
        select(ArticleRow.id)
        .where(col(ArticleRow.id) > number, col(ArticleRow.measured).is_(True), ~with_figures.exists())
        .where(select(MentionRow.article_id).where(col(MentionRow.article_id) == ArticleRow.id).exists())
        .order_by(col(ArticleRow.id))
        .limit(HEADLINES_AT_MOST)
    ).all()
    return [
        Headline(
            article_id=listed.id,
            subjects=listed.subjects,
            title=listed.title,
            outlet=listed.outlet,
            url=listed.url,
            published=listed.day,
        )
        for listed in reversed(articles_listed(ledger, [n or 0 for n in numbers]))
    ]
