"""The values that the API takes and gives: a contract of their own, apart from the rooms' shapes."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Generic, Literal, TypeVar

from fastapi import Path, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

T = TypeVar("T")

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_PLAIN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$"


def _iso(value: object) -> object:
    """Take days as they are written; pydantic would take seconds for one."""
    if isinstance(value, str) and not _ISO_DAY.fullmatch(value):
        msg = "write a day as 2025-01-14"
        raise ValueError(msg)
    return value


Day = Annotated[date, BeforeValidator(_iso)]
Word = Annotated[str, StringConstraints(max_length=300, pattern=_PLAIN)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=_PLAIN)]
Note = Annotated[str, StringConstraints(max_length=2000, pattern=_PLAIN)]
Words = Annotated[list[Word], Field(max_length=400)]
Number = Annotated[int, Path(ge=1, le=2**53)]
Cursor = Annotated[str, Query(pattern=r"^[0-9]{0,15}$", description="`next_cursor` of the page before")]
Limit = Annotated[int, Query(ge=1, le=200)]
Language = Literal["en", "zh"]
SubjectKind = Literal["company", "market"]
Kind = Literal["revision", "outcome", "movement", "event", "first"]
Role = Literal["repeat", "revision", "outcome", "movement", "event", "first", "silent"]
Measure = Literal["level", "growth"]
Status = Literal["actual", "forecast", "target"]
Qualifier = Literal["exact", "about", "more_than", "less_than"]
LetterState = Literal["waiting", "delivered", "refused", "cancelled"]
Amount = Annotated[float, Field(ge=0, le=1e18)]


class Given(BaseModel):
    """A value that a request brings; fields that nobody knows are refused."""

    model_config = ConfigDict(extra="forbid")


class PageOf(BaseModel, Generic[T]):
    """One page of a list."""

    items: list[T]
    next_cursor: str | None = Field(description="pass as `cursor` for the next page; null on the last one")


class RestatementOut(BaseModel):
    """A figure in another currency or unit."""

    value: float
    unit: str
    value_high: float | None = None


class FigureOut(BaseModel):
    """A figure as one article reported it, with the fields of the annotation guide."""

    number: int
    subject: str
    metric: str
    measure: Measure
    scope: str | None
    value: float
    value_high: float | None
    unit: str
    also: list[RestatementOut]
    qualifier: Qualifier
    period: str | None
    status: Status
    quote: str
    published: date
    outlet: str
    title: str
    url: str
    article: int
    version: int
    start: int
    end: int
    confidence: float
    forecaster: str
    role: Role
    corroborates: int | None
    corrected: bool
    rejected: bool


class DecisionOut(BaseModel):
    """What a person decided about a figure."""

    at: datetime
    who: str
    note: str
    action: str


class FigureWithSources(FigureOut):
    """A figure with what corroborates it and what people decided."""

    rules: dict[str, str]
    sources: list[FigureOut]
    decisions: list[DecisionOut]


class Correction(Given):
    """Fields of a figure to put right; those left out stay."""

    subject: Name | None = None
    metric: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")] | None = None
    measure: Measure | None = None
    scope: Word | None = None
    value: Annotated[float, Field(allow_inf_nan=False, ge=-1e18, le=1e18)] | None = None
    value_high: Annotated[float, Field(allow_inf_nan=False, ge=-1e18, le=1e18)] | None = None
    unit: Word | None = None
    qualifier: Qualifier | None = None
    period: Word | None = None
    status: Status | None = None
    note: Note = ""


class Reason(Given):
    """Why something is done, for the record."""

    note: Note = ""


class ChangeOut(BaseModel):
    """What a figure changed, and why."""

    number: int
    kind: Kind
    at: datetime
    subject: str
    metric: str
    measure: Measure
    scope: str | None
    period: str | None
    status: Status
    value: float
    unit: str
    percent: float | None = Field(description="change in percent against `previous`")
    reason: str  # in English words
    reason_code: str  # the same without words: "newer", "differs", "note" …
    edited: bool
    correction: bool
    quote: str
    outlet: str
    title: str
    url: str
    published: date
    outlets: list[str]
    figure: int
    previous: RestatementOut | None
    previous_figure: int | None
    text: str = Field(description="the change in words: 7 → 8.1 billion yuan, +16%")


class ArticleOut(BaseModel):
    """An article in a list."""

    number: int
    title: str
    outlet: str
    source: str
    language: str
    url: str
    day: date
    first_seen: datetime
    version: int
    story: int | None
    subjects: list[str]
    figures: int
    snippet: str = ""


class FoundArticles(PageOf[ArticleOut]):
    """One page of a search."""

    total: int = Field(description="articles that fit")
    more_than_total: bool = Field(description="true: there are more than `total`; counting stopped there")


class ArticleWithText(ArticleOut):
    """An article with its text; offsets count in title, a line break, and text."""

    text: str
    read: list[FigureOut]
    copies: list[int]


class SubjectIn(Given):
    """A company or market to watch."""

    name: Name
    kind: SubjectKind = "company"
    aliases: Words = Field(default_factory=list)
    terms: Annotated[list[Words], Field(max_length=8)] = Field(
        default_factory=list, description="groups of a market; each must have a match in one sentence"
    )
    exclude: Words = Field(default_factory=list)
    ambiguous: Words = Field(default_factory=list)
    context: Words = Field(default_factory=list)


class SubjectOut(BaseModel):
    """A watched company or market."""

    number: int
    name: str
    kind: SubjectKind
    terms: list[list[str]]
    exclude: list[str]
    ambiguous: list[str]
    context: list[str]
    added: datetime
    reading: bool = Field(description="its stored history is still being read")
    history_done: int
    history_total: int


class SuggestionOut(BaseModel):
    """A company or market of the catalogue."""

    name: str
    kind: SubjectKind
    terms: list[list[str]]
    detail: str
    website: str
    tickers: list[str]


class SampleOut(BaseModel):
    """A sentence in which a subject would be found."""

    article: int
    outlet: str
    day: date
    sentence: str


class PreviewOut(BaseModel):
    """What a description matches in the stored articles."""

    articles: int
    read: int
    named: int
    terms: dict[str, int]
    samples: list[SampleOut]
    warnings: list[str]


class PointOut(BaseModel):
    """A figure in a series."""

    figure: int
    period: str | None
    at: date
    value: float
    status: Status
    superseded: bool
    converted: str
    outlets: list[str]
    year_on_year: float | None
    on_period: float | None


class SeriesOut(BaseModel):
    """A subject's figures of one metric, measure and scope, oldest first."""

    subject: str
    metric: str
    measure: Measure
    scope: str | None
    unit: str
    points: list[PointOut]


class SourceIn(Given):
    """A source to visit."""

    url: Annotated[str, StringConstraints(max_length=2000, pattern=r"^https?://[^\s\x00-\x1f]+$")]
    name: Annotated[str, StringConstraints(max_length=120, pattern=_PLAIN)] = ""
    kind: Literal["feed", "section", "sitemap"] = "feed"
    homepage: Word = ""
    language: Annotated[str, StringConstraints(max_length=8, pattern=r"^[a-z]*$")] = ""
    focus: Words = Field(default_factory=list)
    interval_minutes: Annotated[int, Field(ge=1, le=1440)] | None = None


class SourceOut(BaseModel):
    """A source, and how it is doing."""

    number: int
    name: str
    kind: str
    url: str
    homepage: str
    language: str
    focus: list[str]
    verified: bool  # the address was seen in a public source when the catalogue was made
    enabled: bool
    trouble: str  # "", failing, gone, silent or undated
    last_visit: datetime | None
    last_result: str | None
    next_visit: datetime | None
    reason: str


class RuleIn(Given):
    """Which changes a subscriber wants; an empty list means all."""

    subjects: Words = Field(default_factory=list)
    metrics: Words = Field(default_factory=list)
    kinds: list[Kind] = Field(default_factory=list)
    min_percent: Amount = 0
    min_absolute: Amount = 0
    direction: Literal["any", "up", "down"] = "any"
    min_sources: Annotated[int, Field(ge=1, le=100)] = 1
    min_confidence: Annotated[float, Field(ge=0, le=1)] = 0


class SubscriberChange(Given):
    """Settings of a subscriber; those left out stay."""

    name: Annotated[str, StringConstraints(max_length=120, pattern=_PLAIN)] | None = None
    language: Language | None = None
    cadence: Literal["instant", "hour", "day", "week"] | None = None
    at: Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")] | None = None
    weekday: Annotated[int, Field(ge=0, le=6)] | None = None
    zone: Word | None = None
    rules: Annotated[list[RuleIn], Field(max_length=50)] | None = None
    send_empty: bool | None = None
    paused: bool | None = None


class SubscriberIn(SubscriberChange):
    """Who is to get letters."""

    email: Annotated[str, StringConstraints(min_length=3, max_length=254, pattern=_PLAIN)]
    confirmed: bool = Field(default=False, description="true: no letter asks for confirmation first")


class SubscriberOut(BaseModel):
    """Who gets letters."""

    number: int
    email: str
    name: str
    language: Language
    cadence: str
    at: str
    weekday: int
    zone: str
    rules: list[RuleIn]
    send_empty: bool
    confirmed: bool
    paused: bool
    next_letter: datetime | None
    last_letter: datetime | None


class TrialOut(BaseModel):
    """What a rule would have sent."""

    days: int
    lines: int
    letters: int
    held: int
    changes: list[int]


class LetterOut(BaseModel):
    """A letter of the archive."""

    number: int
    subject: str
    recipient: str
    state: str
    created: datetime
    message_id: str
    channel: str


class ReceiptOut(BaseModel):
    """An attempt to deliver a letter."""

    at: datetime
    outcome: str
    detail: str


class LetterWithText(LetterOut):
    """A letter as it was sent."""

    text: str
    html: str
    receipts: list[ReceiptOut]


class StatusOut(BaseModel):
    """The state of the newsroom."""

    now: datetime
    articles: int
    sources: int
    subjects: int
    subjects_reading: int
    subscribers: int
    outbox: dict[str, int]
    next_visit: datetime | None
    next_letter: datetime | None


class FindingOut(BaseModel):
    """What needs a person, and what to do."""

    severity: Literal["error", "warning", "note"]
    what: str
    mend: str


class DeedOut(BaseModel):
    """A line of the audit log."""

    number: int
    at: datetime
    who: str
    action: str
    subject: str
