"""A quantity on its way to a figure, and the sign of what it says: losses are negative profits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from figures.deals import Owner
from figures.metrics import MetricReading
from figures.passage import Passage
from figures.quantities import Quantity
from figures.scoping import Scope
from models.values import Status


@dataclass(slots=True)
class Draft:
    """A quantity on its way to a figure."""

    quantity: Quantity
    passage: Passage
    reading: MetricReading | None = None
    proposed: Sequence[MetricReading] = ()  # all that words of the rules propose, the best first
    measure: str = "level"
    value: float = 0.0
    high: float | None = None
    owners: list[Owner] = field(default_factory=list)
    dropped: str = ""
    after: Draft | None = None  # the number it is compared with or follows
    scope: Scope | None = None
    status: Status | None = None
    dated: tuple[str | None, str] | None = None  # its period and the rule that read it
    rules: list[tuple[str, str]] = field(default_factory=list)

    @property
    def metric(self) -> str:
        """Return the metric read so far, empty where none is."""
        return self.reading.metric if self.reading is not None else ""

    @property
    def rival(self) -> bool:
        """Say whether the number is about somebody who is not watched."""
        return self.dropped.startswith("about another")


def signed(draft: Draft) -> tuple[float, float | None]:
    """Return value and upper end of a draft with the sign of a loss."""
    if draft.metric != "profit":
        return draft.value, draft.high
    return _loss(draft, draft.value, draft.high)


def _loss(draft: Draft, value: float, high: float | None) -> tuple[float, float | None]:
    passage, quantity = draft.passage, draft.quantity
    loss = _says_loss(draft)
    if draft.measure == "level":
        if loss and value > 0:
            return (-high, -value) if high is not None else (-value, None)
        return value, high
    if not loss:
        return value, high
    narrower = passage.nearest(quantity.start, quantity.end, 24, 12, "growth.loss_down")
    wider = passage.nearest(quantity.start, quantity.end, 24, 12, "growth.loss_up")
    size = abs(value)
    if narrower is not None and (wider is None or narrower.start > wider.start):
        return (size, high) if high is None else (min(size, abs(high)), max(size, abs(high)))
    grown = wider is not None or (bool(quantity.change) and value > 0)  # a loss twice as large
    return (-size if grown else value), high


_LOSS_WORDS = re.compile(
    r"\b(?:loss|lost\b|los(?:es?|ing)\b|the red\b|red ink|red (?:figures|numbers)|deficit|negative|bled\b"
    r"|bleed|shortfall|unprofitable)|亏|净损|纯损|营业损失|(?<![侵腐锈])蚀(?!刻)"
)


def _says_loss(draft: Draft) -> bool:
    """Say whether the nearest word of profit is one of loss."""
    cue = draft.reading.cue if draft.reading is not None else None
    if cue is None:
        return False
    small = draft.passage.small
    around = small[cue.start : max(cue.end, min(draft.quantity.start, cue.end + 24))]
    return _LOSS_WORDS.search(around) is not None
