"""Why a figure became what it is: a code and the figures it speaks of; the words are the surfaces' own."""

from __future__ import annotations

from models.values import Cited, Reason, ReasonCode, Reported


def cited(reported: Reported) -> Cited:
    """Return what a reason says of a figure."""
    figure = reported.figure
    return Cited(
        value=figure.value,
        value_high=figure.value_high,
        unit=figure.unit,
        qualifier=figure.qualifier,
        period=figure.period,
        day=reported.published,
        outlet=reported.outlet,
        forecaster=figure.forecaster,
    )


def because(code: ReasonCode, new: Reported, known: Reported | None = None) -> Reason:
    """Return why a figure is what it is, and which known one decided."""
    return Reason(code=code, new=cited(new), known=cited(known) if known else None)


def outcome(new: Reported, expected: Reported, *, met: bool | None) -> Reason:
    """Say whether what was expected, or announced, has happened; None where the two cannot be compared."""
    codes: dict[bool | None, ReasonCode] = {True: "met", False: "not_met", None: "not_comparable"}
    return because(codes[met], new, expected)


def movement(new: Reported, earlier: Reported) -> Reason:
    """Say what was the latest before."""
    beside = (new.figure.period, new.published) == (earlier.figure.period, earlier.published)
    return because("held_before" if beside else "newer", new, earlier)
