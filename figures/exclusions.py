"""Numbers that are no quantities: dates, times, phones, codes, names, ranks, versions, durations, specifications."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from figures.forms import WORD_LEFT, Excluded, dated, grouped, in_address
from figures.lexicon import Measure, read_rules
from figures.numbers import Numeral


class _Words(NamedTuple):
    names: frozenset[str]
    titles: frozenset[str]
    names_zh: tuple[str, ...]
    before_year: frozenset[str]
    reaching: tuple[str, ...]
    vague: tuple[str, ...]


@cache
def _words() -> _Words:
    rules = read_rules("units.toml")
    names, zh = rules["names"], rules["zh_numerals"]
    return _Words(
        names=frozenset(names["en"]),
        titles=frozenset(names["titles"]),
        names_zh=tuple(names["zh"]),
        before_year=frozenset(rules["years"]["before"]),
        reaching=tuple(zh["reaching"]),
        vague=tuple(zh["vague"]),
    )


_SURE = ("money", "generic", "percent", "points")


def excluded(text: str, numeral: Numeral, before: Measure | None, after: Measure | None, floor: int) -> Excluded | None:
    """Return why a numeral is no quantity, None if it is one; the number before ends at `floor`."""
    if after and not before and (after.category in ("duration", "specification") or is_weight(text, numeral, after)):
        return _duration(text, numeral, after)
    if numeral.words:
        return _by_words(text, numeral, before, after)
    if before or (after and after.category in _SURE):
        return in_address(text, numeral)
    return (
        _glued(text, numeral, floor)
        or _ranked(text, numeral)
        or in_address(text, numeral)
        or grouped(text, numeral)
        or dated(text, numeral)
        or _item(text, numeral)
        or _year(text, numeral, after)
        or _named(text, numeral, after)
        or _metres(text, numeral, after)
    )


def _duration(text: str, numeral: Numeral, after: Measure) -> Excluded | None:
    """Take "3 years", 3年 and "5 kg" out, but not 万 and 千 alone before 年."""
    if numeral.words and numeral.start == numeral.end:
        return None
    return after.end, "specification" if after.category == "money" else after.category


def _by_words(text: str, numeral: Numeral, before: Measure | None, after: Measure | None) -> Excluded | None:
    """Keep a number in words only where its unit or scale makes it one."""
    if text[numeral.start] > "\u2e80":
        return _chinese(text, numeral, before, after)
    if after and after.category in ("money", "percent", "points"):
        return (numeral.end, "") if after.category == "points" and numeral.value < 2 else None  # "at one point"
    if before or numeral.scale > 12:
        return None
    smallest = _SMALLEST_COUNTS.get(after.category) if after else None
    return None if smallest and numeral.value >= smallest else (numeral.end, "")


_SMALLEST_COUNTS = {"counted": 2, "other": 13}  # "two reasons" is talk; "twenty patents" a count
_BARE_SCALES = frozenset("百千万亿兆")
_FINANCIAL = frozenset("壹贰叁参肆伍陆柒捌玖拾佰仟俩○廿卅")


def _chinese(text: str, numeral: Numeral, before: Measure | None, after: Measure | None) -> Excluded | None:
    """Tell Chinese numerals from the words that are written with the same characters."""
    written = text[numeral.start : numeral.end]
    left = text[max(0, numeral.start - 2) : numeral.start]
    if left.endswith("第"):
        milestone = numeral.value >= _SMALLEST_MILESTONE and after is not None and after.category == "counted"
        return None if milestone else (numeral.end, "ordinal")
    if left.endswith(_words().vague) and written[0] not in "一二两三四五六七八九" and not left.endswith("至多"):
        return numeral.end, "vague" if left[-1:] in ("数", "几") else ""
    counted = (
        after is not None
        and after.category in ("generic", "counted", "money", "percent", "points")
        and bool(after.noun)
    )
    if written[0] in _BARE_SCALES:
        more = after is not None and after.more
        keep = (counted and (more or left.endswith(_words().reaching))) or (
            written[-1] == "亿" and left.endswith(_words().reaching)
        )
    elif len(written) == 1 or numeral.value < 2:
        keep = _single(numeral, written, before, after)
    else:
        keep = numeral.scale >= 1e4 or counted or before is not None or (after is not None and bool(after.noun))
    return None if keep and not _level(text, after) else (numeral.end, "")


def _single(numeral: Numeral, written: str, before: Measure | None, after: Measure | None) -> bool:
    """Say whether a single character such as 三 or 十 is a number here."""
    if written in _FINANCIAL or numeral.value < 1:
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
    """Take out numbers that letters stick to: G1, MP1000, B2-W, 3D, 2Q24; milestones such as "10,000th" stay."""
    left, further = text[max(0, numeral.start - 1) : numeral.start], text[max(0, numeral.start - 2) : numeral.start - 1]
    ranged = floor and floor == numeral.start - 1  # "2 million-3 million"
    if _is_letter(left) or (left in _JOINTS and not ranged and _is_letter(further)):
        return _tail(text, numeral.end), "name"
    if not _is_letter(text[numeral.end : numeral.end + 1]):
        return None
    if ordinal := ordinal_end(text, numeral):
        return None if numeral.value >= _SMALLEST_MILESTONE else (ordinal, "ordinal")
    return None if numeral.scale > 1 else (_tail(text, numeral.end), "name")


_JOINTS = ("-", "_", "/", "#")


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()


_RANKED = re.compile(
    r"(?:\b(?:[Tt]he|[Ii]ts|[Tt]heir|[Ww]orld'?s|[Cc]hina'?s|'s|[Gg]lobal|[Aa]) [Tt]op|\bT(?:op|OP)) ?\Z"
)
_RATE = re.compile(r"(?:\b(?:per|every) |每)\Z")
_MULTIPLE = re.compile(r" times\b|[xX×](?![A-Za-z])")
_MONTHS_TO_DATE = (3e6, 6e6, 9e6, 12e6)  # "9M 2025" is nine months


_WEIGHT = re.compile(r"\b(?:lift|carr|weigh|payload|load|haul|heav|hoist|hold)\w* (?:\w+ ){0,5}\Z", re.IGNORECASE)


def is_weight(text: str, numeral: Numeral, after: Measure) -> bool:
    """Say whether pounds are a weight: "lifts 50 pounds"."""
    pounds = after.noun.lower() in ("pound", "pounds") and numeral.scale == 1
    return pounds and _WEIGHT.search(text, max(0, numeral.start - 60), numeral.start) is not None


def _ranked(text: str, numeral: Numeral) -> Excluded | None:
    """Take out ranks and lists by length (top 10, 500强), multiples (30 times earnings, 7×24) and "9M 2025"."""
    if numeral.scale > 1:
        months = numeral.value in _MONTHS_TO_DATE and text[numeral.end - 1] == "M"
        return (numeral.end, "period") if months and _WORD_OR_YEAR.match(text, numeral.end) else None
    if multiple := _MULTIPLE.match(text, numeral.end):
        return _tail(text, multiple.end()), "multiple"
    if text.startswith("强", numeral.end) or _RANKED.search(text, max(0, numeral.start - 12), numeral.start):
        return numeral.end + text.startswith("强", numeral.end), "rank"
    rated = _RATE.search(text, max(0, numeral.start - 6), numeral.start)
    return (numeral.end, "rate") if rated else None


_WORD_OR_YEAR = re.compile(r" ?(?:20)?[0-9]{2}\b| (?:revenue|sales|profit|net|results|to|period|of|figures)\b|[ ,:]*$")


_TAIL = re.compile(r"[A-Za-z0-9_]*(?:[-/][A-Za-z0-9]+)*")


def _tail(text: str, end: int) -> int:
    found = _TAIL.match(text, end, end + 40)
    return found.end() if found else end


def _year(text: str, numeral: Numeral, after: Measure | None) -> Excluded | None:
    """Take a number from 1900 to 2100 for a year unless it plainly counts something."""
    if numeral.scale > 1 or not 1900 <= numeral.value <= 2100 or numeral.end - numeral.start != 4:
        return None
    if after is None or after.category != "counted":
        return numeral.end, "year"
    left = WORD_LEFT.search(text, max(0, numeral.start - 12), numeral.start)
    dated_before = left is not None and left.group(1).lower() in _words().before_year
    counts = after.noun > "\u2e80" or (after.noun.endswith("s") and not dated_before)
    return None if counts else (numeral.end, "year")


_ITEM = re.compile(r"[.)、] ?(?![0-9])")


def _item(text: str, numeral: Numeral) -> Excluded | None:
    """Take out the numbers of a list's items: "3. Gross margin" at the beginning of a line."""
    first = not numeral.start or text[numeral.start - 1] == "\n"
    small = first and numeral.end - numeral.start <= 2 and numeral.scale == 1
    return (numeral.end, "item") if small and _ITEM.match(text, numeral.end) else None


_LARGEST_SERIES = 9  # "Walker 3 robots" is a series; "Group 20 robots" counts
_LARGEST_NAME = 999_999  # product, rule and list numbers are small; larger ones after a name word count something


def _named(text: str, numeral: Numeral, after: Measure | None) -> Excluded | None:
    """Take out numbers that a word before them makes a name, rank or version: "No. 1", "Figure 03"."""
    counted = after is not None and after.category == "counted"
    if numeral.scale == 1 and numeral.value <= _LARGEST_NAME and "," not in text[numeral.start : numeral.end]:
        left = WORD_LEFT.search(text, max(0, numeral.start - 14), numeral.start)
        if left and _is_name(left.group(1), surely=counted and numeral.value > _LARGEST_SERIES):
            return numeral.end, "name"
        if left and after is None and _in_chinese(text, left.start(), numeral):
            return numeral.end, "name"  # 川崎的Kaleido 9可搬运
    return _named_in_chinese(text, numeral) if numeral.scale == 1 else None


def _in_chinese(text: str, start: int, numeral: Numeral) -> bool:
    """Say whether Chinese stands on either side of a Latin word and the small number behind it."""
    beside = text[max(0, start - 1) : start] + text[numeral.end : numeral.end + 1]
    if numeral.value >= _SMALLEST_MILESTONE or _RANGE_OR_LIST.match(text, numeral.end):
        return False
    return any(character > "\u2e80" for character in beside)


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


_LENGTH_BEFORE = re.compile(
    r"\b(?:tall|height|high|length|reach\w*|span|stands|width|diameter|radius|distance|depth|measur\w+|altitude|stretch\w*|jump\w*)"
    r" (?:\w+ ){0,2}\Z"
)


def _metres(text: str, numeral: Numeral, after: Measure | None) -> Excluded | None:
    """Take "1.8m tall" and 臂展1.3m for lengths, "20t" for a weight, "4K video" for a picture and 910B for a name."""
    last, counted = text[numeral.end - 1], after is not None and after.category == "counted"
    if last in "tT" and numeral.scale == 1e12:
        return numeral.end, "specification"
    if last == "K" and numeral.value in _PICTURES and not counted:
        return numeral.end, "specification"
    if last in "BT" and after is None and numeral.value / numeral.scale % 1 == 0:
        return numeral.end, "name"
    return (numeral.end, "specification") if numeral.shift and _is_length(text, numeral, counted=counted) else None


def _is_length(text: str, numeral: Numeral, *, counted: bool) -> bool:
    """Say whether a glued "m" means metres."""
    if _METRES.match(text, numeral.end):
        return True
    chinese = text[max(0, numeral.start - 1) : numeral.start] > "\u2e80"
    before = _LENGTH_BEFORE.search(text, max(0, numeral.start - 30), numeral.start)
    return not counted and (chinese or before is not None)
