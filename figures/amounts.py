"""A number while it is being read: joined with its neighbours and hedged before it becomes a quantity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from models.values import Qualifier, Restatement

QuantityKind = Literal["money", "percent", "points", "count", "number"]
Change = Literal["", "growth", "multiple"]


@dataclass(slots=True, kw_only=True)
class Amount:
    """One number with what stands beside it."""

    start: int
    end: int
    value: float
    rule: str
    high: float | None = None
    scale: float = 1.0
    unit: str = ""
    kind: QuantityKind = "number"
    noun: str = ""
    digits: str = ""
    sign: int = 1
    qualifier: Qualifier = "exact"
    change: Change = ""
    also: tuple[Restatement, ...] = ()
    before: bool = False  # its currency stood before it
    currency: str = ""  # what a bare number would be in if no neighbour says otherwise: 营收12.3亿
    tentative: bool = False  # counts only where a neighbour lends it a unit: the first of 两到三万元

    @property
    def mantissa(self) -> float:
        """Return the number before its scale word."""
        return self.value / self.scale


def percent(text: str, start: int, end: int, value: float, *, rule: str, change: Change = "") -> Amount:
    """Return an amount of percent told by words; a fall has its sign apart."""
    return Amount(
        start=start,
        end=end,
        value=float(f"{abs(value):.12g}"),
        unit="percent",
        kind="percent",
        digits=text[start:end],
        change=change,
        sign=-1 if value < 0 else 1,
        rule=rule,
    )
