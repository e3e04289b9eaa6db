"""One number, one figure: repeats within a document are joined, the more precise one is kept."""

from __future__ import annotations

from collections.abc import Sequence

from models.values import Figure

_SAME = 0.005  # the guide: values closer than this are one number
_HALF_POINT = 0.5  # of a percentage in a title
_ROUNDED = 0.05  # a title may round by so much


def _close(a: float | None, b: float | None, tolerance: float) -> bool:
    if a is None or b is None:
        return a is b
    return abs(a - b) <= tolerance * max(abs(a), abs(b), 1e-9)


def _repeats(figure: Figure, other: Figure, title_end: int) -> bool:
    """Say whether two figures of one kind are one number; a title may be rounded."""
    titled = figure.start < title_end or other.start < title_end
    if figure.measure == "growth":
        near = _close(figure.value, other.value, _SAME) or (titled and abs(figure.value - other.value) <= _HALF_POINT)
    else:
        near = _close(figure.value, other.value, _ROUNDED if titled else _SAME)
    if not near or not (titled or _close(figure.value_high, other.value_high, _SAME)):
        return False
    same_place = figure.scope == other.scope or figure.scope is None or other.scope is None
    same_time = figure.period == other.period or figure.period is None or other.period is None
    return titled or (same_place and same_time)


def merged(figures: Sequence[Figure], title_end: int) -> list[Figure]:
    """Return the figures without repeats, in the order of the text."""
    kept: dict[tuple[str, str, str, str], list[Figure]] = {}  # by subject, metric, measure and unit
    for figure in sorted(figures, key=lambda one: (one.start < title_end, one.start)):
        alike = kept.setdefault((figure.subject, figure.metric, figure.measure, figure.unit), [])
        twin = next((index for index, other in enumerate(alike) if _repeats(figure, other, title_end)), None)
        if twin is None:
            alike.append(figure)
        elif alike[twin].period is None and figure.period is not None and figure.start >= title_end:
            alike[twin] = figure
    return sorted((figure for alike in kept.values() for figure in alike), key=lambda one: one.start)
