"""Whether a subscriber's rule lets a change pass, and in words why it is kept back.

Sizes are measured from what the reader was last told, so that small steps add up: five steps of 1% cross a rule of 5%.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from alerts.magnitude import in_unit, percent_between
from models.values import AlertRule, Figure, Reported, ToldChange

_DIGITS = re.compile(r"\d{4}")
_NEARLY = 1e-9  # of a number: a rule of 5% lets 5% pass however binary fractions fall


def held_by_all(rules: Sequence[AlertRule], told: ToldChange, last_told: Reported | None = None) -> str | None:
    """Return why every rule keeps the change back (the first one's reason), or None where one lets it pass.

    Without rules everything passes. `last_told` is what the reader was last told of the series.
    """
    reasons = [held_by(rule, told, last_told) for rule in rules]
    return None if None in reasons or not reasons else reasons[0]


def held_by(rule: AlertRule, told: ToldChange, last_told: Reported | None = None) -> str | None:
    """Return why the rule keeps the change back, or None where it lets it pass."""
    return _about_another(rule, told) or _too_weak(rule, told) or _too_small(rule, told, last_told)


def measured_from(told: ToldChange, last_told: Reported | None) -> Reported | None:
    """Return what a change is measured from: what was last told where that compares, else the previous figure."""
    previous = told.change.previous
    if previous is None or last_told is None or not _compares(last_told.figure, told, previous.figure):
        return previous
    return last_told


def returned_to(told: ToldChange) -> Reported | None:
    """Return the latest earlier figure of the series whose value this one takes up again; None where it is new."""
    new, previous = told.change.figure, told.change.previous
    if previous is None or _same_size(previous.figure, new.figure):
        return None
    earlier = (
        known
        for known in reversed(told.series)
        if known.published < previous.published
        and _form(known.figure) == _form(new.figure)
        and (told.change.kind == "movement" or known.figure.period == new.figure.period)
        and _is_actual(known.figure) == _is_actual(new.figure)
    )
    return next((known for known in earlier if _same_size(known.figure, new.figure)), None)


# ── what the rule is about ─────────────────────────────────────────────────────────────────────────────────────────


def _about_another(rule: AlertRule, told: ToldChange) -> str | None:
    figure = told.change.figure.figure
    for name, wanted, given in (
        ("subject", rule.subjects, figure.subject),
        ("metric", rule.metrics, figure.metric),
        ("kind", rule.kinds, told.change.kind),
    ):
        if wanted and given not in wanted:
            return f"the rule's {name} is {', '.join(wanted)}; this is {given}"
    return None


def _too_weak(rule: AlertRule, told: ToldChange) -> str | None:
    outlets = len(set(told.outlets) | {told.source.outlet})
    if outlets < rule.min_sources:
        return f"the rule asks for {rule.min_sources} sources; {outlets} reported it so far"
    confidence = told.change.figure.figure.confidence
    if confidence < rule.min_confidence:
        return f"the rule asks for a confidence of {rule.min_confidence:.0%}; this has {confidence:.0%}"
    return None


# ── how large the change is ────────────────────────────────────────────────────────────────────────────────────────


def _too_small(rule: AlertRule, told: ToldChange, last_told: Reported | None) -> str | None:
    """Hold changes below the rule's size or against its direction; what has nothing before it has no size."""
    base, new = measured_from(told, last_told), told.change.figure.figure
    if base is None:
        return None
    percent = percent_between(base.figure, new)
    if percent is None and base is told.change.previous:
        percent = told.percent
    step = _step(base.figure, new)
    since = f"from what was last told on {base.published}" if base is last_told else "from the figure before"
    if percent is not None and abs(percent) + _NEARLY < rule.min_percent:
        return f"the rule asks for {rule.min_percent:g}% or more; this is {abs(percent):.2g}% {since}"
    if step is not None and abs(step) + _NEARLY * abs(new.value) < rule.min_absolute:
        return f"the rule asks for {rule.min_absolute:,.10g} {new.unit} or more; this is {abs(step):,.6g} {since}"
    moved = step if step is not None else percent
    if rule.direction == "any" or moved is None or ((moved > 0) == (rule.direction == "up") and moved != 0):
        return None
    return (
        f"the rule asks for changes {rule.direction} only; this is {'no change' if moved == 0 else _way(moved)} {since}"
    )


def _way(moved: float) -> str:
    return "up" if moved > 0 else "down"


def _step(old: Figure, new: Figure) -> float | None:
    """Return how far a figure moved in the new one's own unit, None where the old one is not told in it."""
    before = in_unit(old, new.unit)
    return None if before is None else new.value - before


# ── what compares ──────────────────────────────────────────────────────────────────────────────────────────────────


def _form(figure: Figure) -> str:
    """Return the form of a figure's period: years, halves, quarters, months; empty for undated ones."""
    return _DIGITS.sub("Y", re.sub(r"(?<=[HQ])\d|(?<=-)\d\d", "N", figure.period or ""))


def _is_actual(figure: Figure) -> bool:
    return figure.status == "actual"


def _compares(last: Figure, told: ToldChange, previous: Figure) -> bool:
    """Say whether what was last told is of a kind with the change: same period, or for a movement as long a one."""
    new = told.change.figure.figure
    if _is_actual(last) not in (_is_actual(new), _is_actual(previous)):
        return False
    if told.change.kind == "movement":
        return _form(last) in (_form(new), _form(previous))
    return last.period == new.period


def _same_size(a: Figure, b: Figure) -> bool:
    value = in_unit(a, b.unit)
    return value is not None and abs(value - b.value) <= 0.005 * max(abs(value), abs(b.value))
