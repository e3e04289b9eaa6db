"""The moment at which words of time stand: what the text has named before them, and whether the clause looks ahead."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date

from figures.notation import PeriodSpan
from figures.period_rules import PeriodRules

_THOUSANDS = re.compile(r"(?<=\d),(?=\d)")
_EXPECTED = re.compile(
    r"[^.;\n]{0,80}?\b(?:expects?|projects?|sees|forecasts?|guides?|predicts?|looks for|anticipates?)\b"
)
_TO_BE = re.compile(r"[^.;\n]{0,120}?\b(?:will|is to|are to)\b")  # "From March 1 the arm will cost"
_FORETOLD = re.compile(
    "(?:此前|早前|先前|之前|早先|原先|原本|原来|原|曾)[^,。;:]{0,16}(?:预[计期测]|估计|料)[^,。;:]{0,8}$"
)
_YEARS = re.compile(r"\d{4}/\d{4}")
_SENTENCE = 300  # characters looked back for the start of a sentence
_PARAGRAPH = 2000  # and of a paragraph
_AHEAD_BEFORE, _AHEAD_AFTER = 80, 16  # characters between a period and words that speak of what is to come
_BORDERS = (",", ";", ":", "，", "；", "：", "。", "、", "——", " — ")
_LATIN_ENDS = ("\n", ";", "!", "?")
_ENDS = (*_LATIN_ENDS, "。", "！", "？", "；")


def sentence_start(text: str, position: int) -> int:
    """Return where the sentence around a position starts, at most 300 characters before it."""
    floor = max(0, position - _SENTENCE)
    found = max([text.rfind(mark, floor, position) for mark in (_LATIN_ENDS if text.isascii() else _ENDS)])
    stop = position
    while (stop := text.rfind(". ", floor, stop)) > found:
        word = text[text.rfind(" ", floor, stop) + 1 : stop]
        if not (len(word) <= 4 and word[:1].isupper()):  # "Inc. ", "Nov. ", "U.S. "
            return stop + 2
    return max(found + 1, floor)


def sentence_end(text: str, position: int, reach: int) -> int:
    """Return where the sentence ends, at most `reach` characters on."""
    ceiling = min(len(text), position + reach)
    ends = [text.find(mark, position, ceiling) for mark in ("\n", "。", "；", ". ", "; ")]
    return min((end for end in ends if end >= 0), default=ceiling)


def _bordered(text: str) -> bool:
    """Say whether a clause ends within a text."""
    plain = _THOUSANDS.sub("", text) if "," in text else text
    return any(border in plain for border in _BORDERS)


@dataclass(slots=True)
class TextSoFar:
    """A text read up to some words of time: a Moment, as the readers of periods ask for it."""

    text: str
    low: str
    published: date
    rules: PeriodRules
    spans: list[PeriodSpan] = field(default_factory=list)
    coming: list[int] = field(default_factory=list)  # where words stand that speak of what is to come
    coming_before: list[int] = field(default_factory=list)  # of these, those that count only before a period
    start: int = 0  # of the words being read
    end: int = 0
    opening: tuple[int, int] = (-1, 0)  # a position and where its sentence starts

    def opening_at(self, position: int) -> int:
        """Return where the sentence of a span starts, looked for once."""
        if self.opening[0] != position:
            self.opening = (position, sentence_start(self.text, position))
        return self.opening[1]

    def ahead(self) -> bool:
        """Say whether the clause speaks of what is to come, before the period or right after it."""
        start, end = self.start, self.end
        floor = max(self.opening_at(start), start - _AHEAD_BEFORE)
        for places in (self.coming, self.coming_before):
            index = bisect_left(places, start)
            if index and places[index - 1] >= floor and not _bordered(self.low[places[index - 1] : start]):
                return True
        lead = self.low[floor:start].removesuffix("the ")
        if lead == "for " and _EXPECTED.match(self.low, end):
            return True  # "For the third quarter the company projects"
        if self.low.endswith("from ", floor, start) and _TO_BE.match(self.low, end):
            return True
        index = bisect_left(self.coming, end)
        if index >= len(self.coming) or self.coming[index] > end + _AHEAD_AFTER:
            return False
        gap = self.low[end : self.coming[index]]
        return not (_bordered(gap) or gap.startswith((" and ", ". ")))

    def foretold(self) -> bool:
        """Say whether the clause tells what had been expected before: 此前有机构预计全年…."""
        floor = max(self.opening_at(self.start), self.start - _AHEAD_BEFORE)
        return _FORETOLD.search(self.low, floor, self.start) is not None

    def named_year(self) -> int | None:
        """Return the year that the sentence has named last before, where it is no later than the article's."""
        start = self.opening_at(self.start)
        for span in reversed(self.spans):
            if span.start < start:
                return None
            is_year = span.period is not None and len(span.period) == len("2025")
            if span.period and is_year and span.kind != "deadline" and not (span.comparison or span.announced):
                return int(span.period) if int(span.period) <= self.published.year else None
        return None

    def part_year(self) -> int | None:
        """Return the year of the month, quarter or half that the sentence has named last before."""
        start = self.opening_at(self.start)
        spans = (span for span in reversed(self.spans) if span.start >= start)
        found = next((span for span in spans if span.period and not span.announced), None)
        part = found is not None and found.kind in ("month", "quarter", "half", "relative")
        return int(found.period[:4]) if part and found is not None and found.period else None

    def closing_month(self) -> int | None:
        """Return the month of this year at whose end the sentence has told what is so."""
        start, year = self.opening_at(self.start), str(self.published.year)
        for span in reversed(self.spans):
            if span.start < start:
                return None
            if span.as_of and span.period and span.kind in ("month", "day") and span.period.startswith(year):
                return int(span.period[5:7])
        return None

    def told_year(self) -> int | None:
        """Return the year that the text speaks of: the one named last before, no later than the article's."""
        floor = max(0, self.start - _PARAGRAPH)
        for span in reversed(self.spans):
            if span.start < floor:
                return None
            if span.period is None or span.comparison or span.announced or span.kind == "deadline":
                continue
            if span.kind in ("year", "fiscal", "span", "quarter", "half") or span.as_of:
                year = int(span.period[-4:] if _YEARS.fullmatch(span.period) else span.period[:4])
                return year if year <= self.published.year else None
        return None

    def last_here(self) -> str | None:
        """Return the period that the sentence has named last before."""
        start = self.opening_at(self.start)
        found = (span for span in reversed(self.spans) if span.period and not (span.announced or span.comparison))
        last = next(found, None)
        return last.period if last is not None and last.start >= start else None

    def last(self, *kinds: str) -> str | None:
        """Return the period named last before, at most a long paragraph back, of these kinds where any are given."""
        floor = max(0, self.start - _PARAGRAPH)
        for span in reversed(self.spans):
            if span.start < floor:
                return None
            fits = not kinds or span.kind in kinds
            if span.period is not None and fits and not (span.announced or span.comparison):
                return span.period
        return None
