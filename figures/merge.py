"""One number, one figure: repeats within a document are joined, the more precise one is kept."""

from __future__ import annotations

from collections.abc import Sequence

from models.values import Figure

_SAME = 0.005  # the guide: values closer than this are one number
_HALF_POINT = 0.5  # of a percentage in a title
_HEDGED, _TENTH = 1.25, 5  # "over 40%" stands for less than 50%, 七成 for 65% to 75%
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
    near = near or (titled and _rounds(*sorted((figure, other), key=lambda one: one.start)))
    if not near or not (titled or _close(figure.value_high, other.value_high, _SAME)):
        return False
    same_place = figure.scope == other.scope or figure.scope is None or other.scope is None
    same_time = figure.period == other.period or figure.period is None or other.period is None
    return titled or (same_place and same_time)


def _rounds(title: Figure, body: Figure) -> bool:
    """Say whether a title's round number stands for the precise one of the text: 逾四成 for 43%, 翻倍 for 105%."""
    same_time = title.period == body.period or title.period is None or body.period is None
    if title.value == 0 or title.value % 10 or not same_time:
        return False
    ratio = body.value / title.value
    if title.qualifier == "more_than":
        return 1 <= ratio < _HEDGED
    if title.measure == "growth":
        return abs(body.value - title.value) < _TENTH if abs(title.value) < 100 else 1 <= ratio < _HEDGED
    return False


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
    told = [figure for alike in kept.values() for figure in alike if not _is_outdone(figure, alike, title_end)]
    return sorted(told, key=lambda one: one.start)


def _is_outdone(figure: Figure, alike: Sequence[Figure], title_end: int) -> bool:
    """Say whether "more than doubled" or a title's "halves" only rounds a growth told in figures elsewhere."""
    worded = figure.measure == "growth" and not any(character.isdigit() for character in figure.quote)
    if not worded or (figure.qualifier == "exact" and figure.start >= title_end):
        return False
    return any(
        other.value * figure.value > 0
        and any(character.isdigit() for character in other.quote)
        and (figure.scope or "").lower() == (other.scope or "").lower()
        for other in alike
    )
