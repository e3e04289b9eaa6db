"""A small chart of a series: one Vega-Lite specification, as PNG for letters and as SVG for pages.

Its labels are digits and the periods' own notation, so that no picture depends on a font of the reader's language.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import vl_convert

from models.values import Reported

FEWEST_POINTS = 3
_MOST_POINTS = 12  # more do not fit the width of a phone
_WHOLE_FROM = 1000
_LINE = "#2f7fd6"  # these two read well on white and on near-black
_LABEL = "#8a929c"
_FONTS = "Helvetica, Arial, Liberation Sans, sans-serif"
_VEGA_LITE = "5.20"
_TABLE = "source_0"  # what the compiler calls inline data


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


def chart_spec(
    series: Sequence[Reported], *, power: int = 0, mark: str | None = None, width: int = 200, height: int = 64
) -> dict[str, Any] | None:
    """Return the Vega-Lite specification of a series; None for fewer than three points.

    Values are labelled in units of ten to the `power`; `mark` is the period whose point is labelled besides the ends.
    """
    points = points_of(series)
    if len(points) < FEWEST_POINTS:
        return None
    percent = "%" if points[0].figure.unit == "percent" else ""
    last = len(points) - 1
    first_expected = next((n for n, reported in enumerate(points) if reported.figure.status != "actual"), len(points))
    rows: list[dict[str, Any]] = []
    for position, reported in enumerate(points):
        end = "left" if position == 0 else "right" if position == last else ""
        value = float(Decimal(repr(reported.figure.value)).scaleb(-power))
        period = reported.figure.period or reported.published.isoformat()
        rows.append(
            {
                "at": position / last,
                "period": period if end else "",
                "value": value,
                "label": _digits(value) + percent if end or period == mark else "",
                "end": end,
                "expected": reported.figure.status != "actual",
                "solid": position < first_expected,
                "dashed": position >= first_expected - 1,
            }
        )
    return _layout(width, height) | {"data": {"values": rows}}


def chart_png(spec: dict[str, Any]) -> bytes:
    """Draw a specification as PNG, twice as fine as it is shown."""
    return bytes(vl_convert.svg_to_png(chart_svg(spec), scale=2))


def chart_svg(spec: dict[str, Any]) -> str:
    """Draw a specification as SVG."""
    compiled = _compiled(spec["width"], spec["height"])
    data = [table | spec["data"] if table["name"] == _TABLE else table for table in compiled["data"]]
    return str(vl_convert.vega_to_svg(compiled | {"data": data}))


@cache
def _compiled(width: int, height: int) -> dict[str, Any]:
    """Return the layout as Vega, compiled once: only the data differ, and compiling takes as long as drawing."""
    empty = _layout(width, height) | {"data": {"values": []}}
    return dict(vl_convert.vegalite_to_vega(empty, vl_version=_VEGA_LITE))


def _rank(reported: Reported) -> tuple[bool, Any, int]:
    return reported.figure.status == "actual", reported.published, reported.figure_id


def _start(key: str) -> str:
    """Return a key that sorts periods by their end: halves and quarters after the months they hold."""
    last = key.rpartition("/")[2]
    year, _, rest = last.partition("-")
    ends = {"": "13", "H1": "06-5", "H2": "12-5", "Q1": "03-4", "Q2": "06-4", "Q3": "09-4", "Q4": "12-4"}
    return f"{year}-{ends.get(rest, rest)}"


def _digits(value: float) -> str:
    """Return a label's digits: three that count, or whole numbers from a thousand on."""
    return f"{value:,.0f}" if abs(value) >= _WHOLE_FROM else f"{value:.3g}"


def _layout(width: int, height: int) -> dict[str, Any]:
    """Lay the points out: a line, dashed where it is expected, actual points full and expected ones hollow."""
    x = {"field": "at", "type": "quantitative", "axis": None, "scale": {"domain": [0, 1], "nice": False}}
    y = {"field": "value", "type": "quantitative", "axis": None, "scale": {"zero": False, "nice": False}}
    line = {"type": "line", "color": _LINE, "strokeWidth": 2}
    point = {"type": "point", "size": 36, "stroke": _LINE, "strokeWidth": 2, "opacity": 1}
    text = {"type": "text", "fontSize": 11, "font": _FONTS, "color": _LABEL}
    align = {"align": {"expr": "datum.end || 'center'"}, "dx": {"expr": "{left: -4, right: 4}[datum.end] || 0"}}
    below = {"value": height + 8}

    def where(test: str, mark: dict[str, Any]) -> dict[str, Any]:
        return {"transform": [{"filter": test}], "mark": mark, "encoding": {"y": y}}

    return {
        "width": width,
        "height": height,
        "background": None,
        "padding": {"left": 8, "right": 8, "top": 18, "bottom": 22},
        "autosize": {"type": "none"},
        "view": {"stroke": None},
        "encoding": {"x": x},
        "layer": [
            where("datum.solid", line),
            where("datum.dashed", line | {"strokeDash": [4, 3]}),
            where("!datum.expected", point | {"fill": _LINE}),
            where("datum.expected", point | {"fill": "#ffffff"}),
            {"mark": text | align | {"dy": -11}, "encoding": {"y": y, "text": {"field": "label"}}},
            {"mark": text | align | {"baseline": "top"}, "encoding": {"y": below, "text": {"field": "period"}}},
        ],
    }
