"""The ledger's tables, one class a table; rows never leave models/."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

SQLModel.metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An aware time, kept in UTC; naive ones are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware time into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"a time without a zone cannot be kept: {value!r}"
            raise ValueError(msg)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware time in UTC."""
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


Id = BigInteger().with_variant(Integer, "sqlite")
Json = JSON().with_variant(JSONB, "postgresql")


def _id() -> Any:
    return Field(default=None, sa_column=Column(Id, primary_key=True, autoincrement=True))


def _to(target: str, *, index: bool = True, primary: bool = False, nullable: bool = False, cascade: bool = True) -> Any:
    """Refer to another table's row; the row goes when the other does, or forgets it where it may be null."""
    ondelete = "SET NULL" if nullable else "CASCADE" if cascade else None
    column = Column(Id, ForeignKey(target, ondelete=ondelete), primary_key=primary, index=index, nullable=nullable)
    return Field(default=None if nullable else ..., sa_column=column)


def _moment(*, nullable: bool = True, index: bool = False) -> Any:
    return Field(default=None if nullable else ..., sa_column=Column(Moment(), nullable=nullable, index=index))


def _json(default: str = "[]") -> Any:
    return Field(sa_column=Column(Json, nullable=False, server_default=text(f"'{default}'")))


def _text(default: str = "") -> Any:
    return Field(default=default, sa_column=Column(Text, nullable=False, server_default=text(f"'{default}'")))


class SourceRow(SQLModel, table=True):
    """A feed, section page or sitemap."""

    __tablename__ = "source"
    id: int | None = _id()
    name: str = Field(sa_column=Column(Text, unique=True, nullable=False))
    kind: str
    url: str = Field(sa_column=Column(Text, nullable=False))
    homepage: str = _text()
    language: str = _text()
    region: str = _text()
    focus: list[str] = _json()
    note: str = _text()
    verified: bool = False
    enabled: bool = True
    interval_minutes: int | None = None
    selectors: dict[str, str] = _json("{}")


class PollRow(SQLModel, table=True):
    """What the last visits to a source taught us; due at the beginning of time means at once."""

    __tablename__ = "poll"
    source_id: int = _to("source.id", primary=True, index=False)
    due: datetime = _moment(nullable=False, index=True)  # next_poll, or the beginning of time; indexed for the tick
    retired: bool = False
    health: str = _text("never")
    health_since: datetime | None = _moment()
    state: dict[str, Any] = _json("{}")  # the rest of PollState


class ClaimRow(SQLModel, table=True):
    """A source that somebody is visiting; a small row of its own, for a round takes thousands at once."""

    __tablename__ = "claim"
    source_id: int = _to("source.id", primary=True, index=False)
    until: datetime = _moment(nullable=False)


class VisitRow(SQLModel, table=True):
    """One visit to a source: its health record."""

    __tablename__ = "visit"
    __table_args__ = (Index("ix_visit_source_at", "source_id", "at"),)
    id: int | None = _id()
    source_id: int = _to("source.id", index=False)
    at: datetime = _moment(nullable=False, index=True)
    kind: str
    status: int | None = None
    url: str = _text()
    entries: int = 0
    fresh: int = 0
    detail: str = _text()
    bytes_read: int = 0


class EntryRow(SQLModel, table=True):
    """An entry that was seen, so that it is never taken for new again."""

    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("source_id", "key"),)
    id: int | None = _id()
    source_id: int = _to("source.id", index=False)
    key: str = Field(sa_column=Column(Text, nullable=False))  # hash of guid and link
    url: str = _text()
    title: str = _text()
    first_seen: datetime = _moment(nullable=False)
    article_id: int | None = _to("article.id", nullable=True)
    set_aside: str = _text()  # why no article was made of it
    attempts: int = 0
    look_again: datetime | None = _moment(index=True)  # when its article is asked for again, in search of edits


class StoryRow(SQLModel, table=True):
    """One story, told by one or more near-duplicate articles."""

    __tablename__ = "story"
    id: int | None = _id()
    first_article: int = Field(sa_column=Column(Id, nullable=False))


class ArticleRow(SQLModel, table=True):
    """An article, without its text."""

    __tablename__ = "article"
    __table_args__ = (
        Index(
            "ix_article_unmeasured",  # the predicate as the store asks it, or SQLite would not use it
            "day",
            "published",
            sqlite_where=text("measured IS 0"),
            postgresql_where=text("measured IS false"),
        ),
        Index(
            "ix_article_troubled",
            "id",
            sqlite_where=text("trouble != ''"),
            postgresql_where=text("trouble != ''"),
        ),
    )
    id: int | None = _id()
    source_id: int | None = _to("source.id", nullable=True)
    canonical_url: str = Field(sa_column=Column(Text, unique=True, nullable=False))
    url: str = Field(sa_column=Column(Text, nullable=False))
    guid: str = _text()
    title: str = Field(sa_column=Column(Text, nullable=False))
    language: str = _text()
    outlet: str = Field(sa_column=Column(Text, nullable=False, index=True))
    author: str = _text()
    published: datetime | None = _moment()
    published_origin: str = "none"
    published_day_only: bool = False
    first_seen: datetime = _moment(nullable=False)
    day: date = Field(sa_column=Column(Date, nullable=False, index=True))  # of publication, else of first sight
    version: int = 1
    story_id: int | None = _to("story.id", nullable=True)
    measured: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=text("false")))
    trouble: str = _text()  # what went wrong when its figures were read


class BodyRow(SQLModel, table=True):
    """The text of one version of an article, compressed with zstd."""

    __tablename__ = "body"
    article_id: int = _to("article.id", primary=True, index=False)
    version: int = Field(sa_column=Column(Integer, primary_key=True))
    title: str = Field(sa_column=Column(Text, nullable=False))
    packed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    digest: str
    fetched: datetime = _moment(nullable=False)


class SketchRow(SQLModel, table=True):
    """The near-duplicate sketch of an article's current text."""

    __tablename__ = "sketch"
    article_id: int = _to("article.id", primary=True, index=False)
    shingles: int
    hashes: bytes = Field(sa_column=Column(LargeBinary, nullable=False))  # 48-bit big-endian numbers
    digest: str = Field(sa_column=Column(Text, nullable=False, index=True))


class SketchKeyRow(SQLModel, table=True):
    """The sketch's lowest hashes, for finding candidates."""

    __tablename__ = "sketch_key"
    __table_args__: ClassVar[dict[str, Any]] = {"sqlite_with_rowid": False}
    key: int = Field(sa_column=Column(BigInteger, primary_key=True))
    day: date = Field(sa_column=Column(Date, primary_key=True))  # the article's: only days around are looked at
    article_id: int = _to("article.id", primary=True, index=True)


class SubjectRow(SQLModel, table=True):
    """A watched company or market."""

    __tablename__ = "subject"
    id: int | None = _id()
    name: str = Field(sa_column=Column(Text, unique=True, nullable=False))
    kind: str
    terms: list[list[str]] = _json()
    exclude: list[str] = _json()
    ambiguous: list[str] = _json()
    context: list[str] = _json()
    added: datetime = _moment(nullable=False)
    removed: datetime | None = _moment()  # not watched any more; what is known of it waits for its return
    history_cursor: int | None = Field(default=0, sa_column=Column(Id))  # last article re-read; null when done
    history_total: int = 0
    history_done: int = 0


class MetricRow(SQLModel, table=True):
    """A metric of the user's own."""

    __tablename__ = "metric"
    key: str = Field(sa_column=Column(Text, primary_key=True))
    definition: dict[str, Any] = _json("{}")


class MentionRow(SQLModel, table=True):
    """Which article mentions which subject."""

    __tablename__ = "mention"
    subject_id: int = _to("subject.id", primary=True, index=False)
    article_id: int = _to("article.id", primary=True, index=True)
    places: list[list[int]] = _json()  # [start, end] in title + "\n" + text of the current version


class FigureRow(SQLModel, table=True):
    """A figure as read from one version of an article, with corrections applied."""

    __tablename__ = "figure"
    __table_args__ = (
        Index("ix_figure_series", "subject_id", "metric", "measure", "published"),
        Index("ix_figure_subject_day", "subject_id", "published"),
        Index(
            "ix_figure_standing",  # counts a subject's series without reading a figure
            "subject_id",
            "metric",
            "measure",
            "scope",
            "published",
            sqlite_where=text("rejected IS 0 AND withdrawn IS 0"),
            postgresql_where=text("rejected IS false AND withdrawn IS false"),
        ),
    )
    id: int | None = _id()
    article_id: int = _to("article.id")
    version: int  # of the article that said it last
    appeared: int  # the version that said it first
    subject_id: int = _to("subject.id", index=False)
    published: date = Field(sa_column=Column(Date, nullable=False, index=True))
    metric: str
    measure: str
    scope: str | None = None
    value: float
    value_high: float | None = None
    unit: str
    also: list[dict[str, Any]] = _json()
    qualifier: str
    period: str | None = None
    status: str
    quote: str = Field(sa_column=Column(Text, nullable=False))
    start: int
    end: int
    confidence: float
    forecaster: str = _text()
    rules: list[list[str]] = _json()
    role: str = _text("silent")  # what the ledger made of it: a ChangeKind
    corroborates: int | None = _to("figure.id", nullable=True)
    rejected: bool = False
    withdrawn: bool = False  # a later version of the article no longer says it
    original: dict[str, Any] | None = Field(default=None, sa_column=Column(Json))  # the reading before corrections


class ChangeRow(SQLModel, table=True):
    """What an arriving figure changed; the feed that letters are made of."""

    __tablename__ = "change"
    __table_args__ = (Index("ix_change_subject_id", "subject_id", "id"),)
    id: int | None = _id()
    figure_id: int = _to("figure.id")
    subject_id: int = _to("subject.id", index=False)
    kind: str
    previous_id: int | None = _to("figure.id", nullable=True)
    year_ago_id: int | None = _to("figure.id", nullable=True)
    why: dict[str, Any] = _json("{}")  # the reason: its code and what it cites
    edited: bool = False
    at: datetime = _moment(nullable=False, index=True)
    published: date = Field(sa_column=Column(Date, nullable=False, index=True))
    mailable: bool = True  # false for what history brought up
    correction: bool = False  # restates what a person corrected after it was told
    withdrawn: bool = False  # no longer holds: its figure was rejected or the series was rebuilt


class DecisionRow(SQLModel, table=True):
    """What a person decided about a figure."""

    __tablename__ = "decision"
    id: int | None = _id()
    figure_id: int = _to("figure.id")
    at: datetime = _moment(nullable=False)
    who: str
    note: str = _text()
    action: str  # "reject", "correct", "restore"
    before: dict[str, Any] = _json("{}")
    after: dict[str, Any] = _json("{}")


class SubscriberRow(SQLModel, table=True):
    """Who gets letters."""

    __tablename__ = "subscriber"
    id: int | None = _id()
    email: str = Field(sa_column=Column(Text, unique=True, nullable=False))
    name: str = _text()
    language: str = "en"
    cadence: str = "day"
    at: time
    weekday: int = 0
    zone: str = "UTC"
    quiet_from: time | None = None
    quiet_until: time | None = None
    channels: list[str] = _json()
    send_empty: bool = False
    confirmed: bool = False
    paused: bool = False
    added: datetime = _moment(nullable=False)
    cursor: int = Field(default=0, sa_column=Column(Id, nullable=False))  # id of the last change looked at
    article_cursor: int = Field(default=0, sa_column=Column(Id, nullable=False))
    last_letter: datetime | None = _moment()
    next_letter: datetime | None = _moment(index=True)


class RuleRow(SQLModel, table=True):
    """An alert rule of a subscriber."""

    __tablename__ = "rule"
    id: int | None = _id()
    subscriber_id: int = _to("subscriber.id")
    definition: dict[str, Any] = _json("{}")


class LetterRow(SQLModel, table=True):
    """The outbox, and the archive of what was sent."""

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("subscriber_id", "window_key", "channel"),
        Index(
            "ix_letter_due_waiting",
            "due",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )
    id: int | None = _id()
    subscriber_id: int | None = _to("subscriber.id", nullable=True)
    window_key: str
    channel: str = ""
    message_id: str = Field(sa_column=Column(Text, nullable=False, index=True))
    sender: str
    recipient: str
    subject: str = Field(sa_column=Column(Text, nullable=False))
    text: str = Field(sa_column=Column(Text, nullable=False))
    html: str = Field(sa_column=Column(Text, nullable=False))
    headers: list[list[str]] = _json()
    created: datetime = _moment(nullable=False)
    state: str = "waiting"  # "waiting", "delivered", "refused", "cancelled"
    due: datetime = _moment(nullable=False)
    lease_until: datetime | None = _moment()
    attempts: int = 0


class PictureRow(SQLModel, table=True):
    """An image of a letter."""

    __tablename__ = "picture"
    letter_id: int = _to("letter.id", primary=True, index=False)
    cid: str = Field(sa_column=Column(Text, primary_key=True))
    alt: str = _text()
    png: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class ToldRow(SQLModel, table=True):
    """Which subscriber was told which change, in which letter."""

    __tablename__ = "told"
    subscriber_id: int = _to("subscriber.id", primary=True, index=False)
    change_id: int = _to("change.id", primary=True, index=True)
    letter_id: int = _to("letter.id")


class ReceiptRow(SQLModel, table=True):
    """What became of an attempt to deliver a letter."""

    __tablename__ = "receipt"
    id: int | None = _id()
    letter_id: int = _to("letter.id")
    at: datetime = _moment(nullable=False)
    outcome: str
    detail: str = _text()
    next_attempt: datetime | None = _moment()


class RoundRow(SQLModel, table=True):
    """One round of collecting."""

    __tablename__ = "round"
    id: int | None = _id()
    started: datetime = _moment(nullable=False, index=True)
    ended: datetime | None = _moment()
    counts: dict[str, int] = _json("{}")
    failures: list[list[str]] = _json()


class UserRow(SQLModel, table=True):
    """Who may open the pages."""

    __tablename__ = "user"
    id: int | None = _id()
    name: str = Field(sa_column=Column(Text, unique=True, nullable=False))
    role: str  # "reader", "editor", "admin"
    password: str  # argon2 hash
    added: datetime = _moment(nullable=False)


class TokenRow(SQLModel, table=True):
    """A key to the API."""

    __tablename__ = "token"
    id: int | None = _id()
    name: str
    digest: str = Field(sa_column=Column(Text, unique=True, nullable=False))  # sha256 of the key
    scopes: list[str] = _json()
    added: datetime = _moment(nullable=False)
    last_used: datetime | None = _moment()


class AuditRow(SQLModel, table=True):
    """Who wrote what, when."""

    __tablename__ = "audit"
    id: int | None = _id()
    at: datetime = _moment(nullable=False, index=True)
    who: str
    action: str
    subject: str = _text()
    detail: dict[str, Any] = _json("{}")


class NoteRow(SQLModel, table=True):
    """A small fact to remember: when the catalogue was loaded, whether the silence alarm is on."""

    __tablename__ = "note"
    key: str = Field(sa_column=Column(Text, primary_key=True))
    value: str = _text()
