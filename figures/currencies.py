"""Which currency stands before or after a number, and what one amount is in another."""

from __future__ import annotations

import re

from figures.lexicon import Measure, tables

# ── before a number ────────────────────────────────────────────────────────────────────────────────────────────────


def currency_before(text: str, start: int, floor: int) -> Measure | None:
    """Return the currency that ends right before `start`, at most one space between, and not before `floor`."""
    stop = start - 1 if start and text[start - 1] == " " else start
    if stop <= floor:
        return None
    last = text[stop - 1]
    if stop == start and last.isalpha() and (code := _glued_before(text, start)):
        return code
    if last not in tables().before_ends:
        return None
    lengths = tables().before_lengths[last]
    for length in lengths:
        begin = stop - length
        if begin >= floor and (found := _currency_sign(text[begin:stop])) and _stands_alone(text, begin, last):
            return Measure("money", found[0], text[begin:stop], begin, basis=found[1])
    return None


def _glued_before(text: str, start: int) -> Measure | None:
    """Return a currency that counts only without a space: "Won356bn"."""
    for sign, code in tables().glued.items():
        begin = start - len(sign)
        if text.endswith(sign, 0, start) and (not begin or not text[begin - 1].isalnum()):
            return Measure("money", code, sign, begin)
    for sign, code in tables().scaled_only.items():
        begin = start - len(sign)
        alone = text.endswith(sign, 0, start) and (not begin or not text[begin - 1].isalnum())
        if alone and _SCALED.match(text, start):
            return Measure("money", code, sign, begin)
    return None


_SCALED = re.compile(r"\d{1,3}(?:,\d{3})+\b|\d[\d.,]*(?:bn|tn|trn|mn|m|k)\b| ?\d[\d.,]* (?:million|billion|trillion)\b")


def _currency_sign(written: str) -> tuple[str, float] | None:
    """Return currency and factor of what is written before a number."""
    made = tables()
    lowered = written.lower()
    code = made.before.get(lowered)
    if code is None:
        return made.scaled.get(written)
    cased = made.cased.get(lowered)
    return None if cased and written not in cased else (code, 1.0)


def _stands_alone(text: str, begin: int, last: str) -> bool:
    """Say whether a currency in letters is no tail of a longer word."""
    head, before = text[begin], text[begin - 1 : begin]
    if not (head.isascii() and head.isalpha()) or not before:
        return True
    return not (before.isascii() and before.isalnum()) or (last in "$¥£€" and not before.isalpha())


# ── after a number ─────────────────────────────────────────────────────────────────────────────────────────────────

_MONEY_WORD = re.compile(r"[^\s,;:()\[\]/\"0-9-]+")
_EDGE = ".'!?"


def money_after(text: str, at: int) -> Measure | None:
    """Return the currency whose English name begins at `at`: "US dollars", "MSEK", "renminbi"."""
    made = tables()
    first = _MONEY_WORD.match(text, at)
    if first is None:
        return None
    scaled = made.scaled.get(first.group().rstrip(_EDGE))
    if scaled:
        return Measure("money", scaled[0], first.group(), at + len(first.group().rstrip(_EDGE)), basis=scaled[1])
    written = first.group().lower()
    entries = made.after.get(written) or made.after.get(written.rstrip(_EDGE).removesuffix("'s")) or ()
    return next((found for words, code in entries if (found := _named(text, at, words, code))), None)


def _named(text: str, at: int, words: tuple[str, ...], code: str) -> Measure | None:
    """Return the currency if all its words stand at `at` and no letter follows."""
    end = at + len(words[0])
    for word in words[1:]:
        if text[end : end + 1] not in (" ", "-") or text[end + 1 : end + 1 + len(word)].lower() != word:
            return None
        end += 1 + len(word)
    written, follow = text[at:end], text[end : end + 1]
    if follow.isascii() and follow.isalnum() and written[-1].isalnum():
        return None
    cased = tables().cased.get(words[0]) if len(words) == 1 else None
    return None if cased and written not in cased else Measure("money", code, written, end)


# ── signs that countries share ─────────────────────────────────────────────────────────────────────────────────────

_NEAR = 160  # characters either side in which a country's words weigh more
_NEARER = 3  # times
_SEARCHED = 20_000  # characters of the text that are looked through


class Homes:
    """What the signs that countries share, such as ¥, kr and 元, stand for in one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._in_text: dict[str, dict[str, int]] = {}

    def of(self, sign: str, start: int, end: int) -> str:
        """Return the currency of a shared sign at this place."""
        if sign not in self._in_text:
            self._in_text[sign] = _told(sign, self._text[:_SEARCHED])
        near = _told(sign, self._text[max(0, start - _NEAR) : end + _NEAR])
        counts = {code: count + _NEARER * near[code] for code, count in self._in_text[sign].items()}
        default, most = tables().homes[sign][0], max(counts.values())
        return default if counts.get(default, 0) == most else max(counts, key=lambda code: counts[code])


def _told(sign: str, window: str) -> dict[str, int]:
    """Return for each currency of a sign how often words of its country stand in a text."""
    lowered = window.lower()
    return {code: sum(map(lowered.count, words)) for code, words in tables().homes[sign][1].items()}


def same_money(value: float, unit: str, other: float, other_unit: str) -> bool:
    """Say whether two amounts can be one, within 15% of any year's rate."""
    usd = tables().usd
    if not other or unit not in usd or other_unit not in usd:
        return False
    ratio = value / other  # units of the first for one of the second
    (low, high), (other_low, other_high) = usd[unit], usd[other_unit]
    return other_low / high / 1.15 <= ratio <= other_high / low * 1.15
