"""Every number of a text as a quantity: value, range, unit, hedge, restatements, and the words that say it.

`value` is the size as written, never negative; `sign` tells a written minus, accountants' brackets or a fall by words
("halved"), and `signed` puts them together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, Implementation

from figures.amounts import Amount, Change, QuantityKind
from figures.exclusions import excluded, long_run
from figures.growth_words import GROWTH_WORDS, growth_at, share_at, times_after
from figures.hedges import hedge_after, hedge_before
from figures.joins import joined
from figures.measures import Measure, currency_before, home_of, unit_after
from figures.numbers import DIGITS, NUMBER_WORDS, ZH_NUMERAL, Numeral, chinese_at, digits_at, words_at
from models.values import Qualifier, Restatement

__all__ = ["Quantity", "QuantityKind", "blocked_in", "money_and_percent_in", "quantities_in"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One number of a text with its unit."""

    start: int
    end: int  # of the number with its currency, scale and unit words, and its bracketed restatement if joined
    value: float  # the size as written, never negative
    value_high: float | None = None
    unit: str  # ISO 4217, "percent", "points", a unit of units.toml or the noun itself, "" for a bare number
    kind: QuantityKind
    qualifier: Qualifier = "exact"
    also: tuple[Restatement, ...] = ()
    noun: str = ""  # the counted noun as written
    digits: str = ""  # the number as written
    change: Change = ""  # "growth": percent of change by words; "multiple": N times as much, as percent of growth
    sign: int = 1
    rule: str = ""

    @property
    def signed(self) -> float:
        """Return the value with its written sign."""
        return self.value * self.sign


_Blocked = tuple[int, int, str]
_ASCII_ANCHOR = re.compile(r"[0-9][0-9.,]*|[½¼¾⅓⅔]")
_ANCHOR = re.compile(rf"[0-9][0-9.,]*|[½¼¾⅓⅔]|[{ZH_NUMERAL}半]+")


@cache
def _words() -> tuple[AhoCorasick, tuple[str, ...]]:
    """Return the searcher for words that may begin a number, and those words."""
    patterns = (*NUMBER_WORDS, *GROWTH_WORDS)
    return AhoCorasick(patterns, implementation=Implementation.DFA), patterns


def _lower(text: str) -> str:
    """Return the text in small letters, of the same length."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text.replace("İ", "I").lower()


def _anchors(text: str, start: int, end: int) -> list[tuple[int, str]]:
    """Return where numbers may begin, in order, with how: by digit, Chinese numeral, number word or growth word."""
    pattern = _ASCII_ANCHOR if text.isascii() else _ANCHOR
    found = [(match.start(), "z" if match.group() > "\u2e80" else "d") for match in pattern.finditer(text, start, end)]
    searcher, patterns = _words()
    lowered = _lower(text[start:end])
    for index, begin, stop in searcher.find_matches_as_indexes(lowered, overlapping=True):
        if patterns[index][0] > "\u2e80":
            found.append((start + begin, "g"))
        elif not lowered[begin - 1 : begin].isalnum() or not begin:
            if index >= len(NUMBER_WORDS):
                found.append((start + begin, "g"))
            elif not lowered[stop : stop + 1].isalpha() or lowered.startswith("fold", stop):
                found.append((start + begin, "w"))
    found.sort()
    return found


def _read(text: str, start: int, end: int) -> tuple[list[Amount], list[_Blocked]]:
    """Read every number from start to end."""
    amounts: list[Amount] = []
    blocked: list[_Blocked] = []
    done = start
    for position, how in _anchors(text, start, end):
        if position < done:
            continue
        found = _READERS[how](text, position, done)
        if isinstance(found, Amount):
            amounts.append(found)
            done = found.end
        elif found:
            blocked.append(found)
            done = max(done, found[1])
    return amounts, blocked


def _by_digits(text: str, position: int, floor: int) -> Amount | _Blocked | None:
    """Read a number that begins with a digit."""
    if text[position] in "½¼¾⅓⅔":
        return position, position + 1, "fraction sign"
    numeral = digits_at(text, position)
    if numeral is None:
        return long_run(text, position)
    return _amount(text, numeral, floor, "digits")


def _by_chinese(text: str, position: int, floor: int) -> Amount | _Blocked | None:
    """Read a number that begins with a Chinese numeral."""
    share = share_at(text, position)
    if share:
        return _hedged(text, share)
    numeral = chinese_at(text, position)
    if numeral is None:
        return None
    return _amount(text, numeral, floor, "Chinese numeral")


def _by_words(text: str, position: int, floor: int) -> Amount | _Blocked | None:
    """Read a number in English words."""
    share = share_at(text, position)
    if share:
        return _hedged(text, share)
    numeral = words_at(text, position)
    return _amount(text, numeral, floor, "number words") if numeral else None


def _by_growth(text: str, position: int, floor: int) -> Amount | _Blocked | None:
    """Read "doubled", 翻番 and their like."""
    found = growth_at(text, position)
    return _hedged(text, found) if found and found.start >= floor else None


_READERS = {"d": _by_digits, "z": _by_chinese, "w": _by_words, "g": _by_growth}


def _amount(text: str, numeral: Numeral, floor: int, rule: str) -> Amount | _Blocked | None:
    """Put the unit to a numeral, or say why it is no figure."""
    before = currency_before(text, numeral.start, floor)
    times = times_after(text, numeral)
    if times:
        return _hedged(text, times)
    after = unit_after(text, numeral.end)
    reason = excluded(text, numeral, before, after)
    if reason is not None:
        return (numeral.start, reason[0], reason[1]) if reason[1] else None
    amount = Amount(
        start=numeral.start, end=numeral.end, value=numeral.value, high=numeral.high, scale=numeral.scale, rule=rule,
        digits=text[numeral.start : numeral.end],
    )  # fmt: skip
    _put_unit(text, amount, before, after)
    _put_sign(text, amount)
    if numeral.more or (after and after.more):
        amount.qualifier = "more_than"
    return _hedged(text, amount)


def _put_unit(text: str, amount: Amount, before: Measure | None, after: Measure | None) -> None:
    """Decide between what stands before and what stands after."""
    if (
        after
        and after.category in ("money", "generic")
        and not (before and before.end < amount.start and after.category == "money" and _of_next(text, after))
    ):
        amount.end, amount.kind, amount.unit = after.end, "money", after.unit
        if before:
            amount.start, amount.before = before.end, True
            amount.unit = before.unit if after.category == "generic" or after.unit == before.unit else after.unit
        elif after.noun in ("¥", "kr", "kroner", "krone") or after.category == "generic":
            amount.unit = _at_home(after, text, amount)
        amount.noun = after.noun
    elif before:
        amount.start, amount.before, amount.kind, amount.unit, amount.noun = (
            before.end,
            True,
            "money",
            before.unit,
            before.noun,
        )
        if before.noun.lower().rstrip(".") in ("¥", "kr", "$"):
            amount.unit = home_of(before.noun.lower().rstrip("."), text, amount.start, amount.end)
        if after and after.category == "other" and not after.noun:
            amount.end = after.end
    elif after and after.category in ("percent", "points"):
        amount.end, amount.unit = after.end, after.unit
        amount.kind = "percent" if after.category == "percent" else "points"
        amount.value *= after.basis
    elif after and after.category in ("counted", "other"):
        amount.unit, amount.noun = after.unit, after.noun
        amount.kind = "count" if after.noun else "number"
        if (
            text[amount.end : after.end].strip(" -").lower() in (after.noun, "余" + after.noun, "多" + after.noun, "")
            or text[after.end - 1] > "\u2e80"
        ):
            amount.end = after.end


def _of_next(text: str, after: Measure) -> bool:
    """Say whether a currency belongs to the number behind it: the second USD of "RMB 10 USD 20"."""
    follow = text[after.end : after.end + 2].lstrip()
    return follow[:1].isdigit() and not after.noun.islower()


def _at_home(after: Measure, text: str, amount: Amount) -> str:
    sign = "元" if after.category == "generic" else "kr" if after.noun[0] == "k" else after.noun
    return home_of(sign, text, amount.start, amount.end)


def _put_sign(text: str, amount: Amount) -> None:
    """Take a written minus or accountants' brackets into the amount."""
    before = text[amount.start - 1 : amount.start] if amount.start else ""
    if before in ("-", "负") and before and not text[max(0, amount.start - 2) : amount.start - 1].isalnum():
        amount.sign, amount.start = -1, amount.start - 1
    elif before == "负" or (before == "(" and text[amount.end : amount.end + 1] == ")" and _bare_decimal(amount)):
        amount.sign = -1


def _bare_decimal(amount: Amount) -> bool:
    return amount.kind in ("number", "money") and amount.scale == 1 and ("." in amount.digits or "," in amount.digits)


def _hedged(text: str, amount: Amount) -> Amount:
    """Give an amount the hedge of its surroundings."""
    found = hedge_before(text, amount.start)
    if found is None and amount.qualifier == "exact":
        found = hedge_after(text, amount.end)
    if found:
        amount.qualifier = found
    return amount


def _published(amount: Amount) -> Quantity:
    return Quantity(
        start=amount.start, end=amount.end, value=float(f"{amount.value:.12g}"), value_high=amount.high, unit=amount.unit,
        kind=amount.kind, qualifier=amount.qualifier, also=amount.also, noun=amount.noun, digits=amount.digits,
        change=amount.change, sign=amount.sign, rule=amount.rule,
    )  # fmt: skip


def quantities_in(text: str, start: int = 0, end: int | None = None) -> list[Quantity]:
    """Return the quantities of a normalised text between two offsets, ascending and apart."""
    amounts, _ = _read(text, start, len(text) if end is None else end)
    return [_published(amount) for amount in joined(text, amounts)]


def blocked_in(text: str, start: int = 0, end: int | None = None) -> list[_Blocked]:
    """Return the numbers that are no quantities, each as start, end and the rule that says so."""
    return _read(text, start, len(text) if end is None else end)[1]


def money_and_percent_in(text: str) -> list[Quantity]:
    """Return the amounts of money and the percentages of a normalised text."""
    return [quantity for quantity in quantities_in(text) if quantity.kind in ("money", "percent")]
