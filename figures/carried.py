"""The period that an article has set for the figures that name none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from figures.notation import PeriodSpan
from figures.period_rules import period_rules
from figures.periods import sentence_end, sentence_start, spans_within

Extent = tuple[int, int]


def carried_period(spans: Sequence[PeriodSpan], text: str, position: int) -> str | None:
    """Return the period that the article has set for flows that name none.

    It is that of the paragraph, else of the heading over its lines, of the lead, of the title, of a report before it.
    """
    paragraph = text.rfind("\n", 0, position) + 1
    title_end = max(text.find("\n"), 0)
    body = _lead_end(text, title_end)
    heading = _heading(text, position, title_end)
    found: dict[str, str] = {}
    for span in spans_within(spans, 0, position):
        if span.period is None or not _sets(span, text):
            continue
        if span.start >= paragraph:
            if _tells_number(span, text):
                found["paragraph"] = span.period
        elif heading[0] <= span.start < heading[1]:
            found["heading"] = span.period
        elif span.kind == "month":
            continue
        elif span.start >= body:
            if span.kind in ("quarter", "half") and _tells_number(span, text):
                found["report"] = span.period
        elif span.start > title_end:
            found.setdefault("lead", span.period)
        else:
            found.setdefault("title", span.period)
    for where in ("paragraph", "heading", "lead", "title", "report"):
        if where in found:
            return found[where]
    return _year_closed(spans_within(spans, 0, min(position, body)))


def _heading(text: str, position: int, title_end: int) -> Extent:
    """Return the first line of the block of lines around a position: what a list stands under."""
    start = text.rfind("\n\n", 0, position) + 2
    if start <= title_end + 1:
        return (0, 0)
    return (start, text.find("\n", start) if text.find("\n", start) >= 0 else len(text))


def _lead_end(text: str, title_end: int) -> int:
    """Return where the first paragraph after the title ends."""
    start = title_end
    while start < len(text) and text[start] == "\n":
        start += 1
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _sets(span: PeriodSpan, text: str) -> bool:
    """Say whether a span can set the period of what follows."""
    if span.period is None or span.comparison or span.announced or span.as_of or span.kind in ("day", "deadline"):
        return False
    before = text[max(0, span.start - 40) : span.start]
    return period_rules().choosing.aside.search(before) is None


def _tells_number(span: PeriodSpan, text: str) -> bool:
    """Say whether a span's sentence has a number that it dates."""
    number = period_rules().choosing.number
    start, end = sentence_start(text, span.start), sentence_end(text, span.end, 200)
    return bool(number.search(text, start, span.start) or number.search(text, span.end, end))


def _year_closed(spans: Sequence[PeriodSpan]) -> str | None:
    """Return the year at whose end the lead states something: "2,310 people at the end of December"."""
    ends = (span.period for span in spans if span.as_of and span.period and not span.comparison)
    return next((period[:4] for period in ends if re.fullmatch(r"\d{4}-12(?:-31)?", period)), None)
