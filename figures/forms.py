"""Numbers that their form alone makes no quantity: addresses, clock times, days, phones, versions, codes."""

from __future__ import annotations

import re
from functools import cache

from figures.lexicon import read_rules
from figures.numbers import DIGITS, Numeral

Excluded = tuple[int, str]  # where it ends, and the rule; an empty rule leaves no trace


def long_run(text: str, start: int) -> tuple[int, int, str]:
    """Return the block for a run of more digits than any number of news has."""
    run = DIGITS.match(text, start)
    return start, run.end() if run else start + 1, "too many digits"


_ADDRESS_WINDOW = 300
_ADDRESS_MARKS = ("://", "www.", "@", ".com", ".cn/", ".org", ".net", ".html")
_TO_SPACE = re.compile(r"\S{0,300}")


def in_address(text: str, numeral: Numeral) -> Excluded | None:
    """Take out numbers inside web and mail addresses."""
    left = text[numeral.start - 1] if numeral.start else " "
    if left not in "/=&?_-.%:@+~":
        return None
    word = text[max(0, numeral.start - _ADDRESS_WINDOW) : numeral.start].rsplit(None, 1)[-1]
    if not any(mark in word for mark in _ADDRESS_MARKS):
        return None
    stop = _TO_SPACE.match(text, numeral.end)
    return stop.end() if stop else numeral.end, "address"


_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?|[0-9]+:[0-9]+")
_ISO_DAY = re.compile(
    r"(?:19|20)[0-9]{2}([-/.])[0-9]{1,2}(?:\1[0-9]{1,2})?(?![0-9])|[0-9]{1,2}([-/.])[0-9]{1,2}\2(?:19|20)?[0-9]{2}(?![0-9])"
)
_PHONE = re.compile(r"[0-9]{2,5}(?:[ -][0-9]{2,5}){2,4}(?![0-9])|[0-9]{2,4}-[0-9]{7,8}(?![0-9])")
_SHORTEST_PHONE = 11
_PLUS_PHONE = re.compile(r"[0-9]{1,3}(?:[ ()-]{1,2}[0-9]{2,5}){2,5}")
_VERSION = re.compile(r"[0-9]+(?:\.[0-9]+){2,}")
_DAYS_IN_BRACKETS = re.compile(r"[0-9]{1,2}\.[0-9]{1,2} ?[-—~至] ?[0-9]{1,2}\.[0-9]{1,2}(?=\))|[0-9]{1,2}\)[日月]")
_FOR_ONE = re.compile(r"[0-9]+-(?:for|to|on|in|by)-[0-9]+")
_TO_ONE = re.compile(r"[0-9]+比[0-9]+")
_SLASHED = re.compile(r"[0-9]+(?:/[0-9]+)+(?![0-9]*[%亿万])")
_LISTED = re.compile(r"[0-9]{4,6}\.(?:HK|SH|SZ|SS|BJ|T|KS|KQ|TW|DE|PA|L)\b", re.IGNORECASE)
_CODE_IN_BRACKETS = re.compile(r"[0368][0-9]{5}\s?[).,]")


_FORMS = (
    (_CLOCK, "clock"),
    (_ISO_DAY, "date"),
    (_VERSION, "version"),
    (_LISTED, "stock code"),
    (_SLASHED, "ratio"),
    (_FOR_ONE, "ratio"),
    (_TO_ONE, "ratio"),
    (_DAYS_IN_BRACKETS, "date"),
)


def grouped(text: str, numeral: Numeral) -> Excluded | None:
    """Take out clock times, dates, phones, versions, ratios and stock codes by their form."""
    for pattern, rule in _FORMS:
        if found := pattern.match(text, numeral.start):
            return found.end(), rule
    left = text[numeral.start - 1] if numeral.start else " "
    if left == ":" and text[numeral.start - 2 : numeral.start - 1].isdigit():
        return numeral.end, "ratio"
    if left == "[" and text[numeral.end : numeral.end + 1] == "]":
        return numeral.end, "citation"
    if left == "(" and _CODE_IN_BRACKETS.match(text, numeral.start):
        return numeral.end, "stock code"
    if text[numeral.start] == "0" and text[numeral.start + 1 : numeral.start + 2].isdigit():
        return numeral.end, "code"
    return _phone(text, numeral, left)


def _phone(text: str, numeral: Numeral, left: str) -> Excluded | None:
    """Take "+86 25 5832 8505", 400-820-8820 and 010-62781234 for phone numbers."""
    phone = _PLUS_PHONE.match(text, numeral.start) if left == "+" else _PHONE.match(text, numeral.start)
    if phone is None:
        return None
    if left != "+" and phone.group().count("-") in (0, 1) and len(phone.group()) < _SHORTEST_PHONE:
        return None
    return (phone.end(), "phone") if left == "+" or "-" in phone.group() else None


@cache
def _months() -> frozenset[str]:
    """Return the names of months, short and long, in small letters."""
    return frozenset(read_rules("units.toml")["months"]["en"])


WORD_LEFT = re.compile(r"([A-Za-z][A-Za-z.&/-]*)[ :]{1,2}\Z")
_WORD_RIGHT = re.compile(r" ?-?([A-Z][a-z]+)")


def dated(text: str, numeral: Numeral) -> Excluded | None:
    """Take out days beside a month: "Nov. 23", "15 July 2025"."""
    if numeral.value > 31 or numeral.scale > 1 or numeral.value != int(numeral.value):
        return None
    months = _months()
    left = WORD_LEFT.search(text, max(0, numeral.start - 12), numeral.start)
    if left and left.group(1)[0].isupper() and left.group(1).lower().strip(".") in months:
        return numeral.end, "date"
    right = _WORD_RIGHT.match(text, numeral.end)
    if right and right.group(1).lower() in months:
        return right.end(), "date"
    return None
