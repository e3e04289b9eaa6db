"""Articles, their versions and their texts, in the ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal

import zstandard
from sqlalchemy import bindparam, func, insert, text
from sqlmodel import col, select, update

from models.database import Ledger
from models.errors import NotFoundError
from models.store.dialect import batches, columns, insert_in, insert_new
from models.store.search import Indexed, index_article, is_sqlite, matching, unindex_article
from models.store.sources import entry_keys
from models.store.terms import query_of
from models.tables import ArticleRow, BodyRow, EntryRow, FigureRow, SourceRow
from models.values import Article, Entry, KeptArticle, Source

Outcome = Literal["new", "seen", "edited"]
# Statements for every article are written once: composing one anew takes longer than its answer.
_AT_ADDRESS = columns(ArticleRow.id).where(col(ArticleRow.canonical_url) == bindparam("address"))
_INSERTED: Any = insert(ArticleRow).returning(col(ArticleRow.id))
_LOOKED_AT = (
    update(EntryRow)
    .where(col(EntryRow.source_id) == bindparam("source"), col(EntryRow.key) == bindparam("entry"))
    .values(look_again=bindparam("at"))
)
_MEASURING_LOCK = 7_204_612  # any number, the same for everyone who measures
ATTEMPTS = 5  # visits in which an entry's page may fail before it is set aside for good


def entry_key(guid: str, url: str) -> str:
    """Return what an entry is known by: guid and link together, since feeds reuse both."""
    return hashlib.blake2b(f"{guid}\n{url}".encode(), digest_size=16).hexdigest()


def unknown_entries(ledger: Ledger, source: Source, entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries of a source that are not kept, nor set aside for good."""
    keys = {entry_key(entry.guid, entry.url): entry for entry in entries}
    seen = entry_keys(ledger, source, list(keys))
    known = {key for key, row in seen.items() if row.article_id or row.attempts >= ATTEMPTS}
    return [entry for key, entry in keys.items() if key not in known]


def adopt_entries(ledger: Ledger, source: Source, entries: Mapping[str, Entry], now: datetime) -> set[str]:
    """Note that entries lead to articles which are kept already; return their keys.

    `entries` are by the identity of their addresses. A site that gives all its items new identifiers, or a second feed
    of the same articles, costs no page.
    """
    numbers: dict[str, int] = {}
    for some in batches(list(entries)):
        query = columns(ArticleRow.canonical_url, ArticleRow.id).where(col(ArticleRow.canonical_url).in_(some))
        numbers |= {url: number for url, number in ledger.execute(query)}  # noqa: C416 - rows are not pairs to dict()
    for url, number in numbers.items():
        row = _entry_row(ledger, source.id, entries[url], now)
        row.article_id = number
        ledger.add(row)
    ledger.flush()
    return set(numbers)


def set_entry_aside(ledger: Ledger, source_id: int, entry: Entry, why: str, now: datetime, *, final: bool) -> None:
    """Record why no article was made of an entry; a final one is not tried again."""
    row = _entry_row(ledger, source_id, entry, now)
    row.attempts = ATTEMPTS if final else row.attempts + 1
    row.set_aside = why
    row.look_again = None
    ledger.add(row)
    ledger.flush()


# News is corrected within hours, and rarely after three days.
LOOKS = (timedelta(hours=6), timedelta(days=1), timedelta(days=3))
LOOKS_A_VISIT = 10


def _next_look(first_seen: datetime, now: datetime) -> datetime | None:
    return next((first_seen + after for after in LOOKS if first_seen + after > now), None)


def entries_to_look_at_again(ledger: Ledger, source: Source, now: datetime) -> list[Entry]:
    """Return entries whose articles gave figures and are due for a look whether they were edited."""
    query = (
        select(EntryRow, ArticleRow)
        .join(ArticleRow, col(ArticleRow.id) == EntryRow.article_id)
        .where(EntryRow.source_id == source.id, col(EntryRow.look_again) <= now)
        .where(select(FigureRow.id).where(col(FigureRow.article_id) == ArticleRow.id).exists())
        .order_by(col(EntryRow.look_again))
        .limit(LOOKS_A_VISIT)
    )
    return [
        Entry(
            source_id=source.id,
            guid=article.guid,
            url=entry.url,
            title=article.title,
            published=article.published,
            author=article.author,
            outlet=article.outlet,
        )
        for entry, article in ledger.exec(query)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAsideEntry:
    """An entry that no article was made of."""

    source: str
    url: str
    title: str
    why: str
    first_seen: datetime


def entries_set_aside(ledger: Ledger, limit: int = 50) -> list[SetAsideEntry]:
    """Return the entries that no article was made of, newest first."""
    rows = ledger.execute(
        columns(SourceRow.name, EntryRow.url, EntryRow.title, EntryRow.set_aside, EntryRow.first_seen)
        .join(SourceRow, col(SourceRow.id) == EntryRow.source_id)
        .where(col(EntryRow.set_aside) != "", col(EntryRow.article_id).is_(None))
        .order_by(col(EntryRow.id).desc())
        .limit(limit)
    )
    return [SetAsideEntry(source=s, url=u, title=t, why=w, first_seen=f) for s, u, t, w, f in rows]


def keep_article(ledger: Ledger, article: Article) -> tuple[KeptArticle, Outcome]:
    """Keep an article once: it is new, seen before, or an edited version of one that is kept."""
    known = ledger.connection().execute(_AT_ADDRESS, {"address": article.canonical_url}).first()
    kept, outcome = _insert(ledger, article) if known is None else _meet(ledger, known.id, article)
    if article.source_id:
        _lead_to(ledger, kept.id, article)
    return kept, outcome


def _insert(ledger: Ledger, article: Article) -> tuple[KeptArticle, Outcome]:
    day = (article.published or article.fetched).date()
    row = {
        "source_id": article.source_id or None,
        "canonical_url": article.canonical_url,
        "url": article.url,
        "guid": article.guid,
        "title": article.title,
        "language": article.language,
        "outlet": article.outlet,
        "author": article.author,
        "published": article.published,
        "published_origin": article.published_origin,
        "published_day_only": article.published_day_only,
        "first_seen": article.fetched,
        "day": day,
        "version": 1,
    }
    number: int = ledger.connection().execute(_INSERTED, row).scalar_one()
    _add_body(ledger, number, 1, article)
    words = {"title": article.title, "body": article.text, "language": article.language, "outlet": article.outlet}
    index_article(ledger, Indexed(id=number, **words))
    return KeptArticle(id=number, article=article, version=1, day=day, first_seen=article.fetched), "new"


def _meet(ledger: Ledger, number: int, article: Article) -> tuple[KeptArticle, Outcome]:
    """Keep an article that is kept already: its text anew where that was edited."""
    row = ledger.get_one(ArticleRow, number)
    edited = bool(article.text) and _digest(article) != _body(ledger, row).digest
    if edited:
        _add_version(ledger, row, article)
    ledger.flush()
    return _kept(row, _body(ledger, row)), "edited" if edited else "seen"


def _add_version(ledger: Ledger, row: ArticleRow, article: Article) -> None:
    assert row.id is not None  # noqa: S101 - read from the ledger
    before = _body(ledger, row)
    unindex_article(ledger, _indexed(row, before.title, _unpacked(before)))
    row.version += 1
    row.title = article.title
    row.measured = False
    ledger.add(row)
    _add_body(ledger, row.id, row.version, article)
    index_article(ledger, _indexed(row, article.title, article.text))


def _indexed(row: ArticleRow, title: str, body: str) -> Indexed:
    return Indexed(id=row.id or 0, title=title, body=body, language=row.language, outlet=row.outlet)


def _add_body(ledger: Ledger, article_id: int, version: int, article: Article) -> None:
    row = {
        "article_id": article_id,
        "version": version,
        "title": article.title,
        "packed": zstandard.compress(article.text.encode(), 3),
        "digest": _digest(article),
        "fetched": article.fetched,
    }
    ledger.connection().execute(insert(BodyRow), row)


def _digest(article: Article) -> str:
    """Tell texts apart by their words: spacing alone is no edit."""
    words = " ".join(f"{article.title}\n{article.text}".split())
    return hashlib.blake2b(words.encode(), digest_size=16).hexdigest()


def _entry(source_id: int, item: Entry | Article, now: datetime) -> dict[str, Any]:
    link = item.url if isinstance(item, Entry) else item.link or item.url
    key = entry_key(item.guid, link)
    return {"source_id": source_id, "key": key, "url": link, "title": item.title, "first_seen": now, "attempts": 0}


def _lead_to(ledger: Ledger, number: int, article: Article) -> None:
    """Note that an article's entry leads to it, and when it is looked at again."""
    entry = _entry(article.source_id, article, article.fetched)
    entry |= {"article_id": number, "look_again": _next_look(article.fetched, article.fetched)}
    connection = ledger.connection()
    first_seen = connection.execute(_entry_upsert(connection.dialect.name), entry).scalar_one()
    if first_seen != article.fetched:  # one that was seen before is looked at again by the time of then
        again = {"source": article.source_id, "entry": entry["key"], "at": _next_look(first_seen, article.fetched)}
        connection.execute(_LOOKED_AT, again)


@cache
def _entry_upsert(dialect: str) -> Any:
    """Return the statement that keeps an entry with its article, and returns when the entry was first seen."""
    keeping = insert_in(dialect, EntryRow)
    led = {name: keeping.excluded[name] for name in ("article_id", "look_again")}
    keeping = keeping.on_conflict_do_update(index_elements=["source_id", "key"], set_=led)
    return keeping.returning(col(EntryRow.first_seen))


def _entry_row(ledger: Ledger, source_id: int, item: Entry, now: datetime) -> EntryRow:
    entry = _entry(source_id, item, now)
    key = entry["key"]
    insert_new(ledger, EntryRow, [entry], on=("source_id", "key"))
    return ledger.exec(select(EntryRow).where(EntryRow.source_id == source_id, EntryRow.key == key)).one()


def _body(ledger: Ledger, row: ArticleRow, version: int | None = None) -> BodyRow:
    return ledger.exec(
        select(BodyRow).where(BodyRow.article_id == row.id, BodyRow.version == (version or row.version))
    ).one()


def _unpacked(body: BodyRow) -> str:
    return zstandard.decompress(body.packed).decode()


def _kept(row: ArticleRow, body: BodyRow) -> KeptArticle:
    article = Article(
        source_id=row.source_id or 0,
        guid=row.guid,
        url=row.url,
        canonical_url=row.canonical_url,
        title=body.title,
        text=_unpacked(body),
        language=row.language,
        outlet=row.outlet,
        author=row.author,
        published=row.published,
        published_origin=row.published_origin,  # type: ignore[arg-type]
        published_day_only=row.published_day_only,
        fetched=body.fetched,
    )
    return KeptArticle(
        id=row.id or 0,
        article=article,
        version=body.version,
        day=row.day,
        story=row.story_id or 0,
        first_seen=row.first_seen,
    )


def article_numbered(ledger: Ledger, number: int, version: int | None = None) -> KeptArticle:
    """Return an article, in its current version unless another is asked for; raises NotFoundError."""
    row = ledger.get(ArticleRow, number)
    if row is None or (version is not None and not 1 <= version <= row.version):
        msg = f"no article has the number {number}" + (f" and a version {version}" if version else "")
        raise NotFoundError(msg)
    return _kept(row, _body(ledger, row, version))


def article_at(ledger: Ledger, canonical_url: str) -> KeptArticle | None:
    """Return the article of that identity, or None."""
    row = ledger.exec(select(ArticleRow).where(ArticleRow.canonical_url == canonical_url)).first()
    return _kept(row, _body(ledger, row)) if row else None


def unmeasured(ledger: Ledger, limit: int) -> list[int]:
    """Return the numbers of articles whose figures wait to be read, in publication order."""
    waiting = select(ArticleRow.id).where(col(ArticleRow.measured).is_(False))
    query = waiting.order_by(col(ArticleRow.day), col(ArticleRow.published), col(ArticleRow.id)).limit(limit)
    return [number or 0 for number in ledger.exec(query)]


def take_unmeasured(ledger: Ledger, number: int, version: int) -> bool:
    """Take a version of an article to measure in this transaction; False where it is measured or edited meanwhile.

    Whoever else measures waits until the transaction ends: two who do not see each other's figures would both tell
    the same change.
    """
    if not is_sqlite(ledger):  # where a transaction that writes is alone anyway
        ledger.execute(text(f"SELECT pg_advisory_xact_lock({_MEASURING_LOCK})"))
    return ledger.connection().execute(_TAKEN, {"number": number, "version": version}).first() is not None


_TAKEN = (
    columns(ArticleRow.id)
    .where(col(ArticleRow.id) == bindparam("number"), col(ArticleRow.version) == bindparam("version"))
    .where(col(ArticleRow.measured).is_(False))
    .with_for_update()
)


def articles_now(ledger: Ledger, numbers: Sequence[int]) -> list[KeptArticle]:
    """Return these articles in their current versions, in the order asked for."""
    rows = ledger.execute(
        columns(ArticleRow, BodyRow)
        .join(BodyRow, (col(BodyRow.article_id) == ArticleRow.id) & (col(BodyRow.version) == ArticleRow.version))
        .where(col(ArticleRow.id).in_(numbers))
    )
    found = {row.id: _kept(row, body) for row, body in rows}
    return [found[number] for number in numbers if number in found]


def articles_numbered(ledger: Ledger, numbers: Sequence[int]) -> list[KeptArticle]:
    """Return these articles, by number, each in all its versions, the oldest first."""
    rows = ledger.execute(
        columns(ArticleRow, BodyRow)
        .join(BodyRow, col(BodyRow.article_id) == col(ArticleRow.id))
        .where(col(ArticleRow.id).in_(numbers))
        .order_by(col(ArticleRow.id), col(BodyRow.version))
    )
    return [_kept(row, body) for row, body in rows]


def hold_versions(ledger: Ledger, numbers: Sequence[int]) -> dict[int, int]:
    """Return the current version of each article; nobody edits these until the transaction ends."""
    query = columns(ArticleRow.id, ArticleRow.version).where(col(ArticleRow.id).in_(numbers))
    return dict(ledger.execute(query.order_by(col(ArticleRow.id)).with_for_update()).all())


def texts_of(ledger: Ledger, versions: Iterable[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """Return title and text, as offsets count in them, of these (article, version) pairs."""
    wanted = set(versions)
    numbers = {number for number, _ in wanted}
    rows = ledger.exec(select(BodyRow).where(col(BodyRow.article_id).in_(numbers)))
    return {
        (row.article_id, row.version): f"{row.title}\n{_unpacked(row)}"
        for row in rows
        if (row.article_id, row.version) in wanted
    }


def mark_measured(ledger: Ledger, article_id: int, trouble: str = "") -> None:
    """Record that the article's figures are in the ledger, or what went wrong when they were read."""
    ledger.connection().execute(_MEASURED, {"number": article_id, "why": trouble})


_MEASURED = (
    update(ArticleRow).where(col(ArticleRow.id) == bindparam("number")).values(measured=True, trouble=bindparam("why"))
)


def troubled_articles(ledger: Ledger, limit: int = 50) -> list[tuple[int, str, str]]:
    """Return (number, title, what went wrong) of articles whose figures could not be read, newest first."""
    query = select(ArticleRow).where(col(ArticleRow.trouble) != "").order_by(col(ArticleRow.id).desc()).limit(limit)
    return [(row.id or 0, row.title, row.trouble) for row in ledger.exec(query)]


def articles_naming(ledger: Ledger, terms: Sequence[str]) -> set[int]:
    """Return the numbers of the articles in which any of these words or phrases may occur, by the search index."""
    found: set[int] = set()
    for term in terms:
        query = query_of('"' + term.replace('"', " ") + '"')
        if query.wanted:
            found |= set(ledger.execute(columns(col(ArticleRow.id)).where(matching(ledger, query))).scalars())
    return found


def count_articles(ledger: Ledger) -> int:
    """Return how many articles are kept."""
    return ledger.exec(select(func.count()).select_from(ArticleRow)).one()


def last_article_number(ledger: Ledger) -> int:
    """Return the highest number given to an article."""
    return ledger.exec(select(func.max(ArticleRow.id))).one() or 0


def last_article_seen(ledger: Ledger) -> datetime | None:
    """Return when an article was last seen for the first time."""
    query = select(ArticleRow.first_seen).order_by(col(ArticleRow.id).desc()).limit(1)
    return ledger.exec(query).first()


def last_measured_number(ledger: Ledger) -> int:
    """Return the highest number up to which every article is measured."""
    lowest = func.min(col(ArticleRow.id) + 0)  # the sum keeps SQLite from walking all numbers in search of the lowest
    waiting = ledger.exec(select(lowest).where(col(ArticleRow.measured).is_(False))).one()
    return waiting - 1 if waiting else last_article_number(ledger)
