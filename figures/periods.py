"""Spans of time named in a text: found, resolved against the day of publication, typed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter

from figures.notation import (
    PeriodKind,
    PeriodSpan,
    month_end,
    period_bounds,
    period_length,
    same_length_earlier,
    span_of,
)
from figures.period_rules import AHEAD, AHEAD_BEFORE, PeriodRules, Rule, period_rules, prefix_key
from figures.resolve import READERS, Groups, Reading

__all__ = [
    "PeriodKind",
    "PeriodSpan",
    "period_bounds",
    "period_length",
    "period_spans",
    "same_length_earlier",
    "span_of",
]

_THOUSANDS = re.compile(r"(?<=\d),(?=\d)")
_EXPECTED = re.compile(
    r"[^.;\n]{0,80}?\b(?:expects?|projects?|sees|forecasts?|guides?|predicts?|looks for|anticipates?)\b"
)
_TO_BE = re.compile(r"[^.;\n]{0,120}?\b(?:will|is to|are to)\b")  # "From March 1 the arm will cost"
_LISTED_YEAR = re.compile(r"(?:19|20)\d\d[ea]?年?/$")
_YEARS = re.compile(r"\d{4}/\d{4}")
_ANNOUNCING, _HAPPENING = 40, 90  # characters before a day in which something may be said, or said to happen, on it
_CODE = 5  # a number in brackets that is so many years ahead is a firm's code on its exchange
_DATELINE_ENDS = re.compile(r"[ ,.)]*(?:\([^()]{1,20}\) ?)?[—–:/-]")  # BEIJING, March 17 (Staff) -
_SENTENCE = 300  # characters looked back for the start of a sentence
_PARAGRAPH = 2000  # and of a paragraph
_AHEAD_BEFORE, _AHEAD_AFTER = 80, 16  # characters between a period and words that speak of what is to come
_BORDERS = (",", ";", ":", "，", "；", "：", "。", "、", "——", " — ")
_LATIN_ENDS = ("\n", ";", "!", "?")
_ENDS = (*_LATIN_ENDS, "。", "！", "？", "；")


def _lowered(text: str) -> str:
    """Return the text in small letters, each at its old place."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)


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
class _Reader:
    """One text being read from left to right."""

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
        return None if reading is None else self._placed(rule.id, reading, start, end)

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

    def _opening(self, position: int) -> int:
        """Return where the sentence of a span starts, looked for once."""
        if self.opening[0] != position:
            self.opening = (position, sentence_start(self.text, position))
        return self.opening[1]

    # ── what the sentence adds ─────────────────────────────────────────────────────────────────────────────────

    def ahead(self) -> bool:
        """Say whether the clause speaks of what is to come, before the period or right after it."""
        start, end = self.start, self.end
        floor = max(self._opening(start), start - _AHEAD_BEFORE)
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

    def named_year(self) -> int | None:
        """Return the year that the sentence has named last before, where it is no later than the article's."""
        start = self._opening(self.start)
        for span in reversed(self.spans):
            if span.start < start:
                return None
            is_year = span.period is not None and len(span.period) == len("2025")
            if span.period and is_year and span.kind != "deadline" and not (span.comparison or span.announced):
                return int(span.period) if int(span.period) <= self.published.year else None
        return None

    def part_year(self) -> int | None:
        """Return the year of the month, quarter or half that the sentence has named last before."""
        start = self._opening(self.start)
        spans = (span for span in reversed(self.spans) if span.start >= start)
        found = next((span for span in spans if span.period and not span.announced), None)
        part = found is not None and found.kind in ("month", "quarter", "half", "relative")
        return int(found.period[:4]) if part and found is not None and found.period else None

    def closing_month(self) -> int | None:
        """Return the month of this year at whose end the sentence has told what is so."""
        start, year = self._opening(self.start), str(self.published.year)
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
        start = self._opening(self.start)
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

    # ── what the neighbours make of it ─────────────────────────────────────────────────────────────────────────

    def _placed(self, rule: str, reading: Reading, start: int, end: int) -> PeriodSpan:
        """Type a reading by the words around it: deadlines, points in time, comparisons, announcements."""
        roles = self._roles(start)
        kind, period = reading.kind, reading.period
        if self.rules.context.since_then.match(self.low, end):
            roles.add("since")
        recent = self._months_since(reading, start, end) if "since" in roles else None
        if recent is not None:
            kind, period = "span", recent
        elif reading.kind == "month" and reading.bare and self.low.endswith("through ", 0, start):
            kind, period = self._months_through(period)
        elif (
            "since" in roles
            and not self.low.startswith(("起", ", when"), end)
            and kind in ("year", "fiscal", "month", "day")
        ):
            kind, period = "none", None
        elif period is not None and kind != "day" and self._is_deadline(roles, end, period):
            kind = "deadline"
        elif rule.endswith("today") and "as_of" not in roles and self._happens(start, end) is None:
            kind, period = "none", None
        return PeriodSpan(
            start=start,
            end=end,
            period=period,
            kind=kind,
            comparison=reading.comparison
            or "than" in roles
            or self._held_against(start, end)
            or self._looks_back(start, end, period)
            or ("from" in roles and kind not in ("span", "day") and self._after_growth(start)),
            announced=self._is_announcement(reading, roles, start, end),
            as_of=reading.as_of or bool(roles & {"as_of", "end"}),
            rule=rule,
        )

    def _held_against(self, start: int, end: int) -> bool:
        """Say whether a period only measures another: "more than they had in 2024", "ten times last year's"."""
        if self.low.startswith("'s", end):
            return self.low.endswith("times ", 0, start) or self._is_possessed(end)
        return self.rules.context.held_against.search(self.low[max(0, start - 40) : start]) is not None

    def _is_possessed(self, end: int) -> bool:
        """Say whether "last year's" stands by itself, for last year's number."""
        return self.rules.context.possessed.match(self.low, end) is not None

    def _months_since(self, reading: Reading, start: int, end: int) -> str | None:
        """Return the months from one of this year to that of publication: 8月以来; None of anything else."""
        if reading.kind != "month" or reading.period is None or "月" not in self.low[start:end]:
            return None
        first, last = period_bounds(reading.period)[0], self.published
        if self.low.startswith("起", end) or not 0 <= (last.year - first.year) * 12 + last.month - first.month < 12:
            return None
        return span_of(first, month_end(last.year, last.month))

    def _months_through(self, month: str | None) -> tuple[PeriodKind, str | None]:
        """Return the months of a year to one that is over: "ordered 26,441 robots through September"."""
        if month is None or period_bounds(month)[0] > self.published:
            return "deadline", month
        first, last = period_bounds(month)
        return "span", span_of(first.replace(month=1), last)

    def _looks_back(self, start: int, end: int, period: str | None) -> bool:
        """Say whether a year is only held against a later one: 2024年亏损，而2023年尚有盈余; 2023年为2.1亿元."""
        if period is None or len(period) != len("2023") or "年" not in self.low[start:end]:
            return False
        context = self.rules.context
        if context.multiple.match(self.low, end) or self.low.startswith(context.anaphoric, start):
            return True  # 是去年的近三倍; 上年亏损1.57亿元
        stated = self.low[start].isdigit() and context.stated_as.match(self.low, end)
        if not (stated or self.low.startswith("而", start - 1)):
            return False
        told = self.told_year()
        return told is not None and int(period) < told

    def _is_deadline(self, roles: set[str], end: int, period: str) -> bool:
        if "until" in roles:
            return period_bounds(period)[1] > self.published
        return self.low.startswith(("前", "之前"), end) and not self.low.startswith(("前三", "前两"), end)

    def _after_growth(self, start: int) -> bool:
        """Say whether "from" follows a growth: "up 12.9 percent from February"."""
        return self.rules.context.growth.search(self.low[max(0, start - 40) : start]) is not None

    def _is_announcement(self, reading: Reading, roles: set[str], start: int, end: int) -> bool:
        """Say whether a span dates only an announcement or a founding."""
        context = self.rules.context
        if "background" in roles or context.founded.match(self.low, end):
            return True
        if reading.kind == "month" and "until" in roles and not roles & {"as_of", "end"} and self._is_said(start, end):
            return True  # 在今年4月给出的指引
        if reading.kind in ("day", "month") and roles & {"as_of"} and context.ends.match(self.low, end):
            return True  # the last day of a period that is named next
        if reading.kind not in ("day", "month") or roles & {"as_of", "end", "until"}:
            return False
        if self._is_said(start, end):
            return True
        if reading.kind == "month":
            return False
        happens = self._happens(start, end)
        return self._is_dateline(start, end) or (reading.announced if happens is None else not happens)

    def _is_said(self, start: int, end: int) -> bool:
        """Say whether words of announcing adjoin a day or month: "said in June", 3月21日晚公告."""
        context = self.rules.context
        if context.months_after.match(self.low, end):
            return False  # "reported June sales"
        if context.said.match(self.low, end) or context.said_after.match(self.low, end):
            return True
        if context.said_before.search(self.low[max(0, start - 80) : start]):
            return True
        opens = start - self._opening(start) <= len("In ")
        saying = None if opens else context.saying.search(self.low[max(0, start - 40) : start])
        if saying is None:
            return False
        apart = saying.group()[0] in ",，。"  # ", in January," is an aside of its own
        return not (apart and self.low[end : end + 1] in ("", ".", ",", ";", ")", "\n"))

    def _is_dateline(self, start: int, end: int) -> bool:
        """Say whether a day opens a paragraph: "SEOUL, May 8 — "."""
        floor = max(0, start - 40)
        if floor and self.text.find("\n", floor, start) < 0:
            return False
        rest = self.text[end : end + 32]
        return _DATELINE_ENDS.match(rest) is not None

    def _happens(self, start: int, end: int) -> bool | None:
        """Say whether something happens on a day (True) or is announced (False), by the nearest such word."""
        context = self.rules.context
        ceiling = sentence_end(self.text, end, 60)
        floor = max(self._opening(start), start - _HAPPENING)
        for left, right in ((end, ceiling), (floor, start)):
            announcing = context.announcing.search(self.low, max(left, start - _ANNOUNCING), right)
            happening = context.happening.search(self.low, left, right)
            if announcing or happening:
                return happening is not None and (announcing is None or happening.start() < announcing.start())
        return None

    def _roles(self, start: int) -> set[str]:
        """Return what the words before a span make of it."""
        roles: set[str] = set()
        prefixes = self.rules.context.prefixes
        while start > 0:
            for word, role in prefixes.get(prefix_key(self.low, start), ()):
                if self.low.endswith(word, 0, start) and not self._glued(start - len(word)):
                    roles.add(role)
                    start -= len(word)
                    break
            else:
                return roles
        return roles

    def _glued(self, position: int) -> bool:
        """Say whether a Latin word goes on to the left of a position."""
        return position > 0 and self.low[position].isascii() and self.low[position - 1].isalpha()


def period_spans(text: str, published: date, start: int = 0, end: int | None = None) -> list[PeriodSpan]:
    """Return the periods named between two offsets of a normalised text, ascending, the longest where several start."""
    reader = _Reader(text=text, low=_lowered(text), published=published, rules=period_rules())
    return reader.read(start, len(text) if end is None else end)


def spans_within(spans: Sequence[PeriodSpan], start: int, end: int) -> list[PeriodSpan]:
    """Return the spans that start between two offsets."""
    first = bisect_left(spans, start, key=_start)
    return list(spans[first : bisect_left(spans, end, first, key=_start)])


_start = attrgetter("start")
