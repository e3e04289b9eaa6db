"""Watch companies, markets and metrics of one's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any

from models.errors import RobowatchError, UsageError
from models.store.people import record
from models.store.subjects import (
    SubjectCounts,
    Watched,
    change_subject,
    counts_of,
    custom_metrics,
    keep_metric,
    names_watched,
    remove_metric,
    unwatch,
    watch,
    watched,
    watched_named,
)
from models.values import Metric, Subject
from review.verbs.describing import csv_of, described, rows_of
from scheduler.newsroom import Newsroom

PAGE = 100
_NOTHING = SubjectCounts(articles=0, figures=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A watched subject with how much is known of it."""

    watched: Watched
    articles: int
    figures: int


def add(newsroom: Newsroom, subject: Subject, *, who: str) -> Watched:
    """Watch a subject; its stored history is read in the background. Raises UsageError where it is watched already."""
    with newsroom.database.writing() as ledger:
        kept = watch(ledger, subject, newsroom.clock(), history=True)
        record(ledger, who, "watch.add", subject.name, newsroom.clock(), number=kept.id)
    return kept


def add_company(
    newsroom: Newsroom,
    name: str,
    *,
    who: str,
    kind: str = "company",
    aliases: Iterable[str] = (),
    terms: str = "",
    exclude: Iterable[str] = (),
    ambiguous: Iterable[str] = (),
    context: Iterable[str] = (),
) -> Watched:
    """Describe a company or market and watch it; terms are written 'a|b;c|d'."""
    subject = described(
        name, kind=kind, aliases=aliases, terms=terms, exclude=exclude, ambiguous=ambiguous, context=context
    )
    return add(newsroom, subject, who=who)


def list_watched(newsroom: Newsroom) -> list[Listed]:
    """Return everything that is watched, by name."""
    return look(newsroom, limit=None).listed


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedPage:
    """One page of what is watched, by name."""

    listed: list[Listed]
    total: int  # that fit
    more: bool


def look(
    newsroom: Newsroom, text: str = "", *, kind: str = "", offset: int = 0, limit: int | None = PAGE
) -> WatchedPage:
    """Return what is watched of a kind, with a text in its name or in one of its terms."""
    low = text.casefold()
    with newsroom.database.reading() as ledger:
        found = [
            kept
            for kept in watched(ledger)
            if kind in ("", kept.subject.kind)
            and (not low or any(low in name.casefold() for name in (kept.subject.name, *chain(*kept.subject.terms))))
        ]
        shown = found[offset:][:limit]
        counts = counts_of(ledger, [kept.id for kept in shown])
    listed = [_listed(kept, counts.get(kept.id, _NOTHING)) for kept in shown]
    return WatchedPage(listed=listed, total=len(found), more=offset + len(shown) < len(found))


def taken(newsroom: Newsroom) -> set[str]:
    """Return the names of what is watched, in small letters."""
    with newsroom.database.reading() as ledger:
        return {name.lower() for name in names_watched(ledger)}


def show(newsroom: Newsroom, name: str) -> Watched:
    """Return the watched subject of that name, number or alias; raises NotFoundError."""
    with newsroom.database.reading() as ledger:
        return watched_named(ledger, name)


def _listed(kept: Watched, counts: SubjectCounts) -> Listed:
    return Listed(watched=kept, articles=counts.articles, figures=counts.figures)


def change(newsroom: Newsroom, name: str, subject: Subject, *, who: str) -> Watched:
    """Give a subject a new name or new terms; its history is read again. Raises NotFoundError, UsageError."""
    with newsroom.database.writing() as ledger:
        before = watched_named(ledger, name)
        taken = {kept.subject.name.lower(): kept.id for kept in watched(ledger)}
        if taken.get(subject.name.lower(), before.id) != before.id:
            msg = f"{subject.name!r} is watched already; choose another name"
            raise UsageError(msg)
        kept = change_subject(ledger, before.id, subject)
        record(
            ledger,
            who,
            "watch.change",
            subject.name,
            newsroom.clock(),
            number=kept.id,
            before=asdict(before.subject),
        )
    return kept


def remove(newsroom: Newsroom, name: str, *, who: str) -> Watched:
    """Stop watching a subject; what is known of it waits in case it is watched again. Raises NotFoundError."""
    with newsroom.database.writing() as ledger:
        kept = watched_named(ledger, name)
        record(ledger, who, "watch.remove", kept.subject.name, newsroom.clock(), before=asdict(kept.subject))
        unwatch(ledger, kept.id, newsroom.clock())
    return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What came of a list of subjects."""

    added: tuple[str, ...]
    known: tuple[str, ...]  # watched already
    failed: tuple[tuple[str, str], ...]  # (what was written, why not)


def import_list(newsroom: Newsroom, text: str, *, who: str) -> ImportReport:
    """Watch every subject of a CSV or a pasted list; one that cannot be read is reported, the others are kept."""
    added: list[str] = []
    known: list[str] = []
    failed: list[tuple[str, str]] = []
    with newsroom.database.reading() as ledger:
        taken = {kept.subject.name.lower() for kept in watched(ledger)}
    for row in rows_of(text):
        try:
            subject = described(**row)
            if subject.name.lower() in taken:
                known.append(subject.name)
                continue
            add(newsroom, subject, who=who)
        except RobowatchError as error:
            failed.append((row["name"], str(error)))
        else:
            taken.add(subject.name.lower())
            added.append(subject.name)
    return ImportReport(added=tuple(added), known=tuple(known), failed=tuple(failed))


def export_list(newsroom: Newsroom) -> str:
    """Return everything that is watched as a CSV that `import_list` reads back."""
    with newsroom.database.reading() as ledger:
        return csv_of(kept.subject for kept in watched(ledger))


# ── metrics of one's own ───────────────────────────────────────────────────────────────────────────────────────────


def add_metric(newsroom: Newsroom, metric: Metric, *, who: str) -> None:
    """Keep a metric of one's own, and have every subject's history read again for it. Raises UsageError."""
    from figures.rulebook import BUILTIN  # noqa: PLC0415 - compiles word lists, which few commands need
    from scheduler.stages import reread_all  # noqa: PLC0415 - likewise

    if metric.key in {known.key for known in BUILTIN}:
        msg = f"{metric.key!r} is a metric that is there already"
        raise UsageError(msg)
    if not (metric.cues_en or metric.cues_zh):
        msg = "name at least one word by which the metric is known"
        raise UsageError(msg)
    with newsroom.database.writing() as ledger:
        keep_metric(ledger, metric)
        record(ledger, who, "metric.add", metric.key, newsroom.clock())
    reread_all(newsroom)


def list_metrics(newsroom: Newsroom) -> tuple[list[Metric], list[Metric]]:
    """Return the metrics that are always there, and one's own."""
    from figures.rulebook import BUILTIN  # noqa: PLC0415 - compiles word lists, which few commands need

    with newsroom.database.reading() as ledger:
        return list(BUILTIN), custom_metrics(ledger)


def drop_metric(newsroom: Newsroom, key: str, *, who: str) -> None:
    """Forget a metric of one's own; figures read by it stay until their history is read again."""
    with newsroom.database.writing() as ledger:
        if key not in {metric.key for metric in custom_metrics(ledger)}:
            msg = f"{key!r} is no metric of your own"
            raise UsageError(msg)
        kept: dict[str, Any] = next(asdict(metric) for metric in custom_metrics(ledger) if metric.key == key)
        record(ledger, who, "metric.remove", key, newsroom.clock(), before=kept)
        remove_metric(ledger, key)
