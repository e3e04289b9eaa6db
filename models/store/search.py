"""Full-text search of articles: the only place where SQLite and PostgreSQL differ.

SQLite has a contentless FTS5 table, PostgreSQL a tsvector with a GIN index; both hold the words of models.store.terms.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Integer, bindparam, func, literal_column, select, text
from sqlmodel import col

from models.database import Ledger
from models.store.terms import Query, Wanted, indexed_form
from models.tables import ArticleRow

CREATE_SQLITE = (
    "CREATE VIRTUAL TABLE article_search USING "
    "fts5(title, body, content='', tokenize='porter unicode61 remove_diacritics 2')"
)
CREATE_POSTGRESQL = (
    "CREATE TEXT SEARCH CONFIGURATION robowatch (COPY = simple)",
    "CREATE TEXT SEARCH DICTIONARY robowatch_english (TEMPLATE = snowball, Language = english)",
    "ALTER TEXT SEARCH CONFIGURATION robowatch ALTER MAPPING FOR asciiword, word, asciihword, hword_asciipart "
    "WITH robowatch_english",
    "CREATE TABLE article_search (id bigint PRIMARY KEY REFERENCES article(id) ON DELETE CASCADE, tsv tsvector)",
    "CREATE INDEX article_search_tsv ON article_search USING gin (tsv)",
)


def is_sqlite(ledger: Ledger) -> bool:
    """Say whether the ledger is kept by SQLite."""
    return ledger.get_bind().dialect.name == "sqlite"


def index_article(ledger: Ledger, article_id: int, title: str, body: str) -> None:
    """Make an article findable."""
    words = {"id": article_id, "title": indexed_form(title), "body": indexed_form(body)}
    if is_sqlite(ledger):
        ledger.execute(text("INSERT INTO article_search(rowid, title, body) VALUES (:id, :title, :body)"), words)
    else:
        ledger.execute(
            text(
                "INSERT INTO article_search(id, tsv) VALUES (:id, setweight(to_tsvector('robowatch', :title), 'A') "
                "|| to_tsvector('robowatch', :body)) ON CONFLICT (id) DO UPDATE SET tsv = excluded.tsv"
            ),
            words,
        )


def unindex_article(ledger: Ledger, article_id: int, title: str, body: str) -> None:
    """Take an article out of the index; title and body as they were indexed (a contentless index needs them)."""
    if is_sqlite(ledger):
        ledger.execute(
            text(
                "INSERT INTO article_search(article_search, rowid, title, body) VALUES ('delete', :id, :title, :body)"
            ),
            {"id": article_id, "title": indexed_form(title), "body": indexed_form(body)},
        )
    else:
        ledger.execute(text("DELETE FROM article_search WHERE id = :id"), {"id": article_id})


def matching(ledger: Ledger, query: Query) -> ColumnElement[bool]:
    """Return the condition on ArticleRow that a query stands for; an article must match every wanted part."""
    if is_sqlite(ledger):
        expression = fts5_expression(query)
        matches = literal_column("article_search").op("MATCH", is_comparison=True)(bindparam("match", expression))
        rows = select(literal_column("rowid", Integer)).select_from(text("article_search")).where(matches)
    else:
        rows = select(literal_column("id", Integer)).select_from(text("article_search")).where(_tsquery_matches(query))
    return col(ArticleRow.id).in_(rows)


def newest_matching(ledger: Ledger, query: Query, *, before: int = 0, limit: int = 50) -> list[int]:
    """Return the numbers of the newest articles that match a query, newest first.

    FTS5 walks its lists from the newest row down and stops at the limit, however many articles match.
    """
    matches: ColumnElement[bool]
    if is_sqlite(ledger):
        number = literal_column("rowid", Integer)
        matches = literal_column("article_search").op("MATCH", is_comparison=True)(
            bindparam("match", fts5_expression(query))
        )
    else:
        number = literal_column("id", Integer)
        matches = _tsquery_matches(query)
    rows = select(number).select_from(text("article_search")).where(matches)
    if before:
        rows = rows.where(number < before)
    return list(ledger.execute(rows.order_by(number.desc()).limit(limit)).scalars())


def fts5_expression(query: Query) -> str:
    """Write a query in FTS5's language."""
    wanted = " AND ".join(_fts5_part(part) for part in query.wanted)
    unwanted = "".join(f" NOT {_fts5_part(part)}" for part in query.parts if part.unwanted)
    return f"({wanted}){unwanted}" if unwanted else wanted


def _fts5_part(part: Wanted) -> str:
    words = " + ".join(f'"{word[:-1]}" *' if word.endswith("*") else f'"{word}"' for word in part.words)
    return f"title : ({words})" if part.title_only else f"({words})"


def _tsquery_matches(query: Query) -> ColumnElement[bool]:
    terms = [_tsquery_part(part) for part in query.wanted]
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
