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
from figures.chinese_numerals import NUMERAL_CHARACTERS, chinese_at
from figures.currencies import Homes, currency_before
from figures.exclusions import excluded, may_lean, ordinal_end
from figures.forms import long_run
from figures.growth_words import growth_at, growth_words, times_after
from figures.hedges import hedge_after, hedge_before
from figures.joins import joined, leans
from figures.lexicon import Measure, tables
from figures.measures import unit_after
from figures.number_words import NUMBER_WORDS, words_at
from figures.numbers import Numeral, digits_at
from figures.shares import SHARE_WORDS, one_in, share_at, slash_share
from figures.small_change import small_change
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

    @property
    def measured_in(self) -> str:
        """Return the unit of what is counted, of all else the kind."""
        return self.unit if self.kind == "count" else self.kind


_Blocked = tuple[int, int, str]
_MEASURES = ("duration", "specification", "date")  # what lends its unit to a bare number before it
_FRACTIONS = "½¼¾⅓⅔"
# One class of characters comes first, so that the engine can skip to them.
_ASCII_ANCHOR = re.compile(r"[0-9][0-9]*")
_ANCHOR = re.compile(
    rf"[0-9½¼¾⅓⅔{NUMERAL_CHARACTERS}半](?:(?<=[0-9])[0-9]+|(?<=[{NUMERAL_CHARACTERS}半])[{NUMERAL_CHARACTERS}半]+)?"
)


@cache
def _words() -> tuple[AhoCorasick, tuple[str, ...]]:
    """Return the searcher for words that may begin a number, and those words."""
    patterns = (*NUMBER_WORDS, *growth_words(), *SHARE_WORDS)
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
            elif not lowered[stop : stop + 1].isalpha() or lowered.startswith(("fold", "th "), stop):
                found.append((start + begin, "w"))
    found.sort()
    return found


class _Reader:
    """Reads the numbers of one text, in order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.homes = Homes(text)
        self.amounts: list[Amount] = []
        self.blocked: list[_Blocked] = []
        self.done = 0

    def read(self, start: int, end: int) -> None:
        """Read every number from start to end."""
        self.done = start
        ways = {"d": self._by_digits, "z": self._by_chinese, "w": self._by_words, "g": self._by_growth}
        for position, how in _anchors(self.text, start, end):
            if position >= self.done:
                ways[how](position)

    def _keep(self, amount: Amount) -> None:
        self.amounts.append(_hedged(self.text, amount))
        self.done = amount.end

    def _block(self, start: int, end: int, rule: str) -> None:
        self.done = max(self.done, end)
        begin = start
        while rule in _MEASURES and self.amounts and leans(self.text, self.amounts[-1], begin, chained=begin < start):
            begin = self.amounts[-1].start
            self.blocked.append((begin, self.amounts.pop().end, rule))
        if rule:
            self.blocked.append((start, end, rule))

    def _by_digits(self, position: int) -> None:
        if self.text[position] in _FRACTIONS:
            self._block(position, position + 1, "fraction sign")
            return
        if self.text.startswith("'000", position - 1):  # "RMB'000" is a scale
            return
        if share := slash_share(self.text, position):
            self._keep(share)
            return
        numeral = digits_at(self.text, position)
        if numeral is None:
            self._block(*long_run(self.text, position))
        else:
            self._with_unit(numeral, "digits")

    def _by_chinese(self, position: int) -> None:
        if share := share_at(self.text, position):
            self._keep(share)
        elif numeral := chinese_at(self.text, position):
            self._with_unit(numeral, "Chinese numeral")

    def _by_words(self, position: int) -> None:
        if share := share_at(self.text, position):
            self._keep(share)
        elif numeral := words_at(self.text, position):
            self._with_unit(numeral, "number words")

    def _by_growth(self, position: int) -> None:
        found = growth_at(self.text, position) or share_at(self.text, position)
        if found:
            self._keep(found)

    def _with_unit(self, numeral: Numeral, rule: str) -> None:
        """Put the unit to a numeral, or note why it is no figure."""
        if told := times_after(self.text, numeral) or one_in(self.text, numeral):
            self._keep(told)
            return
        if loss := _accounted(self.text, numeral, self.done):
            self._keep(loss)
            return
        minus = _minus(self.text, numeral.start, self.done)
        before = currency_before(self.text, numeral.start - minus, self.done)
        ordinal = ordinal_end(self.text, numeral)
        after = unit_after(self.text, ordinal or numeral.end)
        if after and after.noun in tables().shy and numeral.value < _SMALLEST_SHY:
            after = None
        reason = excluded(self.text, numeral, before, after, self.done)
        tentative = reason is not None and may_lean(self.text, numeral)
        if reason is not None and not tentative:
            self._block(numeral.start, *reason)
            return
        amount = Amount(
            start=numeral.start,
            end=numeral.end,
            value=numeral.value,
            high=numeral.high,
            scale=numeral.scale,
            digits=self.text[numeral.start : numeral.end],
            rule=rule,
            tentative=tentative,
        )
        if not tentative:
            self._put_unit(amount, before, after)
            if minus and amount.kind == "number" and self.text[numeral.start - 2 : numeral.start - 1] > "\u2e80":
                self._block(numeral.start, numeral.end, "name")  # 嫦娥-5
                return
            _put_sign(self.text, amount, minus=minus)
        if numeral.more or (after and after.more):
            amount.qualifier = "more_than"
        self._keep(amount)

    def _put_unit(self, amount: Amount, before: Measure | None, after: Measure | None) -> None:
        """Decide between what stands before and what stands after."""
        money_after = after if after and after.category in ("money", "generic") else None
        if money_after and _of_next(self.text, money_after, before):
            money_after = None
        if money_after:
            self._put_money(amount, before, money_after)
        elif before:
            self._put_money(amount, before, None)
            if after and not after.noun:  # 余 or 多
                amount.end = after.end
        elif after and after.category in ("percent", "points"):
            amount.end, amount.unit = after.end, after.unit
            amount.kind = "percent" if after.category == "percent" else "points"
            amount.value, amount.scale = amount.value * after.basis, amount.scale * after.basis
            amount.high = amount.high * after.basis if amount.high else None
        elif after and after.category in ("counted", "other"):
            amount.unit, amount.noun = after.unit, after.noun
            amount.kind = "count" if after.noun else "number"
            if not after.noun and amount.scale >= _SMALLEST_BARE and self.text[amount.end - 1] > "\u2e80":
                self._put_bare(amount)  # 十六亿多
            if _adjoins(self.text, amount.end, after):
                amount.end = after.end
        elif amount.scale >= _SMALLEST_BARE and self.text[amount.end - 1] > "\u2e80":
            self._put_bare(amount)

    def _put_bare(self, amount: Amount) -> None:
        """Note the currency of 12.3亿 where a word of money stands before it: 营收12.3亿."""
        spoken = "个" in self.text[amount.start : amount.end]  # 4个亿
        if spoken or tables().money_cues.search(self.text, max(0, amount.start - _CUE_WINDOW), amount.start):
            amount.currency = self.homes.of("元", amount.start, amount.end)

    def _put_money(self, amount: Amount, before: Measure | None, after: Measure | None) -> None:
        """Make an amount of money of it."""
        found = before if before and (after is None or after.category == "generic") else after
        if found is None:
            return
        amount.kind = "money"
        if after:
            amount.end = after.end
        if before:
            amount.start, amount.before = before.end, True
        amount.unit, amount.noun = found.unit, found.noun
        sign = "元" if found.category == "generic" else found.noun.lower().rstrip(".")
        if sign in tables().homes:
            amount.unit = self.homes.of(sign, amount.start, amount.end)
        if after and amount.scale == 1 and (change := small_change(self.text, amount.end)):
            amount.value, amount.end = amount.value + change.value, change.end
        _put_scale(self.text, amount, found)


_SMALLEST_SHY = 1000  # "12 won" may be a verb
_SMALLEST_BARE = 1e4
_CUE_WINDOW = 18
_SCALE_AFTER_CODE = re.compile(r" (?:(million|mn|m)|(billion|bn)|(thousand)|(trillion))\b", re.IGNORECASE)
_SPACED_LETTER = re.compile(r"(?:( M| m|mm)|( B)|( K))(?![A-Za-z0-9'.-])")
_SCALES = (1e6, 1e9, 1e3, 1e12)  # of the groups of both patterns


def _put_scale(text: str, amount: Amount, found: Measure) -> None:
    """Add the scale that stands with the currency: "MSEK 60", "75 USD million", "$2.5 M"."""
    factor = found.basis
    pattern = _SPACED_LETTER if amount.before else _SCALE_AFTER_CODE
    if factor == 1 == amount.scale and (word := pattern.match(text, amount.end)):
        factor = next(scale for scale, group in zip(_SCALES, word.groups(), strict=False) if group)
        amount.end = word.end()
    amount.value, amount.scale = amount.value * factor, amount.scale * factor


def _of_next(text: str, after: Measure, before: Measure | None) -> bool:
    """Say whether a currency belongs to the number behind it: the second sign of "$ 20 $ 37"."""
    if after.category == "generic" or after.noun > "\u2e80":
        return False
    if text[after.end : after.end + 1].isdigit():
        return True
    return (
        before is not None
        and text[after.end : after.end + 2].lstrip()[:1].isdigit()
        and not unit_after(text, after.end)
    )


def _adjoins(text: str, end: int, after: Measure) -> bool:
    """Say whether a counted noun follows at once, with no other word between."""
    between = text[end : after.end].strip(" -").lower()
    return not after.noun or text[after.end - 1] > "\u2e80" or between == after.noun


_SIGN_BEFORE = re.compile(r"(?:\b(?:minus|negative)|负) ?\Z", re.IGNORECASE)


def _minus(text: str, start: int, floor: int) -> bool:
    """Say whether a minus stands right before the digits, and no dash of a range or a name."""
    if not start or text[start - 1] != "-" or (start - 1 == floor and floor):
        return False
    before = text[start - 2 : start - 1]
    return not before or before > "\u2e80" or before in " (\n\t:,|/~$€£¥"


def _put_sign(text: str, amount: Amount, *, minus: bool) -> None:
    """Take a written minus or accountants' brackets into the amount."""
    before = text[amount.start - 1] if amount.start else " "
    if before == "-" and (minus or (amount.before and _minus(text, amount.start, 0))):
        amount.sign, amount.start = -1, amount.start - 1
    elif minus and amount.before:  # "$-5m"
        amount.sign = -1
    elif before in " 负se" and (word := _SIGN_BEFORE.search(text, max(0, amount.start - 10), amount.start)):
        amount.sign, amount.start = -1, word.start()
    elif before == "(" and text[amount.end : amount.end + 1] == ")" and _bare_decimal(amount):
        amount.sign = -1


def _accounted(text: str, numeral: Numeral, floor: int) -> Amount | None:
    """Read a loss as accountants write it behind the sign of the currency: "$(3.2) million"."""
    if text[numeral.start - 1 : numeral.start] != "(" or text[numeral.end : numeral.end + 1] != ")":
        return None
    before = currency_before(text, numeral.start - 1, floor)
    if before is None:
        return None
    amount = Amount(
        start=before.end,
        end=numeral.end + 1,
        value=numeral.value,
        scale=numeral.scale,
        kind="money",
        unit=before.unit,
        noun=before.noun,
        digits=text[numeral.start : numeral.end],
        sign=-1,
        rule="accountants' brackets",
    )
    _put_scale(text, amount, before)
    return amount


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


def _read(text: str, start: int, end: int | None) -> _Reader:
    reader = _Reader(text)
    reader.read(start, len(text) if end is None else end)
    return reader


def _published(amount: Amount) -> Quantity:
    return Quantity(
        start=amount.start,
        end=amount.end,
        value=float(f"{amount.value:.15g}"),
        value_high=amount.high,
        unit=amount.unit,
        kind=amount.kind,
        qualifier=amount.qualifier,
        also=amount.also,
        noun=amount.noun,
        digits=amount.digits,
        change=amount.change,
        sign=amount.sign,
        rule=amount.rule,
    )


def quantities_in(text: str, start: int = 0, end: int | None = None) -> list[Quantity]:
    """Return the quantities of a normalised text between two offsets, ascending and apart."""
    return [_published(amount) for amount in joined(text, _read(text, start, end).amounts)]


def blocked_in(text: str, start: int = 0, end: int | None = None) -> list[_Blocked]:
    """Return the numbers that are no quantities, each as start, end and the rule that says so."""
    return _read(text, start, end).blocked


def money_and_percent_in(text: str) -> list[Quantity]:
    """Return the amounts of money and the percentages of a normalised text."""
    return [quantity for quantity in quantities_in(text) if quantity.kind in ("money", "percent")]
