"""Decide what one letter says and why each line is in it: pure, the clock comes in as values."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from alerts.magnitude import in_points, percent_change
from alerts.rules import held_by, measured_from
from alerts.schedule import window_key
from models.values import (
    ALERTED_KINDS,
    AlertRule,
    ChangeKind,
    Digest,
    Headline,
    Held,
    Reported,
    RoundHealth,
    Subscriber,
    ToldChange,
)

SeriesKey: TypeAlias = tuple[str, str, str, str | None]  # subject, metric, measure, scope
LastTold: TypeAlias = Mapping[SeriesKey, Reported]
EVERYTHING = AlertRule()

# What makes a line important, in points; set by hand so that on the sample newsroom the order is the one that its
# editor would choose: a surprise before a schedule, money and market before head counts, the well attested first.
_KIND_POINTS: dict[ChangeKind, float] = {"revision": 3, "outcome": 3, "event": 2.5, "movement": 2, "first": 1}
_METRIC_POINTS = {
    "revenue": 2.0,
    "market_size": 2.0,
    "funding": 2.0,
    "valuation": 2.0,
    "deal_value": 2.0,
    "profit": 1.5,
    "shipments": 1.5,
    "order_value": 1.5,
    "market_share": 1.5,
    "order_units": 1.0,
    "investment": 1.0,
    "production": 1.0,
    "installed_base": 1.0,
}
_PART_OF_THE_WHOLE = -0.5  # a scope: part of the subject
_POINTS_PER_DOUBLING = 1.0  # of the change in percent, from 5 % on
_SMALLEST_NOTED = 5.0
_MOST_FOR_SIZE = 5.0
_POINTS_OF_A_PERCENT = 4.0  # one point of a share weighs as much as four percent of a sum
_SINGLE_HAPPENING_PERCENT = 20.0  # an event or a first figure has no previous to move from


def compose_digest(
    subscriber: Subscriber,
    changes: Iterable[ToldChange],
    headlines: Iterable[Headline] = (),
    health: RoundHealth | None = None,
    *,
    since: datetime | None,
    until: datetime,
    due: datetime | None = None,
    next_at: datetime | None = None,
    last_told: LastTold | None = None,
) -> Digest:
    """Choose and order what the reader is told of the changes between since and until.

    `changes` come oldest first; `due` names the window (until where it is not given); `last_told` is what rules
    measure from.
    """
    rules = subscriber.rules or (EVERYTHING,)
    lines, held = _judged(rules, changes, last_told or {})
    cited = {told.source.url for told in lines}
    return Digest(
        subscriber=subscriber,
        window_key=window_key(subscriber, due or until),
        since=since,
        until=until,
        lines=in_order(lines),
        headlines=tuple(line for line in _newest(headlines) if _follows(rules, line) and line.url not in cited),
        held=tuple(held),
        health=health or RoundHealth(),
        next_at=next_at,
    )


def _judged(
    rules: Sequence[AlertRule], changes: Iterable[ToldChange], last_told: LastTold
) -> tuple[list[ToldChange], list[Held]]:
    """Part what is told from what the rules keep back; the next of a series is measured from the line before."""
    lines: list[ToldChange] = []
    held: list[Held] = []
    latest = dict(last_told)
    for told in changes:
        asking = [rule for rule in rules if wants(rule, told)]
        if not asking or told.change.kind not in ALERTED_KINDS:
            continue
        key = series_of(told)
        reasons = [held_by(rule, told, latest.get(key)) for rule in asking]
        if told.correction or None in reasons:
            lines.append(_measured(told, latest.get(key)))
            latest[key] = told.change.figure
        else:
            held.append(Held(change=told, rule=reasons[0] or "", asked=asking[0]))
    return lines, held


def wants(rule: AlertRule, told: ToldChange) -> bool:
    """Say whether the rule is about this subject, metric and kind of change; thresholds come later."""
    figure = told.change.figure.figure
    return (
        (not rule.subjects or figure.subject in rule.subjects)
        and (not rule.metrics or figure.metric in rule.metrics)
        and (not rule.kinds or told.change.kind in rule.kinds)
    )


def series_of(told: ToldChange) -> SeriesKey:
    """Return the series that a change belongs to."""
    figure = told.change.figure.figure
    return figure.subject, figure.metric, figure.measure, figure.scope


def _measured(told: ToldChange, last: Reported | None) -> ToldChange:
    """Note on the change what the reader was last told, where that is not simply the previous figure."""
    base = measured_from(told, last)
    if base is None or base is told.change.previous or told.change.previous is None:
        return told
    same = (
        base.figure.value == told.change.previous.figure.value and base.figure.unit == told.change.previous.figure.unit
    )
    return told if same else replace(told, told_before=base)


def importance(told: ToldChange) -> float:
    """Return how much a line matters, in points: kind, metric, size of the change, and how many report it."""
    figure = told.change.figure.figure
    percent = percent_change(told)
    if percent is None:
        percent = _SINGLE_HAPPENING_PERCENT if told.change.previous is None else 0.0
    elif in_points(figure) and told.change.previous is not None:
        percent = (figure.value - told.change.previous.figure.value) * _POINTS_OF_A_PERCENT
    size = _POINTS_PER_DOUBLING * math.log2(max(abs(percent), _SMALLEST_NOTED) / _SMALLEST_NOTED)
    return (
        _KIND_POINTS.get(told.change.kind, 0.0)
        + _METRIC_POINTS.get(figure.metric, 0.5)
        + min(size, _MOST_FOR_SIZE)
        + math.log2(max(len(told.outlets), 1))
        + (_PART_OF_THE_WHOLE if figure.scope else 0.0)
    )


def in_order(lines: Sequence[ToldChange]) -> tuple[ToldChange, ...]:
    """Group lines by subject, the subject with the most important line first, and order them inside likewise."""
    by_subject: dict[str, list[tuple[float, ToldChange]]] = defaultdict(list)
    for told in lines:
        by_subject[told.change.figure.figure.subject].append((importance(told), told))
    for group in by_subject.values():
        group.sort(key=lambda pair: (-pair[0], pair[1].id))
    groups = sorted(by_subject.items(), key=lambda item: (-item[1][0][0], item[0]))
    return tuple(told for _, group in groups for _, told in group)


def _newest(headlines: Iterable[Headline]) -> list[Headline]:
    return sorted(headlines, key=lambda line: (line.published, line.article_id), reverse=True)


def _follows(rules: Sequence[AlertRule], headline: Headline) -> bool:
    return any(not rule.subjects or not set(rule.subjects).isdisjoint(headline.subjects) for rule in rules)


class ChangeIndex:
    """The changes of a window by subject and metric, so that ten thousand readers need not each look at all."""

    def __init__(self, changes: Iterable[ToldChange]) -> None:
        self._all = tuple(changes)
        self._by_subject: dict[str, list[ToldChange]] = defaultdict(list)
        self._by_metric: dict[str, list[ToldChange]] = defaultdict(list)
        for told in self._all:
            figure = told.change.figure.figure
            self._by_subject[figure.subject].append(told)
            self._by_metric[figure.metric].append(told)

    def for_reader(self, subscriber: Subscriber) -> list[ToldChange]:
        """Return the changes that any of the reader's rules may be about, in the order of their ids."""
        found: dict[int, ToldChange] = {}
        for rule in subscriber.rules or (EVERYTHING,):
            for told in self._candidates(rule):
                found[told.id] = told
        return [found[key] for key in sorted(found)]

    def _candidates(self, rule: AlertRule) -> Iterable[ToldChange]:
        if rule.subjects:
            return (told for name in rule.subjects for told in self._by_subject.get(name, ()))
        if rule.metrics:
            return (told for name in rule.metrics for told in self._by_metric.get(name, ()))
        return self._all


class HeadlineIndex:
    """The headlines of a window by subject."""

    def __init__(self, headlines: Iterable[Headline]) -> None:
        self._all = tuple(headlines)
        self._by_subject: dict[str, list[Headline]] = defaultdict(list)
        for headline in self._all:
            for subject in headline.subjects:
                self._by_subject[subject].append(headline)

    def for_reader(self, subscriber: Subscriber) -> list[Headline]:
        """Return the headlines on subjects that the reader follows."""
        rules = subscriber.rules or (EVERYTHING,)
        if any(not rule.subjects for rule in rules):
            return list(self._all)
        wanted = {name for rule in rules for name in rule.subjects}
        return list({line.article_id: line for name in wanted for line in self._by_subject.get(name, ())}.values())
