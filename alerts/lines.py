"""What a letter says, in the reader's words, before any layout: the text part and the HTML part both show this."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby

from alerts import wording
from alerts.links import Links, safe_url
from alerts.magnitude import direction_of
from alerts.rules import returned_to
from alerts.schedule import zone_of
from alerts.words import Words
from models.values import AlertRule, Digest, Figure, Headline, Reported, Subscriber, ToldChange

FULL_LINES = 24  # lines told with quote and source; a letter of so many in English measured 60 KB
SHORT_LINES = 60  # lines after those, told as one row each
HEADLINES = 12
_NAMES = 5  # names listed before "and 7 more"
_RULES = 6  # kinds of held-back changes listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One change in the reader's words."""

    subject: str
    what: str  # "Market size, Beijing, 2025"
    status: str
    actual: bool
    kind: str
    numbers: str  # "7 → 8.1 billion yuan"
    old: str  # "7"; empty without a previous figure
    new: str  # "8.1 billion yuan"
    delta: str  # "+16%"; empty where nothing can be said
    aside: str  # the same in another currency: " (US$1.13 billion)"
    direction: int  # 1 up, −1 down, 0 neither
    facts: tuple[str, ...]  # what the old number was; the change in a year
    notes: tuple[str, ...]
    quote: str
    origin: str  # "Robot Daily, 14 Jan 2025"
    title: str
    url: str  # http(s) or empty
    also: str
    page: str  # our page on the change
    correction: bool
    whole: str  # numbers and delta in one
    cid: str = ""  # of the chart
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The lines on one subject."""

    subject: str
    page: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One article without figures."""

    subjects: str
    title: str
    origin: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything that a letter says, in order."""

    language: str
    subject: str  # the letter's subject line
    preheader: str  # what mail clients show beside the subject
    title: str
    span: str
    groups: tuple[Group, ...]
    short: tuple[Line, ...]
    left_out: str
    corrections: tuple[Line, ...]
    news: tuple[News, ...]
    news_left_out: str
    empty: str
    footer: tuple[str, ...]
    held: tuple[str, ...]
    why: str


# ── one line ───────────────────────────────────────────────────────────────────────────────────────────────────────


def line_of(words: Words, told: ToldChange, links: Links) -> Line:
    """Put one change into words."""
    figure = told.change.figure.figure
    numbers, delta = wording.change_in_words(words, told)
    old, _, new = numbers.rpartition(" → ")
    comma = words.say("comma")
    year_ago = told.change.year_ago if told.change.year_ago != told.change.previous else None
    aside = comma.join(filter(None, [wording.restatements(words, figure), told.conversion]))
    return Line(
        subject=figure.subject,
        what=_what(words, figure),
        status=words.say(f"status_{figure.status}"),
        actual=figure.status == "actual",
        kind=words.say(f"kind_{told.change.kind}"),
        numbers=numbers,
        old=old,
        new=new,
        delta=delta,
        aside=words.say("aside", value=aside) if aside else "",
        direction=direction_of(told),
        facts=tuple(filter(None, [_against(words, told), _year_on_year(words, told.change.figure, year_ago)])),
        notes=tuple(filter(None, _notes(words, told))),
        quote=told.source.quote.strip(),
        origin=comma.join([_outlet(words, told.source.outlet), wording.day(words, told.source.published)]),
        title=told.source.title.strip(),
        url=safe_url(told.source.url),
        also=_also(words, told),
        page=links.change(told.id),
        correction=told.correction,
        whole=words.say("with_delta", pair=numbers, delta=delta) if delta else numbers,
    )


def _what(words: Words, figure: Figure) -> str:
    """Return what is measured, of what part, when: "Market size, overseas, 2025"."""
    parts = [wording.metric(words, figure), figure.scope or "", wording.period(words, figure.period)]
    what = words.say("comma").join(filter(None, parts))
    return what[:1].upper() + what[1:]


def _against(words: Words, told: ToldChange) -> str:
    """Say what the old number was, where it is not simply the same figure told otherwise."""
    previous, figure = told.change.previous, told.change.figure.figure
    if previous is None:
        return ""
    status = words.say(f"status_{previous.figure.status}")
    if previous.figure.period == figure.period:
        return words.say("against_bare", status=status) if previous.figure.status != figure.status else ""
    period = wording.period(words, previous.figure.period)
    if previous.figure.status != figure.status:
        return words.say("against_status", status=status, period=period)
    return words.say("against", period=period)


def _notes(words: Words, told: ToldChange) -> list[str]:
    return [
        words.say("corrected") if told.correction else "",
        words.say("edited") if told.change.edited else "",
        _since_told(words, told),
        _returned(words, told),
        wording.expected(words, told.change.figure),
    ]


def _since_told(words: Words, told: ToldChange) -> str:
    """Say how far the figure is from what the reader was last told, where small steps added up."""
    if told.told_before is None:
        return ""
    old, new = told.told_before.figure, told.change.figure.figure
    pair, delta = wording.pair(words, old, new), wording.delta(words, old, new)
    moved = words.say("with_delta", pair=pair, delta=delta) if delta else pair
    return words.say("since_told", day=wording.day(words, told.told_before.published), moved=moved)


def _returned(words: Words, told: ToldChange) -> str:
    earlier = returned_to(told)
    return words.say("returned", day=wording.day(words, earlier.published)) if earlier else ""


def _year_on_year(words: Words, now: Reported, then: Reported | None) -> str:
    if then is None:
        return ""
    period, value = wording.period(words, then.figure.period), wording.figure_in_words(words, then.figure)
    delta = wording.delta(words, then.figure, now.figure)
    if not delta:
        return words.say("year_on_year_bare", period=period, value=value)
    return words.say("year_on_year", delta=delta, period=period, value=value)


def _outlet(words: Words, outlet: str) -> str:
    return outlet.strip() or words.say("outlet_unknown")


def _also(words: Words, told: ToldChange) -> str:
    others = [name for name in dict.fromkeys(told.outlets) if name and name != told.source.outlet]
    if not others:
        return ""
    return f"{words.say('also_reported', len(others))}{_colon(words)}{_names(words, others)}"


def _colon(words: Words) -> str:
    return ": " if words.language == "en" else "："


def _names(words: Words, names: list[str] | tuple[str, ...]) -> str:
    shown = words.listed(list(names[:_NAMES]))
    rest = len(names) - _NAMES
    return words.say("and_more", rest, names=shown) if rest > 0 else shown


# ── the whole letter ───────────────────────────────────────────────────────────────────────────────────────────────


def subject_line(words: Words, digest: Digest) -> str:
    """Return the subject that says the news: "Unitree revenue +35%; 3 more changes"."""
    if digest.lines:
        first = digest.lines[0]
        figure = first.change.figure.figure
        metric = wording.metric(words, figure)
        subject = spaced(figure.subject, metric)
        what = words.say(f"subject_{figure.status}", subject=subject, metric=metric)
        numbers, delta = wording.change_in_words(words, first)
        news = f"{what} {delta or numbers}"
        if first.correction:
            news = words.say("correction_subject", news=news)
        more = len(digest.lines) - 1
        return news + (words.say("more_subject", more) if more else "")
    if digest.headlines:
        subjects = {name for line in digest.headlines for name in line.subjects}
        key = "headlines_only_subject" if len(subjects) == 1 else "headlines_subject"
        return words.say(key, len(digest.headlines), subject=digest.headlines[0].subjects[0])
    return words.say("empty_subject")


def spaced(before: str, after: str) -> str:
    """Return the first text with a space after it where Latin letters would touch Chinese ones."""
    return before + " " if before[-1:].isascii() and not after[:1].isascii() else before


def content_of(
    words: Words,
    digest: Digest,
    links: Links,
    made: dict[int, Line],
    *,
    full: int = FULL_LINES,
    short: int = SHORT_LINES,
) -> Content:
    """Put a digest into words; `made` holds lines already put into words, by the change's id."""
    ready = [made.get(told.id) or line_of(words, told, links) for told in digest.lines]
    corrections = tuple(line for line in ready if line.correction)
    news = [line for line in ready if not line.correction]
    top = news[:full]
    left = len(news) - full - short
    headlines_left = len(digest.headlines) - HEADLINES
    return Content(
        language="zh-CN" if words.language == "zh" else "en",
        subject=subject_line(words, digest),
        preheader=words.table["rule_separator"].join(f"{line.subject} {line.what} {line.whole}" for line in ready[:3]),
        title=_title(words, digest),
        span=_span(words, digest),
        groups=tuple(
            Group(subject=name, page=links.subject(name), lines=tuple(lines))
            for name, lines in groupby(top, key=lambda line: line.subject)
        ),
        short=tuple(news[full : full + short]),
        left_out=words.say("left_out", left) if left > 0 else "",
        corrections=corrections,
        news=tuple(_news(words, headline) for headline in digest.headlines[:HEADLINES]),
        news_left_out=words.say("left_out_headlines", headlines_left) if headlines_left > 0 else "",
        empty="" if digest.lines or digest.headlines else words.say("empty_text"),
        footer=tuple(_footer(words, digest)),
        held=tuple(_held(words, digest)),
        why=_why(words, digest.subscriber),
    )


def with_chart(line: Line, cid: str, alt: str) -> Line:
    """Return the line with its chart."""
    return replace(line, cid=cid, alt=alt)


def _title(words: Words, digest: Digest) -> str:
    if digest.lines:
        return words.say("title", len(digest.lines))
    return words.say("title_headlines", len(digest.headlines)) if digest.headlines else words.say("title_empty")


def _span(words: Words, digest: Digest) -> str:
    zone = zone_of(digest.subscriber.zone)
    until = wording.moment(words, digest.until, zone)
    if digest.since is None:
        return words.say("until", until=until)
    return words.say("since", since=wording.moment(words, digest.since, zone).rsplit(" (", 1)[0], until=until)


def _news(words: Words, headline: Headline) -> News:
    return News(
        subjects=words.listed(list(headline.subjects)),
        title=headline.title.strip(),
        origin=words.say("comma").join([_outlet(words, headline.outlet), wording.day(words, headline.published)]),
        url=safe_url(headline.url),
    )


def _footer(words: Words, digest: Digest) -> list[str]:
    health = digest.health
    lines = []
    if health.checked:
        parts = [words.say("footer_sources", health.checked)]
        parts += [
            words.say("footer_failed", len(health.failed), names=_names(words, health.failed))
            if health.failed
            else words.say("footer_none_failed")
        ]
        if health.silent:
            parts.append(words.say("footer_silent", len(health.silent), names=_names(words, health.silent)))
        lines.append(words.table["rule_separator"].join(parts))
    else:
        lines.append(words.say("footer_none_checked"))
    if digest.subscriber.cadence == "instant":
        lines.append(words.say("footer_next_instant"))
    elif digest.next_at:
        when = wording.moment(words, digest.next_at, zone_of(digest.subscriber.zone))
        lines.append(words.say("footer_next", when=when))
    return lines


def _held(words: Words, digest: Digest) -> list[str]:
    if not digest.held:
        return [words.say("footer_none_held")] if digest.subscriber.rules else []
    counts: dict[str, int] = {}
    for held in digest.held:
        rule = rule_in_words(words, held.asked) if held.asked else held.rule
        counts[rule] = counts.get(rule, 0) + 1
    most = sorted(counts.items(), key=lambda item: -item[1])[:_RULES]
    return [
        words.say("footer_held", len(digest.held)),
        *(words.say("held_line", n, rule=rule) for rule, n in most),
    ]


def _why(words: Words, subscriber: Subscriber) -> str:
    cadence = words.say(f"cadence_{subscriber.cadence}")
    if not subscriber.rules:
        return words.say("footer_why_all", cadence=cadence)
    rules = [rule_in_words(words, rule) for rule in subscriber.rules[:_RULES]]
    return words.say("footer_why", what=words.table["rule_separator"].join(rules), cadence=cadence)


def rule_in_words(words: Words, rule: AlertRule) -> str:
    """Return what a rule asks for: "Unitree, Tinavi: revenue, changes of 5% or more"."""
    what = _names(words, rule.subjects) if rule.subjects else words.say("all_subjects")
    if rule.metrics:
        metrics = _names(words, [words.metric(key) for key in rule.metrics])
        what = words.say("rule_metrics", subjects=what, metrics=metrics)
    limits = []
    if rule.min_percent:
        limits.append(words.say("rule_min_percent", value=f"{rule.min_percent:g}%"))
    if rule.min_absolute:
        value = wording.quantity(words, rule.min_absolute, "").strip()  # in each figure's own unit
        limits.append(words.say("rule_min_absolute", value=value))
    if rule.direction != "any":
        limits.append(words.say(f"rule_{rule.direction}"))
    if rule.min_sources > 1:
        limits.append(words.say("rule_min_sources", rule.min_sources))
    if rule.min_confidence:
        limits.append(words.say("rule_min_confidence", value=f"{rule.min_confidence:.0%}"))
    return words.say("comma").join([what, *limits])
