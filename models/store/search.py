"""Full-text search of articles and letters: the only place where SQLite and PostgreSQL differ.

SQLite has a contentless FTS5 table, PostgreSQL a tsvector with a GIN index; both hold the words of models.store.terms.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

import zstandard
from sqlalchemy import ColumnElement, Connection, Integer, TextClause, bindparam, func, literal_column, select, text
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlmodel import col

from models.database import Ledger
from models.store.dialect import columns
from models.store.terms import (
    Query,
    Wanted,
    character_mark,
    indexed,
    indexed_form,
    marks_of,
    runs_of,
)
from models.tables import ArticleRow, BodyRow, LetterRow

# The column that most words stand in comes first: FTS5 writes no column number for it, a fifth of the index. Without
# ranking, no column sizes are needed.
_FTS5 = "fts5(body, title, marks, content='', columnsize=0, tokenize='porter unicode61 remove_diacritics 2')"
CREATE_SQLITE = f"CREATE VIRTUAL TABLE article_search USING {_FTS5}"
CREATE_LETTERS_SQLITE = f"CREATE VIRTUAL TABLE letter_search USING {_FTS5}"
INDEX_POSTGRESQL = "CREATE INDEX article_search_tsv ON article_search USING gin (tsv)"
CREATE_POSTGRESQL = (
    "CREATE TEXT SEARCH CONFIGURATION robowatch (COPY = simple)",
    "CREATE TEXT SEARCH DICTIONARY robowatch_english (TEMPLATE = snowball, Language = english)",
    "ALTER TEXT SEARCH CONFIGURATION robowatch ALTER MAPPING FOR asciiword, word, asciihword, hword_asciipart "
    "WITH robowatch_english",
    "CREATE TABLE article_search (id bigint PRIMARY KEY REFERENCES article(id) ON DELETE CASCADE, tsv tsvector)",
    INDEX_POSTGRESQL,
)
CREATE_LETTERS_POSTGRESQL = (
    "CREATE TABLE letter_search (id bigint PRIMARY KEY REFERENCES letter(id) ON DELETE CASCADE, tsv tsvector)",
    "CREATE INDEX letter_search_tsv ON letter_search USING gin (tsv)",
)


def is_sqlite(ledger: Ledger) -> bool:
    """Say whether the ledger is kept by SQLite."""
    return ledger.get_bind().dialect.name == "sqlite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """What the index holds of an article or a letter."""

    id: int
    title: str
    body: str
    language: str = ""
    outlet: str = ""


def index_article(ledger: Ledger, article: Indexed) -> None:
    """Make an article findable."""
    _index(ledger, "article_search", article)


def index_letter(ledger: Ledger, letter: Indexed) -> None:
    """Make a letter findable by its subject and text."""
    _index(ledger, "letter_search", letter)


def _index(ledger: Ledger, table: str, text_: Indexed) -> None:
    row = (fts5_row if is_sqlite(ledger) else _tsvector_row)(text_)
    ledger.connection().execute(_indexing(table, sqlite=is_sqlite(ledger)), row)


def _tsvector_row(text_: Indexed) -> dict[str, int | str]:
    marks = marks_of(text_.language, text_.outlet, ())
    return {"id": text_.id, "title": indexed_form(text_.title), "body": indexed_form(text_.body), "marks": marks}


_MARKS = "array_to_tsvector(array_remove(string_to_array(:marks, ' '), ''))"  # as they are, not as words


def mark_articles(connection: Connection) -> None:
    """Add the marks of language and outlet to PostgreSQL's index, for articles that were put in without.

    The index is built anew: to change every row of it takes many times longer.
    """
    connection.execute(text("DROP INDEX article_search_tsv"))
    marking = text(
        f"UPDATE article_search SET tsv = tsv || {_MARKS} FROM article WHERE article.id = article_search.id "  # noqa: S608
        "AND article.language = :language AND article.outlet = :outlet"
    )
    for language, outlet in connection.execute(columns(ArticleRow.language, ArticleRow.outlet).distinct()).all():
        marks = marks_of(language, outlet, ())
        connection.execute(marking, {"marks": marks, "language": language, "outlet": outlet})
    connection.execute(text(INDEX_POSTGRESQL))


@cache
def _indexing(table: str, *, sqlite: bool) -> TextClause:
    if sqlite:
        return text(f"INSERT INTO {table}(rowid, body, title, marks) VALUES (:id, :body, :title, :marks)")  # noqa: S608
    return text(
        f"INSERT INTO {table}(id, tsv) VALUES (:id, setweight(to_tsvector('robowatch', :title), 'A') "  # noqa: S608
        f"|| to_tsvector('robowatch', :body) || {_MARKS}) ON CONFLICT (id) DO UPDATE SET tsv = excluded.tsv"
    )


def unindex_article(ledger: Ledger, article: Indexed) -> None:
    """Take an article out of the index, as it was put in: a contentless index needs its words."""
    if is_sqlite(ledger):
        delete = (
            "INSERT INTO article_search(article_search, rowid, body, title, marks) "
            "VALUES ('delete', :id, :body, :title, :marks)"
        )
        ledger.execute(text(delete), fts5_row(article))
    else:
        ledger.execute(text("DELETE FROM article_search WHERE id = :id"), {"id": article.id})


def fts5_row(article: Indexed) -> dict[str, int | str]:
    """Return an article as SQLite's index takes it."""
    title, body = runs_of(article.title), runs_of(article.body)
    marks = marks_of(article.language, article.outlet, chain(title, body))
    return {"id": article.id, "body": indexed(body), "title": indexed(title), "marks": marks}


def index_anew(ledger: Ledger) -> None:
    """Fill an empty index from the articles that are kept."""
    for article in _every_article(ledger):
        index_article(ledger, article)


def _every_article(ledger: Ledger) -> Iterator[Indexed]:
    last, at_once = 0, 500
    while True:
        rows = ledger.execute(
            columns(ArticleRow.id, ArticleRow.language, ArticleRow.outlet, BodyRow.title, BodyRow.packed)
            .join(BodyRow, (col(BodyRow.article_id) == ArticleRow.id) & (col(BodyRow.version) == ArticleRow.version))
            .where(col(ArticleRow.id) > last)
            .order_by(col(ArticleRow.id))
            .limit(at_once)
        ).all()
        for number, language, outlet, title, packed in rows:
            body = zstandard.decompress(packed).decode()
            yield Indexed(id=number, title=title, body=body, language=language, outlet=outlet)
        if len(rows) < at_once:
            return
        last = rows[-1][0]


def number_column(ledger: Ledger) -> ColumnElement[int]:
    """Return the column of the index that holds the article's number."""
    return literal_column("article_search.rowid" if is_sqlite(ledger) else "article_search.id", Integer)


def index_matches(ledger: Ledger, query: Query, *, language: str = "", outlet: str = "") -> ColumnElement[bool]:
    """Return the condition that a row of the index fits, which knows language and outlet as well."""
    if not is_sqlite(ledger):
        return _tsquery_matches(query, _marks(language, outlet))
    return _fts5_matches("article_search", fts5_expression(query, language=language, outlet=outlet))


def _marks(language: str, outlet: str) -> list[str]:
    return marks_of(language, outlet, ()).split()


def _fts5_matches(table: str, expression: str) -> ColumnElement[bool]:
    return literal_column(table).op("MATCH", is_comparison=True)(bindparam("match", expression))


def matching(ledger: Ledger, query: Query) -> ColumnElement[bool]:
    """Return the condition on ArticleRow that a query stands for; an article must match every wanted part."""
    rows = select(number_column(ledger)).select_from(text("article_search")).where(index_matches(ledger, query))
    return col(ArticleRow.id).in_(rows)


def letters_matching(ledger: Ledger, query: Query) -> ColumnElement[bool]:
    """Return the condition on LetterRow that a query stands for."""
    sqlite = is_sqlite(ledger)
    matches = _fts5_matches("letter_search", fts5_expression(query)) if sqlite else _tsquery_matches(query)
    number = literal_column("rowid" if sqlite else "id", Integer)
    return col(LetterRow.id).in_(select(number).select_from(text("letter_search")).where(matches))


def newest_matching(ledger: Ledger, query: Query, *, limit: int) -> list[int]:
    """Return the numbers of the newest articles that match a query, newest first.

    FTS5 walks its lists from the newest row down and stops at the limit, however many articles match.
    """
    number = number_column(ledger)
    rows = select(number).select_from(text("article_search")).where(index_matches(ledger, query))
    return list(ledger.execute(rows.order_by(number.desc()).limit(limit)).scalars())


def fts5_expression(query: Query, *, language: str = "", outlet: str = "") -> str:
    """Write a query in FTS5's language; language and outlet are words of the index, too."""
    marks = (f'"{mark}"' for mark in _marks(language, outlet))
    wanted = " AND ".join([*(_fts5_part(part) for part in query.wanted), *marks])
    unwanted = "".join(f" NOT {_fts5_part(part)}" for part in query.parts if part.unwanted)
    return f"({wanted}){unwanted}" if unwanted else wanted


def _fts5_part(part: Wanted) -> str:
    first = part.words[0]
    if len(part.words) == 1 and first.endswith("*") and not part.title_only:
        return f'"{character_mark(first[:-1])}"'
    words = " + ".join(f'"{word[:-1]}" *' if word.endswith("*") else f'"{word}"' for word in part.words)
    return f"title : ({words})" if part.title_only else f"({words})"


def _tsquery_matches(query: Query, marks: Sequence[str] = ()) -> ColumnElement[bool]:
    terms = [_tsquery_part(part) for part in query.wanted]
    terms += [sql_cast(f"'{mark}'", TSQUERY) for mark in marks]
    terms += [func.tsquery_not(_tsquery_part(part)) for part in query.parts if part.unwanted]
    expression = terms[0]
    for term in terms[1:]:
        expression = func.tsquery_and(expression, term)
    return literal_column("tsv").op("@@", is_comparison=True)(expression)


def _tsquery_part(part: Wanted) -> ColumnElement[str]:
    """Write words in a row as a tsquery: each word by the configuration, a lone character as a prefix."""
    weight = "A" if part.title_only else ""
    row: ColumnElement[str] | None = None
    for word in part.words:
        flags = f"*{weight}" if word.endswith("*") else weight
        configuration = "simple" if word.endswith("*") else "robowatch"
        lexeme = f"'{word.rstrip('*')}'" + (f":{flags}" if flags else "")
        piece = func.to_tsquery(literal_column(f"'{configuration}'::regconfig"), lexeme)
        row = piece if row is None else func.tsquery_phrase(row, piece)
    assert row is not None  # noqa: S101 - a part has at least one word
    return row
