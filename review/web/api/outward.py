"""Turn the rooms' values into what the API gives."""

from __future__ import annotations

from alerts.lines import line_of
from alerts.links import Links
from alerts.magnitude import percent_change
from alerts.reasoning import reason_in_words
from alerts.words import words
from models.values import AlertRule, Poll, Reported, ToldChange
from review.verbs.export import row_of
from review.verbs.series import Series
from review.verbs.shapes import ArchivedLetter, ListedArticle, ListedFigure, Reader, Watched
from review.verbs.sources import trouble_with
from review.web.api import shapes
from scheduler.newsroom import Newsroom


def figure(listed: ListedFigure) -> shapes.FigureOut:
    """Return a figure."""
    return shapes.FigureOut.model_validate(row_of(listed))


def change(newsroom: Newsroom, told: ToldChange) -> shapes.ChangeOut:
    """Return a change."""
    new, previous = told.change.figure.figure, told.change.previous
    line = line_of(words("en"), told, Links.of(newsroom.settings))
    return shapes.ChangeOut(
        number=told.id,
        kind=told.change.kind,  # type: ignore[arg-type]
        at=told.at,
        subject=new.subject,
        metric=new.metric,
        measure=new.measure,
        scope=new.scope,
        period=new.period,
        status=new.status,
        value=new.value,
        unit=new.unit,
        percent=percent_change(told),
        reason=reason_in_words(words("en"), told.change.reason),
        reason_code=told.change.reason.code,
        edited=told.change.edited,
        correction=told.correction,
        quote=told.source.quote,
        outlet=told.source.outlet,
        title=told.source.title,
        url=told.source.url,
        published=told.source.published,
        outlets=list(told.outlets),
        figure=told.change.figure.figure_id,
        previous=_plain(previous) if previous else None,
        previous_figure=previous.figure_id if previous else None,
        text=line.whole,
    )


def _plain(reported: Reported) -> shapes.RestatementOut:
    old = reported.figure
    return shapes.RestatementOut(value=old.value, unit=old.unit, value_high=old.value_high)


def article(listed: ListedArticle, snippet: str = "") -> shapes.ArticleOut:
    """Return an article of a list."""
    return shapes.ArticleOut(
        number=listed.id,
        title=listed.title,
        outlet=listed.outlet,
        source=listed.source,
        language=listed.language,
        url=listed.url,
        day=listed.day,
        first_seen=listed.first_seen,
        version=listed.version,
        story=listed.story or None,
        subjects=list(listed.subjects),
        figures=listed.figures,
        snippet=snippet,
    )


def subject(kept: Watched) -> shapes.SubjectOut:
    """Return a watched subject."""
    return shapes.SubjectOut(
        number=kept.id,
        name=kept.subject.name,
        kind=kept.subject.kind,
        terms=[list(group) for group in kept.subject.terms],
        exclude=list(kept.subject.exclude),
        ambiguous=list(kept.subject.ambiguous),
        context=list(kept.subject.context),
        added=kept.added,
        reading=kept.reading,
        history_done=kept.history_done,
        history_total=kept.history_total,
    )


def series(found: Series) -> shapes.SeriesOut:
    """Return a series."""
    return shapes.SeriesOut(
        subject=found.subject,
        metric=found.metric,
        measure="growth" if found.measure == "growth" else "level",
        scope=found.scope,
        unit=found.unit,
        points=[
            shapes.PointOut(
                figure=point.figure.figure_id,
                period=point.figure.figure.period,
                at=point.at,
                value=point.value,
                status=point.figure.figure.status,
                superseded=point.superseded,
                converted=point.converted,
                outlets=list(point.outlets),
                year_on_year=point.year_on_year,
                on_period=point.on_period,
            )
            for point in found.points
        ],
    )


def source(poll: Poll) -> shapes.SourceOut:
    """Return a source with how it is doing."""
    kept, state = poll.source, poll.state
    return shapes.SourceOut(
        number=kept.id,
        name=kept.name,
        kind=kept.kind,
        url=kept.url,
        homepage=kept.homepage,
        language=kept.language,
        focus=list(kept.focus),
        enabled=kept.enabled,
        trouble=trouble_with(poll),
        verified=kept.verified,
        last_visit=state.last_visit,
        last_result=state.last_kind,
        next_visit=state.next_poll,
        reason=state.reason,
    )


def rule(kept: AlertRule) -> shapes.RuleIn:
    """Return a rule as it would be given."""
    return shapes.RuleIn(
        subjects=list(kept.subjects),
        metrics=list(kept.metrics),
        kinds=list(kept.kinds),  # type: ignore[arg-type]
        min_percent=kept.min_percent,
        min_absolute=kept.min_absolute,
        direction=kept.direction,
        min_sources=kept.min_sources,
        min_confidence=kept.min_confidence,
    )


def rule_of(given: shapes.RuleIn) -> AlertRule:
    """Return the rule that was given."""
    return AlertRule(
        subjects=tuple(given.subjects),
        metrics=tuple(given.metrics),
        kinds=tuple(given.kinds),
        min_percent=given.min_percent,
        min_absolute=given.min_absolute,
        direction=given.direction,
        min_sources=given.min_sources,
        min_confidence=given.min_confidence,
    )


def subscriber(reader: Reader) -> shapes.SubscriberOut:
    """Return a subscriber."""
    one = reader.subscriber
    return shapes.SubscriberOut(
        number=one.id,
        email=one.email,
        name=one.name,
        language=one.language,
        cadence=one.cadence,
        at=one.at.strftime("%H:%M"),
        weekday=one.weekday,
        zone=one.zone,
        rules=[rule(kept) for kept in one.rules],
        send_empty=one.send_empty,
        confirmed=one.confirmed,
        paused=one.paused,
        next_letter=reader.next_letter,
        last_letter=reader.last_letter,
    )


def letter(kept: ArchivedLetter) -> shapes.LetterOut:
    """Return a letter of the archive."""
    return shapes.LetterOut(
        number=kept.letter.id,
        subject=kept.letter.subject,
        recipient=kept.letter.recipient,
        state=kept.state,
        created=kept.letter.created,
        message_id=kept.letter.message_id,
        channel=kept.letter.channel.partition(":")[0],  # the rest may hold a password
    )
