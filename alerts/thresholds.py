"""Stand-in for the alert rules' decision: percent threshold and direction only."""

from __future__ import annotations

from collections.abc import Mapping

from alerts.magnitude import direction_of, percent_change
from models.values import AlertRule, ToldChange

LastTold = Mapping[tuple[str, str, str, str | None], float]


def held_by(told: ToldChange, rule: AlertRule, last_told: LastTold) -> str | None:
    """Return why the rule keeps the change back, or None where it lets it pass."""
    percent = percent_change(told)
    if percent is not None and abs(percent) < rule.min_percent:
        return f"changes of {rule.min_percent:g}% or more"
    if rule.direction != "any" and direction_of(told) == (-1 if rule.direction == "up" else 1):
        return f"only {rule.direction}"
    return None
