"""Currencies told once for the amounts behind them: a table's "RMB m", "the yuan value … to 2.1 billion"."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from figures.amounts import Amount
from figures.growth_words import alternatives
from figures.lexicon import read_rules, tables

_SMALLEST = 1e5  # scale words from here on: "k" and "thousand" count things as often as money
_NEAR = 160  # characters in which the money of the sentence before lends its currency
_TABLE = 1500  # characters from the head of a table to its rows
_LABEL = re.compile(r"[ \t•*|-]*[^\W\d][^\d\n.;]{1,48}?(?:: ?|  +|\t|\| ?|- )\Z")
_LISTED = re.compile(r"(?:[12]\d{3}|[12][HQ]\d\d|Q\d|FY\d+)?: ?\Z")
_SENTENCE_END = re.compile(r"[。!?]|\.(?=\s)|\n")
# What may follow an amount that counts nothing: no noun.
_CLOSED = re.compile(
    r"\s*(?:[^\w\s]|\n|\Z|(?:[a-z]{1,4}|(?:after|versus|against|compared|last|during|below|above)) |(?:19|20)\d\d\b)"
)


class _Currency(NamedTuple):
    start: int
    end: int
    code: str


def lend_told_once(text: str, amounts: list[Amount]) -> None:
    """Give bare amounts with a scale word the currency that their sentence, table or the sentence before tells."""
    told: list[_Currency] | None = None
    money: Amount | None = None
    for amount in amounts:
        if _bare(text, amount):
            told = _currencies(text) if told is None else told
            if code := _told_for(text, amount, told) or _lent_by(text, amount, money):
                amount.kind, amount.unit, amount.rule = "money", code, "currency told once"
        if amount.kind == "money":
            money = amount
        elif amount.kind == "count":
            money = None


def _bare(text: str, amount: Amount) -> bool:
    return (
        amount.kind == "number"
        and amount.scale >= _SMALLEST
        and not amount.noun
        and text[amount.end - 1].isascii()
        and _CLOSED.match(text, amount.end) is not None
    )


def _told_for(text: str, amount: Amount, told: list[_Currency]) -> str:
    """Return the currency named before an amount in its sentence, or at the head of its table."""
    begin = _sentence_start(text, amount.start)
    line = text.rfind("\n", 0, amount.start) + 1
    row = _LABEL.match(text, line, amount.start) is not None
    for found in reversed([each for each in told if each.end <= amount.start]):
        if found.start >= begin or (row and amount.start - found.end <= _TABLE):
            return found.code
    return ""


def _lent_by(text: str, amount: Amount, money: Amount | None) -> str:
    """Return the currency of the money before an amount, where its own sentence tells that it is money too."""
    if money is None or amount.start - money.end > _NEAR:
        return ""
    said = text[max(_sentence_start(text, amount.start), money.end) : amount.start]
    return money.unit if _LISTED.search(said) or _cues().search(said) else ""


def _sentence_start(text: str, at: int) -> int:
    ends = [match.end() for match in _SENTENCE_END.finditer(text, max(0, at - 400), at)]
    return ends[-1] if ends else max(0, at - 400)


def _currencies(text: str) -> list[_Currency]:
    """Return the currencies that a text names beside no number, in order."""
    return [
        _Currency(found.start(), found.end(), tables().after[found[1].lower()][-1][1])
        for found in _names().finditer(text)
    ]


@cache
def _names() -> re.Pattern[str]:
    """Return the pattern of the names of currencies beside no number."""
    made = tables()
    names = {words[0] for entries in made.after.values() for words, _ in entries if len(words) == 1} - made.shy
    plain = {name for name in names if name.isascii() and name.isalpha() and name not in made.cased and len(name) > 2}
    codes = {name.upper() for name in names if name.upper() in made.usd}
    words = alternatives([*codes, "RMB", *(name for name in plain if name.upper() not in codes)])
    return re.compile(rf"(?<![\w.$-])(?<!\d )(?<!illion )(?<!bn )(?<!m )({words})(?![\w$€£¥]| ?[\d.])")


@cache
def _cues() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives(read_rules('currencies.toml')['bare']['en'])})\b", re.IGNORECASE)
