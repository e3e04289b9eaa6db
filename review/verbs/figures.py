"""Look through figures, see where each comes from, and put right what was misread."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from figures.agreement import is_currency
from figures.notation import period_bounds
from models.database import Ledger
from models.errors import UsageError
from models.store.figures import (
    SORTS,
    Decision,
    FigureFilter,
    ListedFigure,
    decide,
    decisions_on,
    figure_numbered,
    find_figures,
    sources_of,
)
from models.store.people import record
from models.store.reports import CORRECTABLE
from models.store.subjects import watched_named
from models.values import Measure, Qualifier, Status
from scheduler.newsroom import Newsroom

PAGE = 100
_UNIT = re.compile(r"[A-Za-z][A-Za-z ]{0,39}")
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "measure": get_args(Measure),
    "qualifier": get_args(Qualifier),
    "status": get_args(Status),
}


def list_figures(
    newsroom: Newsroom,
    wanted: FigureFilter,
    *,
    sort: str = "published",
    descending: bool = True,
    offset: int = 0,
    limit: int = PAGE,
) -> list[ListedFigure]:
    """Return a page of figures; raises UsageError for an unknown sort."""
    if sort not in SORTS:
        msg = f"figures cannot be sorted by {sort!r}; choose one of {', '.join(SORTS)}"
        raise UsageError(msg)
    with newsroom.database.reading() as ledger:
        return find_figures(ledger, wanted, sort=sort, descending=descending, offset=offset, limit=limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFigure:
    """A figure with its sources, and what people decided about it."""

    figure: ListedFigure
    sources: tuple[ListedFigure, ...]  # itself among them, oldest first
    corroborated: ListedFigure | None  # the figure that this one repeats
    decisions: tuple[Decision, ...]


def show(newsroom: Newsroom, number: int) -> ShownFigure:
    """Return a figure with its provenance; raises NotFoundError."""
    with newsroom.database.reading() as ledger:
        return _shown(ledger, number)


def _shown(ledger: Ledger, number: int) -> ShownFigure:
    figure = figure_numbered(ledger, number)
    return ShownFigure(
        figure=figure,
        sources=tuple(sources_of(ledger, number)),
        corroborated=figure_numbered(ledger, figure.corroborates) if figure.corroborates else None,
        decisions=tuple(decisions_on(ledger, number)),
    )


def correct(newsroom: Newsroom, number: int, fields: Mapping[str, Any], *, who: str, note: str = "") -> ShownFigure:
    """Put some fields of a figure right and rebuild its series; the original reading stays on record.

    Raises NotFoundError, and UsageError that names the field at fault.
    """
    with newsroom.database.writing() as ledger:
        before = figure_numbered(ledger, number)
        values, subjects = _checked(ledger, before, fields)
        if not values:
            msg = "nothing differs from what stands there"
            raise UsageError(msg)
        decide(ledger, number, "correct", who=who, note=note, now=newsroom.clock(), fields=values)
        record(ledger, who, "figure.correct", str(number), newsroom.clock(), note=note, fields=dict(fields))
    _rebuild(newsroom, subjects, number, note)
    return show(newsroom, number)


def reject(newsroom: Newsroom, number: int, *, who: str, note: str = "") -> ShownFigure:
    """Take a figure out of its series: the text does not say it. Raises NotFoundError."""
    return _decided(newsroom, number, "reject", who, note)


def restore(newsroom: Newsroom, number: int, *, who: str, note: str = "") -> ShownFigure:
    """Bring a figure back as it was first read. Raises NotFoundError."""
    return _decided(newsroom, number, "restore", who, note)


def _decided(newsroom: Newsroom, number: int, action: str, who: str, note: str) -> ShownFigure:
    with newsroom.database.writing() as ledger:
        before = figure_numbered(ledger, number)
        decide(ledger, number, action, who=who, note=note, now=newsroom.clock(), fields={})
        after = figure_numbered(ledger, number)
        record(ledger, who, f"figure.{action}", str(number), newsroom.clock(), note=note)
        names = {before.reported.figure.subject, after.reported.figure.subject}
        subjects = sorted(watched_named(ledger, name).id for name in names)
    _rebuild(newsroom, subjects, number, note)
    return show(newsroom, number)


def _rebuild(newsroom: Newsroom, subjects: Sequence[int], number: int, note: str) -> None:
    from scheduler.stages import rebuild_subject  # noqa: PLC0415 - compiles the reader's word lists

    for subject in subjects:
        rebuild_subject(newsroom, subject, corrected=number, reason=note)


def _checked(ledger: Ledger, before: ListedFigure, fields: Mapping[str, Any]) -> tuple[dict[str, Any], list[int]]:
    """Return the columns to change, and the subjects whose series it touches."""
    unknown = sorted(set(fields) - set(CORRECTABLE))
    if unknown:
        msg = f"{unknown[0]!r} is no field of a figure that can be corrected; choose of {', '.join(CORRECTABLE)}"
        raise UsageError(msg)
    old = before.reported.figure
    values = {name: _value(name, given) for name, given in fields.items() if name != "subject"}
    values = {name: value for name, value in values.items() if value != getattr(old, name)}
    low, high = values.get("value", old.value), values.get("value_high", old.value_high)
    if high is not None and high <= low:
        msg = "value_high: the upper end of a range is larger than its lower end"
        raise UsageError(msg)
    subjects = [watched_named(ledger, old.subject).id]
    if fields.get("subject") and fields["subject"] != old.subject:
        values["subject_id"] = watched_named(ledger, str(fields["subject"])).id
        subjects.append(values["subject_id"])
    return values, subjects


def _value(name: str, given: Any) -> Any:
    if name in ("value", "value_high"):
        return _number(name, given)
    text = str(given).strip() if given is not None else ""
    if name in _CHOICES and text not in _CHOICES[name]:
        msg = f"{name}: {text!r} is none of {', '.join(_CHOICES[name])}"
        raise UsageError(msg)
    if name == "period" and text:
        try:
            period_bounds(text)
        except ValueError as error:
            msg = f"period: {text!r} is none; write 2025, 2025-H1, 2025-Q3, 2025-07, 2025-07-14 or two with a slash"
            raise UsageError(msg) from error
    if name == "unit" and not (is_currency(text) or _UNIT.fullmatch(text)):
        msg = f"unit: {text!r} is none; write a currency such as CNY, percent, or what is counted, such as units"
        raise UsageError(msg)
    if name == "metric" and not re.fullmatch(r"[a-z][a-z0-9_]*", text):
        msg = f"metric: {text!r} is none"
        raise UsageError(msg)
    return text or None if name in ("scope", "period") else text


def _number(name: str, given: Any) -> float | None:
    if given is None or given == "":
        if name == "value":
            msg = "value: a figure needs a number"
            raise UsageError(msg)
        return None
    try:
        number = float(str(given).replace(",", "").replace("，", "").strip())
    except ValueError as error:
        msg = f"{name}: {given!r} is no number; write it in full, such as 7000000000"
        raise UsageError(msg) from error
    if number != number or number in (float("inf"), float("-inf")):  # noqa: PLR0124 - not a number
        msg = f"{name}: {given!r} is no number"
        raise UsageError(msg)
    return number
