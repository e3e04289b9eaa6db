"""What a change is: each arriving figure held against what its series knows (the rules of CHANGES.md).

A series is a pure function of the set of its reports: what is known is entered in order of publication, article by
article, whatever the order of arrival was, and an arriving article is judged as of its own day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from figures.judge import Judge
from figures.series import STATE_METRICS
from models.values import Change, Rates, Reported


def changes_of(
    arriving: Sequence[Reported],
    known: Iterable[Reported],
    rates: Rates,
    *,
    states: Collection[str] = STATE_METRICS,
) -> list[Change]:
    """Hold one article's figures against all that is known of their series; return one change for each, in order.

    `known` holds every report of these subjects, metrics and measures, in any order, repeats and older versions of the
    article among them. Reports of the arriving version itself are passed over: doing it twice changes nothing.
    """
    itself = {(report.article_id, report.version) for report in arriving if report.article_id}
    before = _by_series(report for report in known if (report.article_id, report.version) not in itself)
    changes: dict[int, Change] = {}
    for key, figures in _by_series(arriving).items():
        judged = _arrive(figures, before.get(key, []), rates, states)
        changes |= {id(report): change for report, change in zip(figures, judged, strict=True)}
    return [changes[id(report)] for report in arriving]


def rebuild(reports: Iterable[Reported], rates: Rates, *, states: Collection[str] = STATE_METRICS) -> list[Change]:
    """Replay stored figures in order of publication, as if each had arrived on its day; return one change for each."""
    changes: list[Change] = []
    for figures in _by_series(reports).values():
        judge = Judge(rates, states)
        for article in _in_order(figures):
            changes += _told(judge, article)
    return sorted(changes, key=lambda change: change.figure.published)


def _by_series(reports: Iterable[Reported]) -> dict[tuple[str, str, str], list[Reported]]:
    series: dict[tuple[str, str, str], list[Reported]] = defaultdict(list)
    for report in reports:
        series[report.figure.subject, report.figure.metric, report.figure.measure].append(report)
    return series


def _knowing(reports: Iterable[Reported], rates: Rates, states: Collection[str]) -> Judge:
    judge = Judge(rates, states)
    for article in _in_order(reports):
        judge.enter(article)
    return judge


def _told(judge: Judge, article: Sequence[Reported]) -> list[Change]:
    """Enter an article; its changes come with the figure a year ago, for whoever tells them."""
    return [replace(change, year_ago=judge.year_ago(change.figure)) for change in judge.enter(article)]


def _in_order(reports: Iterable[Reported]) -> list[list[Reported]]:
    """Group reports into articles by publication; articles of one day in an order that arrival cannot change."""
    articles: dict[tuple[int, ...], list[Reported]] = defaultdict(list)
    for number, report in enumerate(reports):
        articles[(report.article_id, report.version) if report.article_id else (0, 0, number)].append(report)
    for article in articles.values():
        article.sort(key=lambda report: (report.figure.start, report.figure_id))
    return sorted(articles.values(), key=_publication)


def _publication(article: Sequence[Reported]) -> tuple[object, ...]:
    first = article[0]
    content = [
        (f.scope or "", f.period or "", f.status, f.value, f.value_high or 0.0, f.unit, f.qualifier, f.quote, f.start)
        for f in (report.figure for report in article)
    ]
    return first.published, first.version, first.outlet, sorted(content)


def _arrive(figures: list[Reported], known: list[Reported], rates: Rates, states: Collection[str]) -> list[Change]:
    """Judge an article as of its day; where later ones are known, silence what they have overtaken."""
    today = figures[0].published
    changes = _told(_knowing((report for report in known if report.published <= today), rates, states), figures)
    if all(report.published <= today for report in known):
        return changes
    everything = _knowing(known, rates, states)
    return [everything.late(change) for change in changes]
