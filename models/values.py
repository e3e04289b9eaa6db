"""The shapes that pass between rooms: frozen, one for each stage of an article's life.

Source → Entry → Article → Mention, Figure → Change → Digest → Letter → Receipt
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal, Protocol

Language = Literal["en", "zh"]

# ── sources ────────────────────────────────────────────────────────────────────────────────────────────────────────

SourceKind = Literal["feed", "section", "sitemap"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selectors:
    """A site's own CSS selectors; each empty one leaves the choice to the extractor."""

    links: str = ""  # article links on a section page
    title: str = ""
    body: str = ""
    published: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One outlet's feed, section page or sitemap, as an operator describes it."""

    id: int = 0  # 0 until kept
    name: str
    kind: SourceKind
    url: str  # may hold a slot such as {query}, filled at each visit
    homepage: str = ""
    language: str = ""  # BCP 47 primary tag; empty where unknown
    region: str = ""
    focus: tuple[str, ...] = ()
    note: str = ""
    verified: bool = False  # the address was seen in a public source when the catalogue was made
    enabled: bool = True
    interval_minutes: int | None = None  # overrides the default polling interval
    selectors: Selectors = field(default_factory=Selectors)


VisitKind = Literal[
    "new",  # at least one entry not seen before
    "unchanged",  # 304, or the same body as last time, or only known entries
    "empty",  # readable, but without any entry
    "undated",  # readable, but no entry tells when it was published
    "changed_format",  # it answers, but no longer with a feed
    "blocked",  # 403 or a challenge page
    "limited",  # 429, or 503 with Retry-After
    "gone",  # 410
    "missing",  # 404
    "server_error",  # other 5xx
    "refused",  # robots.txt, a private network, an unusable address
    "unreachable",  # no connection, no name, no answer in time
    "unreadable",  # too large, cut short, or not to be parsed
]


Health = Literal[
    "never",  # not visited yet
    "fine",
    "failing",
    "gone",  # retired after 410 Gone
    "undated",
    "silent",  # it used to bring news, and has not for three times its usual gap
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PollState:
    """What the last visits to a source taught us: enough to decide the next one."""

    etag: str = ""  # verbatim
    last_modified: str = ""  # verbatim
    body_hash: str = ""
    last_visit: datetime | None = None
    last_success: datetime | None = None
    last_new: datetime | None = None
    last_unconditional: datetime | None = None
    interval_minutes: int = 60  # the adapted interval
    errors: int = 0  # visits in a row that failed
    last_kind: VisitKind | None = None
    gone: int = 0  # 410s in a row
    moved_to: str = ""  # where 301 or 308 last pointed
    moved: int = 0  # the same 301 or 308 in a row
    ttl_minutes: int = 0  # what the feed itself asks for (ttl, updatePeriod)
    skip_hours: tuple[int, ...] = ()  # of the day, UTC, when the feed asks to be left alone
    skip_days: tuple[int, ...] = ()  # of the week, Monday is 0
    usual_gap_minutes: int = 0  # between news, as a running mean; 0 until it is known
    gaps: int = 0  # how many that mean is made of
    health: Health = "never"
    health_since: datetime | None = None
    retired: bool = False
    next_poll: datetime | None = None  # None: at once
    reason: str = ""  # why then, in words


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """A source that is due, with what we know of it."""

    source: Source
    state: PollState = field(default_factory=PollState)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """How one visit to a source went."""

    source: Source
    kind: VisitKind
    at: datetime
    status: int | None = None  # HTTP status of the last answer
    url: str = ""  # where the answer came from, after redirects
    entries: int = 0
    fresh: int = 0  # entries not seen before
    detail: str = ""  # the cause in words, for people
    bytes_read: int = 0
    state: PollState  # after the visit, next_poll and reason included


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed, or one link of a section page or sitemap."""

    source_id: int
    guid: str  # the feed's own identifier; the link where it has none
    url: str  # absolute, http or https; empty where the item has none
    title: str  # plain text
    published: datetime | None = None  # aware; None where the item does not say or says nonsense
    author: str = ""
    summary: str = ""  # cleaned HTML
    content: str = ""  # cleaned HTML of the full text, where the feed carries it
    outlet: str = ""  # the publisher's name where an aggregator names it


SetAsideCause = Literal[
    "paywall",  # only the first lines are free
    "consent",  # a cookie wall or a check for robots instead of the article
    "short",  # too little text to be an article
    "empty",  # no text at all
    "no_page",  # the entry has no usable address
    "missing",  # 404 or 410
    "blocked",  # 401, 403, 429 or 451
    "refused",  # robots.txt, or a private network
    "failed",  # no answer, a server error, or a body cut short
    "unreadable",  # too large, not a page of text, or it took too long to read
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """An entry of which no article could be made, and why."""

    entry: Entry
    cause: SetAsideCause
    detail: str  # in words, for people
    at: datetime
    final: bool  # trying again is of no use


PublishedOrigin = Literal["feed", "page", "address", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A readable article: the page after its markup is gone."""

    source_id: int
    guid: str
    url: str  # as fetched, after redirects
    link: str = ""  # as the entry gave it, by which the entry is known; empty where it is the same
    canonical_url: str  # identity: two articles with the same one are the same
    title: str
    text: str  # paragraphs separated by newlines
    language: str  # "en", "zh", another primary tag, or empty
    outlet: str
    author: str = ""
    published: datetime | None = None  # aware
    published_origin: PublishedOrigin = "none"
    published_day_only: bool = False  # the page gave a day without a time
    fetched: datetime  # aware; the first-seen time of a new article


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptArticle:
    """An article as the ledger holds it."""

    id: int
    article: Article
    version: int = 1
    day: date  # of publication, else of first sight
    story: int = 0  # near-duplicate articles share it; 0 where none is known
    first_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What tells near-duplicate texts: the lowest hashes of the 4-token shingles."""

    hashes: tuple[int, ...]  # ascending, at most 128, each below 2**48
    shingles: int  # distinct shingles of the whole text
    digest: str  # hash of the normalised text


# ── subjects and figures ───────────────────────────────────────────────────────────────────────────────────────────

SubjectKind = Literal["company", "market"]
Measure = Literal["level", "growth"]
Qualifier = Literal["exact", "about", "more_than", "less_than"]
Status = Literal["actual", "forecast", "target"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A watched company or market; a sentence mentions it where every group of terms has a match (GUIDE.md)."""

    name: str
    kind: SubjectKind
    terms: tuple[tuple[str, ...], ...]
    exclude: tuple[str, ...] = ()  # phrases that contain a term but mean something else
    ambiguous: tuple[str, ...] = ()  # terms that count only with one of `context` near them
    context: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """Something that can be measured: one of GUIDE.md's table, or a user's own."""

    key: str
    unit: str  # "money", "percent", or a counted noun such as "units"
    cues_en: tuple[str, ...] = ()
    cues_zh: tuple[str, ...] = ()
    counted_en: tuple[str, ...] = ()  # nouns that go with a count
    counted_zh: tuple[str, ...] = ()
    state: bool = False  # stands at the end of its period (CHANGES.md), unlike a flow
    subjects: tuple[SubjectKind, ...] = ("company", "market")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text to read figures from; offsets count in `title + "\\n" + text`."""

    id: str
    language: str
    published: date
    title: str
    text: str

    @property
    def whole(self) -> str:
        """Return the text that offsets refer to."""
        return f"{self.title}\n{self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place in a document where a subject is named."""

    subject: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Restatement:
    """The same figure in another currency or unit, or rounded."""

    value: float
    unit: str
    value_high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number that a document reports about one subject: the fields of GUIDE.md, in its order."""

    subject: str
    metric: str
    measure: Measure
    scope: str | None
    value: float
    value_high: float | None = None
    unit: str
    also: tuple[Restatement, ...] = ()
    qualifier: Qualifier
    period: str | None
    status: Status
    quote: str
    start: int = 0
    end: int = 0
    confidence: float = 1.0  # 0 to 1; alerts can be gated by it
    forecaster: str = ""  # who expects it, where the text says; empty otherwise
    rules: tuple[tuple[str, str], ...] = ()  # (field, id of the rule that read it)


# ── the ledger ─────────────────────────────────────────────────────────────────────────────────────────────────────

ChangeKind = Literal["repeat", "revision", "outcome", "movement", "event", "first", "silent"]
ALERTED_KINDS: tuple[ChangeKind, ...] = ("revision", "outcome", "movement", "event", "first")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A figure as one article reported it: what the ledger holds and compares."""

    figure: Figure
    published: date  # the article's day
    outlet: str = ""  # who published it
    article_id: int = 0
    figure_id: int = 0  # 0 until kept
    version: int = 1  # of the article
    story: int = 0  # near-duplicate articles share it; 0 where unknown


ReasonCode = Literal[
    "agrees",  # with a known figure, by another telling
    "differs",  # from what is known for the same period
    "edited",  # the article itself was changed after publication
    "met",  # what was expected, or announced, has happened so
    "not_met",
    "not_comparable",  # what was expected is in a currency without a rate
    "newer",  # than the latest comparable one known
    "held_before",  # the known one is told as what held before
    "nothing_known",  # in the series
    "new_event",  # none of this size within half a year
    "nearer",  # than the nearest expectation known
    "background",  # something newer is known
    "old_event",
    "newer_beside",  # in the same article
    "contradicted",  # the article tells another number for the same time before this one
    "fact_known",  # of what is expected here
    "event_known",
    "no_rate",  # between this currency and what is known
    "late",  # something comparable that was published later is known
    "note",  # what a person wrote
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A figure as a reason cites it."""

    value: float
    value_high: float | None = None
    unit: str
    qualifier: Qualifier = "exact"
    period: str | None = None
    day: date  # on which it was told
    outlet: str = ""
    forecaster: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a figure became what it is: a code and what it speaks of; surfaces put it into words."""

    code: ReasonCode
    new: Cited | None = None
    known: Cited | None = None
    note: str = ""  # only with the code "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one arriving figure did to the ledger, and why."""

    kind: ChangeKind
    figure: Reported
    previous: Reported | None = None  # for revision, outcome and movement; for repeat the figure it corroborates
    year_ago: Reported | None = None  # the comparable figure a year earlier, where known
    reason: Reason
    edited: bool = False  # the number changed in an article that was already published


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A reference exchange rate: US dollars for one unit of a currency."""

    usd: float
    day: date  # the day the rate is of; earlier than asked for where no later one is known
    source: str = ""  # whose rate it is, for people: "ECB"


class Rates(Protocol):
    """Where exchange rates come from; handed in, so that comparing stays pure."""

    def usd_for(self, currency: str, first: date, last: date) -> Rate | None:
        """Return the average rate of the days from first to last, or None for a currency that is not carried."""


# ── letters ────────────────────────────────────────────────────────────────────────────────────────────────────────

Cadence = Literal["instant", "hour", "day", "week"]
Direction = Literal["any", "up", "down"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRule:
    """Which changes of which subjects a subscriber wants; an empty tuple means all."""

    id: int = 0
    subjects: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    kinds: tuple[ChangeKind, ...] = ()
    min_percent: float = 0.0  # change in percent, measured from what was last told
    min_absolute: float = 0.0  # in the figure's own unit
    direction: Direction = "any"
    min_sources: int = 1  # outlets that report it
    min_confidence: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """Who gets letters, when, and about what."""

    id: int = 0
    email: str
    name: str = ""
    language: Language = "en"
    cadence: Cadence = "day"
    at: time = time(8, 0)  # local hour of daily and weekly letters
    weekday: int = 0  # of weekly letters; Monday is 0
    zone: str = "UTC"  # IANA name
    quiet_from: time | None = None  # local; holds delivery, never evaluation
    quiet_until: time | None = None
    rules: tuple[AlertRule, ...] = ()  # none: everything
    channels: tuple[str, ...] = ()  # Apprise addresses besides email
    send_empty: bool = False
    confirmed: bool = False
    paused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Who said it, in which words, when and where."""

    outlet: str
    title: str
    url: str
    published: date
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldChange:
    """A change as the ledger keeps it, with what a letter needs to tell it."""

    id: int
    change: Change
    at: datetime  # when it was found
    source: Citation
    outlets: tuple[str, ...] = ()  # all outlets that report the figure
    series: tuple[Reported, ...] = ()  # known figures of the series, oldest first, for the chart
    correction: bool = False  # a person corrected what an earlier letter said
    conversion: str = ""  # "US$980m at 7.14 CNY/USD, ECB 2025-01-14", where currencies differ
    told_before: Reported | None = None  # what this reader was last told, where a rule measured from it
    percent: float | None = None  # change in percent where old and new have no common unit and a rate was needed


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """An article on a watched subject, for the list of news without figures."""

    article_id: int
    subjects: tuple[str, ...]
    title: str
    outlet: str
    url: str
    published: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundHealth:
    """How collecting went since the last letter: the honest footer."""

    checked: int = 0
    failed: tuple[str, ...] = ()  # names of sources
    silent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A change that a subscriber's rule kept back, and which rule."""

    change: ToldChange
    rule: str  # in words
    asked: AlertRule | None = None  # the rule itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What one letter says and why each line is in it."""

    subscriber: Subscriber
    window_key: str  # one a reader and window, e.g. "2025-01-14" or an instant batch's key
    since: datetime | None
    until: datetime
    lines: tuple[ToldChange, ...]  # the most important first, grouped by subject
    headlines: tuple[Headline, ...] = ()
    held: tuple[Held, ...] = ()
    health: RoundHealth = field(default_factory=RoundHealth)
    next_at: datetime | None = None

    @property
    def empty(self) -> bool:
        """Say whether there is nothing to tell."""
        return not self.lines and not self.headlines


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An image a letter carries."""

    cid: str
    png: bytes
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A digest put into words, ready for the outbox."""

    id: int = 0
    subscriber_id: int
    window_key: str
    message_id: str  # fixed before the first attempt
    sender: str
    recipient: str
    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...] = ()  # List-Unsubscribe and the like
    pictures: tuple[Picture, ...] = ()
    channel: str = ""  # an Apprise address; empty for email
    created: datetime
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of one attempt to deliver a letter."""

    letter_id: int
    at: datetime
    outcome: Literal["delivered", "retry", "refused"]
    detail: str
    next_attempt: datetime | None = None
