"""Numbers, money, periods and dates as a reader of English or Chinese would write them.

Every digit a figure has is kept; only what is computed (changes in percent) is rounded.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_interval, format_skeleton
from babel.numbers import format_decimal

from alerts.magnitude import in_points, percent_between
from alerts.words import Words
from models.values import Cited, Figure, Reported, ToldChange

# More digits after the point than these read worse than the number in full.
_MOST_DECIMALS_OF_MONEY = 4
_MOST_DECIMALS_OF_A_COUNT = 2
_ISO_4217 = re.compile(r"[A-Z]{3}")
_WHOLE_PERCENT = 10  # changes from here on are told in whole percent, smaller ones with one decimal
_MOST_PERCENT = 100_000  # beyond it the old number was next to nothing, and the percentage says nothing
_YEAR = re.compile(r"\d{4}")
_HALF = re.compile(r"(\d{4})-H([12])")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


# ── numbers ────────────────────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=8192)
def number(words: Words, value: Decimal) -> str:
    """Return a plain number with the language's separators: "5,168", "8.1"."""
    pattern = "#,##0." + "#" * 12
    return str(format_decimal(value, format=pattern, locale=words.locale)).replace("-", "−")


def _scale(words: Words, value: float, unit: str) -> tuple[int, str]:
    """Return the power of ten and its word that write the value with the fewest digits."""
    exact = Decimal(repr(value))
    money = bool(_ISO_4217.fullmatch(unit))
    if unit == "percent" or (not money and abs(exact) < words.table["scales_small_counts"]):
        return 0, ""
    most = _MOST_DECIMALS_OF_MONEY if money else _MOST_DECIMALS_OF_A_COUNT
    for power, word in words.table["scales"]:
        mantissa = exact.scaleb(-power)
        if abs(mantissa) >= 1 and -_exponent(mantissa) <= most:
            return power, word
    return 0, ""


def scale_of(words: Words, value: float, unit: str) -> int:
    """Return the power of ten at which a value is written: 9 for "8.1 billion yuan", 8 for "81亿元"."""
    return _scale(words, value, unit)[0]


def _exponent(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def amount(words: Words, value: float, unit: str, *, power: int | None = None) -> str:
    """Return the value's digits at its scale, without scale word and unit: 7 of "7 billion yuan"."""
    power = _scale(words, value, unit)[0] if power is None else power
    return number(words, Decimal(repr(value)).scaleb(-power))


def with_unit(words: Words, digits: str, scale: str, unit: str, *, single: bool = False) -> str:
    """Put the scale word and the unit around digits: "8.1 billion yuan", "35%", "5,168 robots"."""
    if unit == "percent":
        return f"{digits}%"
    if _ISO_4217.fullmatch(unit):
        sign = "−" if digits.startswith("−") and digits.count("−") == 1 else ""
        return sign + words.money(unit, f"{digits.removeprefix(sign)}{scale}")
    return words.counted(unit, f"{digits}{scale}", single=single)


def quantity(words: Words, value: float, unit: str, high: float | None = None) -> str:
    """Return a value or a range with its unit: "7–8 billion yuan", "5168台"."""
    power, scale = _scale(words, value if high is None else high, unit)
    if high is None:
        return with_unit(words, amount(words, value, unit, power=power), scale, unit, single=value == 1)
    low = amount(words, value, unit, power=power)
    digits = words.say(
        "range" if value >= 0 else "range_below_zero", low=low, high=amount(words, high, unit, power=power)
    )
    return with_unit(words, digits, scale, unit)


def hedged(words: Words, figure: Figure | Cited, text: str) -> str:
    """Put the figure's hedge before its number: "more than 7 billion yuan"."""
    return text if figure.qualifier == "exact" else words.say(figure.qualifier, value=text)


def figure_in_words(words: Words, figure: Figure | Cited) -> str:
    """Return the figure's number as its article stated it, in the reader's words."""
    return hedged(words, figure, quantity(words, figure.value, figure.unit, figure.value_high))


def restatements(words: Words, figure: Figure) -> str:
    """Return what the article states beside the number, in another currency or unit; empty without."""
    return words.listed([quantity(words, other.value, other.unit, other.value_high) for other in figure.also])


def pair(words: Words, old: Figure, new: Figure) -> str:
    """Return old and new, scale and unit said once where they are the same: "7 → 8.1 billion yuan"."""
    return _both(words, "pair", old, new)


def against(words: Words, new: Figure | Cited, old: Figure | Cited) -> str:
    """Return new and old side by side: "8.1 against 7 billion yuan"; in Chinese each with its unit."""
    if words.language == "zh":
        return words.say("against_pair", old=figure_in_words(words, old), new=figure_in_words(words, new))
    return _both(words, "against_pair", old, new)


def _both(words: Words, key: str, old: Figure | Cited, new: Figure | Cited) -> str:
    plain = old.value_high is None and new.value_high is None and old.unit == new.unit
    leads = not with_unit(words, "0", "", new.unit).startswith("0")  # "US$": no hedge may stand behind it
    plain = plain and not (leads and {old.qualifier, new.qualifier} != {"exact"})
    power, scale = _scale(words, new.value, new.unit)
    if not plain or _scale(words, old.value, old.unit)[0] != power or new.unit == "percent":
        return words.say(key, old=figure_in_words(words, old), new=figure_in_words(words, new))
    digits = words.say(
        key,
        old=hedged(words, old, amount(words, old.value, old.unit, power=power)),
        new=hedged(words, new, amount(words, new.value, new.unit, power=power)),
    )
    return with_unit(words, digits, scale, new.unit)


def _rounded(value: float) -> Decimal:
    """Round a computed change: whole numbers from ten on, one decimal below, two digits below one."""
    exact = Decimal(repr(abs(value)))
    if exact >= _WHOLE_PERCENT:
        return exact.quantize(Decimal(1))
    if exact >= 1:
        return exact.quantize(Decimal("0.1"))
    return exact.quantize(Decimal(1).scaleb(exact.adjusted() - 1)) if exact else exact


def percent(words: Words, value: float) -> str:
    """Return a change in percent with its sign: "+16%", "−4.6%"."""
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    return f"{sign}{number(words, _rounded(value))}%"


def delta(words: Words, old: Figure, new: Figure, known_percent: float | None = None) -> str:
    """Return how far a figure moved: "+16%", "+5 points", "from loss to profit"; empty where it cannot be told."""
    if in_points(new) and in_points(old):
        moved = Decimal(repr(new.value)) - Decimal(repr(old.value))
        sign = "+" if moved > 0 else "−" if moved < 0 else "±"
        return sign + words.say("points", 1 if abs(moved) == 1 else 2, moved=number(words, abs(moved)))
    if old.value < 0 <= new.value:
        return words.say("from_loss")
    if new.value < 0 <= old.value:
        return words.say("to_loss")
    moved_percent = known_percent if known_percent is not None else percent_between(old, new)
    if moved_percent is None or abs(moved_percent) > _MOST_PERCENT:
        return ""
    return percent(words, moved_percent)


def change_in_words(words: Words, told: ToldChange) -> tuple[str, str]:
    """Return the change as numbers and as a difference: ("7 → 8.1 billion yuan", "+16%")."""
    new, previous = told.change.figure.figure, told.change.previous
    if previous is None:
        return figure_in_words(words, new), ""
    return pair(words, previous.figure, new), delta(words, previous.figure, new, told.percent)


# ── time ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=4096)
def day(words: Words, value: date) -> str:
    """Return a day: "14 Jan 2025", "2025年1月14日"."""
    return str(format_date(value, "medium" if words.language == "en" else "long", locale=words.dates))


def moment(words: Words, value: datetime, zone: ZoneInfo) -> str:
    """Return a local time with its day and zone: "Tue, 14 Jan 2025, 08:00 (Asia/Shanghai)"."""
    pattern = "EEE, d MMM y, HH:mm" if words.language == "en" else "y年M月d日EEE HH:mm"
    return f"{format_datetime(value, pattern, tzinfo=zone, locale=words.dates)} ({zone.key})"


@lru_cache(maxsize=4096)
def period(words: Words, period_: str | None) -> str:
    """Return a period of the figures' notation in words: 2025-Q3 as "Q3 2025" or "2025年第3季度"."""
    if not period_:
        return words.say("undated")
    first, slash, last = period_.partition("/")
    try:
        return _span(words, first, last) if slash else _single_period(words, period_)
    except ValueError:  # a date that no calendar has
        return period_


def _single_period(words: Words, text: str) -> str:
    if _YEAR.fullmatch(text):
        return text if words.language == "en" else f"{text}年"
    if half := _HALF.fullmatch(text):
        return words.say(f"half_{half[2]}", year=half[1])
    if quarter := _QUARTER.fullmatch(text):
        return str(format_skeleton("yQQQ", date(int(quarter[1]), int(quarter[2]) * 3, 1), locale=words.dates))
    if month := _MONTH.fullmatch(text):
        return str(format_skeleton("yMMMM", date(int(month[1]), int(month[2]), 1), locale=words.dates))
    if _DAY.fullmatch(text):
        return day(words, date.fromisoformat(text))
    return text


def _span(words: Words, first: str, last: str) -> str:
    if _YEAR.fullmatch(first) and _YEAR.fullmatch(last) and words.language == "en":
        return f"{first}–{last}"
    begin, end = _MONTH.fullmatch(first), _MONTH.fullmatch(last)
    if begin and end:
        try:
            start = date(int(begin[1]), int(begin[2]), 1)
            stop = date(int(end[1]), int(end[2]), calendar.monthrange(int(end[1]), int(end[2]))[1])
            return str(format_interval(start, stop, "yMMM", locale=words.dates)).replace("\u2009", "")
        except ValueError:
            return f"{first}/{last}"
    return words.say("span", first=_single_period(words, first), last=_single_period(words, last))


# ── what is measured ───────────────────────────────────────────────────────────────────────────────────────────────


def metric(words: Words, figure: Figure) -> str:
    """Return what is measured: "revenue", "revenue growth"."""
    name = words.metric(figure.metric)
    return words.say("growth_of", metric=name) if figure.measure == "growth" else name


def expected(words: Words, reported: Reported) -> str:
    """Return who expects the figure, where the article says; empty otherwise."""
    who = reported.figure.forecaster
    return words.say("expected_by", who=who) if who and reported.figure.status != "actual" else ""
