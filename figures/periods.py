"""Spans of time named in a text: found, resolved against the day of publication, typed."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from figures.notation import PeriodKind, PeriodSpan, period_bounds, period_length, same_length_earlier, span_of
from figures.resolve import READERS, Groups, Moment, Reading

__all__ = [
    "PeriodKind",
    "PeriodSpan",
    "period_bounds",
    "period_length",
    "period_spans",
    "same_length_earlier",
    "span_of",
]

_RULES_FILE = Path(__file__).with_name("rules") / "periods.toml"
_AHEAD = -1  # number of the words that speak of what is to come, among the rules' numbers
_SENTENCE = 300  # characters looked back for the start of a sentence


@dataclass(frozen=True, slots=True)
class Rule:
    """One way of naming a period."""

    id: str
    pattern: re.Pattern[str]
    groups: tuple[tuple[int, str], ...]  # number and name of the pattern's groups
    reads: str
    examples: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules with the automaton that finds where to try them."""

    rules: tuple[Rule, ...]
    automaton: AhoCorasick
    tried: tuple[tuple[int, ...], ...]  # by word of the automaton: the rules to try there
    latin: tuple[bool, ...]  # by word: whether it must start at a word's border
    years: Mapping[str, int]
    directions: Mapping[str, int]
    prefixes: Mapping[str, str]  # words before a span and what they make of it
    announcing: re.Pattern[str]
    counted: re.Pattern[str]
    not_names: frozenset[str]
    months_before: frozenset[str]


def _pattern(template: str, parts: Mapping[str, str]) -> tuple[re.Pattern[str], tuple[tuple[int, str], ...]]:
    """Fill a template's parts in; a group's name may come twice, which the library's own patterns do not allow."""
    while (filled := re.sub(r"%(\w+)%", lambda found: parts[found[1]], template)) != template:
        template = filled
    seen: list[str] = []

    def numbered(found: re.Match[str]) -> str:
        seen.append(found[1])
        return f"(?P<{found[1]}__{len(seen)}>"

    pattern = re.compile(re.sub(r"\(\?P<(\w+)>", numbered, template))
    groups = sorted((number, name.partition("__")[0]) for name, number in pattern.groupindex.items())
    return pattern, tuple(groups)


def _rule(row: Mapping[str, Any], parts: Mapping[str, str]) -> Rule:
    pattern, groups = _pattern(row["pattern"], parts)
    examples = tuple((text, published, period) for text, published, period in row["examples"])
    return Rule(row["id"], pattern, groups, row["reads"], examples)


def _words(row: Mapping[str, Any], lists: Mapping[str, list[str]]) -> Iterator[str]:
    for word in row["words"]:
        if word.startswith("@"):
            yield from lists[word[1:]]
        else:
            yield word


@cache
def rules() -> Rules:
    """Read the rules of periods, once."""
    table = tomllib.loads(_RULES_FILE.read_text(encoding="utf-8"))
    tried: dict[str, list[int]] = {word: [_AHEAD] for word in table["context"]["ahead"]}
    for number, row in enumerate(table["rule"]):
        for word in dict.fromkeys(_words(row, table["lists"])):
            tried.setdefault(word, []).append(number)
    context = table["context"]
    return Rules(
        rules=tuple(_rule(row, table["parts"]) for row in table["rule"]),
        automaton=AhoCorasick(list(tried), matchkind=MatchKind.Standard, implementation=Implementation.DFA),
        tried=tuple(map(tuple, tried.values())),
        latin=tuple(word[0].isascii() and word[0].isalnum() for word in tried),
        years=table["years"],
        directions=table["directions"],
        prefixes={word: role for role, words in table["prefixes"].items() for word in words},
        announcing=re.compile(context["announcing"]),
        counted=re.compile(context["counted"]),
        not_names=frozenset(context["not_names"]),
        months_before=frozenset(context["months_before"]),
    )


def _lowered(text: str) -> str:
    """Return the text in small letters, each at its old place."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)


def _sentence_start(text: str, position: int) -> int:
    """Return where the sentence around a position starts, at most 300 characters before it."""
    floor = max(0, position - _SENTENCE)
    found = max(text.rfind(mark, floor, position) for mark in ("\n", "。", "！", "？", "；", "!", "?"))
    stop = position
    while (stop := text.rfind(". ", floor, stop)) > found:
        word = text[text.rfind(" ", floor, stop) + 1 : stop]
        if not (len(word) <= 4 and word[:1].isupper()):  # "Inc. ", "Nov. ", "U.S. "
            return stop + 2
    return max(found + 1, floor)


def _sentence_end(text: str, position: int, reach: int) -> int:
    """Return where the sentence ends, at most `reach` characters on."""
    ceiling = min(len(text), position + reach)
    ends = [text.find(mark, position, ceiling) for mark in ("\n", "。", "；", ". ", "; ")]
    return min((end for end in ends if end >= 0), default=ceiling)


@dataclass(slots=True)
class _Reader:
    """One text being read from left to right."""

    text: str
    low: str
    published: date
    rules: Rules
    spans: list[PeriodSpan]
    ahead: list[int]  # where words stand that speak of what is to come

    def read(self, start: int, end: int) -> list[PeriodSpan]:
        """Return the spans between two offsets."""
        done = start
        hits = self.rules.automaton.find_matches_as_indexes(self.low[start:end], overlapping=True)
        starts: dict[int, list[int]] = {}
        for word, at, _ in hits:
            position = at + start
            if self.rules.latin[word] and position and self._continues(position):
                continue
            starts.setdefault(position, []).extend(self.rules.tried[word])
        self.ahead = sorted(position for position, numbers in starts.items() if _AHEAD in numbers)
        for position in sorted(starts):
            if position >= done:
                span = self._longest(position, end, starts[position])
                if span is not None:
                    self.spans.append(span)
                    done = span.end
        return self.spans

    def _continues(self, position: int) -> bool:
        """Say whether the character before belongs to the same word or number."""
        before, here = self.low[position - 1], self.low[position]
        if before.isascii():
            return before.isalnum() if here.isalpha() else before.isalnum() or self._in_number(position)
        return before.isalpha() and here.isalpha() and before < "⺀"

    def _in_number(self, position: int) -> bool:
        """Say whether a digit continues a number: 3.5, 1,000."""
        return self.low[position - 1] in ".," and position > 1 and self.low[position - 2].isdigit()

    def _longest(self, position: int, end: int, numbers: Sequence[int]) -> PeriodSpan | None:
        """Try the rules at a position, the longest match first."""
        found = []
        for number in dict.fromkeys(numbers):
            if number != _AHEAD:
                rule = self.rules.rules[number]
                match = rule.pattern.match(self.low, position, end)
                if match is not None:
                    found.append((-match.end(), number, rule, match))
        found.sort(key=lambda entry: entry[:2])
        for _, _, rule, match in found:
            span = self._span(rule, match)
            if span is not None:
                return span
        return None

    def _span(self, rule: Rule, match: re.Match[str]) -> PeriodSpan | None:
        groups = {name: match[number] for number, name in rule.groups if match[number] is not None}
        start, end = match.span()
        if not self._sound(rule, groups, start, end):
            return None
        moment = Moment(
            published=self.published,
            ahead=partial(self._ahead, start),
            named_year=partial(self._named_year, start),
            years=self.rules.years,
            directions=self.rules.directions,
        )
        try:
            reading = READERS[rule.reads](groups, moment)
        except (ValueError, OverflowError):  # no such day, or a year beyond the calendar
            return None
        return None if reading is None else self._in_place(rule.id, reading, start, end)

    def _sound(self, rule: Rule, groups: Groups, start: int, end: int) -> bool:
        """Reject months that are verbs, years that are counts or names."""
        if "m" in groups and groups["m"] in ("may", "march", "mar", "sun") and not self._is_month(groups, start, end):
            return False
        if rule.reads == "plain-year":
            return self._is_year(start, end)
        if rule.reads == "day":
            return self.low[start - 1 : start] not in ("月", "-", "/", "年")
        return self.low.rfind("《", max(0, start - 30), start) <= self.low.rfind("》", max(0, start - 30), start)

    def _word_before(self, start: int) -> str:
        """Return the Latin word before a position, "" at a sentence's start or after anything else."""
        before = self.text[max(0, start - 24) : start]
        if not before.endswith(" "):
            return ""
        word = before[:-1].rpartition(" ")[2].rpartition("\n")[2]
        return word.lstrip("(\"'")

    def _is_month(self, groups: Groups, start: int, end: int) -> bool:
        at = self.low.find(groups["m"], start, end)
        if not self.text[at].isupper():
            return False
        if end - at > len(groups["m"]) or start < at:
            return True
        return self._word_before(at).lower() in self.rules.months_before

    def _is_year(self, start: int, end: int) -> bool:
        before = self.low[start - 1 : start]
        if before and (before in "$€£¥₩#.-/+№" or (before.isascii() and before.isalnum())):
            return False
        if self.rules.counted.match(self.low, end):
            return False
        if self.low.rfind("《", max(0, start - 30), start) > self.low.rfind("》", max(0, start - 30), start):
            return False
        word = self._word_before(start)
        return not word[:1].isupper() or word.lower() in self.rules.not_names

    def _ahead(self, position: int) -> bool:
        """Say whether words in the sentence, up to 20 characters on, speak of what is to come."""
        first = bisect_left(self.ahead, _sentence_start(self.text, position))
        last = bisect_left(self.ahead, _sentence_end(self.text, position, 20))
        return first < last

    def _named_year(self, position: int) -> int | None:
        """Return the year that the sentence has named last before, where it is no later than the article's."""
        start = _sentence_start(self.text, position)
        for span in reversed(self.spans):
            if span.start < start:
                return None
            if (
                span.period
                and span.kind in ("year", "fiscal", "relative")
                and len(span.period) == 4
                and not span.comparison
            ):
                return int(span.period) if int(span.period) <= self.published.year else None
        return None

    def _in_place(self, rule: str, reading: Reading, start: int, end: int) -> PeriodSpan:
        """Type a reading by the words around it: deadlines, points in time, comparisons, announcements."""
        roles = self._roles(start)
        kind, period = reading.kind, reading.period
        if "since" in roles and kind in ("year", "fiscal"):
            kind, period = "none", None
        elif ("until" in roles and period is not None and kind != "day" and self._is_ahead(period)) or (
            self.low.startswith(("前", "之前"), end) and kind in ("year", "month", "quarter", "half")
        ):
            kind = "deadline"
        announced = reading.announced
        if reading.kind == "day" and not announced and not {"as_of", "end"} & roles:
            announced = self._announces(start, end)
        return PeriodSpan(
            start=start,
            end=end,
            period=period,
            kind=kind,
            comparison=reading.comparison or "than" in roles,
            announced=announced,
            as_of=reading.as_of or bool({"as_of", "end"} & roles),
            rule=rule,
        )

    def _is_ahead(self, period: str) -> bool:
        return period_bounds(period)[1] > self.published

    def _announces(self, start: int, end: int) -> bool:
        """Say whether the sentence announces something on that day."""
        ceiling = _sentence_end(self.text, end, 60)
        floor = max(_sentence_start(self.text, start), start - 40)
        return bool(
            self.rules.announcing.search(self.low, end, ceiling) or self.rules.announcing.search(self.low, floor, start)
        )

    def _roles(self, start: int) -> set[str]:
        """Return what the words before a span make of it."""
        roles: set[str] = set()
        while start > 0:
            tail = self.low[max(0, start - 12) : start]
            for size in range(len(tail), 0, -1):
                word = tail[-size:]
                role = self.rules.prefixes.get(word)
                if role is not None and not (word[0].isascii() and self.low[start - size - 1 : start - size].isalnum()):
                    break
            else:
                return roles
            roles.add(role)
            start -= size
        return roles


def period_spans(text: str, published: date, start: int = 0, end: int | None = None) -> list[PeriodSpan]:
    """Return the periods named between two offsets of a normalised text, ascending, the longest where several start."""
    reader = _Reader(text=text, low=_lowered(text), published=published, rules=rules(), spans=[], ahead=[])
    return reader.read(start, len(text) if end is None else end)
