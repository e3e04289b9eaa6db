"""The period that an article has set for the figures that name none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from figures.moments import sentence_end, sentence_start
from figures.notation import PeriodSpan, period_bounds
from figures.period_rules import period_rules
from figures.periods import spans_within

Extent = tuple[int, int]
_EXPECTED = 8  # characters before 全年 in which it is said to be expected
_REACH = 6000  # characters over which a period carries; no paragraph is that long


def carried_period(spans: Sequence[PeriodSpan], text: str, position: int) -> str | None:
    """Return the period that the article has set for figures that name none.

    It is that of the paragraph, else of the heading over its lines, of the lead, of the title, of a report before it.
    """
    floor = max(0, position - _REACH)
    paragraph = max(floor, text.rfind("\n", floor, position) + 1)
    title_end = max(text.find("\n", 0, _REACH), 0)
    body = _lead_end(text, title_end)
    for span in reversed(spans_within(spans, paragraph, position)):
        if not _sets(span, text) or (span.kind in ("month", "day") and not _tells_number(span, text)):
            continue
        aims = span.rule.startswith("zh") and _is_aim(span, text)
        if not (aims and _tells_what_is(text, position)):
            return span.period  # 今年拟出货3.5万台。研发投入9400万元
    for span in reversed(spans_within(spans, *_heading(text, paragraph, title_end))):
        if _sets(span, text):
            return span.period
    listed = _of_list(spans_within(spans, *_line_before(text, paragraph, title_end)), text)
    if listed is not None:
        return listed
    opening = [span for span in spans_within(spans, 0, min(position, body)) if span.start < paragraph]
    for start, end in ((title_end + 1, body), (0, title_end + 1)):
        for span in opening:
            if start <= span.start < end and (start == 0 or span.kind != "month") and _sets(span, text):
                return span.period
    for span in reversed(spans_within(spans, max(body, floor), paragraph)):
        goes_on = span.kind in ("quarter", "half") or (
            span.kind in ("year", "fiscal", "span") and not span.rule.startswith("zh")
        )
        if goes_on and _sets(span, text) and _tells_number(span, text):
            return span.period
    return _year_closed(spans_within(spans, 0, min(position, body)))


def _tells_what_is(text: str, position: int) -> bool:
    """Say whether the sentence from a position on speaks of nothing that is to come."""
    choosing, end = period_rules().choosing, sentence_end(text, position, _AIM)
    return not (choosing.expects.search(text, position, end) or choosing.supposes.search(text, position, end))


def _is_aim(span: PeriodSpan, text: str) -> bool:
    """Say whether a span is the time of what somebody expects or aims at."""
    choosing = period_rules().choosing
    before = text[max(sentence_start(text, span.start), span.start - _AIM_NEAR) : span.start]
    after = text[span.end : sentence_end(text, span.end, _AIM_NEAR)]
    return any(choosing.expects.search(part) is not None for part in (_last_clause(before), _first_clause(after)))


def _last_clause(text: str) -> str:
    return text[max((match.end() for match in _CLAUSE_END.finditer(text)), default=0) :]


def _first_clause(text: str) -> str:
    end = _CLAUSE_END.search(text)
    return text if end is None else text[: end.start()]


_CLAUSE_END = re.compile(r"[,;:，；：](?!\d)| and ")
_AIM = 300  # characters of a sentence in which it may speak of what is to come
_AIM_NEAR = 60  # characters beside a span


def carried_time(spans: Sequence[PeriodSpan], text: str, sentence: int, position: int, published: date) -> str | None:
    """Return the time at which an English paragraph tells what was so: "At the end of May … They employed 48,000"."""
    if _OF_THE_SAME.match(text, sentence) is None or _WAS_SO.search(text, sentence, position) is None:
        return None
    before = reversed(spans_within(spans, text.rfind("\n", 0, sentence) + 1, sentence))
    told = next((span for span in before if not (span.announced or span.comparison)), None)
    if told is None or told.period is None or not told.as_of or told.kind == "deadline":
        return None
    return told.period if period_bounds(told.period)[0] <= published else None


_OF_THE_SAME = re.compile(r"(?:The|Its?|They|Their|These|Those|Of|Some|Around|About|Nearly|Altogether|In all)\b")
_WAS_SO = re.compile(
    r"\b(?:had|were|was|employed|numbered|counted|worked|ran|operated|stood|totalled|owned|came|held|made|cost|fetched)\b"
    r"[^.;]{0,50}$"
)


def _heading(text: str, paragraph: int, title_end: int) -> Extent:
    """Return the first line of the block of lines that a paragraph is in: what a list stands under."""
    floor = max(0, paragraph - _REACH)
    start = text.rfind("\n\n", floor, paragraph) + 2
    if start <= title_end + 1 or start >= paragraph:
        return (0, 0)
    return (start, text.find("\n", start))


_PARTS = ("其中", "其中,", "单看", "单是", "尤其是", "光是", "months of ", "weeks of ", "days of ", "part of ")
_SEASONS = frozenset({"en-ago", "zh-ago", "zh-months-ago", "en-season-bare", "en-christmas", "zh-festival"})
_LINE = 60  # characters; what is longer is a paragraph
_STOPS = ("。", ".", "!", "?", "！", "？")  # and what ends so is a sentence


def _line_before(text: str, paragraph: int, title_end: int) -> Extent:
    """Return the short lines before a short one that stand in one block with it: the items of a list."""
    end = text.find("\n", paragraph)
    end = len(text) if end < 0 else end
    start = paragraph
    if end - paragraph > _LINE or text[paragraph:end].endswith(_STOPS):
        return (0, 0)
    while start - 1 > title_end and not text.endswith(_STOPS, 0, start - 1):
        opening = text.rfind("\n", 0, start - 1) + 1
        if start - opening > _LINE or opening <= title_end or opening == start - 1:
            break
        start = opening
    return (start, paragraph)


def _of_list(spans: Sequence[PeriodSpan], text: str) -> str | None:
    """Return the period that the items before in a list have set; one in brackets is of their older numbers."""
    for span in reversed(spans):
        told = span.kind == "month" and not (span.announced or span.comparison)
        if not text.endswith("(", 0, span.start) and (told or _sets(span, text)):
            return span.period
    return None


def _lead_end(text: str, title_end: int) -> int:
    """Return where the first paragraph after the title ends."""
    start = title_end
    while text.startswith("\n", start):
        start += 1
    ceiling = min(len(text), start + _REACH)
    end = text.find("\n", start, ceiling)
    return ceiling if end < 0 else end


def _sets(span: PeriodSpan, text: str) -> bool:
    """Say whether a span can set the period of what follows."""
    if span.period is None or span.comparison or span.announced or span.as_of or span.kind in ("day", "deadline"):
        return False
    choosing = period_rules().choosing
    if span.rule in _SEASONS or (span.kind != "fiscal" and choosing.pluperfect.match(text, span.end)):
        return False
    if text.endswith(_PARTS, 0, span.start):
        return False  # 其中第四季度, in the closing months of 2025
    if span.rule == "zh-full-year" and choosing.expects.search(text, max(0, span.start - _EXPECTED), span.start):
        return False  # 预计全年超过2300亿元
    before = text[max(0, span.start - 60) : span.start]
    if choosing.aside.search(before[-40:]) or choosing.after_number.search(before):
        return False
    part = span.kind in ("quarter", "half")  # "Estun's third-quarter report" tells of that quarter
    if (choosing.bygone.match(text, span.end) and not part) or text.endswith(("until ", "till "), 0, span.start):
        return False
    if text.endswith(("(", "（"), 0, span.start) and choosing.old_in_brackets.match(text, span.end):
        return False
    start, end = max(sentence_start(text, span.start), span.start - 60), sentence_end(text, span.end, 40)
    return span.kind not in ("year", "month", "relative") or choosing.events.search(text, start, end) is None


def _tells_number(span: PeriodSpan, text: str) -> bool:
    """Say whether a span's sentence has a number that it dates."""
    number = period_rules().choosing.number
    start, end = sentence_start(text, span.start), sentence_end(text, span.end, 200)
    return bool(number.search(text, start, span.start) or number.search(text, span.end, end))


def _year_closed(spans: Sequence[PeriodSpan]) -> str | None:
    """Return the year at whose end the lead states something: "2,310 people at the end of December"."""
    ends = (span.period for span in spans if span.as_of and span.period and not span.comparison)
    return next((period[:4] for period in ends if re.fullmatch(r"\d{4}-12(?:-31)?", period)), None)
