"""A small chart of a series: one Vega-Lite specification, as PNG for letters and as SVG for pages.

Its labels are numbers and the periods' own notation, so that one picture serves every language.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import vl_convert

from models.values import Reported

FEWEST_POINTS = 3
_MOST_POINTS = 12  # more do not fit the width of a phone
_LINE = "#2f7fd6"  # these three read well on white and on near-black
_LABEL = "#8a929c"
_RULE = "#8a929c55"
_FONTS = "Helvetica, Arial, WenQuanYi Micro Hei, Noto Sans CJK SC, sans-serif"
_PREFIXES = ((12, "T"), (9, "B"), (6, "M"), (3, "k"))
_VEGA_LITE = "5.20"


def points_of(series: Sequence[Reported]) -> list[Reported]:
    """Return one figure for each period, the actual before the expected and the latest first known, oldest first."""
    best: dict[str, Reported] = {}
    for reported in series:
        key = reported.figure.period or reported.published.isoformat()
        known = best.get(key)
        if known is None or _rank(reported) >= _rank(known):
            best[key] = reported
    units = [reported.figure.unit for reported in best.values()]
    unit = max(dict.fromkeys(units), key=units.count, default="")
    alike = {key: reported for key, reported in best.items() if reported.figure.unit == unit}
    return [alike[key] for key in sorted(alike, key=_start)][-_MOST_POINTS:]


def chart_spec(series: Sequence[Reported], *, width: int = 260, height: int = 72) -> dict[str, Any] | None:
    """Return the Vega-Lite specification of a series; None for fewer than three points."""
    points = points_of(series)
    if len(points) < FEWEST_POINTS:
        return None
    power, prefix = _scale(points)
    rows = [
        {
            "at": position,
            "period": reported.figure.period or reported.published.isoformat(),
            "value": reported.figure.value / 10**power,
            "expected": reported.figure.status != "actual",
        }
        for position, reported in enumerate(points)
    ]
    return _spec(rows, f"{prefix}%" if points[0].figure.unit == "percent" else prefix, width, height)


def chart_png(spec: dict[str, Any]) -> bytes:
    """Draw a specification as PNG, twice as fine as it is shown."""
    return bytes(vl_convert.vegalite_to_png(spec, vl_version=_VEGA_LITE, scale=2))


def chart_svg(spec: dict[str, Any]) -> str:
    """Draw a specification as SVG."""
    return str(vl_convert.vegalite_to_svg(spec, vl_version=_VEGA_LITE))


def _rank(reported: Reported) -> tuple[bool, Any, int]:
    return reported.figure.status == "actual", reported.published, reported.figure_id


def _start(key: str) -> str:
    """Return a key that sorts periods by their end: halves and quarters after the months they hold."""
    last = key.rpartition("/")[2]
    year, _, rest = last.partition("-")
    ends = {"": "13", "H1": "06-5", "H2": "12-5", "Q1": "03-4", "Q2": "06-4", "Q3": "09-4", "Q4": "12-4"}
    return f"{year}-{ends.get(rest, rest)}"


def _scale(points: Sequence[Reported]) -> tuple[int, str]:
    largest = max((abs(reported.figure.value) for reported in points), default=0.0)
    power = math.floor(math.log10(largest)) if largest else 0
    return next(((step, prefix) for step, prefix in _PREFIXES if power >= step), (0, ""))


def _spec(rows: list[dict[str, Any]], suffix: str, width: int, height: int) -> dict[str, Any]:
    label_rows = {0, len(rows) - 1}
    for row in rows:
        row["label"] = f"{row['value']:.3g}{suffix}" if row["at"] in label_rows else ""
        row["align"] = "first" if row["at"] == 0 else "last"
    x = {"field": "at", "type": "ordinal", "axis": None, "scale": {"padding": 0.6}}
    y = {"field": "value", "type": "quantitative", "axis": None, "scale": {"zero": False, "nice": False}}
    shape = {"condition": {"test": "datum.expected", "value": "transparent"}, "value": _LINE}
    text = {"type": "text", "fontSize": 10, "font": _FONTS, "color": _LABEL}
    return {
        "width": width,
        "height": height,
        "background": None,
        "padding": {"left": 4, "right": 4, "top": 12, "bottom": 2},
        "view": {"stroke": None},
        "data": {"values": rows},
        "encoding": {"x": x},
        "layer": [
            {"mark": {"type": "line", "color": _LINE, "strokeWidth": 2, "opacity": 0.75}, "encoding": {"y": y}},
            {
                "mark": {"type": "point", "size": 38, "stroke": _LINE, "strokeWidth": 2, "opacity": 1},
                "encoding": {"y": y, "fill": shape},
            },
            {"mark": text | {"dy": -11, "fontWeight": "bold"}, "encoding": {"y": y, "text": {"field": "label"}}},
            {
                "transform": [{"filter": f"datum.at === 0 || datum.at === {len(rows) - 1}"}],
                "mark": text | {"baseline": "top"},
                "encoding": {"y": {"value": height + 3}, "text": {"field": "period"}},
            },
        ],
    }
