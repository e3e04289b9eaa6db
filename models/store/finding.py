"""Looking for articles: newest first, by words, subject, source, language and day; never an unbounded list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, exists, func, literal_column, text
from sqlalchemy import cast as sql_cast
from sqlmodel import col, select

from models.database import Ledger
from models.store.dialect import columns
from models.store.search import index_matches, is_sqlite, matching, newest_matching, number_column
from models.store.subjects import WATCHED, subject_number
from models.store.terms import Query, is_plain, query_of
from models.tables import ArticleRow, FigureRow, MentionRow, SourceRow, SubjectRow
from models.values import Headline

# Up to so many mentions of a subject each is looked up in the index of words (40 µs each); of more, the words' list is
# walked and each row looked up among the mentions (0.3 µs each): at a million articles the two meet here.
_FEW_MENTIONS = 2_000
_NEWEST = 20_000  # of a million articles are looked through in some 50 ms
_STANDING = (  # of a figure: its subject is watched, and it is neither rejected nor withdrawn
    col(SubjectRow.id) == FigureRow.subject_id,
    WATCHED,
    col(FigureRow.rejected).is_(False),
    col(FigureRow.withdrawn).is_(False),
)
MOST_COUNTED = 10_000  # matches are counted so far, then told as "more than 10,000": half a millisecond
SLOWLY_COUNTED = 300  # where several lists must be looked through for each


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
    return _newest(ledger, _listing(ledger, wanted), before, limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """One page of what fits, and how much there is."""

    numbers: list[int]  # newest first
    total: int
    more: bool  # than `total`: counting stopped there


def find_and_count(ledger: Ledger, wanted: ArticleFilter, *, before: int = 0, limit: int = 50) -> Matches:
    """Return the numbers of the newest articles that fit, and how many there are, counted as far as is quick."""
    listing = _listing(ledger, wanted)
    numbers = _newest(ledger, listing, before, limit)
    if not before and len(numbers) < limit:
        return Matches(numbers=numbers, total=len(numbers), more=False)
    most = MOST_COUNTED if listing.quick else SLOWLY_COUNTED
    if not listing.quick and len(numbers) > most:
        return Matches(numbers=numbers, total=most, more=True)
    counted = _count(ledger, listing.query.limit(most + 1))
    return Matches(numbers=numbers, total=min(counted, most), more=counted > most)


def _newest(ledger: Ledger, listing: _Listing, before: int, limit: int) -> list[int]:
    query = listing.query.where(listing.number < before) if before else listing.query
    if not listing.in_steps:
        return list(ledger.execute(query.order_by(listing.number.desc()).limit(limit)).scalars())
    floor = (before or ledger.execute(columns(func.max(ArticleRow.id))).scalar_one() or 0) - _NEWEST
    latest = query.where(listing.number > floor).order_by(listing.number.desc()).limit(limit)
    found = list(ledger.execute(latest).scalars())
    if len(found) == limit:
        return found
    others = query.where(listing.number <= floor).with_only_columns(listing.number.label("id"))
    earlier = others.cte().prefix_with("MATERIALIZED", dialect="postgresql")
    rest = columns(earlier.c.id).order_by(earlier.c.id.desc()).limit(limit - len(found))
    return found + list(ledger.execute(rest).scalars())


@dataclass(frozen=True, slots=True)
class _Listing:
    """A query for the numbers of articles, without order."""

    query: Select[tuple[int]]
    number: ColumnElement[int]
    quick: bool  # one index answers it, row by row
    in_steps: bool  # the index knows no order: the latest articles are looked through, the others only if need be


def _listing(ledger: Ledger, wanted: ArticleFilter) -> _Listing:
    """Choose the list to walk (the words', the subject's or that of all articles) and look the rest up by number."""
    words, sqlite = query_of(wanted.text), is_sqlite(ledger)
    subject = subject_number(ledger, wanted.subject) if wanted.subject else 0
    number: ColumnElement[int]
    by_words = bool(words.wanted) or (sqlite and bool(wanted.language or wanted.outlet))
    few = bool(wanted.subject) and (not by_words or (sqlite and _few_mentions(ledger, subject)))
    if few:
        number = literal_column("mention.article_id", Integer)
        # The order is ours: FTS5 knows nothing of how often a word occurs.
        lists = "mention CROSS JOIN article_search ON article_search.rowid = article_id" if by_words else "mention"
        query = columns(number).select_from(text(lists)).where(literal_column("mention.subject_id") == subject)
    elif by_words:
        number = number_column(ledger)
        query = columns(number).select_from(text("article_search"))
    else:
        number = literal_column("article.id", Integer)
        query = columns(number).select_from(ArticleRow)
    if by_words:
        query = query.where(index_matches(ledger, words, language=wanted.language, outlet=wanted.outlet))
    rest = _looked_up(ledger, wanted, words, by_words=by_words)
    if wanted.subject and not few:
        mention = col(MentionRow.subject_id) == subject, col(MentionRow.article_id) == number
        query = query.where(exists().where(*mention))
    if rest:
        itself = not few and not by_words
        query = query.where(*rest) if itself else query.where(exists().where(col(ArticleRow.id) == number, *rest))
    if wanted.with_figures:
        query = query.where(exists().where(col(FigureRow.article_id) == number, *_STANDING))
    query = query.where(*_bounds(ledger, wanted, number))
    by_index = sqlite or is_plain(words)  # PostgreSQL's index knows which words an article has, not in which order
    quick = by_index and not rest and not wanted.with_figures and not (by_words and wanted.subject)
    in_steps = by_words and not sqlite and not wanted.subject
    if in_steps:  # PostgreSQL takes words for independent: of two that never meet it would read the whole table
        ledger.execute(text("SET LOCAL enable_seqscan = off"))
    return _Listing(query, number, quick, in_steps)


def _few_mentions(ledger: Ledger, subject: int) -> bool:
    some = columns(MentionRow.article_id).where(col(MentionRow.subject_id) == subject).limit(_FEW_MENTIONS + 1)
    return _count(ledger, some) <= _FEW_MENTIONS


def _count(ledger: Ledger, query: Select[Any]) -> int:
    return int(ledger.execute(columns(func.count()).select_from(query.subquery())).scalar_one())


def _bounds(ledger: Ledger, wanted: ArticleFilter, number: ColumnElement[int]) -> list[ColumnElement[bool]]:
    """Return between which numbers the articles of the days lie: the index of days tells, and the walk is short."""
    if not wanted.since and not wanted.until:
        return []
    query = columns(func.min(ArticleRow.id), func.max(ArticleRow.id)).where(*_days(wanted))
    first, last = ledger.execute(query).one()
    return [number.between(first or 0, last or 0)]


def _days(wanted: ArticleFilter) -> list[ColumnElement[bool]]:
    since = [col(ArticleRow.day) >= wanted.since] if wanted.since else []
    return since + ([col(ArticleRow.day) <= wanted.until] if wanted.until else [])


def _looked_up(ledger: Ledger, wanted: ArticleFilter, words: Query, *, by_words: bool) -> list[ColumnElement[bool]]:
    """Return the conditions on the article's own row."""
    conditions = _days(wanted)
    if wanted.source:
        numbers = select(SourceRow.id).where(SourceRow.name == wanted.source)
        conditions.append(col(ArticleRow.source_id).in_(numbers))
    if not by_words:  # only words that must not occur
        exact = {ArticleRow.outlet: wanted.outlet, ArticleRow.language: wanted.language}
        conditions += [col(column) == value for column, value in exact.items() if value]
        conditions += [~matching(ledger, Query(parts=(replace(part, unwanted=False),))) for part in words.parts]
    return conditions


def newest_naming(ledger: Ledger, term: str, *, limit: int) -> list[int]:
    """Return the numbers of the newest articles in which a word or phrase may occur, by the search index."""
    query = query_of('"' + term.replace('"', " ") + '"')
    return newest_matching(ledger, query, limit=limit) if query.wanted else []


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
        .where(WATCHED, col(MentionRow.article_id).in_(numbers))
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
        .where(WATCHED, col(MentionRow.article_id).in_(numbers))
        .order_by(SubjectRow.name)
    ):
        subjects.setdefault(number, []).append(name)
    return subjects


def _figures_counted(ledger: Ledger, numbers: Sequence[int]) -> Mapping[int, int]:
    query = (
        columns(FigureRow.article_id, func.count())
        .where(col(FigureRow.article_id).in_(numbers), *_STANDING)
        .group_by(col(FigureRow.article_id))
    )
    return {number: count for number, count in ledger.execute(query)}  # noqa: C416 - rows are not pairs to dict()


HEADLINES_AT_MOST = 2_000  # more than a letter's short list could ever show


def headlines_after(ledger: Ledger, number: int) -> list[Headline]:
    """Return measured articles after a number that mention a watched subject and gave no figure, oldest first."""
    with_figures = exists().where(col(FigureRow.article_id) == ArticleRow.id, *_STANDING)
    named = select(MentionRow.article_id).join(SubjectRow, col(SubjectRow.id) == MentionRow.subject_id).where(WATCHED)
    numbers = ledger.exec(
        select(ArticleRow.id)
        .where(col(ArticleRow.id) > number, col(ArticleRow.measured).is_(True), ~with_figures)
        .where(named.where(col(MentionRow.article_id) == ArticleRow.id).exists())
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
