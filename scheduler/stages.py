"""The stages of an article's life, each a transaction of its own that may be run twice without harm."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from crawler.identity import registrable_domain
from crawler.sketch import same_story
from figures.agreement import agree
from figures.changes import changes_of, rebuild
from figures.notation import same_length_earlier
from figures.reasons import because
from models.database import Ledger
from models.errors import RobowatchError
from models.store.articles import (
    articles_naming,
    articles_now,
    articles_numbered,
    hold_versions,
    keep_article,
    mark_measured,
    take_unmeasured,
    unmeasured,
)
from models.store.changes import keep_changes, replace_changes
from models.store.dialect import batches
from models.store.reports import (
    keep_figures,
    known_in_series,
    known_of_subject,
    said_before_edit,
    settle,
    whole_series,
)
from models.store.stories import candidates_for, join_story, keep_sketch
from models.store.subjects import (
    Watched,
    articles_mentioning,
    clear_subject,
    custom_metrics,
    keep_history_progress,
    keep_mentions,
    waiting_for_history,
    watched,
)
from models.values import Article, Change, KeptArticle, Rates, Reported, Sketch
from scheduler.desk import Brief, Desk, Reading, Unread, in_words
from scheduler.newsroom import Newsroom
from scheduler.rates import rates_of
from scheduler.readers import MANY, Readers

_log = structlog.get_logger(__name__)

MEASURED_AT_ONCE = 1000  # articles looked up at a time; each is a transaction of its own
READ_AT_ONCE = 20  # articles loaded together, and read by one process
HISTORY_BATCH = 50  # articles of a subject's history in one transaction: others wait for it a fifth of a second


def keep_stage(newsroom: Newsroom, article: Article) -> str:
    """Keep an article as it was read; say whether it is new, seen or edited. Its figures wait to be read."""
    with newsroom.database.writing() as ledger:
        kept, outcome = keep_article(ledger, article)
    if outcome != "seen":
        _log.info(f"article.{outcome}", article=kept.id, version=kept.version, outlet=article.outlet)
    return outcome


def measure_stage(newsroom: Newsroom, stop: Callable[[], bool] = lambda: False) -> int:
    """Match and measure what is kept but not measured, in publication order; return how many figures changed something.

    In publication order, because an article that the crawler happened to fetch late is no late news.
    """
    changed = 0
    with Readers() as readers:
        while True:
            with newsroom.database.reading() as ledger:
                waiting = unmeasured(ledger, MEASURED_AT_ONCE)
                desk = open_desk(ledger) if waiting else None
            if desk is None:
                return changed
            rates = rates_of(newsroom.settings)
            for reading in readers.read(desk, _loaded(newsroom, waiting), many=len(waiting) >= MANY):
                if stop():
                    return changed
                changed += _measure_safely(newsroom, reading, desk, rates)


def _loaded(newsroom: Newsroom, numbers: Sequence[int]) -> Iterator[Sequence[KeptArticle]]:
    """Load articles as their turn comes, some at a time."""
    for some in batches(numbers, READ_AT_ONCE):
        with newsroom.database.reading() as ledger:
            articles = articles_now(ledger, some)
        yield articles


def _measure_safely(newsroom: Newsroom, reading: Reading | Unread, desk: Desk, rates: Rates) -> int:
    """Measure one article; one that cannot be measured is set aside where `robowatch doctor` shows it."""
    number, version = reading.kept.id, reading.kept.version
    if isinstance(reading, Unread):
        return _set_aside(newsroom, number, reading.trouble)
    try:
        with newsroom.database.writing() as ledger:
            if not take_unmeasured(ledger, number, version):
                return 0  # another worker has it, or it was edited meanwhile and still waits
            return measure_article(ledger, reading, desk, rates, newsroom.clock())
    except RobowatchError:
        raise
    except Exception as error:  # noqa: BLE001 - a fault of ours in one article must not stop the others
        return _set_aside(newsroom, number, in_words(error))


def _set_aside(newsroom: Newsroom, number: int, trouble: str) -> int:
    _log.error("article.not_measured", article=number, cause=trouble)
    with newsroom.database.writing() as ledger:
        mark_measured(ledger, number, trouble)
    return 0


def open_desk(ledger: Ledger) -> Desk:
    """Return a desk that reads for what is watched now."""
    subjects = tuple((each.id, each.subject) for each in watched(ledger))
    return Desk(Brief(subjects, tuple(custom_metrics(ledger))))


def measure_article(ledger: Ledger, reading: Reading, desk: Desk, rates: Rates, now: datetime) -> int:
    """Keep what was read from an article and compare its figures; return how many changes it brought."""
    kept = _with_story(ledger, reading.kept, reading.sketch)
    keep_mentions(ledger, kept.id, reading.mentions, desk.numbers)
    reported = keep_figures(ledger, kept, reading.figures, desk.numbers)
    known = _known(ledger, reported, desk)
    changes = _with_edits(ledger, changes_of(reported, known, rates, states=desk.states), rates)
    settle(ledger, changes)
    _settle_late(ledger, kept, known, desk, rates)
    numbers = keep_changes(ledger, changes, desk.numbers, now, mailable=True)
    mark_measured(ledger, kept.id)
    if numbers:
        _log.info("figures.changed", article=kept.id, changes=len(numbers))
    return len(numbers)


def _known(ledger: Ledger, reported: Sequence[Reported], desk: Desk) -> list[Reported]:
    """Return what the ledger knows of the series of one article's figures."""
    periods = _comparable_periods(reported)
    return [
        report
        for subject, metric, measure in _series_of(reported)
        for report in known_in_series(ledger, desk.numbers[subject], metric, measure, periods)
    ]


def _series_of(reports: Iterable[Reported]) -> set[tuple[str, str, str]]:
    return {(report.figure.subject, report.figure.metric, report.figure.measure) for report in reports}


def _settle_late(ledger: Ledger, kept: KeptArticle, known: Sequence[Reported], desk: Desk, rates: Rates) -> None:
    """Work out anew what became of the later figures of a series to which an article came late.

    So what corroborates what does not depend on the order of arrival; what was told stays told.
    """
    for subject, metric, measure in _series_of(report for report in known if report.published > kept.day):
        whole = whole_series(ledger, desk.numbers[subject], metric, measure)
        settle(ledger, _rebuilt(ledger, whole, rates, desk.states))


def _comparable_periods(reported: Sequence[Reported]) -> set[str]:
    """Return the periods of some figures, and those a year earlier."""
    told = {report.figure.period for report in reported if report.figure.period}
    return told | {earlier for period in told if (earlier := same_length_earlier(period))}


def _with_story(ledger: Ledger, kept: KeptArticle, sketch: Sketch) -> KeptArticle:
    """Find whether the article copies another, and join its story."""
    keep_sketch(ledger, kept.id, kept.day, sketch)
    if kept.story or not kept.article.text:
        return kept
    host = registrable_domain(kept.article.url)
    for candidate in candidates_for(ledger, sketch, kept.day):
        apart = abs((candidate.day - kept.day).total_seconds()) / 3600
        same_host = registrable_domain(candidate.url) == host
        if candidate.article_id != kept.id and (
            same_story(sketch, candidate.sketch, apart, same_host=same_host) == "copy"
        ):
            return replace(kept, story=join_story(ledger, kept.id, candidate))
    return kept


def _rebuilt(ledger: Ledger, reports: Sequence[Reported], rates: Rates, states: Collection[str]) -> list[Change]:
    return _with_edits(ledger, rebuild(reports, rates, states=states), rates)


def _with_edits(ledger: Ledger, changes: Sequence[Change], rates: Rates) -> list[Change]:
    """Tell apart the changes that an edit of their own article brought."""
    edited = [change.figure.figure_id for change in changes if change.figure.version > 1]
    if not edited:
        return list(changes)
    before = said_before_edit(ledger, edited)
    return [_edited(change, before.get(change.figure.figure_id, ()), rates) for change in changes]


def _edited(change: Change, before: Sequence[Reported], rates: Rates) -> Change:
    """Say of a figure that it replaces another which the same article told before it was edited."""
    new = change.figure.figure
    for old in before:
        was = old.figure
        same_place = (was.subject, was.metric, was.measure, was.scope, was.period, was.status) == (
            new.subject,
            new.metric,
            new.measure,
            new.scope,
            new.period,
            new.status,
        )
        if same_place and agree(change.figure, old, rates) is False:
            reason = because("edited", change.figure, old)
            return replace(change, kind="revision", previous=old, reason=reason, edited=True)
    return change


def rebuild_subject(newsroom: Newsroom, subject_id: int, *, corrected: int = 0, reason: str = "") -> int:
    """Work out a subject's series anew from its stored figures; return how many changes it has now.

    Nothing old is mailed. Where a person corrected or rejected the figure `corrected`, those who were told it are told
    once more, for `reason`.
    """
    rates = rates_of(newsroom.settings)
    with newsroom.database.writing() as ledger:
        states = Brief((), tuple(custom_metrics(ledger))).states
        changes = _rebuilt(ledger, known_of_subject(ledger, subject_id), rates, states)
        settle(ledger, changes)
        return replace_changes(ledger, subject_id, changes, newsroom.clock(), corrected=corrected, reason=reason)


@dataclass(frozen=True, slots=True)
class HistoryProgress:
    """How far the history of a subject is read."""

    subject: str
    done: int
    total: int


def history_stage(
    newsroom: Newsroom,
    progress: Callable[[HistoryProgress], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> int:
    """Read the stored articles for the subjects that wait for it; return how many subjects are through.

    Articles that cannot name the subject are left out by the search index, so that it costs what the mentions cost.
    A crash loses one batch at most: the number of the last article read is kept with each.
    """
    through = 0
    with newsroom.database.reading() as ledger:
        waiting = waiting_for_history(ledger)
    for subject, cursor in waiting:
        read = _read_history(newsroom, subject, cursor, progress, stop)
        if read is None:
            break
        rebuild_subject(newsroom, subject.id)
        with newsroom.database.writing() as ledger:
            keep_history_progress(ledger, subject.id, cursor=None, done=read, total=read)
        through += 1
    return through


def _candidates(ledger: Ledger, subject: Watched) -> list[int]:
    """Return the numbers of the articles that may name a subject, or did when they were last read."""
    groups = [articles_naming(ledger, group) for group in subject.subject.terms]
    named = set.intersection(*groups) if groups else set()
    return sorted(named | set(articles_mentioning(ledger, subject.id)))


def _read_history(
    newsroom: Newsroom,
    subject: Watched,
    cursor: int,
    progress: Callable[[HistoryProgress], None],
    stop: Callable[[], bool],
) -> int | None:
    """Read a subject's articles from the cursor on; return how many it has, or None where it was stopped."""
    with newsroom.database.reading() as ledger:
        numbers = _candidates(ledger, subject)
        desk = open_desk(ledger)
    done = bisect_right(numbers, cursor)
    while done < len(numbers):
        if stop():
            return None
        batch = numbers[done : done + HISTORY_BATCH]
        done += len(batch)
        _read_batch(newsroom, subject, batch, desk, HistoryProgress(subject.subject.name, done, len(numbers)))
        progress(HistoryProgress(subject.subject.name, done, len(numbers)))
    return len(numbers)


def _read_batch(
    newsroom: Newsroom, subject: Watched, batch: Sequence[int], desk: Desk, reached: HistoryProgress
) -> None:
    """Read some articles for one subject; the ledger is held only to keep what was read."""
    only = {subject.subject.name: subject.id}
    with newsroom.database.reading() as ledger:
        articles = articles_numbered(ledger, batch)
    latest = {kept.id: kept.version for kept in articles}
    readings = [(kept, *desk.found_in(kept)) for kept in articles]
    with newsroom.database.writing() as ledger:
        versions = hold_versions(ledger, batch)
        for kept, mentions, figures in readings:
            if versions.get(kept.id) == latest[kept.id]:  # one edited meanwhile is measured with its new text anyway
                keep_mentions(ledger, kept.id, [m for m in mentions if m.subject in only], only)
                keep_figures(ledger, kept, [f for f in figures if f.subject in only], only)
        keep_history_progress(ledger, subject.id, cursor=batch[-1], done=reached.done, total=reached.total)


def reread_all(newsroom: Newsroom) -> None:
    """Ask for the history of every subject to be read anew: after a change of rules or metrics."""
    with newsroom.database.writing() as ledger:
        for subject in watched(ledger):
            clear_subject(ledger, subject.id)
            keep_history_progress(ledger, subject.id, cursor=0, done=0, total=0)
