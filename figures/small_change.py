"""Cents, pence, 角 and 分 that follow an amount of whole money."""

from __future__ import annotations

import re
from typing import NamedTuple

from figures.chinese_numerals import chinese_at
from figures.number_words import words_at

_EN = re.compile(
    r",? (?:and )?(?:([0-9]{1,2})|([a-z]+(?:[ -][a-z]+)?)) ?"
    r"(?:cents?|pence|penny|pennies|centimes?|sens?|paise|kopecks?|c)\b"
)
_ZH_DIGIT = "[0-9一二三四五六七八九两]"
_ZH = re.compile(
    rf"又?(?:({_ZH_DIGIT})[角毛毫](?:({_ZH_DIGIT})分?(?![十百千万亿元]))?|零?({_ZH_DIGIT})美?分(?![之钟点])"
    rf"|(?<=[块蚊])(零?)({_ZH_DIGIT})(?![0-9十百千万亿元块个台.]))钱?"
)


class Change(NamedTuple):
    """What follows the whole money: its share of one unit, and where it ends."""

    value: float
    end: int


def small_change(text: str, end: int) -> Change | None:
    """Return the small change written right after an amount that ends at `end`."""
    follow = text[end : end + 1]
    if follow in (" ", ","):
        found = _EN.match(text, end)
        if not found:
            return None
        if found.group(1):
            return Change(float(found.group(1)) / 100, found.end())
        number = words_at(text, found.start(2))
        return Change(number.value / 100, found.end()) if number and number.end == found.end(2) else None
    if not follow or follow < "0":
        return None
    found = _ZH.match(text, end)
    if not found:
        return None
    tenth, hundredth, only, zero, bare = found.groups()
    value = _digit(tenth) / 10 + _digit(hundredth) / 100 + _digit(only) / 100
    if bare:
        value += _digit(bare) / (100 if zero else 10)
    return Change(round(value, 2), found.end())


def _digit(written: str | None) -> float:
    """Return the value of one digit, 0 for none."""
    if not written:
        return 0.0
    if written.isascii():
        return float(written)
    numeral = chinese_at(written, 0)
    return numeral.value if numeral else 0.0
