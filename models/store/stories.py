"""Which articles tell the same story: near-duplicates, found through the lowest hashes of their sketches."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from struct import Struct
from typing import Any, NamedTuple

from sqlalchemy import Date, Row, TextClause, bindparam, insert, text
from sqlmodel import col, delete, select, update

from models.database import Ledger
from models.store.dialect import columns
from models.tables import ArticleRow, SketchKeyRow, SketchRow, StoryRow
from models.values import Sketch

KEYS = 16  # lowest hashes that are indexed; with two shared, recall .99 at .02 false candidates (research, section 3)
CANDIDATES = 50
MOST_SHARING = 200  # articles looked at for a key, the newest: what more articles share is mostly boilerplate
WINDOW = timedelta(days=7)


class Candidate(NamedTuple):
    """An article that may tell the same story."""

    article_id: int
    story: int
    day: date
    url: str
    sketch: Sketch


def candidates_for(ledger: Ledger, sketch: Sketch, day: date) -> list[Candidate]:
    """Return kept articles of the days around with the same text or lowest hashes in common, the most alike first."""
    chosen = dict.fromkeys([*_of_the_same_text(ledger, sketch), *_sharing_keys(ledger, sketch, day)])
    if not chosen:
        return []
    days = {"first": day - WINDOW, "last": day + WINDOW}
    rows = ledger.connection().execute(_CANDIDATES, {"numbers": list(chosen), **days})
    found = {row.id: Candidate(row.id, row.story_id or 0, row.day, row.url, _sketch_of(row)) for row in rows}
    return [found[number] for number in chosen if number in found]


# Written once: composing a query anew for every article takes longer than its answer.
_CANDIDATES = (
    columns(ArticleRow.id, ArticleRow.story_id, ArticleRow.day, ArticleRow.url)
    .add_columns(col(SketchRow.hashes), col(SketchRow.shingles), col(SketchRow.digest))
    .join(SketchRow, col(SketchRow.article_id) == ArticleRow.id)
    .where(col(ArticleRow.id).in_(bindparam("numbers", expanding=True)))
    .where(col(ArticleRow.day).between(bindparam("first"), bindparam("last")))
)
_OF_THE_SAME_TEXT = (
    columns(SketchRow.article_id)
    .where(col(SketchRow.digest) == bindparam("digest"))
    .order_by(col(SketchRow.article_id).desc())
    .limit(CANDIDATES)
)


def _of_the_same_text(ledger: Ledger, sketch: Sketch) -> list[int]:
    return list(ledger.connection().execute(_OF_THE_SAME_TEXT, {"digest": sketch.digest}).scalars())


def _sharing_keys(ledger: Ledger, sketch: Sketch, day: date) -> list[int]:
    """Return the articles with two keys or more in common, those with the most first.

    Of each key a bounded stretch of the index is read, so that one which half of all articles share costs no more.
    """
    keys = sketch.hashes[:KEYS]
    values: dict[str, Any] = {f"key{n}": key for n, key in enumerate(keys)}
    values |= {"first": day - WINDOW, "last": day + WINDOW, "least": min(2, len(keys))}
    return list(ledger.connection().execute(_sharing(len(keys)), values).scalars()) if keys else []


@cache
def _sharing(keys: int) -> TextClause:
    """Write the query for so many keys; composing it anew for every article would take longer than its answer."""
    stretch = (
        "SELECT * FROM (SELECT article_id FROM sketch_key WHERE key = :key{0} AND day BETWEEN :first AND :last"
        " ORDER BY day DESC, article_id DESC LIMIT {1}) AS stretch{0}"
    )
    query = (
        "SELECT article_id FROM ({0}) AS sharing GROUP BY article_id HAVING count(*) >= :least"
        " ORDER BY count(*) DESC, article_id LIMIT {1}"
    )
    stretches = " UNION ALL ".join(stretch.format(n, MOST_SHARING) for n in range(keys))
    days = (bindparam("first", type_=Date), bindparam("last", type_=Date))
    return text(query.format(stretches, CANDIDATES)).bindparams(*days)


def keep_sketch(ledger: Ledger, article_id: int, day: date, sketch: Sketch) -> None:
    """Keep an article's sketch in place of an earlier version's."""
    connection = ledger.connection()
    for forgetting in _FORGETTING:
        connection.execute(forgetting, {"article": article_id})
    packed = b"".join(value.to_bytes(6, "big") for value in sketch.hashes)
    row = {"article_id": article_id, "shingles": sketch.shingles, "hashes": packed, "digest": sketch.digest}
    connection.execute(insert(SketchRow), row)
    keys = dict.fromkeys(sketch.hashes[:KEYS])
    connection.execute(insert(SketchKeyRow), [{"key": key, "day": day, "article_id": article_id} for key in keys])


_FORGETTING = tuple(
    delete(table).where(col(table.article_id) == bindparam("article")) for table in (SketchKeyRow, SketchRow)
)


def join_story(ledger: Ledger, article_id: int, original: Candidate) -> int:
    """Put an article into the story of another; return the story's number."""
    story = original.story
    if not story:
        row = StoryRow(first_article=original.article_id)
        ledger.add(row)
        ledger.flush()
        story = row.id or 0
        _join(ledger, original.article_id, story)
    _join(ledger, article_id, story)
    return story


def _join(ledger: Ledger, article_id: int, story: int) -> None:
    ledger.connection().execute(_JOINING, {"article": article_id, "story": story})


_JOINING = update(ArticleRow).where(col(ArticleRow.id) == bindparam("article")).values(story_id=bindparam("story"))


def copies_of(ledger: Ledger, story: int) -> list[int]:
    """Return the numbers of the articles of a story, the first one first."""
    if not story:
        return []
    return [
        number or 0
        for number in ledger.exec(
            select(ArticleRow.id).where(ArticleRow.story_id == story).order_by(col(ArticleRow.id))
        )
    ]


_HASH = Struct(">HI")  # 48 bits


def _sketch_of(row: Row[Any]) -> Sketch:
    hashes = tuple(high << 32 | low for high, low in _HASH.iter_unpack(row.hashes))
    return Sketch(hashes=hashes, shingles=row.shingles, digest=row.digest)
