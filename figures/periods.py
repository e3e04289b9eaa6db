"""Spans of time named in a text: found, resolved against the day of publication, typed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from figures.notation import (
    PeriodKind,
    PeriodSpan,
    period_bounds,
    period_length,
    same_length_earlier,
    span_of,
)
from figures.period_rules import AHEAD, AHEAD_BEFORE, Rule, period_rules
from figures.placing import Surroundings
from figures.resolve import READERS, Groups

__all__ = [
    "PeriodKind",
    "PeriodSpan",
    "period_bounds",
    "period_length",
    "period_spans",
    "same_length_earlier",
    "span_of",
]

_LISTED_YEAR = re.compile(r"(?:19|20)\d\d[ea]?年?/$")
_CODE = 5  # a number in brackets that is so many years ahead is a firm's code on its exchange


def _lowered(text: str) -> str:
    """Return the text in small letters, each at its old place."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)


@dataclass(slots=True)
class _Reader(Surroundings):
    """One text being read from left to right."""

    def read(self, start: int, end: int) -> list[PeriodSpan]:
        """Return the spans between two offsets."""
        places = self._places(start, end)
        self.coming = sorted(position for position, numbers in places.items() if AHEAD in numbers)
        self.coming_before = sorted(position for position, numbers in places.items() if AHEAD_BEFORE in numbers)
        done = start
        for position in sorted(places):
            if position >= done:
                span = self._longest(position, end, places[position])
                if span is not None:
                    self.spans.append(span)
                    done = span.end
        return self.spans

    def _places(self, start: int, end: int) -> dict[int, tuple[int, ...]]:
        """Return where words stand that begin a period, with the rules to try there."""
        found: dict[int, tuple[int, ...]] = {}
        tried, latin, low = self.rules.tried, self.rules.latin, self.low
        for word, at, _ in self.rules.automaton.find_matches_as_indexes(low[start:end], overlapping=True):
            position = at + start
            if latin[word] and position:
                before = low[position - 1]
                if before.isascii() and (before.isalnum() or (before in ".," and self._in_number(position))):
                    continue
            found[position] = found[position] + tried[word] if position in found else tried[word]
        return found

    def _in_number(self, position: int) -> bool:
        """Say whether a digit continues a number: 3.5, 1,000."""
        return position > 1 and self.low[position].isdigit() and self.low[position - 2].isdigit()

    def _longest(self, position: int, end: int, numbers: tuple[int, ...]) -> PeriodSpan | None:
        """Try the rules at a position; the longest match that makes sense is the span."""
        if self.low[position].isdecimal() and not self.rules.context.digits.match(self.low, position):
            return None
        if self.rules.gate(numbers).match(self.low, position, end) is None:
            return None
        found: list[tuple[int, int, Rule, re.Match[str]]] = []
        for number in set(numbers):
            if number >= 0:
                rule = self.rules.rules[number]
                match = rule.pattern.match(self.low, position, end)
                if match is not None:
                    found.append((-match.end(), number, rule, match))
        if len(found) > 1:
            found.sort(key=lambda entry: entry[:2])
        for _, _, rule, match in found:
            span = self._span(rule, match)
            if span is not None:
                return span
        return None

    def _span(self, rule: Rule, match: re.Match[str]) -> PeriodSpan | None:
        groups = {name: said for name, said in zip(rule.groups, match.groups(), strict=True) if said is not None}
        start, end = match.span()
        if not self._sound(rule, groups, start, end):
            return None
        self.start, self.end = start, end
        try:
            reading = READERS[rule.reads](groups, self)
            if reading is not None and reading.period is not None:
                period_bounds(reading.period)
        except (ValueError, OverflowError):  # no such day, or a year beyond the calendar
            return None
        return None if reading is None else self.placed(rule.id, reading, start, end)

    # ── whether the words are a period at all ──────────────────────────────────────────────────────────────────

    def _sound(self, rule: Rule, groups: Groups, start: int, end: int) -> bool:
        """Reject months that are verbs, years that are counts or names, and titles of books."""
        if groups.get("m") in ("may", "march", "mar") and not self._is_month(groups["m"], start, end):
            return False
        if rule.reads == "plain-year" and not self._is_year(start, end):
            return False
        if "y" in groups and end - start <= len("2025年") and self.rules.context.named_after.match(self.low, end):
            return False
        if rule.reads == "day" and self.low[start - 1 : start] in ("月", "-", "/", "年"):
            return False
        opening = self.low.rfind("《", max(0, start - 30), start)
        return opening < 0 or self.low.find("》", opening, start) >= 0

    def _word_before(self, start: int) -> str:
        """Return the Latin word before a position, "" at a sentence's start or after anything else."""
        before = self.text[max(0, start - 24) : start]
        if not before.endswith(" "):
            return ""
        return before[:-1].rpartition(" ")[2].rpartition("\n")[2].lstrip("(\"'")

    def _is_month(self, month: str, start: int, end: int) -> bool:
        """Tell May and March from the verbs: by their capital and by what adjoins."""
        at = self.low.find(month, start, end)
        if not self.text[at].isupper():
            return False
        if end - at > len(month) or start < at:
            return True
        context = self.rules.context
        return (
            self._word_before(at).lower() in context.months_before
            or context.months_after.match(self.low, end) is not None
        )

    def _is_year(self, start: int, end: int) -> bool:
        """Tell a year from a count, a price and a part of a name."""
        before = self.low[start - 1 : start] if start else ""
        if before == "-" and self.low.endswith(self.rules.context.joins_year, 0, start):
            return True
        if before == "/" and _LISTED_YEAR.search(self.low[max(0, start - 7) : start]):
            return True  # 2025E/2026E
        if before and (before in "$€£¥₩#.-/+№" or (before.isascii() and before.isalnum())):
            return False
        context = self.rules.context
        if (
            before == "("
            and self.low[end : end + 1] == ")"
            and int(self.low[start:end][:4]) > self.published.year + _CODE
        ):
            return False  # 上银(2049)
        if self.low[end - 1].isalpha():  # 2026E
            return True
        if context.counted.match(self.low, end) or context.glued.match(self.low, end):
            return False
        word = self._word_before(start)
        if not word[:1].isupper() or word.lower() in context.not_names:
            return True
        return word.endswith(("'s", "s'")) or context.years_after.match(self.low, end) is not None


def period_spans(text: str, published: date, start: int = 0, end: int | None = None) -> list[PeriodSpan]:
    """Return the periods named between two offsets of a normalised text, ascending, the longest where several start."""
    reader = _Reader(text=text, low=_lowered(text), published=published, rules=period_rules())
    return reader.read(start, len(text) if end is None else end)


def spans_within(spans: Sequence[PeriodSpan], start: int, end: int) -> list[PeriodSpan]:
    """Return the spans that start between two offsets."""
    first = bisect_left(spans, start, key=_start)
    return list(spans[first : bisect_left(spans, end, first, key=_start)])


_start = attrgetter("start")
