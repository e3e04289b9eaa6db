"""Words that name a metric together with what stands around the number: "sinks $2m into", "fits out X with 40"."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from figures.metrics import Cue, MetricReading
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import frame_table, rulebook
from figures.subjects import Entity

_W = rulebook().weights
_SURE = _W["construction"] + 2 * _W["adjacent"]
_BY_TAIL = _W["construction"] - _W["adjacent"] // 2  # what only follows a number yields to a word before it
_REACH = 90  # characters between the words of a frame and its number
_HEDGES = (
    r"(?:(?:about|around|some|roughly|nearly|almost|approximately|more than|over|only|just|up to|at least|at most"
    r"|as much as|as many as|close to|well over|under|upwards? of|north of|an estimated|a total of|another|fully"
    r"|an?(?: further| additional| extra| mere| record| combined| whopping| hefty| cool| modest)?|the first|its first"
    r"|a little over|a little under) )*"
)
_PLAIN_GAP = r"[^.;:\d]{0,40}"
_KINDS: Mapping[str, tuple[str, ...]] = {
    "money": ("money",),
    "percent": ("percent",),
    "count": ("count", "number"),
    "counted": ("count",),
    "bare": ("number",),
}


class Frame(NamedTuple):
    """What must stand around a number for it to be of a metric; every part but the words may be left out."""

    name: str
    metric: str
    kinds: tuple[str, ...]
    before: re.Pattern[str] | None  # ends where the words begin
    gap: re.Pattern[str]  # fills what lies between the words and the number
    tail: re.Pattern[str] | None  # follows the number
    least: float  # smaller numbers are of something else
    most: float  # and larger ones
    to_firm: str  # the metric where a watched firm stands right behind the tail


class _Tails(NamedTuple):
    """Frames of a kind of number that need no words before it, as one look."""

    pattern: re.Pattern[str]
    frames: Mapping[str, Frame]  # by group


def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source.replace("{hedges}", _HEDGES))


def _frame(name: str, row: Mapping[str, Any]) -> Frame:
    return Frame(
        name=name,
        metric=row["metric"],
        kinds=_KINDS[row["of"]],
        before=_compiled(f"(?:{row['before']})$") if "before" in row else None,
        gap=_compiled(row.get("gap", _PLAIN_GAP)),
        tail=_compiled(row["tail"]) if "tail" in row else None,
        least=float(row.get("least", 0)),
        most=float(row.get("most", math.inf)),
        to_firm=row.get("to_firm", row["metric"]),
    )


@cache
def _frames() -> Mapping[str, Frame]:
    return {f"frame.{name}": _frame(name, row) for name, row in frame_table().items()}


@cache
def _tails(kind: str) -> _Tails | None:
    rows = {
        f"f{index}": (name, row)
        for index, (name, row) in enumerate(frame_table().items())
        if kind in _KINDS[row["of"]] and not (row.get("verbs") or row.get("words"))
    }
    if not rows:
        return None
    source = "|".join(f"(?P<{group}>{row['tail']})" for group, (_, row) in rows.items())
    return _Tails(_compiled(source), {group: _frames()[f"frame.{name}"] for group, (name, _) in rows.items()})


def framed(quantity: Quantity, passage: Passage) -> Iterator[MetricReading]:
    """Yield what frames propose for a number."""
    tails = _tails(quantity.kind)
    found = tails.pattern.match(passage.small, quantity.end, passage.sentence.end) if tails else None
    told = tails.frames[found.lastgroup] if tails and found and found.lastgroup else None
    if told and found and told.least <= quantity.value <= told.most:
        metric = _metric(told, quantity, passage)
        cue = Cue(found.start(), found.end(), metric, strong=True)
        yield MetricReading(metric, _BY_TAIL, f"frame:{told.name}", cue)
    for tag, hits in passage.words.items():
        if not tag.startswith("frame."):
            continue
        frame = _frames()[tag]
        if quantity.kind not in frame.kinds or not frame.least <= quantity.value <= frame.most:
            continue
        for hit in reversed(hits):
            if 0 <= quantity.start - hit.end <= _REACH and _fits(frame, hit.start, hit.end, quantity, passage):
                metric = _metric(frame, quantity, passage)
                cue = Cue(hit.start, hit.end, metric, strong=True)
                yield MetricReading(metric, _SURE, f"frame:{frame.name}", cue)
                break


def _metric(frame: Frame, quantity: Quantity, passage: Passage) -> str:
    """Return the metric of a frame: what is put into a watched firm is its funding."""
    if frame.to_firm == frame.metric or frame.tail is None:
        return frame.metric
    tail = frame.tail.match(passage.small, quantity.end, passage.sentence.end)
    behind = tail.end() if tail else 0
    named = any(e.start in (behind, behind + 1) and _is_firm(e, passage) for e in passage.entities)
    return frame.to_firm if named else frame.metric


def _is_firm(entity: Entity, passage: Passage) -> bool:
    """Say whether a name or a word stands for a firm and not for what is its: "Zipline", "the company", "it"."""
    said = entity.kind in ("company", "company_word") or passage.small[entity.start : entity.end] == "it"
    return said and not passage.text.startswith(("'", "’"), entity.end)


def _fits(frame: Frame, start: int, end: int, quantity: Quantity, passage: Passage) -> bool:
    """Say whether what stands around the words and the number is what the frame asks for."""
    small = passage.small
    if not frame.gap.fullmatch(small, end, quantity.start):
        return False
    if frame.tail is not None and not frame.tail.match(small, quantity.end, passage.sentence.end):
        return False
    return (
        frame.before is None
        or frame.before.search(small, max(passage.sentence.start, start - _REACH), start) is not None
    )
