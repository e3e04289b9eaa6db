"""Which figures belong together: the scope of a series in one language, and where a figure stands in time."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from figures.normal import normalised
from figures.notation import period_bounds, period_length, span_of
from models.values import Figure, Reported

SYNONYMS = Path(__file__).with_name("rules") / "synonyms.toml"

# ── scopes ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_WORD = re.compile(r"[^\W_㐀-鿿豈-﫿](?:[^\W_㐀-鿿豈-﫿]|[.&%+-])*")
_HAN_RUN = re.compile(r"[㐀-鿿豈-﫿]+")
_POSSESSIVE = re.compile(r"'s?\b")
_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*(?:%|percent|per cent)")
_NO_PLURAL = ("ss", "us", "is", "ics")


@dataclass(frozen=True, slots=True)
class ScopeKey:
    """A scope in one language, case and number: its words, and what of its Chinese has no counterpart."""

    words: frozenset[str]
    runs: tuple[str, ...] = ()

    def within(self, other: ScopeKey) -> bool:
        """Say whether the other scope contains this one."""
        return self.words <= other.words and all(any(run in longer for longer in other.runs) for run in self.runs)


WHOLE = ScopeKey(frozenset())


@cache
def _synonyms() -> tuple[dict[str, str], re.Pattern[str]]:
    """Return what each form stands for, and the pattern that finds them, the longest first."""
    forms: dict[str, str] = {}
    for table in tomllib.loads(SYNONYMS.read_text(encoding="utf-8")).values():
        for meaning, others in table.items():
            forms |= {_plain(form): meaning for form in (*others, meaning.replace("-", " "), meaning) if form}
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    latin = "|".join(re.escape(form) for form in longest_first if form.isascii())
    other = "|".join(re.escape(form) for form in longest_first if not form.isascii())
    return forms, re.compile(rf"{other}|(?<![a-z0-9&.])(?:{latin})(?:s|es)?(?![a-z0-9&])")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", normalised(text)).casefold()


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    plural = word.endswith("s") and len(word) > 3 and word.isalpha() and not word.endswith(_NO_PLURAL)
    return word[:-1] if plural else word


def _meaning_of(found: str, forms: dict[str, str]) -> str:
    for form in (found, found.removesuffix("s"), found.removesuffix("es")):
        if form in forms:
            return forms[form]
    return found


@lru_cache(maxsize=16384)
def scope_key(scope: str | None) -> ScopeKey:
    """Normalise a scope's language, case and number; only null is the whole."""
    if not scope:
        return WHOLE
    forms, pattern = _synonyms()
    plain = _POSSESSIVE.sub(" ", _plain(scope))
    plain = _SHARE.sub(lambda match: f" {round(float(match[1]))}% ", plain)
    translated = pattern.sub(lambda match: f" {_meaning_of(match[0], forms)} ", plain)
    words = frozenset(_singular(word.strip(".-")) for word in _WORD.findall(translated)) - {""}
    runs = tuple(sorted(set(_HAN_RUN.findall(translated))))
    if words or runs:
        return ScopeKey(words, runs)
    said = frozenset(_WORD.findall(plain)), tuple(sorted(set(_HAN_RUN.findall(plain))))
    return ScopeKey(*said) if any(said) else ScopeKey(frozenset({scope}))


def contain(a: ScopeKey, b: ScopeKey) -> bool:
    """Say whether one of two scopes contains the other; the whole contains no part."""
    if WHOLE in (a, b):
        return a == b
    return a.within(b) or b.within(a)


# ── where a figure stands ──────────────────────────────────────────────────────────────────────────────────────────

STATE_METRICS = frozenset({"valuation", "headcount", "installed_base", "price", "capacity", "firms"})
_STATES_UNDATED = frozenset({"market_share", "market_size"})
_EVENTS = frozenset({"funding", "deal_value", "order_value", "order_units"})
_ORDERS = frozenset({"order_value", "order_units"})
_TOTALLED = frozenset({"funding", "order_value", "order_units"})
_TOTALS = frozenset({"backlog", "cumulative"})  # words of a scope, as synonyms.toml writes them
_CALENDAR = frozenset({"year", "half", "quarter", "month"})
UNDATED = "undated"
_STATE = "state"
_STANDING = "standing"  # a market's undated size or share: a state among flows

Nature = Literal["state", "flow", "event"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure stands in its series."""

    nature: Nature
    dated: bool
    key: str  # figures of one status class with equal keys are of the same period
    span: str  # figures of equal spans compare; a market's undated ones with every span
    day: date  # the end of the period, or the article's day


def _nature(figure: Figure, states: Collection[str]) -> Nature:
    if figure.measure == "growth":
        return "flow"
    metric, period = figure.metric, figure.period
    if metric in states or (metric in _STATES_UNDATED and period is None):
        return "state"
    if metric in _TOTALLED and scope_key(figure.scope).words & _TOTALS:
        return "state"
    if metric == "investment":
        return "event" if period is None else "flow"
    if metric not in _EVENTS:
        return "flow"
    counted = metric in _ORDERS and period is not None and period_length(period) not in ("day", "month")
    return "flow" if counted else "event"


@lru_cache(maxsize=4096)
def span_key(period: str) -> str:
    """Name the periods that compare with this one: those as long, or the same odd span in other years."""
    first, last = period_bounds(period)
    written = span_of(first, last)
    if "/" not in written and (length := period_length(written)) in _CALENDAR:
        return length
    return f"{first:%m-%d}/{last:%m-%d}+{last.year - first.year}"


def place_of(reported: Reported, states: Collection[str] = STATE_METRICS) -> Place:
    """Return where a figure stands: a state at the end of its period, an undated figure on its article's day."""
    figure, today = reported.figure, reported.published
    nature = _nature(figure, states)
    if figure.period is None:
        always = nature == "state" and figure.metric not in _STATES_UNDATED
        if nature != "state":
            return Place(nature, dated=False, key=UNDATED, span=UNDATED, day=today)
        return Place(nature, dated=False, key=today.isoformat(), span=_STATE if always else _STANDING, day=today)
    first, last = period_bounds(figure.period)
    if nature == "state":
        # What has happened cannot stand in the future: a fiscal year may end before the calendar's.
        stands = min(last, today) if figure.status == "actual" else last
        return Place(nature, dated=True, key=last.isoformat(), span=_STATE, day=stands)
    return Place(nature, dated=True, key=span_of(first, last), span=span_key(figure.period), day=last)


def comparable_spans(place: Place, spans: Collection[str]) -> Iterator[str]:
    """Yield those of a series' spans with which a figure of this place compares."""
    for span in spans:
        if span == place.span or (place.span != UNDATED and _STANDING in (span, place.span) and span != UNDATED):
            yield span
