"""Numbers in English words: "six and a half million", "two hundred and forty"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from figures.numbers import Numeral, tidy

_ONES = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SMALL = {word: float(number) for number, word in enumerate(_ONES)} | {
    word: 10.0 * (i + 2) for i, word in enumerate(_TENS)
}
_LARGE = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "lakh": 1e5, "crore": 1e7, "dozen": 12.0}
NUMBER_WORDS = (*_SMALL, "hundred", *_LARGE, "half", "quarter")
_TOKEN = re.compile(r"[ -]{0,2}([A-Za-z]+)")
_PART_OF = re.compile(
    r"(?:(a|one|three) )?(half|quarters?)(?: (?:of )?an?| of one| of 1)?[ -]"
    r"(hundred|thousand|million|billion|trillion|dozen)\b",
    re.IGNORECASE,
)
_AND_A_HALF = re.compile(r" and (?:a|one|three)[ -](half|quarters?|third)\b", re.IGNORECASE)
_PARTS = {"half": 0.5, "quarter": 0.25, "quarters": 0.75, "third": 1 / 3}
_VAGUE_BEFORE = re.compile(r"(?:several|few|many|couple of|couple|every|some odd|tens of) $", re.IGNORECASE)


@dataclass(slots=True)
class _Sum:
    """A number in words, as far as it has been read."""

    end: int
    total: float = 0.0  # of the groups that a scale word closed
    current: float = 0.0
    scale: float = 1.0
    last: str = ""  # the last word taken

    def take(self, text: str, word: str, end: int) -> bool:
        """Add a word that ends at `end`; say whether it belongs to the number."""
        singular = word[:-1] if word.endswith("s") and word[:-1] in _LARGE else word
        if singular in _SMALL:
            if not self._fits(_SMALL[singular]):
                return False
            self.current += _SMALL[singular]
        elif singular == "hundred":
            self.current = (self.current or 1.0) * 100
        elif singular in _LARGE:
            self._scale_up(_LARGE[singular])
        elif word == "and" and (self.last == "hundred" or self.last in _LARGE) and _number_follows(text, end):
            pass
        elif word == "point" and self.current and (decimals := _decimals(text, end)):
            self.current, end = self.current + decimals[0], decimals[1]
        else:
            return False
        self.end, self.last = end, singular
        return True

    def _fits(self, number: float) -> bool:
        """Say whether a small number may follow: "twenty-one" and "hundred one", not "two three"."""
        if not self.last or self.last in ("hundred", "and") or self.last in _LARGE:
            return True
        return self.last in _TENS and number < 10

    def _scale_up(self, scale: float) -> None:
        if self.total and not self.current:  # "three lakh crore"
            self.total *= scale
        else:
            self.total, self.current = self.total + (self.current or 1.0) * scale, 0.0
        self.scale = scale

    def add_half(self, text: str) -> None:
        """Add "and a half" and the scale after it: "six and a half million", "one million and a half"."""
        half = _AND_A_HALF.match(text, self.end)
        if half is None:
            return
        part, self.end = _PARTS[half.group(1).lower()], half.end()
        if self.last in _LARGE:
            self.total += part * self.scale
            return
        self.current += part
        after = _TOKEN.match(text, self.end)
        if after and after.group(1).lower() in _LARGE:
            self._scale_up(_LARGE[after.group(1).lower()])
            self.end = after.end()


# A scale word alone is a number after "a", "another" or the like; "RMB million" and "$(3.2) million" are none by it.
_LED = re.compile(
    r"(?:^|\b(?:an?|another|first|further|next|the|its|extra|additional|per|about|nearly|almost|over|than) )\Z",
    re.IGNORECASE,
)
_SCALE_STARTS = frozenset("htmbldc")


def words_at(text: str, start: int) -> Numeral | None:
    """Return the numeral whose English words begin at `start`; None where they tell none ("several hundred")."""
    if _VAGUE_BEFORE.search(text, max(0, start - 12), start):
        return None
    if text[start : start + 1].lower() in _SCALE_STARTS and not _LED.search(text, max(0, start - 12), start):
        first = _TOKEN.match(text, start)
        if first and first.group(1).lower().removesuffix("th") in (*_LARGE, "hundred"):
            return None
    if part := _PART_OF.match(text, start):
        return _part_of(start, part)
    number = _Sum(start)
    while token := _TOKEN.match(text, number.end):
        word = token.group(1).lower()
        if word.endswith("fold") and (word[:-4] in _SMALL or word[:-4] == "hundred"):
            value = number.total + number.current + _SMALL.get(word[:-4], 100.0)
            return Numeral(start, token.end() - 4, value, words=True)
        if _is_ordinal(text, word, token.end()):
            number.take(text, word[:-2], token.end())
            break
        if not number.take(text, word, token.end()):
            break
    if not number.last:
        return None
    number.add_half(text)
    return Numeral(start, number.end, tidy(number.total + number.current), number.scale, words=True)


def _is_ordinal(text: str, word: str, end: int) -> bool:
    """Say whether a scale word counts up to a milestone: "its millionth robot"; not "a hundredth of"."""
    scale = word.endswith("th") and (word[:-2] in _LARGE or word[:-2] == "hundred")
    return scale and not text.startswith(" of", end)


def _part_of(start: int, part: re.Match[str]) -> Numeral:
    """Read "half a billion", "a quarter million", "three quarters of a million"."""
    scale = _LARGE.get(part.group(3).lower(), 100.0)
    return Numeral(start, part.end(), _PARTS[part.group(2).lower()] * scale, scale, words=True)


def _number_follows(text: str, end: int) -> bool:
    token = _TOKEN.match(text, end)
    return token is not None and token.group(1).lower() in _SMALL


def _decimals(text: str, end: int) -> tuple[float, int] | None:
    """Read the digits after "point": "two point two five"."""
    written = ""
    while (token := _TOKEN.match(text, end)) and token.group(1).lower() in _ONES[:10]:
        written, end = written + str(_ONES.index(token.group(1).lower())), token.end()
    return (float("0." + written), end) if written else None
