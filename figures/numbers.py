"""Numbers in digits, with any separators, and the scale word behind them."""

from __future__ import annotations

import re
from typing import NamedTuple

# No news tells a number of more digits than this; account numbers and keys do.
LONGEST_NUMBER = 24


class Numeral(NamedTuple):
    """A numeral in a text: what it is worth, and the scale word that a neighbour may share."""

    start: int
    end: int
    value: float
    scale: float = 1.0  # of its last scale word: 1e9 in "3 billion", 1e4 in 三千五百万
    high: float | None = None  # of 八九亿, "eight or nine hundred million"
    more: bool = False  # 余, 多 or 几 inside: 三百余万
    shift: bool = False  # glued small letter that may mean metres: "50m"
    words: bool = False  # written without digits


# ── digits ─────────────────────────────────────────────────────────────────────────────────────────────────────────

DIGITS = re.compile(r"[0-9]+(?:[.,][0-9]+|'[0-9]{3}(?![0-9]))*")
_SWISS = re.compile(r"[0-9]{1,3}(?:'[0-9]{3})+(?:\.[0-9]+)?\Z")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?\Z")
_INDIAN = re.compile(r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?\Z")
_EUROPEAN = re.compile(r"[0-9]{1,3}(?:(?:\.[0-9]{3})+,[0-9]{1,2}|(?:\.[0-9]{3}){2,})\Z")
_DECIMAL_COMMA = re.compile(r"[0-9]{1,4},[0-9]{1,2}\Z")
_SPACED = re.compile(r"[0-9]{1,3}(?: [0-9]{3}){1,4}(?![0-9])(?:[.,][0-9]{1,2}(?![0-9]))?")
_FIRST = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}(?![0-9]))+(?:\.[0-9]+(?![0-9.]))?|[0-9]+(?:\.[0-9]+(?!\.?[0-9]))?")
_GLYPHS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅕": 0.2, "⅛": 0.125}

_EN_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "lakh": 1e5, "crore": 1e7,
    "lac": 1e5, "mln": 1e6, "mil": 1e6, "mio": 1e6, "mn": 1e6, "mm": 1e6, "m": 1e6, "k": 1e3, "bn": 1e9, "bln": 1e9,
    "bil": 1e9, "b": 1e9, "mrd": 1e9, "tn": 1e12, "trn": 1e12, "tln": 1e12, "t": 1e12, "cr": 1e7, "dozen": 12.0,
    "mill": 1e6, "tr": 1e12, "thou": 1e3,
}  # fmt: skip
_SCALE_WORD = re.compile(
    r"[ -]{0,2}(?:(hundred|thousand|million|billion|trillion|dozen|lakh|crore|lac|m(?:ln|io|rd|n|il)|(?-i:MM)|"
    r"b(?:ln|n|il)|t(?:ln|rn|n)|cr)s?"
    r"(?:\.(?-i:(?= [a-z€$£])))?(?![A-Za-z0-9])"
    r"|(?<=[0-9])(k|m|b|t)(?![A-Za-z0-9'²³]|/(?:s|h|min)))",
    re.IGNORECASE,
)
_ZH_SCALES = {
    "十": 1e1,
    "百": 1e2,
    "千": 1e3,
    "万": 1e4,
    "亿": 1e8,
    "兆": 1e12,
    "佰": 1e2,
    "仟": 1e3,
    "w": 1e4,
    "W": 1e4,
    "拾": 1e1,
}
_ZH_SCALE = re.compile(
    r" ?(?:个(?=多?亿|多?[百千]万))?([余多几来]?)"
    r"((?:[十百千佰仟]?(?:万亿|万万|[万亿兆])|[百千十佰仟](?![里米年天月分强]|日(?![元圆币]))))"
)
_ZH_W = re.compile(r"[wW](?=[元块人台左以起美港辆套多余+])|(?<=[\u4e00-\u9fff][0-9])[wW](?=[,。、;)]|$)")
_FOUR_MORE = re.compile(r"[0-9]{4}(?![0-9.,年月/-])")
_NEXT_PART = re.compile(r"[0-9]+(?:\.[0-9]+)?(?=[十百千]?[万亿]|[百千十])")


def scale_of(word: str) -> float:
    """Return what a Chinese scale word such as 千万 or 万亿 multiplies by."""
    factor = 1.0
    for character in word:
        factor *= _ZH_SCALES[character]
    return factor


def _plain(written: str) -> tuple[float, int] | None:
    """Return value and length of the first number in a run of digits and separators; None if it has too many digits."""
    if len(written) > LONGEST_NUMBER:
        return None
    if written.isdigit():
        return float(written), len(written)
    if _GROUPED.match(written) or _INDIAN.match(written):
        return float(written.replace(",", "")), len(written)
    if _SWISS.match(written):
        return float(written.replace("'", "")), len(written)
    if _EUROPEAN.match(written):
        return float(written.replace(".", "").replace(",", ".")), len(written)
    first = _FIRST.match(written)
    return (float(first.group().replace(",", "")), first.end()) if first else None


def digits_at(text: str, start: int) -> Numeral | None:
    """Return the numeral whose digits begin at `start`, scale included; None if no number has so many digits."""
    run = DIGITS.match(text, start)
    plain = _plain(run.group()) if run else None
    if run is None or plain is None:
        return None
    value, end = plain[0], start + plain[1]
    if end < run.end() and _DECIMAL_COMMA.match(run.group()) and _measured(text, run.end()):
        value, end = float(run.group().replace(",", ".")), run.end()
    if text[end : end + 1] == " " and (spaced := _SPACED.match(text, start)) and _spaced_is_one(text, spaced):
        value, end = float(spaced.group().replace(" ", "").replace(",", ".")), spaced.end()
    if start and text[start - 1] == "." and not text[start - 2 : start - 1].isalnum():
        value, start = value / 10 ** (end - start), start - 1
    part = _GLYPHS.get(text[end : end + 1])
    if part:
        value, end = value + part, end + 1
    scaled = _scale(text, end)
    return _with_scale(text, start, value, scaled) if scaled else Numeral(start, end, value)


_SPACED_UNIT = re.compile(r" ?[€$£%]| (?:euro|yuan|dollar|kr|robot|unit)")
_MEASURED = re.compile(r" ?(?:%|€|percent|per cent|Prozent|euro)", re.IGNORECASE)


def _measured(text: str, end: int) -> bool:
    """Say whether a scale word or unit stands at `end`, so that the comma before was a decimal one."""
    return _scale(text, end) is not None or _MEASURED.match(text, end) is not None


def _spaced_is_one(text: str, spaced: re.Match[str]) -> bool:
    """Tell "1 234 567", "€14 900" and "40 000 euros" from two numbers side by side."""
    if spaced.start() and text[spaced.start() - 1] in "$€£¥₩":
        return True
    return spaced.group().count(" ") > 1 or _SPACED_UNIT.match(text, spaced.end()) is not None


def _scale(text: str, end: int) -> tuple[float, int, str] | None:
    """Return factor, end and written form of the scale word at `end`."""
    follow = text[end : end + 1]
    if not follow:
        return None
    if follow == " ":
        follow = text[end : end + 3].strip(" ")[:1]
        if not follow:
            return None
    if follow > "\u3000":
        found = _ZH_SCALE.match(text, end)
        return (scale_of(found.group(2)), found.end(), found.group(1) or "zh") if found else None
    if follow in "wW" and _ZH_W.match(text, end):
        return 1e4, end + 1, "zh"
    if not (follow.isalpha() or follow == "-"):
        return None
    found = _SCALE_WORD.match(text, end)
    if found is None:
        return None
    word = found.group(1) or found.group(2)
    return _EN_SCALES[word.lower()], found.end(), word


def _with_scale(text: str, start: int, value: float, scaled: tuple[float, int, str]) -> Numeral:
    factor, end, word = scaled
    total = value * factor
    more = word in "余多几来"
    if word == "zh":
        last = factor
        while (part := _NEXT_PART.match(text, end)) and (then := _scale(text, part.end())) and then[0] < last:
            total, end, last = total + float(part.group()) * then[0], then[1], then[0]
        if last == 1e4 and text[end - 1] == "万" and (four := _FOUR_MORE.match(text, end)):  # 3万4000
            total, end = total + float(four.group()), four.end()
        return Numeral(start, end, tidy(total), factor)
    return Numeral(start, end, tidy(total), factor, more=more, shift=word == "m")


def tidy(value: float) -> float:
    """Round away what binary fractions add: 1.1e9 instead of 1100000000.0000002."""
    return float(f"{value:.15g}")
