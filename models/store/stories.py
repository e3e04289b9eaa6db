"""Which articles tell the same story: near-duplicates, found through the lowest hashes of their sketches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import func
from sqlmodel import col, delete, select, update

from models.database import Ledger
from models.store.dialect import columns
from models.tables import ArticleRow, SketchKeyRow, SketchRow, StoryRow
from models.values import Sketch

KEYS = 16  # lowest hashes that are indexed; with two shared, recall .99 at .02 false candidates (research, section 3)
CANDIDATES = 50
COMMON = 200  # a key in more articles than this is boilerplate and tells nothing
WINDOW = timedelta(days=7)


class Candidate(NamedTuple):
    """An article that may tell the same story."""

    article_id: int
    story: int
    day: date
    url: str
    sketch: Sketch


def candidates_for(ledger: Ledger, sketch: Sketch, day: date) -> list[Candidate]:
    """Return kept articles of the days around with the same text or at least two lowest hashes in common."""
    keys = _telling(ledger, sketch.hashes[:KEYS])
    shared = (
        select(SketchKeyRow.article_id)
        .where(col(SketchKeyRow.key).in_(keys))
        .group_by(col(SketchKeyRow.article_id))
        .having(func.count() >= min(2, len(keys)))
    )
    same = select(SketchRow.article_id).where(SketchRow.digest == sketch.digest)
    numbers = set(ledger.exec(shared)) | set(ledger.exec(same)) if keys else set(ledger.exec(same))
    rows = ledger.execute(
        columns(ArticleRow.id, ArticleRow.story_id, ArticleRow.day, ArticleRow.url, SketchRow)
        .join(SketchRow, col(SketchRow.article_id) == ArticleRow.id)
        .where(
            col(ArticleRow.id).in_(sorted(numbers)[-1000:]),
            col(ArticleRow.day).between(day - WINDOW, day + WINDOW),
        )
        .order_by(col(ArticleRow.id))
        .limit(CANDIDATES)
    )
    return [Candidate(number, story or 0, when, url, _sketch_of(row)) for number, story, when, url, row in rows]


def _telling(ledger: Ledger, keys: Sequence[int]) -> list[int]:
    common = (
        select(SketchKeyRow.key)
        .where(col(SketchKeyRow.key).in_(keys))
        .group_by(col(SketchKeyRow.key))
        .having(func.count() > COMMON)
    )
    boilerplate = set(ledger.exec(common))
    return [key for key in keys if key not in boilerplate]


def keep_sketch(ledger: Ledger, article_id: int, sketch: Sketch) -> None:
    """Keep an article's sketch in place of an earlier version's."""
    ledger.execute(delete(SketchKeyRow).where(col(SketchKeyRow.article_id) == article_id))
    packed = b"".join(value.to_bytes(6, "big") for value in sketch.hashes)
    ledger.merge(SketchRow(article_id=article_id, shingles=sketch.shingles, hashes=packed, digest=sketch.digest))
    ledger.add_all(SketchKeyRow(key=key, article_id=article_id) for key in dict.fromkeys(sketch.hashes[:KEYS]))
    ledger.flush()


def join_story(ledger: Ledger, article_id: int, original: Candidate) -> int:
    """Put an article into the story of another; return the story's number."""
    story = original.story
    if not story:
        row = StoryRow(first_article=original.article_id)
        ledger.add(row)
        ledger.flush()
        story = row.id or 0
        ledger.execute(update(ArticleRow).where(col(ArticleRow.id) == original.article_id).values(story_id=story))
    ledger.execute(update(ArticleRow).where(col(ArticleRow.id) == article_id).values(story_id=story))
    return story


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


def _sketch_of(row: SketchRow) -> Sketch:
    packed = row.hashes
    hashes = tuple(int.from_bytes(packed[i : i + 6], "big") for i in range(0, len(packed), 6))
    return Sketch(hashes=hashes, shingles=row.shingles, digest=row.digest)
