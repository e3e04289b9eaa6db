"""Whether a number goes on with what the one before it told: compared with it, or of the same part."""

from __future__ import annotations

from collections.abc import Sequence

from figures.deals import Owner
from figures.draft import Draft
from figures.metrics import MetricReading, is_compared
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern

_BREAKS = pattern("scope.breaks")


def goes_with(draft: Draft, last: Draft, reading: MetricReading) -> bool:
    """Say whether a number is compared with the one before, or the growth of it that its own word governs too."""
    if is_compared(last.quantity, draft.quantity, draft.passage):
        return True
    if last.metric != reading.metric:
        return False
    shared = reading.cue is not None and reading.cue.end <= last.quantity.start
    came_to = last.measure == "growth" and draft.passage.text.startswith(" to ", last.quantity.end)
    return ((draft.measure == "growth" or came_to) and shared) or _goes_on(draft, last)


def _goes_on(draft: Draft, last: Draft) -> bool:
    """Say whether a Chinese sentence tells on about the part it has named: 中国区销量增长四成,全年有望卖出2.5万台."""
    return not goes_elsewhere(last.quantity.end, draft.quantity.start, draft.passage)


def goes_elsewhere(start: int, end: int, passage: Passage) -> bool:
    """Say whether a Chinese sentence turns from the part it has named, between two numbers, or is no Chinese one."""
    gap = passage.text[start:end]
    if gap.isascii() or _BREAKS.search(gap):
        return True
    between = (e for e in passage.entities if start <= e.start < end)
    return any(e.kind in ("company", "rival", "company_word", "market", "place") for e in between)


def drags_along(last: Draft, quantity: Quantity, readings: Sequence[MetricReading]) -> bool:
    """Say whether a dropped number takes the one compared with it along: no word between names another metric."""
    if not last.dropped or last.rival:
        return False
    between = any(reading.cue and last.quantity.end <= reading.cue.start < quantity.start for reading in readings)
    return not between and (last.quantity.unit == quantity.unit or quantity.kind in ("percent", "money"))


def level_owners(draft: Draft, reading: MetricReading, owners: Sequence[Owner]) -> list[Owner]:
    """Return whose the level is that a growth is told of: "it built 19,700 in Shenzhen, 45% more than in 2024"."""
    last = draft.after
    if last is None or draft.measure != "growth" or last.measure != "level" or last.dropped:
        return []
    between = [e for e in draft.passage.entities if last.quantity.end <= e.start < draft.quantity.start]
    if any(e.kind not in ("market", "place", "house", "market_word") for e in between):
        return []
    if owners and owners[0].rule == "carried" and last.metric == reading.metric:
        return list(last.owners)
    firms = all(owner.topic.kind == "company" for owner in last.owners)
    return list(last.owners) if firms and reading.rule == "inherited" else []
