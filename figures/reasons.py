"""Why a figure became what it is, in words for readers."""

from __future__ import annotations

from models.values import Figure, Reported

_SCALES = ((1e12, " trillion"), (1e9, " billion"), (1e6, " million"))
_MONEY = {"CNY": "yuan", "JPY": "yen", "USD": "US dollars", "EUR": "euros", "KRW": "won", "HKD": "Hong Kong dollars"}
_HEDGES = {"exact": "", "about": "about ", "more_than": "more than ", "less_than": "less than "}


def number(value: float, scale: float = 1) -> str:
    """Write a plain number: 8.1, 5,168, 30."""
    return f"{float(f'{value / scale:.6g}'):,.10g}"


def _scale_of(figure: Figure) -> tuple[float, str]:
    size = max(abs(figure.value), abs(figure.value_high or 0))
    return next(((scale, word) for scale, word in _SCALES if size >= scale), (1.0, ""))


def _unit(figure: Figure, word: str) -> str:
    return "%" if figure.unit == "percent" else f"{word} {_MONEY.get(figure.unit, figure.unit)}"


def _size(figure: Figure, scale: float) -> str:
    high = figure.value_high
    plain = number(figure.value, scale) if high is None else f"{number(figure.value, scale)} to {number(high, scale)}"
    return _HEDGES[figure.qualifier] + plain


def amount(figure: Figure) -> str:
    """Write a figure's size with its hedge and unit: "about 7.14 billion yuan", "510 to 530 million US dollars"."""
    scale, word = _scale_of(figure)
    return _size(figure, scale) + _unit(figure, word)


def against(new: Figure, old: Figure) -> str:
    """Write two figures side by side, the unit once where they share it: "8.1 against 7 billion yuan"."""
    scale, word = _scale_of(old)
    if new.unit != old.unit or _scale_of(new) != (scale, word):
        return f"{amount(new)} against {amount(old)}"
    return f"{_size(new, scale)} against {_size(old, scale)}{_unit(old, word)}"


def when(reported: Reported) -> str:
    """Say for which time a figure is."""
    return reported.figure.period or f"undated, reported on {reported.published}"


def told_by(reported: Reported) -> str:
    """Say who told a figure and when: "Example Times on 2025-01-14"."""
    return f"{reported.outlet} on {reported.published}" if reported.outlet else f"the article of {reported.published}"


def repeat(new: Reported, known: Reported) -> str:
    """Say what a repeat agrees with."""
    same = "same period, " if new.figure.period == known.figure.period and new.figure.period else ""
    return f"{same}{against(new.figure, known.figure)} of {told_by(known)}, intervals meet"


def revision(new: Reported, known: Reported) -> str:
    """Say what a revision disagrees with; different forecasters are both named."""
    ours, theirs = new.figure.forecaster, known.figure.forecaster
    names = f" ({ours} against {theirs})" if ours and theirs and ours.casefold() != theirs.casefold() else ""
    return f"same period, {against(new.figure, known.figure)}{names}, intervals apart"


def edited(new: Reported, known: Reported) -> str:
    """Say what an article said before it was edited."""
    return f"edited after publication: {against(new.figure, known.figure)}"


def outcome(new: Reported, expected: Reported, *, met: bool | None) -> str:
    """Say what was expected, or announced."""
    verdict = {True: "as expected", False: "not as expected", None: "not comparable with what was expected"}[met]
    told = f"{amount(expected.figure)} told by {told_by(expected)}"
    if expected.figure.period is None or new.figure.period is None:
        return f"announced: {told}; now it has happened, {verdict}"
    return f"{when(new)} was known only as expected: {told}; now actual, {verdict}"


def movement(new: Reported, earlier: Reported) -> str:
    """Say what was the latest before."""
    if (new.figure.period, new.published) == (earlier.figure.period, earlier.published):
        return f"{against(new.figure, earlier.figure)} told as what held before"
    return f"{when(new)} is newer than {when(earlier)}, the latest comparable one known"
