"""What the words around a span of time make of it: a deadline, a point in time, a comparison, an announcement."""

from __future__ import annotations

import re
from dataclasses import dataclass

from figures.moments import TextSoFar, sentence_end
from figures.notation import PeriodKind, PeriodSpan, month_end, period_bounds, span_of
from figures.period_rules import prefix_key
from figures.resolve import Reading

_ANNOUNCING, _HAPPENING = 40, 90  # characters before a day in which something may be said, or said to happen, on it
_DATELINE_ENDS = re.compile(r"[ ,.)]*(?:\([^()]{1,20}\) ?)?[—–:/-]")  # BEIJING, March 17 (Staff) -


@dataclass(slots=True)
class Surroundings(TextSoFar):
    """A text in which spans of time are typed by what stands around them."""

    def placed(self, rule: str, reading: Reading, start: int, end: int) -> PeriodSpan:
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
        opens = start - self.opening_at(start) <= len("In ")
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
        floor = max(self.opening_at(start), start - _HAPPENING)
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
