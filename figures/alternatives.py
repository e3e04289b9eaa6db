"""What else a figure may be told with: other periods and parts that its text names, another status."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from figures import choosing, parting
from figures.choosing import Choices, Told, choices_of, chosen
from figures.completing import Page
from figures.draft import Draft
from figures.parting import Parts, chosen_part
from figures.weighed_status import clues_of, likely_status
from models.values import Figure, Subject

# Rules for parts that what was learned never overrules.
_CERTAIN = ("scope:narrower market", "scope:respective", "scope:profit")
LEARNED = "learned"  # the rule that a period, part or status chosen here is by


class Alternatives(NamedTuple):
    """A figure as the rules tell it, its likeliest period, periods and parts with their clues; clues to its status."""

    figure: Figure
    period: str | None
    periods: Choices
    parts: Parts
    status: set[str]


def alternatives_of(draft: Draft, figure: Figure, subject: Subject, page: Page) -> Alternatives:
    """Return what the next figure of a document may be told with."""
    periods: Choices = {}
    parts: Parts = {}
    language, published = page.document.language, page.document.published
    if language in choosing.WEIGHTS:
        periods = choices_of(draft, figure, page.spans, page.told, published)
        page.told = Told(figure.period, figure.metric, draft.passage.sentence.start)
    certain = dict(figure.rules).get("scope") in _CERTAIN
    if language in parting.WEIGHTS and not certain:
        parts = page.partition.parts_of(draft, figure, subject, page.whole)
    period = chosen(periods, figure.period, language) if periods else figure.period
    return Alternatives(figure, period, periods, parts, set(clues_of(draft, figure, period, published)))


def settled(alternatives: Alternatives, language: str) -> Figure:
    """Return a figure of the likeliest period, part and status."""
    figure, period, _, parts, clues = alternatives
    scope = chosen_part(parts, figure.scope, language) if parts else figure.scope
    status = likely_status(clues, figure.status, language)
    learned = {
        key
        for key, own, other in (
            ("period", figure.period, period),
            ("scope", figure.scope, scope),
            ("status", figure.status, status),
        )
        if own != other
    }
    if not learned:
        return figure
    rules = tuple((key, LEARNED if key in learned else rule) for key, rule in figure.rules)
    return replace(figure, period=period, scope=scope, status=status, rules=rules)
