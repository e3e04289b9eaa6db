"""How far a figure moved: in percent, or in points where the figure itself is a percentage."""

from __future__ import annotations

from models.values import Figure, ToldChange


def in_unit(figure: Figure, unit: str) -> float | None:
    """Return the figure's value in a unit, from what its text states; None where it states none in it."""
    if figure.unit == unit:
        return figure.value
    return next((other.value for other in figure.also if other.unit == unit), None)


def percent_between(old: Figure, new: Figure) -> float | None:
    """Return the change in percent of the older figure's size; None without a common unit or from zero.

    A loss that narrows by 59% is +59, and one that widens by 46% is −46.
    """
    for unit in dict.fromkeys((new.unit, old.unit, *(other.unit for other in new.also))):
        before, after = in_unit(old, unit), in_unit(new, unit)
        if before is not None and after is not None:
            return None if before == 0 else (after - before) / abs(before) * 100
    return None


def in_points(figure: Figure) -> bool:
    """Say whether the figure is a percentage, so that its changes are told in points."""
    return figure.unit == "percent"


def percent_change(told: ToldChange) -> float | None:
    """Return the change in percent against the previous figure; None without one to compare."""
    if told.percent is not None:
        return told.percent
    previous = told.change.previous
    return None if previous is None else percent_between(previous.figure, told.change.figure.figure)


def direction_of(told: ToldChange) -> int:
    """Return 1 for a rise, −1 for a fall and 0 where nothing moved or nothing is known before."""
    previous = told.change.previous
    percent = percent_change(told)
    if percent is None and previous is not None and previous.figure.unit == told.change.figure.figure.unit:
        percent = told.change.figure.figure.value - previous.figure.value
    return 0 if not percent else (1 if percent > 0 else -1)
