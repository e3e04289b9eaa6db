"""Numbers that are no quantities: dates, times, phones, codes, names, ranks, versions, durations, specifications."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from figures.lexicon import Measure, read_rules
from figures.numbers import DIGITS, Numeral

Excluded = tuple[int, str]  # where it ends, and the rule; an empty rule leaves no trace


class _Words(NamedTuple):
    names: frozenset[str]
    titles: frozenset[str]
    names_zh: tuple[str, ...]
    months: frozenset[str]


@cache
def _words() -> _Words:
    rules = read_rules("units.toml")
    names = rules["names"]
    return _Words(
        frozenset(names["en"]), frozenset(names["titles"]), tuple(names["zh"]), frozenset(rules["months"]["en"])
    )


def long_run(text: str, start: int) -> tuple[int, int, str]:
    """Return the block for a run of more digits than any number of news has."""
    run = DIGITS.match(text, start)
    assert run is not None
    return start, run.end(), "too many digits"


_SURE = ("money", "generic", "percent", "points")


def excluded(text: str, numeral: Numeral, before: Measure | None, after: Measure | None, floor: int) -> Excluded | None:
    """Return why a numeral is no quantity, None if it is one; the number before ends at `floor`."""
    if after and after.category in ("duration", "specification") and not before:
        return _duration(text, numeral, after)
    if numeral.words:
        return _by_words(text, numeral, before, after)
    if before or (after and after.category in _SURE):
        return _in_address(text, numeral)
    return (
        _glued(text, numeral, floor)
        or _ranked(text, numeral)
        or _in_address(text, numeral)
        or _grouped(text, numeral)
        or _dated(text, numeral)
        or _year(text, numeral, after)
        or _named(text, numeral, after)
        or _metres(text, numeral, after)
    )


def _duration(text: str, numeral: Numeral, after: Measure) -> Excluded | None:
    """Take "3 years", 3年 and "5 kg" out, but not 万 and 千 alone before 年."""
    if numeral.words and numeral.start == numeral.end:
        return None
    return after.end, after.category


def _by_words(text: str, numeral: Numeral, before: Measure | None, after: Measure | None) -> Excluded | None:
    """Keep a number in words only where its unit or scale makes it one."""
    if text[numeral.start] > "\u2e80":
        return _chinese(text, numeral, before, after)
    if after and after.category in ("money", "percent", "points"):
        return None
    if before or numeral.scale > 12:
        return None
    if after is None or after.category not in ("counted", "other") or numeral.value < 2:
        return numeral.end, ""
    if after.category == "other" and numeral.value < 13:
        return numeral.end, ""
    return None


_BARE_SCALES = frozenset("百千万亿兆")
_VAGUE = ("数", "几", "每", "好", "上", "成", "无", "若干", "多")
_REACHING = (
    "近",
    "超",
    "过",
    "破",
    "逾",
    "达",
    "约",
    "到",
    "至",
    "至少",
    "突破",
    "不足",
    "不到",
    "满",
    "获",
    "获得",
    "首",
    "超过",
    "接近",
    "落地",
    "交付",
    "量产",
)
_FINANCIAL = frozenset("壹贰叁参肆伍陆柒捌玖拾佰仟俩○廿卅")


def _chinese(text: str, numeral: Numeral, before: Measure | None, after: Measure | None) -> Excluded | None:
    """Tell Chinese numerals from the words that are written with the same characters."""
    written = text[numeral.start : numeral.end]
    left = text[max(0, numeral.start - 2) : numeral.start]
    if left.endswith("第"):
        return numeral.end, "ordinal"
    if left.endswith(_VAGUE) and written[0] not in "一二两三四五六七八九" and not left.endswith("至多"):
        return numeral.end, "vague" if left[-1:] in ("数", "几") else ""
    counted = (
        after is not None
        and after.category in ("generic", "counted", "money", "percent", "points")
        and bool(after.noun)
    )
    if written[0] in _BARE_SCALES:
        more = after is not None and after.more
        keep = (counted and (more or left.endswith(_REACHING))) or (written[-1] == "亿" and left.endswith(_REACHING))
    elif len(written) == 1 or numeral.value < 2:
        keep = _single(numeral, written, before, after)
    else:
        keep = numeral.scale >= 1e4 or counted or before is not None or (after is not None and bool(after.noun))
    return None if keep and not _level(text, after) else (numeral.end, "")


def _single(numeral: Numeral, written: str, before: Measure | None, after: Measure | None) -> bool:
    """Say whether a single character such as 三 or 十 is a number here."""
    if written in _FINANCIAL:
        return False
    if before or (after is not None and after.category in ("generic", "money", "percent", "points")):
        return True
    return after is not None and after.category == "counted" and numeral.value >= 2


def _level(text: str, after: Measure | None) -> bool:
    """Say whether 级 makes the number a mere order of size: 千亿级, 百台级."""
    return after is not None and text.startswith(("级", "量级"), after.end)


_RANGE_OR_LIST = re.compile(
    r"\s?(?:至|到|~|-|—{1,2}|、|和|与| to | and | or )\s?(?=[0-9一二三四五六七八九十两百千壹贰叁肆伍陆柒捌玖a-z$€£¥])"
)


def may_lean(text: str, numeral: Numeral) -> bool:
    """Say whether a number without a unit may borrow one from the number that follows."""
    return numeral.words and _RANGE_OR_LIST.match(text, numeral.end) is not None


_ORDINAL = re.compile(r"(?:st|nd|rd|th)(?![A-Za-z])")
_ORDINAL_STARTS = ("s", "n", "r", "t")
_SMALLEST_MILESTONE = 100  # below it an ordinal is a rank, a day or an anniversary


def ordinal_end(text: str, numeral: Numeral) -> int:
    """Return where "th" ends after a number in digits; 0 where there is none."""
    found = _ORDINAL.match(text, numeral.end) if text[numeral.end : numeral.end + 1] in _ORDINAL_STARTS else None
    return found.end() if found else 0


def _glued(text: str, numeral: Numeral, floor: int) -> Excluded | None:
    """Take out numbers that letters stick to: G1, MP1000, 3D, 2Q24; milestones such as "10,000th" stay."""
    left = text[numeral.start - 1] if numeral.start else " "
    if left.isascii() and left.isalpha():
        return _tail(text, numeral.end), "name"
    ranged = floor and floor == numeral.start - 1  # "2 million-3 million"
    if (
        left in "-_/#"
        and not ranged
        and numeral.start > 1
        and text[numeral.start - 2].isascii()
        and text[numeral.start - 2].isalpha()
    ):
        return _tail(text, numeral.end), "name"
    right = text[numeral.end : numeral.end + 1]
    if not (right.isascii() and right.isalpha()) or not right:
        return None
    ordinal = _ORDINAL.match(text, numeral.end)
    if ordinal:
        return None if numeral.value >= _SMALLEST_MILESTONE else (ordinal.end(), "ordinal")
    if numeral.scale > 1:
        return None
    return _tail(text, numeral.end), "name"


_RANKED = re.compile(
    r"(?:\b(?:[Tt]he|[Ii]ts|[Tt]heir|[Ww]orld'?s|[Cc]hina'?s|'s|[Gg]lobal|[Aa]) [Tt]op|\bT(?:op|OP)) ?\Z"
)
_RATE = re.compile(r"(?:\b(?:per|every) |每)\Z")
_MULTIPLE = re.compile(r" times\b|[xX×](?![A-Za-z])")
_MONTHS_TO_DATE = (3e6, 6e6, 9e6, 12e6)  # "9M 2025" is nine months


def _ranked(text: str, numeral: Numeral) -> Excluded | None:
    """Take out ranks and lists by length (top 10, 500强), multiples (30 times earnings, 7×24) and "9M 2025"."""
    if numeral.scale > 1:
        months = numeral.value in _MONTHS_TO_DATE and text[numeral.end - 1] == "M"
        return (numeral.end, "period") if months and _WORD_OR_YEAR.match(text, numeral.end) else None
    if text.startswith("强", numeral.end):
        return numeral.end + 1, "rank"
    if multiple := _MULTIPLE.match(text, numeral.end):
        return _tail(text, multiple.end()), "multiple"
    if _RANKED.search(text, max(0, numeral.start - 12), numeral.start):
        return numeral.end, "rank"
    if _RATE.search(text, max(0, numeral.start - 6), numeral.start):
        return numeral.end, "rate"
    return None


_WORD_OR_YEAR = re.compile(r" ?(?:20)?[0-9]{2}\b| (?:revenue|sales|profit|net|results|to|period|of|figures)\b|[ ,:]*$")


_TAIL = re.compile(r"[A-Za-z0-9_]*(?:[-/][A-Za-z0-9]+)*")


def _tail(text: str, end: int) -> int:
    found = _TAIL.match(text, end, end + 40)
    return found.end() if found else end


_ADDRESS_WINDOW = 300
_ADDRESS_MARKS = ("://", "www.", "@", ".com", ".cn/", ".org", ".net", ".html")
_TO_SPACE = re.compile(r"\S{0,300}")


def _in_address(text: str, numeral: Numeral) -> Excluded | None:
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
_PLUS_PHONE = re.compile(r"[0-9]{1,3}(?:[ ()-]{1,2}[0-9]{2,5}){2,5}")
_VERSION = re.compile(r"[0-9]+(?:\.[0-9]+){2,}")
_FOR_ONE = re.compile(r"[0-9]+-(?:for|to|on|in|by)-[0-9]+")
_SLASHED = re.compile(r"[0-9]+(?:/[0-9]+)+(?![0-9]*[%亿万])")
_LISTED = re.compile(r"[0-9]{4,6}\.(?:HK|SH|SZ|SS|BJ|T|KS|KQ|TW|DE|PA|L)\b", re.IGNORECASE)
_CODE_IN_BRACKETS = re.compile(r"[0368][0-9]{5}\s?[).,]")


def _grouped(text: str, numeral: Numeral) -> Excluded | None:
    """Take out clock times, dates, phones, versions, ratios and stock codes by their form."""
    left = text[numeral.start - 1] if numeral.start else " "
    if left == ":" and numeral.start > 1 and text[numeral.start - 2].isdigit():
        return numeral.end, "ratio"
    if left == "+" and (phone := _PLUS_PHONE.match(text, numeral.start)):
        return phone.end(), "phone"
    for pattern, rule in (
        (_CLOCK, "clock"),
        (_ISO_DAY, "date"),
        (_VERSION, "version"),
        (_LISTED, "stock code"),
        (_SLASHED, "ratio"),
        (_FOR_ONE, "ratio"),
    ):
        if found := pattern.match(text, numeral.start):
            return found.end(), rule
    if (
        (phone := _PHONE.match(text, numeral.start))
        and text[phone.start() : phone.end()].count("-") != 1
        and "-" in phone.group()
    ):
        return phone.end(), "phone"
    if left == "(" and _CODE_IN_BRACKETS.match(text, numeral.start):
        return numeral.end, "stock code"
    if text[numeral.start] == "0" and text[numeral.start + 1 : numeral.start + 2].isdigit():
        return numeral.end, "code"
    return None


_WORD_LEFT = re.compile(r"([A-Za-z][A-Za-z.&/-]*)[ :]{1,2}\Z")
_WORD_RIGHT = re.compile(r" ?-?([A-Z][a-z]+)")


def _dated(text: str, numeral: Numeral) -> Excluded | None:
    """Take out days beside a month: "Nov. 23", "15 July 2025"."""
    if numeral.value > 31 or numeral.scale > 1 or numeral.value != int(numeral.value):
        return None
    months = _words().months
    left = _WORD_LEFT.search(text, max(0, numeral.start - 12), numeral.start)
    if left and left.group(1)[0].isupper() and left.group(1).lower().strip(".") in months:
        return numeral.end, "date"
    right = _WORD_RIGHT.match(text, numeral.end)
    if right and right.group(1).lower() in months:
        return right.end(), "date"
    return None


_BEFORE_YEAR = frozenset(
    "in of since by until till from to for during through fiscal fy early late mid year years calendar and the before after "
    "between around vs versus than or end at into over expected".split()
)


def _year(text: str, numeral: Numeral, after: Measure | None) -> Excluded | None:
    """Take a number from 1900 to 2100 for a year unless it plainly counts something."""
    if numeral.scale > 1 or not 1900 <= numeral.value <= 2100 or numeral.end - numeral.start != 4:
        return None
    counted = after is not None and after.category == "counted" and (after.noun.endswith("s") or after.noun > "\u2e80")
    left = _WORD_LEFT.search(text, max(0, numeral.start - 12), numeral.start)
    if (
        counted
        and after is not None
        and (after.noun > "\u2e80" or (left is None or left.group(1).lower() not in _BEFORE_YEAR))
    ):
        return None
    return numeral.end, "year"


_LARGEST_SERIES = 9  # "Walker 3 robots" is a series; "Group 20 robots" counts
_LARGEST_NAME = 9999  # product, rule and list numbers are small; larger ones after a name word count something


def _named(text: str, numeral: Numeral, after: Measure | None) -> Excluded | None:
    """Take out numbers that a word before them makes a name, rank or version: "No. 1", "Figure 03"."""
    counted = after is not None and after.category == "counted"
    if numeral.scale == 1 and numeral.value <= _LARGEST_NAME and "," not in text[numeral.start : numeral.end]:
        left = _WORD_LEFT.search(text, max(0, numeral.start - 14), numeral.start)
        if left and _is_name(left.group(1), surely=counted and numeral.value > _LARGEST_SERIES):
            return numeral.end, "name"
    return _named_in_chinese(text, numeral) if numeral.scale == 1 else None


def _is_name(word: str, *, surely: bool) -> bool:
    lowered = word.lower()
    return lowered in _words().names or (not surely and word[0].isupper() and lowered in _words().titles)


def _named_in_chinese(text: str, numeral: Numeral) -> Excluded | None:
    left = text[max(0, numeral.start - 6) : numeral.start].rstrip(" :").lower()
    if not left or left[-1] < "\u2e80":
        return None
    if left.endswith("第"):
        return None if numeral.value >= _SMALLEST_MILESTONE else (numeral.end, "ordinal")
    return (numeral.end, "name") if left.endswith(_words().names_zh) else None


_PICTURES = (2e3, 4e3, 8e3, 16e3)  # 2K to 16K
_METRES = re.compile(
    r"[ -](?:tall|long|high|wide|deep|above|below|away|from|by|sprint|dash|race|cable|distance|drop|reach|off)\b"
)


def _metres(text: str, numeral: Numeral, after: Measure | None) -> Excluded | None:
    """Take "1.8m tall" for a length and "4K video" for a picture."""
    if text[numeral.end - 1] == "K" and numeral.value in _PICTURES and not (after and after.category == "counted"):
        return numeral.end, "specification"
    if text[numeral.end - 1] in "BT" and after is None and numeral.value / numeral.scale % 1 == 0:
        return numeral.end, "name"  # 910B
    if not numeral.shift:
        return None
    return (numeral.end, "specification") if _METRES.match(text, numeral.end) else None
