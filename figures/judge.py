"""What an article does to a series: the order in which its figures enter, and what it means to arrive late."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from figures.known import OWN, Series, StatusClass, source_of, status_class
from figures.reasons import because
from figures.series import scope_key
from figures.verdicts import COMPARED, SUPERSEDED, Rules, told_as
from models.values import Change, Rates, Reported


class Judge:
    """A series and the rules; articles enter in order of publication."""

    def __init__(self, rates: Rates, states: Collection[str]) -> None:
        """Start with nothing known."""
        self._series = Series(states)
        self._rules = Rules(self._series, rates)

    # ── an article ─────────────────────────────────────────────────────────────────────────────────────────────────

    def enter(self, article: Sequence[Reported]) -> list[Change]:
        """Enter one article's figures of the series; return a change for each, in the order given."""
        if len(article) == 1:
            return [self._enter_one(article[0], article, (), superseded=False)]
        self._series.tell_apart(article)
        old = {id(report) for report in article if self._superseded(report, article)}
        news = [r for r in article if id(r) not in old and self._rules.twin(r, superseded=False) is None]
        places = {id(report): self._series.place(report) for report in article}
        # Older periods first, what was expected before what happened, what held before ahead of what holds now.
        order = sorted(
            article,
            key=lambda r: (
                places[id(r)].day,
                status_class(r.figure) == "actual",
                id(r) not in old,
                told_as(COMPARED, r),
                r in news,
            ),
        )
        changes = {id(r): self._enter_one(r, article, news, superseded=id(r) in old) for r in order}
        return [changes[id(report)] for report in article]

    def _enter_one(
        self, report: Reported, article: Sequence[Reported], news: Sequence[Reported], *, superseded: bool
    ) -> Change:
        """Judge a figure, then enter it."""
        before = self._edited_from(report, article)
        if before is not None:
            self._series.add(report)
            return Change(
                kind="revision", figure=report, previous=before, reason=because("edited", report, before), edited=True
            )
        kind, known, reason = self._rules.judge(report, article, superseded=superseded)
        overtaken = any(self._overtakes(other, report, superseded=superseded) for other in news)
        if kind in ("movement", "first") and overtaken:
            kind, known, reason = "silent", None, because("newer_beside", report)
        if kind == "repeat" and known is not None:
            self._series.corroborate(known, report, holds=not superseded)
        else:
            self._series.add(report).superseded = superseded
        if kind == "outcome" and known is not None:
            known.happened = True
        previous = known.reported if known is not None and kind != "silent" else None
        return Change(kind=kind, figure=report, previous=previous, reason=reason)

    def _superseded(self, report: Reported, article: Sequence[Reported]) -> bool:
        """Say whether the article tells this number as what held before another one of the same period."""
        rivals = [other for other in article if other is not report and self._rules.rivals(report, other)]
        if not rivals:
            return False
        told = {told_as(SUPERSEDED, one) for one in (report, *rivals)}
        if len(told) > 1:
            return told_as(SUPERSEDED, report)
        known, others = self._is_known(report), [self._is_known(other) for other in rivals]
        if known != all(others):
            return known and not all(others)
        if not known and any(others):
            return False
        # News is told before what it replaces.
        if source_of(report) == OWN:
            return any(article.index(other) < article.index(report) for other in rivals)
        return known and self._latest_known((report, *rivals)) is not report

    def _is_known(self, report: Reported) -> bool:
        return any(
            self._rules.agree(known.reported, report)
            for known in self._rules.of_period(report, status_class(report.figure))
        )

    def _latest_known(self, reports: Sequence[Reported]) -> Reported:
        def entered(report: Reported) -> int:
            known = self._rules.of_period(report, status_class(report.figure))
            return max((k.entered for k in known if self._rules.agree(k.reported, report)), default=0)

        return max(reports, key=entered)

    def _overtakes(self, other: Reported, report: Reported, *, superseded: bool) -> bool:
        """Say whether another figure of the article is comparable and newer, so that it is told against this one."""
        here, there = self._series.place(report), self._series.place(other)
        comparable = here.span == there.span or "state" in (here.nature, there.nature)
        instead = superseded and there.key == here.key and self._rules.agree(report, other) is False
        return (
            other is not report
            and here.nature != "event" != there.nature
            and comparable
            and status_class(report.figure) == status_class(other.figure)
            and self._series.same_scope(scope_key(report.figure.scope), scope_key(other.figure.scope))
            and (there.day > here.day or instead)
        )

    def _edited_from(self, report: Reported, article: Sequence[Reported]) -> Reported | None:
        """Return what an older version of the article said in place of this number."""
        here, scope = self._series.place(report), scope_key(report.figure.scope)
        older = [
            before
            for before, _ in self._series.same_article(report)
            if before.version < report.version
            and self._series.place(before).key == here.key
            and status_class(before.figure) == status_class(report.figure)
            and self._series.same_scope(scope, scope_key(before.figure.scope))
        ]
        if any(self._rules.agree(before, report) for before in older):
            return None
        gone = [before for before in older if not any(self._rules.agree(before, now) for now in article)]
        return gone[-1] if gone else None

    def year_ago(self, report: Reported) -> Reported | None:
        """Return the latest known figure for a year earlier; undated flows and events have none."""
        return self._rules.year_ago(report)

    # ── late articles ──────────────────────────────────────────────────────────────────────────────────────────────

    def late(self, change: Change) -> Change:
        """Return the change as it is told, given all that is known, later articles among it."""
        report, status = change.figure, status_class(change.figure.figure)
        if change.kind in ("repeat", "silent") or change.edited or not self._overtaken(report, status):
            return change
        about = [known for either in (status, _other(status)) for known in self._rules.of_period(report, either)]
        later = [known for known in about if known.latest_day > report.published]
        if change.kind == "revision" and not later:
            return change
        for known in later:
            if status_class(known.reported.figure) == status and self._rules.agree(known.reported, report):
                reason = because("agrees", report, known.reported)
                return replace(change, kind="repeat", previous=known.reported, reason=reason)
        return replace(change, kind="silent", previous=None, reason=because("late", report))

    def _overtaken(self, report: Reported, status: StatusClass) -> bool:
        """Say whether something comparable is known that was published later."""
        comparable = self._series.comparable(self._series.place(report), scope_key(report.figure.scope), status)
        return any(known.reported.published > report.published for known in comparable)


def _other(status: StatusClass) -> StatusClass:
    return "expected" if status == "actual" else "actual"
